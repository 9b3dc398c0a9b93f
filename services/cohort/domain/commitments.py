"""Commitments: signed before published, and signed again by a new mayor; program.md §4."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.errors import Detail, Refusal, illegal_transition

SHARED, MAYOR = "shared", "mayor"
_COMMITMENTS = UUID("6d3c1f0a-52c7-5d43-9a0e-6a5f0a1f6b11")

#: A shared commitment stays open while cities sign. Revised, each goes back to its draft.
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"draft", "open"}),
    "open": frozenset({"draft", "open", "signed", "published"}),
    "signed": frozenset({"draft", "published", "needs_reaffirmation"}),
    "published": frozenset({"draft", "needs_reaffirmation"}),
    "needs_reaffirmation": frozenset({"draft", "signed"}),
}

SIGNED = frozenset({"signed", "published"})


@dataclass(frozen=True)
class CommitmentRecord:
    commitment_id: UUID
    kind: str
    cohort: str
    application_id: UUID | None  # of a mayor's
    state: str
    edition: int  # rises when it is revised: signatures of another do not count
    title: str
    texts: dict[str, str]
    strategy_version: int | None
    policies: tuple[UUID, ...]
    reaffirm_by: date | None
    published_at: datetime | None


@dataclass(frozen=True)
class SignatureRecord:
    application_id: UUID
    code: str
    edition: int
    mayor_number: int  # which of the city's mayors signed
    name: str
    title: str
    signed_on: date
    method: str
    file: str | None
    entered_by: str
    entered_at: datetime


def shared_id(cohort: str) -> UUID:
    return uuid5(_COMMITMENTS, f"shared/{cohort}")


def mayor_id(application_id: UUID) -> UUID:
    return uuid5(_COMMITMENTS, f"mayor/{application_id}")


def insist_on_step(from_state: str, to_state: str) -> None:
    if to_state not in TRANSITIONS[from_state]:
        raise illegal_transition("commitment", from_state, to_state)


def insist_on_writing(from_state: str) -> None:
    """The text changes until it is open for signing; after that by a revision."""
    if from_state != "draft":
        raise Refusal("illegal_transition", reason="commitment_is_revised_first", state=from_state)


def insist_on_revision(from_state: str) -> None:
    if from_state == "draft":
        raise Refusal("illegal_transition", reason="draft_needs_no_revision")
    insist_on_step(from_state, "draft")


def insist_on_signed(from_state: str) -> None:
    """A mayor's commitment is signed before it is published, which nobody overrides."""
    if from_state != "signed":
        raise illegal_transition("commitment", from_state, "published")


def insist_on_signing(commitment: CommitmentRecord) -> None:
    """While it is open, or a new mayor is to reaffirm; a shared one also after it was published, by who is late."""
    late = commitment.kind == SHARED and commitment.state == "published"
    if commitment.state not in ("open", "needs_reaffirmation") and not late:
        raise Refusal("illegal_transition", reason="commitment_not_open", state=commitment.state)


def insist_on_method(method: str, of_city: bool) -> None:
    """Whoever signs in the portal is the city's own; others record what they were shown. The audit says who."""
    choices = ("portal", "uploaded_letter") if of_city else ("uploaded_letter", "recorded_by_staff")
    if method not in choices:
        raise Refusal("invalid", Detail("signature_method", "not_a_choice", choices=list(choices)))


def insist_on_signature(
    method: str,
    file: UUID | None,
    letters: set[UUID],
    signed_on: date,
    today: date,
    current: bool,
    took_office_on: date | None,
) -> None:
    """Not ahead of time, not before the mayor took office; an uploaded letter is a document of the city that is kept
    (`letters` are all of them); once is enough."""
    if current:
        raise Refusal("already_exists", reason="signature")
    details = []
    if signed_on > today:
        details.append(Detail("signed_on", "after_today", today=today))
    if took_office_on is not None and signed_on < took_office_on:
        details.append(Detail("signed_on", "before_office", took_office_on=took_office_on))
    if method == "uploaded_letter" and file is None:
        details.append(Detail("file", "missing"))
    if file is not None and file not in letters:
        details.append(Detail("file", "no_document"))
    if details:
        raise Refusal("invalid", *details)


def content_refusal(commitment: CommitmentRecord) -> Refusal | None:
    """A mayor's commitment names the strategy's version and its policies; a program lead may override."""
    if commitment.kind != MAYOR:
        return None
    details = []
    if commitment.strategy_version is None:
        details.append(Detail("strategy_version", "missing"))
    if not commitment.policies:
        details.append(Detail("policies", "missing"))
    return Refusal("commitment_incomplete", *details) if details else None


def unsigned_refusal(unsigned: Collection[str]) -> Refusal | None:
    """`unsigned`: the cities' names."""
    if not unsigned:
        return None
    return Refusal("not_signed", *(Detail("signatures", "city_has_not_signed", city=city) for city in unsigned))


def missing_signatures(
    cities: Iterable[tuple[UUID, str]], edition: int, signatures: Iterable[SignatureRecord]
) -> list[str]:
    """Codes of the cities (id, code) without a signature of this edition."""
    signed = {one.application_id for one in signatures if one.edition == edition}
    return [code for application_id, code in cities if application_id not in signed]


@dataclass(frozen=True)
class CommitmentFacts:
    commitment: CommitmentRecord | None


def is_signed(facts: CommitmentFacts, _moment: object) -> bool:
    return facts.commitment is not None and facts.commitment.state in SIGNED


CONDITIONS: Conditions = {
    "commitment_signed": Condition(CommitmentFacts, is_signed),
}
