"""Commitments: the cohort's shared public one, signed by each city, and each mayor's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.cohort.publishing import Hold
from shared.contracts.field_types import HumanName, IsoDate, Reason, Text, distinct
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Query

CommitmentKind = Literal["shared", "mayor"]
CommitmentState = Literal["draft", "open", "signed", "published", "needs_reaffirmation"]
SignatureMethod = Literal["portal", "uploaded_letter", "recorded_by_staff"]

_Cohort = Annotated[str, Field(max_length=40)]
_Texts = Annotated[dict[Language, Annotated[str, Text(10, 5000, lines=True)]], Field(min_length=1)]

# -- events --------------------------------------------------------------------------------------------------------


class CommitmentEvent(ParticipationEvent, aggregate="participation", key="application_id"):
    """About one city's part in a commitment; of a shared one each city has its own."""

    kind: CommitmentKind


class CommitmentOpened(CommitmentEvent):
    """The city may sign."""


class CommitmentRevised(CommitmentEvent):
    """Its text is worked on again; what was signed is not signed any more."""


class CommitmentSigned(CommitmentEvent):
    """The city signed. A mayor's names the version of the strategy and how many policies."""

    method: SignatureMethod
    signed_on: date
    strategy_version: int | None
    policies: int
    reaffirmed: bool
    override: bool = False


class CommitmentPublished(CommitmentEvent):
    """It may be read by the public."""

    override: bool = False


class CommitmentToReaffirm(CommitmentEvent):
    """A new mayor has taken office: the commitment is theirs only when they sign it by that day."""

    reaffirm_by: date


# -- what is shown -------------------------------------------------------------------------------------------------


class Signature(Model):
    """`current`: of the mayor and text as they are now. `file`: the id of the document that is the letter."""

    code: str
    city: str = ""
    name: str
    title: str
    signed_on: date
    method: SignatureMethod
    file: str | None
    entered_by: str
    entered_at: datetime
    current: bool


class Commitment(Model):
    """`unsigned`: codes of the cities whose signature is missing. `public`: published, and nothing holds a mayor's.
    `unnamed`: of a shared one, the cities that are not to be named in public now. `cities`: what those that it asks
    are called, by code."""

    kind: CommitmentKind
    cohort: str
    code: str | None
    state: CommitmentState
    title: str
    texts: dict[Language, str]
    strategy_version: int | None
    policies: tuple[UUID, ...]
    reaffirm_by: date | None
    published_at: datetime | None
    signatures: tuple[Signature, ...]
    unsigned: tuple[str, ...]
    public: bool = False
    held: tuple[Hold, ...] = ()
    unnamed: tuple[str, ...] = ()
    cities: dict[str, str] = Field(default_factory=dict)


class GetSharedCommitment(Query[Commitment]):
    audited = "read"

    cohort: _Cohort


class GetMayorCommitment(Query[Commitment]):
    audited = "read"

    code: Code


# -- commands ------------------------------------------------------------------------------------------------------


class WriteSharedCommitment(Command[Commitment]):
    """The text that the cities of a cohort sign; anew until it is open for signing."""

    cohort: _Cohort
    title: Annotated[str, Text(3, 200)]
    texts: _Texts


class WriteMayorCommitment(Command[Commitment]):
    """A mayor's message, the version of the strategy and the policies that it names; written anew, what is not given
    stays as it is."""

    code: Code
    title: Annotated[str, Text(3, 200)]
    texts: _Texts
    strategy_version: int | None = Field(None, ge=1)
    policies: Annotated[tuple[UUID, ...], Field(max_length=50), AfterValidator(distinct)] = ()


class OpenSharedCommitment(Command[Commitment]):
    """Ask the cities of the cohort to sign."""

    cohort: _Cohort


class OpenMayorCommitment(Command[Commitment]):
    """Ask the mayor to sign. What the commitment must name stands in it by then."""

    code: Code
    override: Reason | None = None


class ReviseCommitment(Command[Commitment]):
    """Take a commitment back to be written anew; its signatures stay on record, but count no more."""

    kind: CommitmentKind
    cohort: _Cohort | None = None
    code: Code | None = None
    reason: Reason


class SignCommitment(Command[Commitment]):
    """Sign for a city's mayor, or record their signature; after a change in office, the reaffirmation of the new one.

    `signature_method`: `portal` is the city's own, its team lead or mayor's office; staff and coaches record.

    `file`: the id of the city's document that is an uploaded letter.
    """

    kind: CommitmentKind
    code: Code
    name: HumanName
    title: Annotated[str, Text(1, 120)]
    signed_on: IsoDate
    signature_method: SignatureMethod
    file: UUID | None = None
    override: Reason | None = None


class PublishCommitment(Command[Commitment]):
    """Signed before it is published: a shared one by every active city.

    A city's media consent comes before, too, and nothing is published in its electoral silence."""

    kind: CommitmentKind
    cohort: _Cohort | None = None
    code: Code | None = None
    override: Reason | None = None
