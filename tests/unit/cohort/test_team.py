"""The city's team with its lead and successions, its lead coach, the residents whom it engages."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from services.cohort.handlers import coaching, engaging, reassigning, team
from shared.contracts import cohort as contract
from shared.contracts.identity import PersonAdded, PersonDeactivated
from shared.contracts.people import Caller, Role
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import ADMINISTRATOR, APPLICATION_ID, CODE, LEAD, NOW, PROGRAM, STAFF, Desk

LATER = datetime(2027, 8, 2, 12, tzinfo=UTC)
ON = date(2027, 8, 1)
ANA, BRUNO = UUID(int=21), UUID(int=22)


class Room(Desk):
    """A desk with the verbs of a team."""

    def add(self, name: str = "Rosa Inventada", now: datetime = NOW, **fields: Any) -> contract.Team:
        request = contract.AddTeamMember(code=CODE, name=name, role="data analyst", **fields)
        return team.add_member(request, self.repository, self.outbox, now)

    def hand_over(self, member: UUID, to: str = "Rosa Inventada", on: date = ON) -> contract.Team:
        request = contract.HandOver(code=CODE, member=member, to=to, on=on, notes="register and open questions")
        return team.hand_over(request, self.repository, self.outbox, STAFF, LATER)

    def leave(self, member: UUID, on: date = ON) -> contract.Team:
        request = contract.LeaveTeam(code=CODE, member=member, on=on)
        return team.leave_team(request, self.repository, self.outbox, STAFF, LATER)

    @property
    def members(self) -> dict[str, contract.Member]:
        return {one.name: one for one in team.get_team(contract.GetTeam(code=CODE), self.repository).members}

    def hire(self, coach: UUID, *languages: str, roles: tuple[Role, ...] = (Role.COACH,)) -> None:
        coaching.keep_coach(PersonAdded.model_validate(
            {"person_id": coach, "roles": roles, "languages": languages}), self.repository)  # fmt: skip

    def dismiss(self, coach: UUID) -> None:
        gone = {"person_id": coach, "roles": (), "languages": ("es",), "because": "left_program"}
        coaching.keep_coach(PersonDeactivated.model_validate(gone), self.repository)

    def assign(self, coach: UUID, caller: Caller = STAFF, **fields: Any) -> contract.Participation:
        request = contract.AssignCoach(code=CODE, coach=coach, **fields)
        return coaching.assign_coach(request, self.repository, self.outbox, caller, NOW)

    def hours(self, coach: UUID, number: int) -> contract.CoachLoad:
        request = contract.SetCoachHours(coach=coach, hours=number)
        return coaching.set_hours(request, self.repository, PROGRAM, STAFF, NOW)


def test_whoever_coaches_no_more_keeps_their_cities_and_gets_no_new_one() -> None:
    room = Room()
    room.hire(ANA, "es")
    room.assign(ANA)
    room.dismiss(ANA)
    assert [one.cities for one in coaching.list_coaches(room.repository, PROGRAM).items] == [(CODE,)]
    room.hire(BRUNO, "es")
    room.assign(BRUNO)
    assert [one.id for one in coaching.list_coaches(room.repository, PROGRAM).items] == [BRUNO]
    assert refused(lambda: room.assign(ANA)).startswith("not_found")
    room.hire(ANA, "es")
    assert room.assign(ANA).lead_coach_id == ANA


# -- the team ----------------------------------------------------------------------------------------------------------


def test_who_is_named_lead_is_in_the_team_and_leads_it_alone() -> None:
    room = Room()
    room.add()
    room.name_lead()
    assert {name: (one.lead, one.interim) for name, one in room.members.items()} == {
        "Rosa Inventada": (False, False),
        "Leo Supuesto": (True, True),
    }
    request = contract.NameTeamLead(code=CODE, name="  rosa  INVENTADA", email="rosa@puerto.example", interim=False)
    team.name_team_lead(request, room.repository, room.outbox, NOW)
    assert {name: (one.lead, one.email) for name, one in room.members.items()} == {
        "Rosa Inventada": (True, "rosa@puerto.example"),
        "Leo Supuesto": (False, "leo@puerto.example"),
    }


def test_somebody_of_that_name_is_added_once() -> None:
    room = Room()
    room.add()
    assert (
        refused(lambda: room.add("rosa inventada")) == "already_exists: Somebody by that name is already on the team."
    )
    assert [type(event).__name__ for event in room.outbox.events] == ["TeamMemberJoined"]


def test_whoever_joins_with_an_address_is_invited_under_it_or_as_the_contact_that_they_are() -> None:
    room = Room()
    room.add(email="rosa@puerto.example")
    room.add("Dana Inventada", email="dana@puerto.example")
    room.add("Pablo Supuesto")
    rosa, dana, pablo = (one for one in room.outbox.events if isinstance(one, contract.TeamMemberJoined))
    assert rosa.invited == rosa.person
    assert dana.person is None, "somebody has that role's mail already"
    assert dana.invited is not None
    assert dana.invited.ref == f"cohort:{room.members['Dana Inventada'].id}"
    assert pablo.invited is None


def test_nobody_joins_in_the_future_and_an_address_is_one() -> None:
    refusal = refusal_of(lambda: Room().add(joined_on=date(2027, 5, 21)))
    assert [(one.field, one.code) for one in refusal.details] == [("joined_on", "too_late")]
    with pytest.raises(ValidationError, match="email"):
        Room().add(email="rosa at puerto")


def test_a_lead_hands_over_role_and_lead_with_notes() -> None:
    room = Room()
    room.name_lead()
    room.outbox.events.clear()
    leo = room.members["Leo Supuesto"]
    room.hand_over(leo.id)
    rosa, leo = room.members["Rosa Inventada"], room.members["Leo Supuesto"]
    assert (rosa.role, rosa.lead, rosa.interim, rosa.joined_on) == ("team_lead", True, False, ON)
    assert (leo.left_on, leo.lead, leo.successor_id, leo.handover) == (
        ON,
        False,
        rosa.id,
        "register and open questions",
    )
    assert [type(event).__name__ for event in room.outbox.events] == [
        "TeamMemberJoined",
        "TeamMemberLeft",
        "TeamLeadNamed",
    ]
    assert room.requirements()["team_lead_named"] == (True, False)


def test_somebody_of_a_team_is_found_by_their_address_after_leaving_too() -> None:
    room = Room()
    room.name_lead()
    leo = room.members["Leo Supuesto"]
    room.hand_over(leo.id)
    request = contract.FindCityPeople(address=(leo.email or "").upper())
    assert team.find_city_people(request, room.repository).refs == (f"cohort:{leo.id}",)
    assert team.find_city_people(contract.FindCityPeople(address="no@no.example"), room.repository).refs == ()


def test_a_member_hands_over_to_one_of_the_team() -> None:
    room = Room()
    room.add()
    room.add("Dana Inventada")
    room.hand_over(room.members["Dana Inventada"].id, "ROSA inventada")
    assert [one.name for one in room.members.values() if one.left_on is None] == ["Rosa Inventada"]
    told = room.outbox.events[-1]
    assert isinstance(told, contract.TeamMemberLeft)
    assert (told.led, told.successor_id) == (False, room.members["Rosa Inventada"].id)


def test_who_left_may_join_again() -> None:
    room = Room()
    room.add()
    room.leave(room.members["Rosa Inventada"].id)
    room.add(now=LATER)
    assert [one.left_on for one in team.get_team(contract.GetTeam(code=CODE), room.repository).members] == [ON, None]


@pytest.mark.parametrize(
    ("on", "fits"), [(date(2027, 5, 19), False), (date(2027, 8, 3), False), (date(2027, 5, 20), True)]
)
def test_somebody_leaves_after_joining_and_by_today(on: date, fits: bool) -> None:
    room = Room()
    room.add()
    rosa = room.members["Rosa Inventada"].id
    if fits:
        room.leave(rosa, on)
        assert room.members["Rosa Inventada"].left_on == on
        return
    for leave in (lambda: room.leave(rosa, on), lambda: room.hand_over(rosa, "Dana Inventada", on)):
        assert [(one.field, one.code) for one in refusal_of(leave).details] == [("on", "out_of_range")]


def test_a_lead_does_not_leave_without_a_successor_nor_hand_over_to_themselves() -> None:
    room = Room()
    room.name_lead()
    leo = room.members["Leo Supuesto"].id
    assert [one.code for one in refusal_of(lambda: room.leave(leo)).details] == ["lead_hands_over"]
    assert [one.code for one in refusal_of(lambda: room.hand_over(leo, "leo supuesto")).details] == ["itself"]
    assert room.members["Leo Supuesto"].lead is True


def test_who_is_gone_or_unknown_does_not_leave() -> None:
    room = Room()
    room.add()
    rosa = room.members["Rosa Inventada"].id
    room.leave(rosa)
    assert refused(lambda: room.leave(rosa)) == ("illegal_transition: This member left the team on August 1, 2027.")
    other = uuid4()
    assert refused(lambda: room.leave(other)) == f"not_found: There is no team member {other}."


def test_the_roster_of_a_visit_joins_the_team_and_its_lead_leads() -> None:
    room = Room()
    at = datetime(2027, 6, 10, 15, tzinfo=UTC)
    room.schedule(at, at.replace(hour=20))
    room.hold(date(2027, 6, 10), LATER)
    room.name_lead()
    request = contract.WriteUpVisit(
        code=CODE, vision="A city that decides with its data.", stakeholders=("Neighbours' council",),
        roster=(contract.TeamMember(name="Dana Inventada", role="analyst", lead=True),
                contract.TeamMember(name="leo supuesto", role="clerk")),
        priorities=(contract.RankedPriority(rank=1, title="Measure waiting times"),),
    )  # fmt: skip
    from services.cohort.handlers import visiting

    visiting.write_up_visit(request, room.repository, room.outbox, LATER)
    assert {name: (one.role, one.lead, one.interim) for name, one in room.members.items()} == {
        "Leo Supuesto": ("team_lead", False, False),
        "Dana Inventada": ("analyst", True, False),
    }


def test_no_event_of_a_team_holds_what_was_said_of_people() -> None:
    room = Room()
    room.name_lead()
    room.hand_over(room.members["Leo Supuesto"].id)
    told = " ".join(event.model_dump_json() for event in room.outbox.events)
    assert [text for text in ("Leo", "Rosa", "puerto.example", "register") if text in told] == []


# -- the lead coach ----------------------------------------------------------------------------------------------------


def test_a_coach_of_the_citys_language_with_hours_is_assigned_and_told() -> None:
    room = Room()
    room.hire(ANA, "es", "en")
    shown = room.assign(ANA)
    assert (shown.lead_coach_id, shown.version) == (ANA, 2)
    (told,) = room.outbox.events
    assert told == contract.CoachAssigned(
        application_id=APPLICATION_ID, code=CODE, cohort="cohort-2027", coach_id=ANA, previous_coach_id=None
    )
    room.assign(ANA)
    assert len(room.outbox.events) == 1, "the same again changes nothing"


def test_another_coach_follows_the_one_before() -> None:
    room = Room()
    room.hire(ANA, "es")
    room.hire(BRUNO, "es", "pt")
    room.assign(ANA)
    room.assign(BRUNO)
    told = room.outbox.events[-1]
    assert isinstance(told, contract.CoachAssigned)
    assert (told.coach_id, told.previous_coach_id) == (BRUNO, ANA)


def test_a_coach_who_does_not_speak_the_language_is_a_leads_to_override() -> None:
    room = Room()
    room.hire(BRUNO, "pt", "en")
    refusal = refusal_of(lambda: room.assign(BRUNO))
    assert (refusal.code, [one.field for one in refusal.details]) == ("language_not_spoken", ["coach"])
    assert refused(lambda: room.assign(BRUNO, override="both speak English")).startswith("forbidden: ")
    room.assign(BRUNO, LEAD, override="both speak English")
    assert room.repository.assignments == [(BRUNO, "both speak English")]
    assert "English" not in room.outbox.events[-1].model_dump_json()


@pytest.mark.parametrize(("hours", "full"), [(16, False), (15, True), (8, True), (0, True)])
def test_a_coachs_hours_reach_for_as_many_cities(hours: int, full: bool) -> None:
    room = Room()
    room.hire(ANA, "es")
    room.join("AAAAAAAAAA", city="Aldea Ejemplo")
    other = contract.AssignCoach(code="AAAAAAAAAA", coach=ANA)
    coaching.assign_coach(other, room.repository, room.outbox, STAFF, NOW)
    room.hours(ANA, hours)
    if full:
        assert refused(lambda: room.assign(ANA)) == (
            "coach_full: The coach does not have enough hours for another city."
        )
        room.assign(ANA, ADMINISTRATOR, override="until the autumn")
    else:
        room.assign(ANA)
    (load,) = coaching.list_coaches(room.repository, PROGRAM).items
    assert (load.hours, load.load, load.cities) == (hours, 16, ("AAAAAAAAAA", CODE))


def test_a_city_that_has_left_frees_its_coachs_hours() -> None:
    room = Room()
    room.hire(ANA, "es")
    room.assign(ANA)
    room.change_status("withdrawn")
    (load,) = coaching.list_coaches(room.repository, PROGRAM).items
    assert (load.hours, load.load) == (40, 0)


def test_only_coaches_are_assigned() -> None:
    room = Room()
    room.hire(ANA, "es", roles=(Role.REVIEWER,))
    assert refused(lambda: room.assign(ANA)) == f"not_found: There is no coach {ANA}."
    assert refused(lambda: room.hours(ANA, 8)) == f"not_found: There is no coach {ANA}."


# -- residents ---------------------------------------------------------------------------------------------------------


def engagement(**changes: Any) -> contract.RecordEngagement:
    fields = {
        "code": CODE, "engaged_by": "survey", "held_on": "2027-05-19", "residents": 340, "linked_to": "project",
        "finding": "Most did not know the list.", "changed": "The list is public now.",
    }  # fmt: skip
    return contract.RecordEngagement.model_validate(fields | changes)


def test_an_engagement_is_kept_and_told_without_what_people_said() -> None:
    desk = Desk()
    kept = engaging.record_engagement(engagement(), desk.repository, desk.outbox, NOW)
    engaging.record_engagement(engagement(held_on="2027-05-20", linked_to="policy"), desk.repository, desk.outbox, NOW)
    page = engaging.list_engagements(contract.ListEngagements(code=CODE), desk.repository)
    assert ([one.linked_to for one in page.items], page.total) == (["policy", "project"], 2)
    told = desk.outbox.events[0]
    assert told == contract.ResidentsEngaged(
        application_id=APPLICATION_ID, code=CODE, cohort="cohort-2027", engagement_id=kept.id, engaged_by="survey",
        residents=340, held_on=date(2027, 5, 19), linked_to="project",
    )  # fmt: skip


def test_an_engagement_was_held_by_today() -> None:
    desk = Desk()
    request = engagement(held_on="2027-05-21")
    refusal = refusal_of(lambda: engaging.record_engagement(request, desk.repository, desk.outbox, NOW))
    assert [(one.field, one.code) for one in refusal.details] == [("held_on", "after_today")]
    assert desk.outbox.events == []


@pytest.mark.parametrize(
    "changes", [{"residents": 0}, {"finding": "short"}, {"engaged_by": "magic"}, {"linked_to": "x"}]
)
def test_a_malformed_engagement_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        engagement(**changes)


def test_a_coach_says_their_own_hours_and_hands_over_their_own_cities_alone() -> None:
    room = Room()
    room.hire(ANA, "es")
    room.hire(BRUNO, "es")
    ana = Caller(f"person:{ANA}", frozenset({Role.COACH}))
    own = contract.SetCoachHours(coach=ANA, hours=8)
    assert coaching.set_hours(own, room.repository, PROGRAM, ana, NOW).hours == 8
    other = contract.SetCoachHours(coach=BRUNO, hours=8)
    assert refused(lambda: coaching.set_hours(other, room.repository, PROGRAM, ana, NOW)).startswith("forbidden")
    theirs = contract.ReassignCoach(coach=BRUNO, to=ANA)
    assert refused(lambda: reassigning.list_cities(theirs, room.repository, ana, NOW)).startswith("forbidden")
    assert reassigning.list_cities(contract.ReassignCoach(coach=ANA, to=BRUNO), room.repository, ana, NOW) == []
