"""An end is carried to what hangs on it: a city leaves, pauses, comes back; somebody of it is gone; a coach is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cohort.handlers import coaching, convening, departing, inviting, reassigning, sessions, team, visiting
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, NOW, PROGRAM, STAFF
from tests.unit.cohort.fake_sessions import COACH_ID, HOUR, LEAD_REF, OFFICE_REF, OTHER, STARTS_AT, THIRD, SessionDesk
from tests.unit.cohort.test_convening import remind

VISIT_AT = datetime(2027, 6, 10, 15, tzinfo=UTC)
CONVENES_AT = datetime(2027, 11, 10, 14, tzinfo=UTC)
ANOTHER_COACH = UUID(int=22)
COACH_REF = f"identity:{COACH_ID}"
AFTER_IT = STARTS_AT + timedelta(days=1)
JOINED_ON, GONE_ON = date(2027, 5, 20), date(2027, 5, 20)


class Program(SessionDesk):
    """Three cities, two coaches, and a leaders' convening to which the first city's lead is invited."""

    def __init__(self) -> None:
        super().__init__()
        self.repository.upsert_coach(COACH_ID, ["es", "en"])
        self.repository.upsert_coach(ANOTHER_COACH, ["es", "en"])
        self.repository.replace_roster(self.id_of(OTHER), [PersonRef(ref="intake:o", role="team_lead", language="es")])

    def id_of(self, code: str) -> UUID:
        found = self.repository.find_participation(code)
        assert found is not None
        return found.application_id

    def leave(self, status: str = "withdrawn", code: str = CODE) -> contract.ChangedStatus:
        return self.change_status(status, LEAD, code=code)

    def back(self, now: datetime = NOW) -> contract.ChangedStatus:
        return self.change_status("active", LEAD, now=now)

    def convene(self, **fields: Any) -> contract.ConveningDetail:
        times = {"starts_at": CONVENES_AT, "ends_at": CONVENES_AT + HOUR, "time_zone": "America/Bogota"}
        plan = {"cohort": "cohort-2027", "kind": "leaders", "place": "A hall", "capacity": 60, "rsvp_by": "2027-10-01"}
        request = contract.ScheduleConvening.model_validate(times | plan | fields)
        return convening.schedule_convening(request, self.repository, self.outbox, STAFF)

    def invite(self, **of: str) -> contract.ConveningDetail:
        request = contract.InviteToConvening.model_validate({"cohort": "cohort-2027", "kind": "leaders"} | of)
        return inviting.invite_to_convening(request, self.repository, self.outbox)

    def say(self, answer: str, code: str = CODE) -> contract.ConveningDetail:
        fields = {"cohort": "cohort-2027", "kind": "leaders", "code": code, "role": "team_lead", "answer": answer}
        request = contract.AnswerInvitation.model_validate(fields)
        return inviting.answer_invitation(request, self.repository, self.outbox, STAFF, NOW)

    def uninvite(self, code: str = CODE) -> contract.ConveningDetail:
        fields = {"cohort": "cohort-2027", "kind": "leaders", "code": code, "role": "team_lead"}
        return inviting.uninvite(contract.Uninvite.model_validate(fields), self.repository, self.outbox)

    def assign(self, coach: UUID = COACH_ID, code: str = CODE) -> contract.CoachedCity:
        request = contract.AssignCoach(code=code, coach=coach)
        return coaching.assign_coach(request, self.repository, self.outbox, STAFF, NOW)

    def add(self, name: str, role: str = "data analyst", **fields: Any) -> UUID:
        request = contract.AddTeamMember(code=CODE, name=name, role=role, **fields)
        shown = team.add_member(request, self.repository, self.outbox, NOW)
        return next(one.id for one in shown.members if one.name == name)

    def hand_over(self, member: UUID, to: str = "Rosa Inventada", **fields: Any) -> contract.Team:
        said = {"code": CODE, "member": member, "to": to, "on": GONE_ON, "notes": "register and open questions"}
        request = contract.HandOver.model_validate(said | fields)
        return team.hand_over(request, self.repository, self.outbox, STAFF, NOW)

    def leave_team(self, member: UUID, **fields: Any) -> contract.Team:
        request = contract.LeaveTeam.model_validate({"code": CODE, "member": member, "on": GONE_ON} | fields)
        return team.leave_team(request, self.repository, self.outbox, STAFF, NOW)

    def visit(self, **fields: Any) -> contract.Visit:
        request = contract.ScheduleVisit.model_validate(fields)
        return visiting.schedule_visit(request, self.repository, self.outbox, LEAD, NOW)

    def lead_id(self) -> UUID:
        """The lead, as named by staff."""
        self.name_lead()
        return next(one.id for one in self.repository.list_team_members(APPLICATION_ID) if one.lead)


def booked() -> Program:
    """With everything that can lie ahead of a city."""
    desk = Program()
    desk.assign()
    desk.schedule(VISIT_AT, VISIT_AT + HOUR)
    desk.book(title="Alone")
    desk.book(
        kind="workshop", title="Of many", cities=(CODE, OTHER, THIRD), starts_at=AFTER_IT, ends_at=AFTER_IT + HOUR
    )
    desk.convene()
    desk.invite()
    desk.say("yes")
    desk.agree(
        desk.book(title="Another", starts_at=AFTER_IT + HOUR, ends_at=AFTER_IT + 2 * HOUR).id, owner_ref=LEAD_REF
    )
    desk.outbox.events.clear()
    return desk


def refs(people: Any) -> list[str]:
    return [person.ref for person in people]


# -- a city leaves -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_what_lies_ahead_of_a_city_that_leaves_is_cancelled_for_it_and_said(status: str) -> None:
    desk = booked()
    shown = desk.leave(status)
    assert [(one.kind, one.title) for one in shown.ended] == [
        ("visit", None),
        ("session", "Alone"),
        ("session_part", "Of many"),
        ("session", "Another"),
        ("invitation", "Data leaders’ convening"),
        ("action_item", "Publish the dictionary"),
    ]
    (told,) = desk.events(contract.StatusChanged)
    assert [(one.kind, one.id) for one in told.ended] == [(one.kind, one.id) for one in shown.ended]
    assert (told.call, told.starts_on) == ("2027", date(2027, 6, 1))
    assert "Alone" not in told.model_dump_json()


def test_everybody_who_was_told_is_told_of_the_end_the_coach_too() -> None:
    desk = booked()
    desk.leave()
    (visit,) = desk.events(contract.VisitCancelled)
    assert (visit.was_scheduled, visit.coach.ref, visit.sequence) == (True, COACH_REF, 1)
    alone, of_many, _ = desk.events(contract.SessionCancelled)
    assert (alone.code, refs(alone.people), alone.coach.ref, alone.sequence) == (CODE, [LEAD_REF], COACH_REF, 1)
    assert (of_many.code, refs(of_many.people), of_many.coach, of_many.sequence) == (CODE, [LEAD_REF], None, 0)
    (seat,) = desk.events(contract.ConveningUninvited)
    assert (seat.person.ref, seat.cancelled) == (LEAD_REF, False)


def test_coach_seats_and_load_are_free() -> None:
    desk = booked()
    desk.leave()
    other = {"cities": (OTHER,), "people": ({"code": OTHER, "name": "Dana Inventada"},)}
    assert desk.book(**other).state == "scheduled"
    request = contract.GetConvening(cohort="cohort-2027", kind="leaders")
    assert (convening.get_convening(request, desk.repository).yes, desk.say("yes", OTHER).yes) == (0, 1)
    assert coaching.list_coaches(desk.repository, PROGRAM).items[0].cities == ()


def test_later_moves_tell_nothing_to_a_city_that_has_left() -> None:
    desk = booked()
    of_many = next(one for one in desk.repository.sessions.values() if one.title == "Of many")
    desk.leave()
    desk.outbox.events.clear()
    desk.move(of_many.session_id, starts_at=AFTER_IT + 3 * HOUR, ends_at=AFTER_IT + 4 * HOUR)
    desk.convene(place="Another hall")
    assert {event.code for event in desk.outbox.events if hasattr(event, "code")} == {OTHER, THIRD}


def test_a_session_whose_cities_have_all_left_is_not_moved_and_one_that_was_missed_tells_nobody() -> None:
    desk = Program()
    session = desk.book(kind="workshop", cities=(CODE, OTHER), roles=("team_lead",))
    desk.put(status="withdrawn")  # as before leaving ended anything
    desk.outbox.events.clear()
    desk.move(session.id)
    assert [event.code for event in desk.events(contract.SessionScheduled)] == [OTHER]
    alone = desk.cancel(desk.book(cities=(OTHER,), people=({"code": OTHER, "name": "Dana"},)).id)
    desk.leave(code=OTHER)
    assert refused(lambda: desk.move(alone.id)).startswith("illegal_transition: Every city in this session has left")


def test_what_was_missed_is_still_cancelled_after_leaving() -> None:
    desk = Program()
    desk.schedule(VISIT_AT, VISIT_AT + HOUR)
    desk.put(status="exited")
    request = contract.CancelVisit(code=CODE, reason="gone")
    assert visiting.cancel_visit(request, desk.repository, desk.outbox, STAFF, NOW).state == "cancelled"


def test_what_a_city_had_that_left_before_leaving_ended_anything_ends_by_the_clock_once() -> None:
    desk = booked()
    desk.put(status="withdrawn")
    assert departing.list_left(desk.repository) == [CODE]
    for _ in range(2):
        departing.end_left_over(CODE, desk.repository, desk.outbox, NOW)
    assert len(desk.events(contract.VisitCancelled)) == len(desk.events(contract.ConveningUninvited)) == 1
    assert [one.kind for one in desk.back().proposed][:2] == ["visit", "session"]
    desk.outbox.events.clear()
    departing.end_left_over(CODE, desk.repository, desk.outbox, NOW)
    assert desk.outbox.events == []


def test_what_has_begun_stays_as_it_was() -> None:
    desk = Program()
    desk.schedule(VISIT_AT, VISIT_AT + HOUR)
    begun = desk.book(starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    assert (desk.change_status("withdrawn", LEAD, now=VISIT_AT).ended, desk.city.status) == ((), "withdrawn")
    assert desk.repository.sessions[begun.id].state == "scheduled"


def test_a_pause_cancels_nothing_and_reminds_of_nothing() -> None:
    desk = booked()
    desk.say("no")
    desk.convene(place="Another hall")
    shown = desk.change_status("paused")
    assert (shown.ended, desk.repository.find_visit(APPLICATION_ID).state) == ((), "scheduled")  # type: ignore[union-attr]
    desk.outbox.events.clear()
    near = datetime(2027, 9, 28, 12, tzinfo=UTC)
    remind(desk, near)
    assert [event.code for event in desk.events(contract.ConveningReminded)] == [OTHER]
    desk.back()
    remind(desk, near)
    assert [event.code for event in desk.events(contract.ConveningReminded)] == [OTHER, CODE]


# -- and comes back ----------------------------------------------------------------------------------------------------


def test_a_city_that_is_back_is_invited_to_what_is_everybodys_and_the_rest_is_proposed() -> None:
    desk = booked()
    keynote = desk.book(
        kind="keynote", cities=(), coach_id=None, speaker="Somebody Invented", title="Everybody's",
        starts_at=AFTER_IT + 5 * HOUR, ends_at=AFTER_IT + 6 * HOUR,
    )  # fmt: skip
    desk.leave()
    desk.outbox.events.clear()
    shown = desk.back()
    assert [(one.kind, one.title) for one in shown.invited] == [
        ("session_part", "Everybody's"),
        ("invitation", "Data leaders’ convening"),
    ]
    assert [(one.kind, one.title) for one in shown.proposed] == [
        ("visit", None),
        ("session", "Alone"),
        ("session_part", "Of many"),
        ("session", "Another"),
        ("action_item", "Publish the dictionary"),
    ]
    assert [event.session_id for event in desk.events(contract.SessionScheduled)] == [keynote.id]
    (seat,) = desk.events(contract.ConveningInvited)
    assert seat.person.ref == LEAD_REF
    assert desk.repository.find_visit(APPLICATION_ID).state == "cancelled"  # type: ignore[union-attr]
    desk.change_status("paused")
    assert (desk.back().proposed, desk.events(contract.SessionScheduled)[1:]) == ((), [])


def test_who_was_uninvited_before_stays_so_when_the_city_is_back() -> None:
    desk = Program()
    desk.convene()
    desk.invite()
    desk.uninvite()
    desk.leave()
    assert desk.back().invited == ()


def test_a_city_that_was_away_is_not_absent_from_what_it_missed() -> None:
    desk = Program()
    keynote = desk.book(kind="keynote", cities=(), coach_id=None, speaker="Somebody Invented")
    desk.leave()
    desk.hold_session(keynote.id, (OTHER, "present"), (THIRD, "absent"))
    desk.back(now=AFTER_IT)
    shown = sessions.show_session(desk.repository.sessions[keynote.id], desk.repository)
    assert {city.code: city.attendance for city in shown.cities}[CODE] == "not_expected"


def test_a_city_that_joins_late_is_invited_to_a_gathering_that_others_are_invited_to() -> None:
    desk = Program()
    desk.convene()
    desk.repository.replace_roster(UUID(int=5), [PersonRef(ref="intake:late", role="team_lead", language="es")])
    desk.join("N3XT", application_id=UUID(int=5))
    assert desk.events(contract.ConveningInvited) == [], "nobody is invited so far"
    desk.invite()
    desk.repository.replace_roster(UUID(int=6), [PersonRef(ref="intake:later", role="team_lead", language="es")])
    desk.join("1ATER", application_id=UUID(int=6))
    assert desk.events(contract.ConveningInvited)[-1].person.ref == "intake:later"


# -- invitations that reach nobody -------------------------------------------------------------------------------------


def test_without_roles_a_session_is_for_those_of_its_kind() -> None:
    desk = Program()
    shown = desk.book(kind="workshop", cities=(CODE, OTHER), roles=(), coach_id=None)
    assert {(city.code, city.invited) for city in shown.cities} == {(CODE, 1), (OTHER, 1)}
    assert shown.notices == ()


def test_a_city_of_which_nobody_is_reached_is_said() -> None:
    desk = Program()
    shown = desk.book(kind="workshop", cities=(CODE, THIRD), roles=(), coach_id=None)
    assert [(one.code, one.values["city_code"]) for one in shown.notices] == [("nobody_reached", THIRD)]
    assert shown.notices[0].message == "No invitation reaches anybody from Puerto Ejemplo (P2X7K2Q9TB)."
    desk.cancel(shown.id)
    named = desk.book(roles=(), people=({"code": CODE, "name": "Dana Inventada"},))
    assert [one.code for one in named.notices] == ["nobody_reached", "no_address"]


def test_a_visit_says_that_no_coach_comes() -> None:
    desk = Program()
    fields = {"code": CODE, "starts_at": VISIT_AT, "ends_at": VISIT_AT + HOUR, "place": "City hall"}
    assert [one.code for one in desk.visit(**fields, participants=("Coach", "mayor")).notices] == ["no_lead_coach"]
    desk.assign()
    assert desk.visit(**fields, participants=("coach",)).notices == ()
    assert desk.events(contract.VisitScheduled)[-1].coach == PersonRef(ref=COACH_REF, role="coach", language="es")


def test_who_was_uninvited_is_invited_again_by_the_citys_name_alone() -> None:
    desk = Program()
    desk.convene()
    desk.invite()
    desk.uninvite()
    shown = desk.invite()
    assert [(one.code, one.values["city_code"]) for one in shown.notices] == [
        ("nobody_invited", CODE), ("nobody_invited", THIRD), ("uninvited_stays_so", CODE),
    ]  # fmt: skip
    desk.outbox.events.clear()
    assert [one.code for one in desk.invite(code=CODE, role="team_lead").notices] == ["nobody_invited"]
    (told,) = desk.events(contract.ConveningInvited)
    assert told.person.ref == LEAD_REF
    assert desk.invite(code=CODE).invited == 2, "again: nobody is new"
    assert refused(lambda: desk.invite(code=THIRD)).startswith(f"not_found: The city {THIRD} has nobody to invite")
    assert [one.field for one in refusal_of(lambda: desk.invite(code=CODE, role="cook")).details] == ["role"]
    assert [one.field for one in refusal_of(lambda: desk.invite(role="team_lead")).details] == ["code"]


# -- somebody is gone --------------------------------------------------------------------------------------------------


def test_what_lies_ahead_of_who_hands_over_goes_to_the_successor() -> None:
    desk = booked()
    shown = desk.hand_over(desk.lead_id(), email="rosa@puerto.example")
    rosa = next(one for one in shown.members if one.name == "Rosa Inventada")
    ref = f"cohort:{rosa.id}"
    assert (rosa.ref, [one.code for one in shown.notices]) == (ref, ["contact_gone"])
    (left,) = desk.events(contract.TeamMemberLeft)
    assert (left.person.ref, left.successor) == (LEAD_REF, PersonRef(ref=ref, role="team_lead", language="es"))
    for event in desk.events(contract.SessionCancelled):
        assert (refs(event.people), event.coach, event.sequence) == ([LEAD_REF], None, 0)
    assert [refs(event.people) for event in desk.events(contract.SessionScheduled)] == [[ref]] * 3
    assert desk.events(contract.ConveningUninvited)[0].person.ref == LEAD_REF
    assert desk.events(contract.ConveningInvited)[0].person.ref == ref
    assert [(one.gone.ref, one.invited.ref) for one in desk.events(contract.VisitGuestChanged)] == [(LEAD_REF, ref)]
    assert desk.events(contract.ActionItemPassed)[0].owner.ref == ref
    request = contract.GetConvening(cohort="cohort-2027", kind="leaders")
    assert convening.get_convening(request, desk.repository).yes == 0, "the successor is asked anew"
    assert team.get_city_person(contract.GetCityPerson(person_id=rosa.id), desk.repository).name == "Rosa Inventada"
    assert "rosa@puerto.example" not in str(desk.outbox.events)


def test_later_moves_reach_the_successor_and_nobody_who_is_gone() -> None:
    desk = booked()
    desk.hand_over(desk.lead_id(), email="rosa@puerto.example")
    desk.outbox.events.clear()
    for session in list(desk.repository.sessions.values()):
        desk.move(session.session_id, starts_at=session.starts_at + 9 * HOUR, ends_at=session.ends_at + 9 * HOUR)
    desk.convene(place="Another hall")
    desk.book(kind="consultation", title="New", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    assert LEAD_REF not in str(desk.outbox.events)
    assert str(desk.outbox.events).count("'cohort:") == 5


def test_a_successor_without_address_is_said() -> None:
    desk = booked()
    shown = desk.hand_over(desk.lead_id())
    assert [one.code for one in shown.notices] == ["contact_gone", "successor_without_address"]
    people = [p for one in desk.repository.sessions for p in desk.repository.list_session_people(one) if p.code == CODE]
    assert [(one.ref, one.name) for one in people] == [(None, "Rosa Inventada")] * 3
    assert [item.owner for item in desk.repository.items.values()] == ["Rosa Inventada"]


def test_who_leaves_without_a_successor_hands_items_to_the_lead() -> None:
    desk = booked()
    ana = desk.add("Ana Supuesta", role="mayors_office", ref=OFFICE_REF)
    session = desk.book(kind="consultation", roles=("mayors_office",), starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    desk.agree(session.id, owner_ref=OFFICE_REF)
    desk.agree(session.id, owner="ana  supuesta")
    desk.leave_team(ana)
    assert {item.owner_ref for item in desk.repository.items.values()} == {LEAD_REF}
    assert desk.repository.list_session_people(session.id) == []


def test_where_several_contacts_have_the_role_staff_say_who_left() -> None:
    desk = booked()
    both = [PersonRef(ref=ref, role="team_lead", language="es") for ref in (LEAD_REF, "intake:second")]
    desk.repository.replace_roster(APPLICATION_ID, both)
    leo = desk.lead_id()
    assert [one.field for one in refusal_of(lambda: desk.hand_over(leo, ref="intake:stranger")).details] == ["ref"]
    shown = desk.hand_over(leo, email="rosa@puerto.example")
    assert shown.notices[0].values["refs"] == ["intake:lead", "intake:second"]
    assert desk.events(contract.SessionCancelled) == []


def test_an_old_version_of_the_application_brings_nobody_back_and_staff_may() -> None:
    desk = booked()
    before = desk.repository.list_whole_roster(APPLICATION_ID)
    desk.hand_over(desk.lead_id(), email="rosa@puerto.example")
    desk.repository.replace_roster(APPLICATION_ID, before)
    roles = {one.ref: one.role for one in desk.repository.list_roster([APPLICATION_ID])}
    assert LEAD_REF not in roles
    desk.add("Leo Supuesto", role="team_lead", ref=LEAD_REF)
    assert LEAD_REF in {one.ref for one in desk.repository.list_roster([APPLICATION_ID])}
    assert desk.events(contract.TeamMemberJoined)[-1].person.ref == LEAD_REF


def test_a_member_with_an_address_is_reached_where_nobody_had_their_role() -> None:
    desk = Program()
    dana = desk.add("Dana Inventada", role="chief_data_officer", email="dana@puerto.example")
    assert desk.events(contract.TeamMemberJoined)[-1].person.ref == f"cohort:{dana}"
    shown = desk.book(kind="consultation", roles=("chief_data_officer",))
    assert shown.people[0].ref == f"cohort:{dana}"


# -- a coach -----------------------------------------------------------------------------------------------------------


def reassign(desk: Program, code: str, **fields: Any) -> contract.Reassigned:
    request = contract.ReassignCoach.model_validate({"coach": COACH_ID, "to": ANOTHER_COACH} | fields)
    return reassigning.reassign_city(request, code, desk.repository, desk.outbox, LEAD, NOW)


def test_a_coach_is_told_of_what_they_hold_once_a_session() -> None:
    desk = Program()
    session = desk.book(kind="workshop", cities=(CODE, OTHER, THIRD))
    assert [event.coach and event.coach.ref for event in desk.events(contract.SessionScheduled)] == [
        COACH_REF, None, None,
    ]  # fmt: skip
    desk.outbox.events.clear()
    desk.move(session.id, coach_id=ANOTHER_COACH)
    first = desk.events(contract.SessionScheduled)[0]
    assert (first.coach.ref, first.former_coach.ref) == (f"identity:{ANOTHER_COACH}", COACH_REF)
    desk.cancel(session.id)
    assert desk.events(contract.SessionCancelled)[0].coach.ref == f"identity:{ANOTHER_COACH}"


def test_leave_warns_of_cities_and_sessions() -> None:
    desk = booked()
    request = contract.SetCoachHours(coach=COACH_ID, hours=0)
    shown = coaching.set_hours(request, desk.repository, PROGRAM, LEAD, NOW)
    assert [one.code for one in shown.notices] == ["coach_away"] + ["coach_still_booked"] * 3
    assert [one.title for one in shown.sessions] == ["Alone", "Of many", "Another"]
    away = coaching.set_hours(contract.SetCoachHours(coach=ANOTHER_COACH, hours=0), desk.repository, PROGRAM, LEAD, NOW)
    assert (away.notices, away.sessions) == ((), ())


def test_another_lead_says_which_sessions_of_the_city_the_former_coach_still_holds() -> None:
    desk = booked()
    desk.book(title="Of another city", cities=(OTHER,), starts_at=AFTER_IT + 3 * HOUR, ends_at=AFTER_IT + 4 * HOUR)
    assert desk.assign(COACH_ID).sessions == (), "who leads it already"
    shown = desk.assign(ANOTHER_COACH)
    assert (shown.lead_coach_id, shown.former_coach_id) == (ANOTHER_COACH, COACH_ID)
    assert [one.title for one in shown.sessions] == ["Alone", "Of many", "Another"]
    assert [one.code for one in shown.notices] == ["coach_still_booked"] * 3
    reassign(desk, CODE)
    assert desk.assign(COACH_ID).sessions != ()
    assert {one.coach_id for one in desk.repository.sessions.values()} == {COACH_ID, ANOTHER_COACH}


def test_what_a_coach_leads_and_holds_goes_to_another() -> None:
    desk = booked()
    request = contract.ReassignCoach(coach=COACH_ID, to=ANOTHER_COACH)
    cities = reassigning.list_cities(request, desk.repository, LEAD, NOW)
    assert [one.code for one in cities] == sorted([CODE, OTHER, THIRD])
    done = [reassign(desk, code) for code in (CODE, OTHER, THIRD)]
    assert [(one.lead, len(one.sessions)) for one in done] == [(True, 3), (False, 0), (False, 0)]
    assert {one.coach_id for one in desk.repository.sessions.values()} == {ANOTHER_COACH}
    (guest,) = desk.events(contract.VisitGuestChanged)
    assert (guest.gone.ref, guest.invited.ref) == (COACH_REF, f"identity:{ANOTHER_COACH}")
    assert {event.former_coach.ref for event in desk.events(contract.SessionScheduled) if event.coach} == {COACH_REF}


def test_clash_language_and_hours_hold_for_who_takes_over() -> None:
    desk = booked()
    desk.repository.upsert_coach(ANOTHER_COACH, ["pt"])
    assert refused(lambda: reassign(desk, CODE)).startswith("language_not_spoken")
    desk.repository.upsert_coach(ANOTHER_COACH, ["es", "en"])
    desk.book(coach_id=ANOTHER_COACH, cities=(OTHER,), people=({"code": OTHER, "name": "Dana"},))
    assert refused(lambda: reassign(desk, CODE)).startswith("coach_booked")
    assert reassign(desk, CODE, override="both agreed").lead is False or desk.city.lead_coach_id == ANOTHER_COACH
    same = contract.ReassignCoach(coach=COACH_ID, to=COACH_ID)
    assert [
        one.field for one in refusal_of(lambda: reassigning.list_cities(same, desk.repository, LEAD, NOW)).details
    ] == ["to"]
