"""What mails about a selection ask when they are sent."""

from __future__ import annotations

from typing import Literal

from shared.contracts.mail_facts import AskedFacts, MailFacts
from shared.contracts.requests import Query

SelectionSubject = Literal[
    "decision",
    "correction",
    "offer",
    "offer_date",
    "waitlist_closed",
    "confirmation",
    "review",
    "review_end",
    "interview",
]


class GetMailFacts(AskedFacts, Query[MailFacts]):
    """For the mail sender: whether a mail about a selection is still true, with the texts that no event carries."""

    about: SelectionSubject
