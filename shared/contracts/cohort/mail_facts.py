"""What mails about a city in a cohort ask when they are sent."""

from __future__ import annotations

from typing import Literal

from shared.contracts.mail_facts import AskedFacts, MailFacts
from shared.contracts.requests import Query

CitySubject = Literal[
    "city", "city_left", "phase", "timeline", "requirements",
    "visit", "visit_answer", "visit_cancelled", "session", "session_cancelled",
    "convening", "convening_cancelled", "convening_answer", "convening_silence",
    "report", "project_part", "component", "component_review", "strategy_ready", "strategy_launch",
    "embargo_lifted",
    "commitment_to_sign", "commitment_published", "commitment_to_reaffirm",
    "measurement", "survey", "follow_up", "term", "action_item", "message", "convening_logistics",
]  # fmt: skip


class GetMailFacts(AskedFacts, Query[MailFacts]):
    """For the mail sender: whether a mail about a city is still true, with the texts that no event carries."""

    about: CitySubject
