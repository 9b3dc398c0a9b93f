"""The city's team: who is in it, who leads it, who follows whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import Participation, ParticipationEvent
from shared.contracts.field_types import Email, HumanName
from shared.contracts.notices import Notice
from shared.contracts.people import FoundRefs, Language, PersonRef
from shared.contracts.requests import Command, Model, Nothing, Query

Ref = Annotated[str, Field(min_length=3, max_length=80)]
TeamRole = Annotated[str, Field(min_length=1, max_length=80)]


class TeamLeadNamed(ParticipationEvent):
    """The city's team has a lead; `interim` until somebody is appointed."""

    interim: bool


class TeamMemberJoined(ParticipationEvent):
    """Somebody is in the city's team."""

    member_id: UUID
    joined_on: date
    person: PersonRef | None = None  # where mail for their role goes to them from now on
    invited: PersonRef | None = None  # whoever has an address is told that they are in the team


class TeamMemberLeft(ParticipationEvent):
    """Somebody is no more; `successor_id` has taken over, with notes."""

    member_id: UUID
    left_on: date
    successor_id: UUID | None
    led: bool
    person: PersonRef | None = None  # as mail reached them until then
    successor: PersonRef | None = None  # as mail reaches who follows


class CityPeopleChanged(ParticipationEvent):
    """Whose the city is now: everybody of its team and of the mayor's office who has proven their address."""

    person_ids: tuple[UUID, ...]


class Member(Model):
    id: UUID
    name: str
    email: str | None
    role: str
    lead: bool
    interim: bool
    joined_on: date
    left_on: date | None
    successor_id: UUID | None
    handover: str | None
    ref: str | None = None  # under which mail reaches them


class Team(Model):
    """Those who left stay in the list, with their successors and what they handed over. `notices`: whom no mail
    reaches, or still reaches."""

    code: str
    members: tuple[Member, ...]
    notices: tuple[Notice, ...] = ()


class CityPerson(Model):
    """Whom mail goes to: somebody of the team, or of a new mayor's office."""

    name: str
    email: str
    language: Language


class GetCityPerson(Query[CityPerson]):
    """For the mail sender: name and address, which no event carries."""

    person_id: UUID


class FindCityPeople(Query[FoundRefs]):
    """Those of teams and of new mayors' offices whose address this is; in any case, those who left as well."""

    address: str = Field(min_length=3, max_length=254)


class FoundCityPerson(Model):
    """Whom a city has beside the people whom its application names. `role`: as the team has it; None for a mayor or a
    delegate, who have no `ref` either."""

    name: str
    email: str | None
    part: Literal["member", "mayor", "delegate"]
    role: str | None
    code: str
    cohort: str
    city: str
    ref: str | None = None


class FoundCityPeople(Model):
    items: tuple[FoundCityPerson, ...]


class SearchCityPeople(Query[FoundCityPeople]):
    """People of teams who are there now, mayors who followed or will, delegates to gatherings, by words of their names
    and addresses, as people type them: in any case, without accents, by how words begin, a name one letter wrong."""

    audited = "read"

    text: str = Field(min_length=1, max_length=120)
    limit: int = Field(20, ge=1, le=100)


class CityBelonging(Model):
    """`belongs`: they are one of the city's people, or its lead coach."""

    belongs: bool


class GetCityBelonging(Query[CityBelonging]):
    """For services that keep something of a city: whether somebody is of it now."""

    code: Code
    person_id: UUID


class CityCoach(Model):
    coach: PersonRef | None


class GetCityCoach(Query[CityCoach]):
    """For services that write to a city's lead coach."""

    code: Code


class GetTeam(Query[Team]):
    audited = "read"

    code: Code


class NameTeamLead(Command[Participation]):
    """Name the city team's lead; `interim` until somebody is appointed. The lead before stays in the team."""

    code: Code
    name: HumanName
    email: Email
    interim: bool = True


class AddTeamMember(Command[Team]):
    code: Code
    name: HumanName
    role: TeamRole
    email: Email | None = None
    joined_on: date | None = None  # None: today, in the city
    ref: Ref | None = None  # the contact of the application that they are


class HandOver(Command[Team]):
    """A member leaves, and somebody takes over their role (and the lead, where they had it), with notes.

    What lies ahead of the member goes to the successor: sessions, visit, invitations (asked anew), action items.
    """

    code: Code
    member: UUID
    to: HumanName
    email: Email | None = None
    on: date
    notes: str = Field(min_length=3, max_length=5000)
    ref: Ref | None = None  # the contact of the application that the member is, where it is not clear


class LeaveTeam(Command[Team]):
    """A member leaves without a successor. A lead hands over instead. Action items go to the lead."""

    code: Code
    member: UUID
    on: date
    ref: Ref | None = None


class ClaimAddress(Command[Nothing]):
    """Whoever has just proven an address acts for the cities whose team or mayor's office names it, also later.

    The address comes from the caller's token alone. Proven before: nothing changes.
    """
