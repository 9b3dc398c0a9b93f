"""What every service answers, whatever it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.events import Event, Origin
from shared.contracts.field_types import OwnersRef, RecordedMoment
from shared.contracts.requests import Command, Model, Page, Query

#: A page's address as the code writes it, or the words of a command: nobody's words.
Place = Annotated[str, Field(pattern=r"^(/|alliance )[a-z0-9_{}/. :-]*$", max_length=120)]


class AccessEvent(Event, aggregate="access", key="accessor_id"):
    accessor_id: UUID  # a person's id; of another caller, an id made from what it is


class AccessRecorded(AccessEvent):
    """Somebody of the team read or took out what is personal, changed what only the team may change, or overrode a rule
    of the program, or a known caller was denied. Who: the envelope's actor.

    `result`: `done`, or the code of the refusal; `overridden`: codes of those that did not hold. `place`: the page that
    was not opened, or by which a list was taken out. `origin`: the network that the request came from. Every service
    tells it of itself.
    """

    kind: Literal["read", "export", "erase", "change", "override", "denied"]
    method: str
    result: str
    code: str | None = None
    about: dict[str, UUID] = Field(default_factory=dict)
    overridden: tuple[str, ...] = ()
    place: Place | None = None
    origin: Origin = None


class OfAPlace(Model):
    """A request by which a page or a command tells what it did by itself, for the audit trail."""

    place: Place


class Backlog(Model):
    """What a service has not yet told, what waits in it for a predecessor, what it is to tell again.

    `figures`: what it counts of its own, such as mails that wait. `read_only`: its database takes no writing.
    `version` and `started_at` are of the process that answers.
    """

    unpublished: int
    oldest_unpublished_at: datetime | None
    waiting: int
    replaying: int = 0
    figures: dict[str, int] = Field(default_factory=dict)
    read_only: bool = False
    version: str = ""
    started_at: datetime | None = None


class GetBacklog(Query[Backlog]):
    """Asked of each service by operations: `client.call(GetBacklog(), of="intake")`."""


class Replay(Model):
    """How many events are published again; those of which numbers."""

    events: int
    from_seq: int
    until_seq: int


class ReplayEvents(Command[Replay]):
    """Publish again what was recorded from a number and a moment on; for one consumer, or for all.

    For one consumer the events are marked as replayed: whoever rebuilds itself from them tells nobody of them. A dry
    run counts them, and publishes nothing.
    """

    sensitive: ClassVar[bool] = True

    from_seq: Annotated[int, Field(ge=1)] = 1
    since: AwareDatetime | None = None
    consumer: str | None = None
    dry_run: bool = False


class RecordedEvent(Model):
    """An event that was recorded, in short; `sha256` covers its whole envelope. published_at None: not told yet."""

    seq: int
    event_id: UUID
    sha256: str
    published_at: datetime | None


class ListRecordedEvents(Query[Page[RecordedEvent]]):
    """The outbox, by its numbers; `after` is the last number of the page before. For checking the audit trail."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 1000
    after: Annotated[int, Field(ge=0)] = 0


class Subject(Model):
    """Whose personal data: a person's, by id and proven addresses, or a city's, by its application.

    `refs` are the references under which services know the person, such as `intake:<contact id>`.
    """

    person_id: UUID | None = None
    addresses: Annotated[tuple[Annotated[str, Field(max_length=254)], ...], Field(max_length=50)] = ()
    refs: Annotated[tuple[OwnersRef, ...], Field(max_length=1000)] = ()
    application_id: UUID | None = None
    code: Annotated[str, Field(max_length=40)] | None = None


class PersonalRow(Model):
    """What one row of a service's table holds of somebody."""

    table: str
    row: dict[str, Any]


class PersonalRows(Model):
    """A page of what a service holds of somebody; `next` is the `after` of the next. `refs`: what it knows them by."""

    items: tuple[PersonalRow, ...]
    refs: tuple[str, ...] = ()
    next: str | None = None


class ExportPersonal(Query[PersonalRows]):
    """Everything that a service holds of a person or of a city. A person may ask for what is held of themselves."""

    sensitive: ClassVar[bool] = True
    audited = "export"

    subject: Subject
    after: Annotated[str, Field(max_length=100)] | None = None


#: Each has its sentence, `details.<code>`, which says how it is handed over.
NeededFor = Literal[
    "administrators_role", "application_open", "coached_cities", "in_a_cohort", "interviews_to_come", "open_reviews",
    "primary_contact", "team_lead",
]  # fmt: skip


class StillNeeded(Model):
    """Something that is to be handed over before its person or city is erased."""

    code: NeededFor
    names: tuple[str, ...]


class TableErasure(Model):
    """How many rows of a table erasing deletes, or empties of what is personal."""

    table: str
    rows: int
    deleted: bool


class Erasure(Model):
    """What erasing does, or did, in one service. `refs`: what it knew the person by."""

    tables: tuple[TableErasure, ...]
    refs: tuple[str, ...] = ()
    still_needed: tuple[StillNeeded, ...] = ()
    files: int = 0


class PreviewErasure(Query[Erasure]):
    """What ErasePersonal would do; nothing is changed."""

    sensitive: ClassVar[bool] = True
    audited = "read"

    subject: Subject


class ErasePersonal(Command[Erasure]):
    """Erase what a service holds of a person or of a city. Again does again, and finds less.

    Refused as `still_needed` where something is to be handed over first; an administrator may override with a reason.
    """

    remembered: ClassVar[bool] = False  # its repetition is harmless; its answer is about somebody who is no more
    sensitive: ClassVar[bool] = True
    audited = "erase"

    subject: Subject
    override: Annotated[str, Field(min_length=3, max_length=500)] | None = None


class LoggedErasure(Model):
    """An entry of a service's erasure log: ids and keyed hashes; no name, no address."""

    erasure: str
    person_id: UUID | None = None
    application_id: UUID | None = None
    refs: tuple[OwnersRef, ...] = ()
    prints: tuple[str, ...] = ()
    erased_by: str
    erased_at: RecordedMoment

    @property
    def key(self) -> str:
        return self.erasure


class ListErasures(Query[Page[LoggedErasure]]):
    """The erasure log, to be kept beside backups; the first first."""

    limit: Annotated[int, Field(ge=1, le=500)] = 500
    after: Annotated[str, Field(max_length=100)] | None = None


class Reapplied(Model):
    """How many entries of an erasure log were new here, and how many rows applying them again has changed."""

    added: int
    rows: int


class ReapplyErasures(Command[Reapplied]):
    """Apply an erasure log again, after a restore from a backup that is older; entries not known here are added."""

    remembered: ClassVar[bool] = False
    sensitive: ClassVar[bool] = True
    audited = "erase"

    entries: Annotated[tuple[LoggedErasure, ...], Field(max_length=500)] = ()


class RetentionRule(Model):
    """What a service removes when its time is up. `due`: rows whose time is up now.

    `next_at`: when the next one's is.
    """

    name: str
    setting: str
    days: int
    due: int
    kept: int
    next_at: datetime | None
    last_run_at: datetime | None
    last_removed: int | None


class Retention(Model):
    items: tuple[RetentionRule, ...]


class GetRetention(Query[Retention]):
    """What is removed when, how many rows, and when that was done last."""
