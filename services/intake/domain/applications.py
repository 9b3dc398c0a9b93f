"""An application's own states, from the draft on. The fields' rules stand in shared/contracts/application.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.contracts.application import ApplicationDocument, ContactRole
from shared.contracts.draft import as_list
from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.contracts.lifecycle import SETTLED, ApplicationState
from shared.contracts.people import Language
from shared.program.folding import fold, fold_address, fold_city

#: What intake's own states allow; None: not there yet. After `submitted` all but a withdrawal is eligibility's.
TRANSITIONS: dict[ApplicationState | None, frozenset[ApplicationState]] = {
    None: frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED}),
    ApplicationState.DRAFT: frozenset({
        ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN,
    }),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.WITHDRAWN: frozenset(),
}  # fmt: skip

#: The way back from a withdrawal or a merger, with a reason.
REINSTATEMENT_TRANSITIONS: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.WITHDRAWN: frozenset({ApplicationState.SUBMITTED}),
}

THING = "application"
MOST_FILES = 50  # kept with one application or draft

#: Steps that come too late and have a sentence of their own for the state they meet.
WAYS = frozenset({
    "withdraw_offered", "withdraw_confirmed",
    "reinstate_declined", "reinstate_declined_by_city", "reinstate_lapsed",
})  # fmt: skip


@dataclass(frozen=True)
class ApplicationRecord:
    """An application as it is stored, without its document."""

    id: UUID
    code: str
    call: str
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: str
    state: ApplicationState
    version: int
    submitted_at: datetime
    holds_city: bool = True  # of its city in the call: there is one live application that does


@dataclass(frozen=True)
class DraftRecord:
    """A draft as it is stored, until it is submitted. Withdrawn, it keeps no document.

    `owner_id` names its owner in mails, and stays the contact's when the draft is submitted.
    """

    id: UUID
    code: str
    call: str
    document: dict[str, Any]
    state: ApplicationState
    revision: int
    owner_id: UUID
    owner_name: str
    owner_email: str
    language: Language
    saved_at: datetime


@dataclass(frozen=True)
class Named:
    """An application or a draft that names an address."""

    id: UUID
    code: str
    call: str


@dataclass(frozen=True)
class Standing:
    """Of an address: whether somebody has proven it or staff vouch for it, and about which version of which application
    its first mail is; 0 is the draft."""

    known: bool
    first_about: UUID | None = None
    first_version: int | None = None


@dataclass(frozen=True)
class Version:
    """One version of an application as it is kept."""

    version: int
    document: dict[str, Any]
    privacy_notice: str | None
    submitted_at: datetime


@dataclass(frozen=True)
class Question:
    """Whether eligibility waits for a city's information, and the version by which it last got it."""

    open: bool
    answered_version: int | None


#: One live application that holds its city, for each: call, country, folded area, folded city (program.md §2).
CityKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class Homonym:
    """A live application to the same call by a city of the same folded name and country, elsewhere by its area."""

    id: UUID
    code: str
    folded_area: str


@dataclass(frozen=True)
class Submission:
    """A version of an application, judged and not yet stored, and what is told with it."""

    id: UUID
    code: str
    document: ApplicationDocument
    time_zone: str
    version: int = 1
    notify: bool = True
    answer: bool = False
    reinstated: Literal["withdrawn", "merged"] | None = None  # what it was, where it stands again
    rewritten: bool = True  # whether reviewers read something else than in the version before
    holds_city: bool = True  # no other live application of its city may then come in

    @property
    def call(self) -> str:
        return self.document.call

    @property
    def city_key(self) -> CityKey:
        return city_key(self.document)


def city_key(document: ApplicationDocument) -> CityKey:
    return document.call, document.country, fold(document.admin_area), fold_city(document.city)


def addresses_of(document: ApplicationDocument) -> frozenset[str]:
    """What an application names, folded."""
    return frozenset(fold_address(contact.email) for contact in document.contacts)


def addresses_of_draft(draft: DraftRecord) -> frozenset[str]:
    """What a draft names, folded: the contacts that are written down so far, and its owner."""
    contacts = [one for one in as_list(draft.document.get("contacts")) if isinstance(one, dict)]
    written = [one["email"] for one in contacts if isinstance(one.get("email"), str)]
    return frozenset(fold_address(email) for email in (draft.owner_email, *written) if "@" in email)


def written_to(document: ApplicationDocument) -> frozenset[str]:
    """Whom the receipt of an application goes to, folded: the primary contact and the mayor's office."""
    return frozenset(
        fold_address(contact.email)
        for contact in document.contacts
        if contact.primary or contact.role is ContactRole.MAYORS_OFFICE
    )


def insist_on_room(files: int) -> None:
    """Versions keep theirs, so more than one may name."""
    if files >= MOST_FILES:
        raise Refusal("invalid", Detail("name", "too_many", count=MOST_FILES))


def insist_on_reinstatement(from_state: ApplicationState, selection: ApplicationState | None) -> None:
    """Raise illegal_transition for what was neither withdrawn nor merged; of what ended otherwise it names the way.

    `selection`: what eligibility said last, as of all of these.
    """
    if selection in SETTLED:
        raise settled("reinstate", selection)
    if ApplicationState.SUBMITTED not in REINSTATEMENT_TRANSITIONS.get(from_state, frozenset()):
        raise illegal_transition(THING, from_state, "reinstated")


def insist_on_withdrawal(code: str, from_state: ApplicationState, selection: ApplicationState | None) -> None:
    """Raise illegal_transition once the city was told how its application ended: then it ends in another way."""
    if selection in SETTLED:
        raise settled("withdraw", selection, application=code)
    insist_on_transition(from_state, ApplicationState.WITHDRAWN)


def insist_on_merger(code: str, from_state: ApplicationState, selection: ApplicationState | None) -> None:
    """As for a withdrawal: of two applications the one that ends must still be open."""
    if selection in SETTLED:
        raise settled("merge", selection, application=code)
    insist_on_transition(from_state, ApplicationState.WITHDRAWN)


def insist_on_new_version(from_state: ApplicationState, selection: ApplicationState | None) -> None:
    """Raise illegal_transition once the city was told how its application ended: nobody would judge a new version."""
    if selection in SETTLED:
        raise settled("resubmit", selection)
    insist_on_transition(from_state, ApplicationState.SUBMITTED)


def settled(verb: str, selection: ApplicationState, **values: Any) -> Refusal:
    """A step that comes too late: the sentence names the way that is left from this state."""
    reason = f"{verb}_{selection}" if f"{verb}_{selection}" in WAYS else f"{verb}_settled"
    state = Detail("from", "state", thing=THING, state=selection)
    return Refusal("illegal_transition", state, reason=reason, state=selection, thing=THING, **values)


def insist_on_transition(from_state: ApplicationState | None, to_state: ApplicationState) -> None:
    """Raise illegal_transition unless the table allows it."""
    if to_state not in TRANSITIONS.get(from_state, frozenset()):
        raise illegal_transition(THING, from_state, to_state)
