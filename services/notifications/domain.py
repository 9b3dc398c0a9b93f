"""The life of a mail: its states, who gets it, and what follows an answer of the mail server.

Takes values and gives values. A mail here is a reference, a template and values: no name, no address, no text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from typing import Any
from uuid import UUID

from shared.contracts.errors import Detail, Refusal
from shared.contracts.notifications import MailNote
from shared.contracts.people import PersonRef


class State(StrEnum):
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    # of the sender; what a rule holds is held before it is claimed
    CLAIM = "claim"
    DELIVER = "deliver"
    POSTPONE = "postpone"
    REFUSE = "refuse"
    SUPPRESS = "suppress"
    HOLD = "hold"
    # of the other server, after it took the mail
    BOUNCE = "bounce"
    # of staff
    RELEASE = "release"
    DISCARD = "discard"
    RESEND = "resend"
    EDIT = "edit"


#: Every step that a mail can take. Resending leaves the mail as it is: the new one is a row of its own.
TRANSITIONS: dict[State, dict[Step, State]] = {
    State.HELD: {Step.RELEASE: State.QUEUED, Step.DISCARD: State.CANCELLED, Step.EDIT: State.HELD},
    State.QUEUED: {
        Step.CLAIM: State.SENDING,
        Step.HOLD: State.HELD,
        Step.DISCARD: State.CANCELLED,
        Step.EDIT: State.QUEUED,
    },
    State.SENDING: {
        Step.DELIVER: State.SENT,
        Step.POSTPONE: State.QUEUED,
        Step.REFUSE: State.FAILED,
        Step.SUPPRESS: State.SUPPRESSED,
        Step.HOLD: State.HELD,
    },
    State.SENT: {Step.RESEND: State.SENT, Step.BOUNCE: State.FAILED},
    State.FAILED: {Step.RESEND: State.FAILED, Step.DISCARD: State.CANCELLED},
    State.SUPPRESSED: {Step.RESEND: State.SUPPRESSED},
    State.CANCELLED: {Step.RESEND: State.CANCELLED},
}


def next_state(state: State, step: Step) -> State:
    """Raises Refusal("illegal_transition")."""
    try:
        return TRANSITIONS[state][step]
    except KeyError:
        detail = Detail("from", "state", state=state.value, thing="mail")
        values = {"state": state.value, "thing": "mail", "step": step.value}
        raise Refusal("illegal_transition", detail, reason="mail", keep=False, **values) from None


# -- what is told to whom ----------------------------------------------------------------------------------------------

#: Among a mail's values as long as the decision that it tells is not sent.
PENDING = "pending"

MAYORS_OFFICE = "mayors_office"


class Audience(StrEnum):
    """Whom an occasion is for, among the contacts of an application."""

    APPLICANT = "applicant"  # the primary contact and the mayor's office
    TEAM = "team"  # every contact
    OFFICE = "office"  # the mayor's office
    PERSON = "person"  # whom the occasion names
    STAFF = "staff"  # the program's own, whatever the application


@dataclass(frozen=True)
class Occasion:
    """An event that people are to be told of. Its id is the event's: one mail a recipient and occasion."""

    id: UUID
    application_id: UUID
    template: str
    audience: Audience
    values: dict[str, Any]
    traceparent: str
    recipient: str | None = None  # owner:id, where the audience is one person
    language: str | None = None
    held: bool = False  # until staff have read it and release it, or its decision is sent
    silent: bool = False  # an old event, heard again: the ledger keeps the mail, and nobody gets it
    needless: MailNote | None = None  # why nobody gets it, where another mail tells the same
    leads: bool = True  # its first recipient comes before everybody else whom the event is told to


@dataclass(frozen=True)
class Call:
    """What mails say of the call of an application; whether anything waits for that application to be known, and
    whether mails of it are held until a decision is sent."""

    title: str
    time_zone: str
    closes_at: datetime
    is_awaited: bool
    is_held: bool


@dataclass(frozen=True)
class Application:
    """What mails say of an application; zones are IANA names."""

    id: UUID
    code: str
    city: str | None  # a draft need not have one
    city_zone: str
    call_title: str
    call_zone: str


@dataclass(frozen=True)
class Contact:
    ref: str
    role: str
    language: str
    is_primary: bool


@dataclass(frozen=True)
class Mail:
    """A row of the ledger."""

    id: UUID
    occasion_id: UUID
    template: str
    template_version: str
    language: str
    recipient: str  # owner:id
    application_id: UUID | None
    code: str | None
    values: dict[str, Any]
    state: State
    attempts: int
    notes: tuple[MailNote, ...]
    message_id: str
    traceparent: str
    created_at: datetime
    next_at: datetime
    claimed_at: datetime | None
    sent_at: datetime | None
    resent_from: UUID | None
    is_first: bool = True  # of the recipients of its occasion
    rule_id: UUID | None = None  # that holds it
    released_at: datetime | None = None  # by staff
    edited_subject: str | None = None  # in place of the template's
    note: str | None = None  # before its text
    edited_by: str | None = None
    edited_at: datetime | None = None

    @property
    def awaits_decision(self) -> bool:
        """It tells of a decision that is not sent yet: until then nobody but staff reads it."""
        return PENDING in self.values


def as_contacts(people: Iterable[PersonRef], primary: str) -> list[Contact]:
    """Each reference once."""
    contacts = {one.ref: Contact(one.ref, one.role, one.language, one.ref == primary) for one in people}
    return list(contacts.values())


MEANT: dict[Audience, Callable[[Contact], bool]] = {
    Audience.APPLICANT: lambda one: one.is_primary or one.role == MAYORS_OFFICE,
    Audience.OFFICE: lambda one: one.role == MAYORS_OFFICE,
    Audience.TEAM: lambda _: True,
}


def recipients(
    occasion: Occasion, contacts: Iterable[Contact], staff: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """Each one's reference and language, the primary contact first."""
    if occasion.audience is Audience.PERSON:
        assert occasion.recipient and occasion.language, "an occasion for one person names them"
        return [(occasion.recipient, occasion.language)]
    if occasion.audience is Audience.STAFF:
        return list(staff)
    is_meant = MEANT[occasion.audience]
    first_primary = sorted(contacts, key=lambda one: not one.is_primary)
    return [(one.ref, one.language) for one in first_primary if is_meant(one)]


# -- what follows an attempt -------------------------------------------------------------------------------------------

#: Before attempt 2, 3, …: nearly two days, after which staff decide.
RETRY_DELAYS = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
    timedelta(hours=2), timedelta(hours=6), timedelta(hours=12), timedelta(hours=24),
)  # fmt: skip
PAUSE = timedelta(seconds=10)  # before looking again whether a part of the system is back
#: How long after its first attempt a mail is due, by how many attempts there were.
TRIED_FOR = [timedelta(0), *accumulate(RETRY_DELAYS)]
LEASE = timedelta(minutes=2)  # a claim older than this belongs to a sender that is gone
LAST_ANSWER_LENGTH = 300  # characters


def mail_note(code: str, **values: Any) -> MailNote:
    """Its words are `mail_notes.<code>`, in each language."""
    return MailNote(code=code, values=values)


INTERRUPTED = mail_note("interrupted")
GIVEN_UP = mail_note("given_up")
REPLAYED = mail_note("replayed")
TO_BE_READ = mail_note("to_be_read")
DECISION_PENDING = mail_note("decision_pending")
TOGETHER = mail_note("together")
WITH_TOMORROWS = mail_note("with_tomorrows")
HELD_BY_RULE = mail_note("held_by_rule")
DECISION_TAKEN_BACK = mail_note("decision_taken_back")
TOLD_BY_OFFER = mail_note("told_by_offer")
CHANGED = mail_note("changed")
NO_CONTACT = mail_note("no_contact")
SAME_ADDRESS = mail_note("same_address")
ADDRESS_BOUNCED = mail_note("address_bounced")
UNWANTED = mail_note("unwanted")

#: What a server says of an address that is none (RFC 3463), at the start of what it says.
_NO_MAILBOX = re.compile(r"5\.1\.[0-9]{1,3}(?= |$)")

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


@dataclass(frozen=True)
class Answer:
    """What the mail server said. No code: it was not reached, or the connection broke; `text` is the kind of failure.

    `in_doubt`: the connection broke after the mail was on its way, so the server may have taken it.
    """

    code: int | None
    text: str
    in_doubt: bool = False
    reached: bool = True

    @property
    def note(self) -> MailNote:
        text = scrub(self.text)
        if self.code is not None:
            return mail_note("answered", number=self.code, text=text)
        if self.reached:
            return mail_note("connection_broke", failure=text)
        return mail_note("not_reached", failure=text)


@dataclass(frozen=True)
class Settlement:
    """What becomes of a claimed mail. Only a settlement that `counts` is an attempt."""

    step: Step
    notes: tuple[MailNote, ...]
    delay: timedelta = timedelta(0)
    counts: bool = False
    dead: str | None = None  # the status with which the address was refused for good


def status_of_dead(answer: Answer) -> str | None:
    """The status with which a server refuses an address for good; None where it refuses anything else."""
    found = _NO_MAILBOX.match(answer.text) if answer.code is not None and answer.code >= 500 else None
    return found[0] if found else None


def settle_answer(answer: Answer, attempts: int) -> Settlement:
    """By the server's answer to attempt 1, 2, …: 2xx sent, 5xx refused for good, anything else again, later. A server
    that was not reached has said nothing of this mail: no attempt, and all are looked at again once it is back."""
    notes = (INTERRUPTED, answer.note) if answer.in_doubt else (answer.note,)
    if answer.code is not None and 200 <= answer.code < 300:
        return Settlement(Step.DELIVER, notes, counts=True)
    if answer.code is not None and answer.code >= 500:
        return Settlement(Step.REFUSE, notes, counts=True, dead=status_of_dead(answer))
    if not answer.reached:
        return Settlement(Step.POSTPONE, notes, PAUSE)
    if attempts > len(RETRY_DELAYS):
        return Settlement(Step.REFUSE, (GIVEN_UP, *notes), counts=True)
    return Settlement(Step.POSTPONE, notes, RETRY_DELAYS[attempts - 1], counts=True)


class Untrue(Exception):
    """The mail is not to go: what it tells is so no more, or its recipient is not to be told."""

    def __init__(self, note: MailNote) -> None:
        super().__init__(note.code)
        self.note = note


def digest_of(address: str, occasion_id: UUID) -> str:
    """Tells whether two mails of an occasion go to one address, whatever its case; the address is not kept."""
    return sha256(f"{occasion_id}:{address.strip().casefold()}".encode()).hexdigest()


def settle_refusal(refusal: Refusal, owner: str) -> Settlement:
    """By what the service said that knows name and address: gone is suppressed, anything else again, later."""
    if refusal.code == "not_found":
        return Settlement(Step.SUPPRESS, (mail_note("gone", service=owner),))
    return Settlement(Step.POSTPONE, (mail_note("service_refused", service=owner, refusal=refusal.code),), PAUSE)


def scrub(text: str) -> str:
    """An answer as it may be kept: servers like to repeat addresses."""
    one_line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return _ADDRESS.sub("<address>", one_line)[:LAST_ANSWER_LENGTH]
