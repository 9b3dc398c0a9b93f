"""A city's mayors: terms, succession, re-election, elections, reaffirmation."""

from __future__ import annotations

from datetime import date
from typing import Literal

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import Email, HumanName, IsoDate, Reason, YesNo
from shared.contracts.notices import Notice
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Query

Standing = Literal["elect", "in_office", "former"]
TermSubject = Literal["term_end", "election"]

# -- events --------------------------------------------------------------------------------------------------------


class MayorRecorded(ParticipationEvent):
    """It is known who follows, and when."""

    number: int
    interim: bool
    takes_office_on: date
    term_ends_on: date | None


class MayorRemoved(ParticipationEvent):
    """A successor was recorded wrongly."""

    number: int


class LeadershipChanged(ParticipationEvent):
    """A mayor has taken office. Mail for the mayor goes to `office` from now on; the one before gets none.

    Without `office` nobody of a mayor's office is known until somebody is named."""

    number: int
    interim: bool
    took_office_on: date
    reaffirm_by: date | None
    office: PersonRef | None


class TermExtended(ParticipationEvent):
    """The mayor in office was re-elected."""

    number: int
    term_ends_on: date


class ElectionRecorded(ParticipationEvent):
    election_on: date


class ParticipationReaffirmed(ParticipationEvent):
    """The new mayor stands by the city's part in the program."""

    number: int
    reaffirmed_on: date


class TermEnding(ParticipationEvent):
    """A term's end or an election is `days` away or less; each threshold is told once."""

    subject: TermSubject
    on_date: date
    days: int
    coach: PersonRef | None = None  # the city's lead coach


# -- what is shown -------------------------------------------------------------------------------------------------


class Mayor(Model):
    """`name` None: the mayor of the application, where the name stays."""

    number: int
    name: str | None
    standing: Standing
    interim: bool
    takes_office_on: date
    term_ends_on: date | None
    reaffirm_by: date | None
    reaffirmed_on: date | None
    overdue: bool
    office: str | None


class Mayors(Model):
    """`ends_before_cohort`: the term in office ends before the cohort does."""

    code: str
    leadership_transition: bool
    ends_before_cohort: bool
    election_on: date | None
    mayors: tuple[Mayor, ...]
    notices: tuple[Notice, ...] = ()


class GetMayors(Query[Mayors]):
    audited = "read"

    code: Code


class MayorsOffice(Model):
    """The person at the new mayor's office whom mail goes to."""

    name: HumanName
    email: Email
    language: Language


# -- commands ------------------------------------------------------------------------------------------------------


class RecordSuccessor(Command[Mayors]):
    """Record who takes office and when; on that day, or at once where it has passed, they are the mayor."""

    code: Code
    name: HumanName
    takes_office_on: IsoDate
    term_ends_on: IsoDate | None = None
    interim: YesNo = False
    office: MayorsOffice | None = None


class RemoveSuccessor(Command[Mayors]):
    """Take back a successor who has not taken office."""

    code: Code
    number: int
    reason: Reason


class ExtendTerm(Command[Mayors]):
    """The mayor in office was re-elected: the term ends later, and nothing is to be reaffirmed."""

    code: Code
    term_ends_on: IsoDate


class RecordElection(Command[Mayors]):
    """The day of the next election."""

    code: Code
    election_on: IsoDate


class ReaffirmParticipation(Command[Mayors]):
    """The new mayor stands by the city's part, where there is no commitment to sign again."""

    code: Code
    reaffirmed_on: IsoDate
