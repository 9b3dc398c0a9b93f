"""A group that staff write to: people of a cohort's cities, by what their owners know of them.

The cohort knows phase, country, requirements and attendance; the ledger of mails whom mail reaches, as what and in
which language they read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, get_args
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort import GetConvening, GetSession, GetTracker, TrackedMember, Tracker
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.field_types import Country
from shared.contracts.notifications import (
    Letter,
    ListRecipients,
    PreviewWritten,
    Recipient,
    WriteToGroup,
    WrittenMail,
)
from shared.contracts.people import Language
from shared.contracts.requests import Model, Request

Reply = TypeVar("Reply", bound=Model)

A_PART = 200  # cities of one request
OF_ONE_MAIL = ("incomplete", "not_found")  # a value that it lacks; somebody who has left meanwhile
WRITTEN_TO = ("active", "paused")  # whoever has left gets no mail

#: Of a convening what somebody answered, and whether they came; of a session whether their city did.
Attendance = Literal["silent", "coming", "declined", "attended", "excused", "absent"]
ATTENDANCE: tuple[Attendance, ...] = get_args(Attendance)
ANSWERED: Mapping[str, Attendance] = {
    "invited": "silent", "yes": "coming", "no": "declined", "attended": "attended", "excused": "excused",
}  # fmt: skip
CAME: Mapping[str, Attendance] = {"present": "attended", "absent": "absent", "excused": "excused"}


class Call(Protocol):
    def __call__(self, request: Request[Reply], /) -> Reply:
        """Raises Refusal."""


class Wanted(Model):
    """Each narrows the group; all of a cohort's cities without. `open`: a requirement that is neither met nor waived.
    `gathering`: a convening's kind, or a session's id; `attendance` there."""

    cohort: str = Field(max_length=40)
    codes: tuple[Code, ...] = ()
    phase: str | None = None
    country: Country | None = None
    open: str | None = None
    role: str | None = None
    language: Language | None = None
    gathering: str | None = None
    attendance: Attendance | None = None


class Message(Wanted, Letter):
    """A group and what it is written, as one document."""


class Reader(Model):
    """Whom mail reaches, and the city that they are of."""

    recipient: Recipient
    city: TrackedMember

    def spoken(self, letter: Letter) -> str | None:
        """In which language they read it; None where they get nothing."""
        return letter.spoken_to(self.recipient.language)


class Group(Model):
    """`without`: cities that are meant, and of whose people nobody is: none has that role, that language, was there."""

    readers: tuple[Reader, ...]
    without: tuple[TrackedMember, ...]

    @property
    def cities(self) -> dict[str, tuple[str, ...]]:
        """Code -> references, as the command takes them."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.readers:
            found[one.city.code] = (*found.get(one.city.code, ()), one.recipient.ref)
        return found

    def served(self, letter: Letter) -> Group:
        """Those who would get a mail. Raises Refusal where nothing was said of those in whose language none is."""
        kept = tuple(one for one in self.readers if one.spoken(letter))
        lacking = sorted({one.recipient.language for one in self.readers if one not in kept})
        if lacking and letter.unwritten == "refuse":
            raise Refusal("invalid", *(Detail(f"texts.{one}", "no_text", spoken=one) for one in lacking))
        return self.model_copy(update={"readers": kept})


def preview_for(letter: Letter, reader: Reader) -> PreviewWritten:
    return request_of(PreviewWritten, **fields_of(letter), code=reader.city.code, ref=reader.recipient.ref)


class Look(NamedTuple):
    """A mail as it would be now, or why it cannot be written: it would be held."""

    reader: Reader
    mail: WrittenMail | None
    refusal: Refusal | None


def look_at(call: Call, letter: Letter, reader: Reader) -> Look:
    """Raises what is wrong with more than this mail."""
    try:
        return Look(reader, call(preview_for(letter, reader)), None)
    except Refusal as refusal:
        if refusal.code not in OF_ONE_MAIL:
            raise
        return Look(reader, None, refusal)


def written_to(letter: Letter, message_id: UUID, to: Mapping[str, tuple[str, ...]]) -> WriteToGroup:
    """`to`: codes of cities, and the references of their people."""
    return request_of(WriteToGroup, **fields_of(letter), message_id=message_id, to=to)


def fields_of(letter: Letter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in Letter.model_fields}


def insist_on_somebody(cities: Mapping[str, tuple[str, ...]]) -> None:
    """A choice that there is not reaches nobody, too, and must not pass for one that was carried out."""
    if not cities:
        raise Refusal("invalid", Detail("cohort", "nobody_in_group"))


def find_group(call: Call, wanted: Wanted, tracker: Tracker | None = None) -> Group:
    """`tracker`: the cohort's, for whoever has it. Raises not_found for a cohort or gathering that is not there,
    invalid for `attendance` at none."""
    if wanted.attendance is not None and wanted.gathering is None:
        raise Refusal("invalid", Detail("gathering", "missing"))
    tracker = tracker or call(request_of(GetTracker, cohort=wanted.cohort))
    meant = {one.code: one for one in tracker.members if is_meant(one, wanted)}
    there = None if wanted.gathering is None else attending(call, wanted)
    codes = tuple(code for code in meant if there is None or code in there)
    readers = tuple(
        Reader(recipient=one, city=meant[one.code])
        for start in range(0, len(codes), A_PART)
        for one in call(ListRecipients(codes=codes[start : start + A_PART])).items
        if reads(one, wanted) and (there is None or was_there(there[one.code], one.ref))
    )
    reached = {one.city.code for one in readers}
    return Group(readers=readers, without=tuple(one for code, one in meant.items() if code not in reached))


def is_meant(member: TrackedMember, wanted: Wanted) -> bool:
    return (
        member.status in WRITTEN_TO
        and (not wanted.codes or member.code in wanted.codes)
        and wanted.phase in (None, member.phase)
        and wanted.country in (None, member.country)
        and (wanted.open is None or wanted.open in [one.condition for one in member.open])
    )


def reads(recipient: Recipient, wanted: Wanted) -> bool:
    return wanted.role in (None, recipient.role) and wanted.language in (None, recipient.language)


def was_there(refs: Collection[str] | None, ref: str) -> bool:
    """None: their whole city was."""
    return refs is None or ref in refs


def attending(call: Call, wanted: Wanted) -> dict[str, set[str] | None]:
    """By city, who of it; None for all of it."""
    assert wanted.gathering is not None, "somebody named it"
    try:
        session_id = UUID(wanted.gathering)
    except ValueError:
        return invited(call, wanted)
    session = call(GetSession(session_id=session_id))
    asked = wanted.attendance
    return {one.code: None for one in session.cities if asked is None or CAME.get(one.attendance) == asked}


def invited(call: Call, wanted: Wanted) -> dict[str, set[str] | None]:
    convening = call(request_of(GetConvening, cohort=wanted.cohort, kind=wanted.gathering))
    over = convening.ends_at <= datetime.now(UTC)
    found: dict[str, set[str] | None] = {}
    for one in convening.invitations:
        stands = ANSWERED.get(one.state)
        is_absent = over and stands in ("silent", "coming")
        if stands and wanted.attendance in (None, "absent" if is_absent else stands):
            refs: Any = found.setdefault(one.code, set())
            refs.add(one.ref)
    return found
