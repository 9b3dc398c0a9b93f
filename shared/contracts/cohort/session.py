"""Sessions: held or cancelled, attended; what was noted there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import Reason, Text, YesNo, distinct
from shared.contracts.notices import Notice
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Page, Query

SessionState = Literal["scheduled", "held", "cancelled"]
Attendance = Literal["present", "absent", "excused"]
ShownAttendance = Literal["present", "absent", "excused", "not_expected", "not_recorded"]
Visibility = Literal["staff", "city"]
ItemState = Literal["open", "done", "dropped"]


_Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
_Line = Annotated[str, Text(1, 200)]
_Lines = Annotated[str, Text(1, 5000, lines=True)]

# -- events --------------------------------------------------------------------------------------------------------


class SessionEvent(ParticipationEvent, aggregate="participation", key="application_id"):
    """About one city's part in a session; each of its cities has its own."""

    session_id: UUID
    kind: str


class SessionScheduled(SessionEvent):
    """A session has its time, anew when it was moved: `sequence` rises. `people` are to be told."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    language: Language
    interpretation: tuple[Language, ...]
    sequence: int
    people: tuple[PersonRef, ...]
    override: bool = False  # a rule of the program was, with a reason
    coach: PersonRef | None = None  # to be told too; with the first of its cities alone
    former_coach: PersonRef | None = None  # who holds it no more


class SessionCancelled(SessionEvent):
    """It does not take place, or not with these people: they are removed from it."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    people: tuple[PersonRef, ...]
    coach: PersonRef | None = None  # to be told too; with the first of its cities alone


class SessionHeld(SessionEvent):
    """It took place; `attendance` is the city's, as far as it is recorded."""

    held_on: date
    attendance: Attendance | None


class SessionReopened(SessionEvent):
    """Staff take back that it was held."""


class SessionAttended(SessionEvent):
    """The city's attendance, recorded or corrected after the session was held."""

    attendance: Attendance
    modules_completed: int


class SessionNoted(SessionEvent):
    """A note was written; its words stay here."""

    visibility: Visibility


# -- what is shown -------------------------------------------------------------------------------------------------


class SessionPerson(Model):
    """Somebody who takes part: of the city's roster by `ref`, or by name."""

    code: str
    ref: str | None
    name: str | None
    role: str


class SessionCity(Model):
    code: str
    city: str
    attendance: ShownAttendance
    modules: tuple[str, ...]  # completed
    invited: int = 0  # people whom mail reaches


class SessionNote(Model):
    at: datetime
    visibility: Visibility
    text: str


class ActionItem(Model):
    id: UUID
    session_id: UUID
    code: str
    what: str
    owner: str
    due_on: date
    state: ItemState


class ReasonedStep(Model):
    """Who took a step, and why, where a reason was asked for."""

    at: datetime
    by: str
    step: str
    reason: str | None


class Session(Model):
    """Of cities that share it, those that the caller sees, and how many others there are; `notes` and `steps` as far as
    the caller may see them; `notices` say whom no invitation reaches. `bring`: what people are asked to bring along."""

    id: UUID
    cohort: str
    kind: str
    state: SessionState
    version: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    language: Language
    interpretation: tuple[Language, ...]
    coach_id: UUID | None
    speaker: str | None
    bring: str | None = None
    modules: tuple[str, ...]
    series_id: UUID | None
    cities: tuple[SessionCity, ...]
    other_cities: int = 0
    people: tuple[SessionPerson, ...]
    notes: tuple[SessionNote, ...]
    items: tuple[ActionItem, ...]
    steps: tuple[ReasonedStep, ...]
    notices: tuple[Notice, ...] = ()


class SessionSeries(Model):
    series_id: UUID
    sessions: tuple[Session, ...]


class ListedSession(Model):
    id: UUID
    kind: str
    state: SessionState
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    coach_id: UUID | None
    cities: tuple[str, ...]  # codes
    city_names: tuple[str, ...] = ()


class GetSession(Query[Session]):
    audited = "read"

    session_id: UUID


class ListSessions(Query[Page[ListedSession]]):
    """By start. A coach sees the sessions of their own cities. `since`, `until`: those that lie between, in part or
    whole."""

    cohort: str | None = None
    code: Code | None = None
    kind: _Kind | None = None
    state: SessionState | None = None
    coach_id: UUID | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: int = Field(100, ge=1, le=500)
    after: str | None = None


class FoundSessions(Model):
    """The closest first, of equally close ones the latest."""

    items: tuple[ListedSession, ...]


class SearchSessions(Query[FoundSessions]):
    """By words of their titles, as people type them: in any case, without accents, by how words begin, with one letter
    wrong. Whoever asks finds the sessions of their own cities, and those that they hold."""

    text: str = Field(min_length=1, max_length=120)
    limit: int = Field(20, ge=1, le=100)


# -- commands ------------------------------------------------------------------------------------------------------


class CancelSession(Command[Session]):
    """Cancel a session; with `following`, also those of its series after it."""

    session_id: UUID
    reason: Reason
    following: YesNo = False
    expected_version: int | None = None


class AttendanceEntry(Model):
    code: Code
    attendance: Attendance
    modules: Annotated[tuple[_Line, ...], AfterValidator(distinct)] = ()  # completed


class HoldSession(Command[Session]):
    """Record that a session took place, and which cities came. A session for one city was held with it."""

    session_id: UUID
    attendance: tuple[AttendanceEntry, ...] = Field((), max_length=200)
    expected_version: int | None = None


class RecordAttendance(Command[Session]):
    """Record or correct the attendance of cities at a session that was held."""

    session_id: UUID
    attendance: tuple[AttendanceEntry, ...] = Field(min_length=1, max_length=200)


class ReopenSession(Command[Session]):
    """Take back that a session was held. Its attendance goes too."""

    session_id: UUID
    reason: Reason
    expected_version: int | None = None


class NoteSession(Command[Session]):
    """Write a note, for staff and coaches or for the cities as well."""

    session_id: UUID
    visibility: Visibility
    text: _Lines
