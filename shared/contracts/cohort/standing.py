"""Whether what was told is still so: asked by the mail sender at the moment of sending."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.requests import Model, Query

#: What can be looked at again, and what `key` names then.
StandingSubject = Literal[
    "date",  # a phase, or "start"
    "phase",  # a phase
    "requirements",  # a phase
    "report",  # part/number, such as progress_report/1
    "measurement",  # a target's id
    "follow_up",  # months
    "commitment",  # shared, mayor
    "reaffirmation",  # nothing
    "term",  # term_end, election
    "survey",  # a survey
    "strategy",  # nothing
]


class StandingNow(Model):
    """`holds`: the mail still has its reason. `values`: what events of the subject told, as it is now; plain values."""

    holds: bool
    values: dict[str, Any]


class GetStanding(Query[StandingNow]):
    """Look again at what an event told. A city that has left awaits nothing: nothing holds for it."""

    application_id: UUID
    subject: StandingSubject
    key: Annotated[str, Field(max_length=80)] = ""
