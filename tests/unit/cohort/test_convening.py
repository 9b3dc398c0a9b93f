"""Convenings: their windows, who is invited, seats and answers, needs, check-in, thanks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.cohort.domain.convening import CONVENING_TRANSITIONS, TRANSITIONS
from services.cohort.handlers import convening, convening_lookup, inviting
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, PersonRef
from tests.support.refused import refusal_of, refused
from tests.support.standing import written
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, STAFF, Desk

OTHER = "AAAAAAAAAA"
NOW = datetime(2027, 8, 1, 12, tzinfo=UTC)
STARTS_AT = datetime(2027, 10, 12, 13, tzinfo=UTC)
ENDS_AT = datetime(2027, 10, 13, 21, tzinfo=UTC)
# the window, 1 October to 31 December 2027, in New York
OPENS_AT = datetime(2027, 10, 1, 4, tzinfo=UTC)
ENDS_BEFORE = datetime(2028, 1, 1, 5, tzinfo=UTC)
PLACE = "Public library, hall 2"
ROLES = ("team_lead", "chief_data_officer", "chief_of_staff", "mayors_office", "team")


class Hall(Desk):
    """A desk with the verbs of a convening, and a city whose people are known."""

    def __init__(self, **city: Any) -> None:
        super().__init__(**city)
        self.know(APPLICATION_ID, CODE)

    def know(self, application_id: UUID, code: str, roles: tuple[str, ...] = ROLES) -> None:
        people = [PersonRef(ref=f"{code}:{n}:{role}", role=role, language="es") for n, role in enumerate(roles)]
        self.repository.replace_roster(application_id, people)

    def add_city(self, code: str = OTHER, **fields: Any) -> None:
        self.join(code, city="Aldea Ejemplo", **fields)
        city = next(one for one in self.repository.participations.values() if one.code == code)
        self.know(city.application_id, code)
        self.outbox.events.clear()

    def convene(self, caller: Caller = STAFF, kind: str = "leaders", **fields: Any) -> contract.ConveningDetail:
        times = {"starts_at": STARTS_AT, "ends_at": ENDS_AT, "time_zone": "America/New_York", "place": PLACE}
        plan = {"capacity": 60, "rsvp_by": date(2027, 9, 20), "cohort": "cohort-2027", "kind": kind}
        request = contract.ScheduleConvening.model_validate({**times, **plan, **fields})
        return convening.schedule_convening(request, self.repository, self.outbox, caller)

    def invite(self, kind: str = "leaders") -> contract.ConveningDetail:
        request = contract.InviteToConvening(cohort="cohort-2027", kind=kind)
        return inviting.invite_to_convening(request, self.repository, self.outbox)

    def answer(
        self, role: str = "team_lead", answer: str = "yes", caller: Caller = STAFF, now: datetime = NOW, **fields: Any
    ) -> contract.ConveningDetail:
        request = contract.AnswerInvitation.model_validate(keys(role) | {"answer": answer} | fields)
        return inviting.answer_invitation(request, self.repository, self.outbox, caller, now)

    def check_in(self, role: str = "team_lead", now: datetime = STARTS_AT, **fields: Any) -> contract.ConveningDetail:
        request = contract.CheckIn.model_validate(keys(role) | fields)
        return inviting.check_in(request, self.repository, self.outbox, now)

    def undo_check_in(self, role: str = "team_lead") -> contract.ConveningDetail:
        request = contract.UndoCheckIn.model_validate(keys(role))
        return inviting.undo_check_in(request, self.repository, self.outbox)

    def uninvite(self, role: str = "team_lead") -> contract.ConveningDetail:
        return inviting.uninvite(contract.Uninvite.model_validate(keys(role)), self.repository, self.outbox)

    def need(self, role: str = "team_lead", **needs: Any) -> contract.ConveningDetail:
        request = contract.RecordNeeds.model_validate(keys(role) | needs)
        return inviting.record_needs(request, self.repository, self.outbox)

    def cancel_it(self) -> contract.ConveningDetail:
        request = contract.CancelConvening(cohort="cohort-2027", kind="leaders", reason="a strike")
        return convening.cancel_convening(request, self.repository, self.outbox)

    def thank(self, now: datetime = ENDS_AT) -> contract.ConveningDetail:
        request = contract.ThankForConvening(cohort="cohort-2027", kind="leaders")
        return convening.thank_for_convening(request, self.repository, self.outbox, now)

    def put_convening(self, **changes: Any) -> None:
        key = "cohort-2027", "leaders"
        if written(self.repository, "convenings", {"cohort": key[0], "kind": key[1]}, changes):
            return
        self.repository.convenings[key] = replace(self.repository.convenings[key], **changes)

    def put_invitation(self, state: str, role: str = "team_lead") -> None:
        leaders = self.repository.find_convening("cohort-2027", "leaders").convening_id
        found = next(one for one in self.repository.list_invitations(leaders) if one.role == role)
        self.repository.update_invitation(found, state, None)

    def told(self) -> list[str]:
        return [type(event).__name__ for event in self.outbox.events]


def keys(role: str, kind: str = "leaders") -> dict[str, Any]:
    return {"cohort": "cohort-2027", "kind": kind, "code": CODE, "role": role}


def invited() -> Hall:
    hall = Hall()
    hall.convene()
    hall.invite()
    hall.outbox.events.clear()
    return hall


# -- the gathering -----------------------------------------------------------------------------------------------------

VERBS: dict[str, Callable[[Hall], contract.ConveningDetail]] = {
    "scheduled": Hall.convene,
    "cancelled": Hall.cancel_it,
    "thanked": Hall.thank,
}


@pytest.mark.parametrize(("at", "to"), [*product(CONVENING_TRANSITIONS, VERBS)])
def test_each_step_between_states_of_a_gathering(at: str | None, to: str) -> None:
    hall = Hall()
    if at is not None:
        hall.convene()
        hall.put_convening(state=at)
    hall.outbox.events.clear()
    if to in CONVENING_TRANSITIONS[at]:
        assert VERBS[to](hall).state == to
        return
    refusal = refusal_of(lambda: VERBS[to](hall))
    assert refusal.code == ("not_found" if at is None else "illegal_transition")
    assert hall.outbox.events == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"ends_at": STARTS_AT}, ("ends_at", "end_before_start")),
        ({"rsvp_by": date(2027, 10, 13)}, ("rsvp_by", "after_first_day")),
        ({"time_zone": "Mars/Olympus"}, ("time_zone", "not_a_time_zone")),
    ],
)
def test_times_that_do_not_fit_together_are_refused(fields: dict[str, Any], fault: tuple[str, str]) -> None:
    hall = Hall()
    refusal = refusal_of(lambda: hall.convene(LEAD, override="all the same", **fields))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == ("invalid", [fault])
    assert (hall.repository.convenings, hall.outbox.events) == ({}, [])


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "outside"),
    [
        (OPENS_AT - timedelta(seconds=1), OPENS_AT + timedelta(hours=8), ["starts_at"]),
        (OPENS_AT, OPENS_AT + timedelta(hours=8), []),
        (ENDS_BEFORE - timedelta(hours=8), ENDS_BEFORE - timedelta(seconds=1), []),
        (ENDS_BEFORE - timedelta(hours=8), ENDS_BEFORE, ["ends_at"]),
    ],
)
def test_a_gathering_lies_in_its_window_by_the_days_of_the_venue(
    starts_at: datetime, ends_at: datetime, outside: list[str]
) -> None:
    hall = Hall()
    times = {"starts_at": starts_at, "ends_at": ends_at}
    if not outside:
        assert hall.convene(**times).state == "scheduled"
        return
    refusal = refusal_of(lambda: hall.convene(**times))
    assert (refusal.code, [one.field for one in refusal.details]) == ("outside_window", outside)
    assert refused(lambda: hall.convene(override="the hall is free", **times)).startswith("forbidden: ")
    assert hall.convene(LEAD, override="the hall is free", **times).window == (date(2027, 10, 1), date(2027, 12, 31))


def test_a_kind_that_the_program_lacks_is_not_found() -> None:
    assert refused(lambda: Hall().convene(kind="picnic")) == "not_found: There is no kind of convening picnic."


@pytest.mark.parametrize("moved", [{"place": "Town hall"}, {"ends_at": ENDS_AT + timedelta(hours=1)}])
def test_a_move_asks_everybody_anew_and_shows_what_they_had_said(moved: dict[str, Any]) -> None:
    hall = invited()
    hall.answer("team_lead", "yes")
    hall.need("team_lead", diet="vegetarian")
    hall.answer("chief_of_staff", "no")
    hall.outbox.events.clear()
    shown = hall.convene(**moved)
    told = [event for event in hall.outbox.events if isinstance(event, contract.ConveningInvited)]
    assert {(event.person.role, event.sequence) for event in told} == {
        ("team_lead", 1), ("chief_data_officer", 1), ("chief_of_staff", 1),
    }  # fmt: skip
    assert {(one.role, one.state, one.earlier_answer, one.needs) for one in shown.invitations} == {
        ("team_lead", "invited", "yes", True),
        ("chief_data_officer", "invited", None, False),
        ("chief_of_staff", "invited", "no", False),
    }
    assert (shown.yes, shown.silent) == (0, 3)
    assert "Town hall" not in str(hall.outbox.events)
    assert hall.answer("team_lead", "yes").yes == 1


def test_more_places_are_no_other_day() -> None:
    hall = invited()
    hall.answer("team_lead", "yes")
    assert hall.convene(capacity=90).yes == 1


def test_a_hall_smaller_than_those_who_come_is_a_leads_to_override() -> None:
    hall = invited()
    hall.answer("team_lead")
    hall.answer("chief_of_staff")
    refusal = refusal_of(lambda: hall.convene(capacity=1))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == (
        "no_seat",
        [("capacity", "too_small")],
    )
    assert hall.convene(LEAD, override="a second row", capacity=1).capacity == 1
    assert hall.convene(capacity=2).capacity == 2


def test_a_cancelled_gathering_is_told_to_whom_it_concerns() -> None:
    hall = invited()
    hall.answer("chief_of_staff", "no")
    hall.outbox.events.clear()
    assert hall.cancel_it().state == "cancelled"
    assert hall.told() == ["ConveningCancelled", "ConveningUninvited", "ConveningUninvited"]
    assert all(event.cancelled for event in hall.outbox.events if isinstance(event, contract.ConveningUninvited))
    assert "strike" not in str(hall.outbox.events)


@pytest.mark.parametrize(
    "verb",
    [Hall.invite, Hall.answer, Hall.check_in, Hall.uninvite, lambda hall: hall.need(diet="vegetarian"),
     lambda hall: inviting.get_letter(contract.GetInvitationLetter.model_validate(keys("team_lead")), hall.repository)],
)  # fmt: skip
@pytest.mark.parametrize("state", ["cancelled", "thanked"])
def test_nothing_happens_at_a_gathering_that_does_not_take_place(state: str, verb: Callable[[Hall], Any]) -> None:
    hall = invited()
    hall.put_convening(state=state)
    refusal = refusal_of(lambda: verb(hall))
    assert str(refusal).startswith("illegal_transition: This works only before the convening takes place")
    assert hall.outbox.events == []


# -- invitations -------------------------------------------------------------------------------------------------------


def test_the_people_of_active_cities_are_invited_by_the_programs_roles_once() -> None:
    hall = Hall()
    hall.add_city()
    hall.add_city("BBBBBBBBBB")
    paused = next(one for one in hall.repository.participations.values() if one.code == "BBBBBBBBBB")
    from dataclasses import replace

    hall.repository.participations[paused.application_id] = replace(paused, status="paused")
    hall.convene()
    hall.outbox.events.clear()
    shown = hall.invite()
    assert {(one.code, one.role) for one in shown.invitations} == set(
        product((CODE, OTHER), ("team_lead", "chief_data_officer", "chief_of_staff"))
    )
    assert hall.told() == ["ConveningInvited"] * 6
    hall.invite()
    assert len(hall.outbox.events) == 6


def test_a_mayor_is_written_to_at_the_mayors_office() -> None:
    hall = Hall()
    hall.convene(
        kind="mayors", starts_at=datetime(2028, 2, 8, 14, tzinfo=UTC), ends_at=datetime(2028, 2, 8, 21, tzinfo=UTC)
    )
    assert [one.role for one in hall.invite("mayors").invitations] == ["mayors_office"]


@pytest.mark.parametrize(("at", "to"), [*product(TRANSITIONS, ("yes", "no", "attended", "excused", "removed"))])
def test_each_step_between_states_of_an_invitation(at: str, to: str) -> None:
    hall = invited()
    hall.put_invitation(at)
    steps: dict[str, Callable[[], contract.ConveningDetail]] = {
        "yes": hall.answer,
        "no": lambda: hall.answer(answer="no"),
        "attended": hall.check_in,
        "excused": lambda: hall.check_in(excused=True),
        "removed": hall.uninvite,
    }
    if to in TRANSITIONS[at]:
        shown = {one.role: one.state for one in steps[to]().invitations}
        assert shown.get("team_lead", "removed") == to
        return
    said = "not_found: Nobody from the city" if at == "removed" else f"illegal_transition: An invitation that is {at}"
    assert refused(steps[to]).startswith(said)
    assert hall.outbox.events == []


def test_an_answer_is_told_by_role_and_whether_somebody_else_comes() -> None:
    hall = invited()
    hall.answer(delegate="Bruno Ficticio")
    (told,) = hall.outbox.events
    assert isinstance(told, contract.ConveningAnswered)
    assert (told.role, told.answer, told.delegated) == ("team_lead", "yes", True)
    assert "Bruno" not in told.model_dump_json()


@pytest.mark.parametrize(
    ("now", "late"),
    [(datetime(2027, 9, 21, 3, 59, tzinfo=UTC), False), (datetime(2027, 9, 21, 4, tzinfo=UTC), True)],
)
def test_answers_are_taken_until_the_last_day_at_the_venue(now: datetime, late: bool) -> None:
    hall = invited()
    if late:
        assert refused(lambda: hall.answer(now=now)) == (
            "reply_too_late: The deadline for answers was September 20, 2027."
        )
        assert hall.answer(now=now, caller=LEAD, override="was on leave").yes == 1
    else:
        assert hall.answer(now=now).yes == 1


def test_a_city_has_its_seats_and_the_hall_its_places() -> None:
    hall = Hall()
    hall.know(APPLICATION_ID, CODE, ("team_lead", "chief_data_officer", "chief_of_staff", "team_lead"))
    hall.convene(capacity=2)
    refs = [one.ref for one in hall.invite().invitations if one.role == "team_lead"]
    hall.answer("chief_data_officer")
    hall.answer("chief_of_staff")
    assert refused(lambda: hall.answer(ref=refs[0])) == "no_seat: All places at the convening (2) are taken."
    hall.convene(capacity=60)
    hall.answer(ref=refs[0])
    assert refused(lambda: hall.answer(ref=refs[1])) == "no_seat: All of the city’s seats (3) are taken."
    assert hall.answer(ref=refs[0]).yes == 3, "a yes that stands keeps its own seat"
    hall.answer("chief_of_staff", "no")
    assert hall.answer(ref=refs[1]).yes == 3


def test_of_several_people_of_a_role_one_is_named() -> None:
    hall = Hall()
    hall.know(APPLICATION_ID, CODE, ("team_lead", "team_lead"))
    hall.convene()
    hall.invite()
    refusal = refusal_of(hall.answer)
    assert [(one.field, one.code) for one in refusal.details] == [("ref", "one_of_several")]
    assert refused(lambda: hall.answer("mayor")) == "not_found: Nobody from the city is invited in the role mayor."


def test_where_the_program_allows_no_delegates_a_lead_overrides() -> None:
    hall = invited()
    program = hall.repository.cohorts["cohort-2027"].program
    strict = program.convenings["leaders"].model_copy(update={"delegates": False})
    from dataclasses import replace

    hall.repository.cohorts["cohort-2027"] = replace(
        hall.repository.cohorts["cohort-2027"],
        program=program.model_copy(update={"convenings": {**program.convenings, "leaders": strict}}),
    )
    assert refused(lambda: hall.answer(delegate="Bruno Ficticio")).startswith("no_delegates: ")
    assert hall.answer(delegate="Bruno Ficticio", caller=LEAD, override="she is ill").yes == 1


def test_who_is_removed_frees_a_seat_and_is_told() -> None:
    hall = invited()
    hall.answer()
    hall.outbox.events.clear()
    shown = hall.uninvite()
    assert (shown.invited, shown.yes) == (2, 0)
    (told,) = hall.outbox.events
    assert isinstance(told, contract.ConveningUninvited)
    assert (told.cancelled, told.person.role, told.sequence) == (False, "team_lead", 0)
    assert hall.invite().invited == 2, "who was removed is not invited anew by their role"


# -- needs -------------------------------------------------------------------------------------------------------------


def test_needs_are_kept_for_those_who_prepare_and_told_nowhere() -> None:
    hall = invited()
    shown = hall.need(diet="no peanuts", interpretation="pt")
    assert [one.needs for one in shown.invitations if one.role == "team_lead"] == [True]
    page = convening.list_needs(contract.ListNeeds(cohort="cohort-2027", kind="leaders"), hall.repository)
    (kept,) = page.items
    assert (kept.code, kept.diet, kept.interpretation, kept.access) == (CODE, "no peanuts", "pt", None)
    assert hall.told() == ["NeedsGiven"]
    assert "peanuts" not in str(hall.outbox.events)
    assert "peanuts" not in shown.model_dump_json()


def test_who_does_not_come_needs_nothing() -> None:
    hall = invited()
    hall.need(access="a ramp")
    hall.answer(answer="no")
    page = convening.list_needs(contract.ListNeeds(cohort="cohort-2027", kind="leaders"), hall.repository)
    assert page.items == ()
    assert refused(lambda: hall.need(access="a ramp")) == (
        "illegal_transition: Needs can be given only for somebody who is expected; this invitation is declined."
    )
    with pytest.raises(ValidationError, match="interpretation"):
        hall.need(interpretation="de")


def test_nobody_of_a_city_that_has_left_is_invited_by_its_code() -> None:
    hall = Hall()
    hall.convene()
    hall.change_status("withdrawn")
    request = contract.InviteToConvening(cohort="cohort-2027", kind="leaders", code=CODE)
    assert refusal_of(lambda: hall.send(request)).reason == "city_left"


# -- before and after --------------------------------------------------------------------------------------------------


def remind(hall: Desk, now: datetime) -> None:
    """Of their answers; what else the city is reminded of is looked at elsewhere."""
    before = len(hall.outbox.events)
    hall.remind(now)
    of_answers = [one for one in hall.outbox.events[before:] if isinstance(one, contract.ConveningReminded)]
    hall.outbox.events[before:] = of_answers


@pytest.mark.parametrize(("days", "reminded"), [(-8, 0), (-7, 2), (0, 2), (1, 0)])
def test_who_is_silent_is_reminded_once_in_the_last_week(days: int, reminded: int) -> None:
    hall = invited()
    hall.answer("team_lead")
    hall.outbox.events.clear()
    now = datetime(2027, 9, 20, 14, tzinfo=UTC) + timedelta(days=days)
    for _ in range(2):
        remind(hall, now)
    assert hall.told() == ["ConveningReminded"] * reminded


def test_a_later_last_day_is_reminded_of_anew_and_a_cancelled_gathering_not() -> None:
    hall = invited()
    remind(hall, datetime(2027, 9, 18, tzinfo=UTC))
    hall.convene(rsvp_by=date(2027, 9, 24))
    hall.outbox.events.clear()
    remind(hall, datetime(2027, 9, 18, tzinfo=UTC))
    assert hall.told() == ["ConveningReminded"] * 3
    hall.cancel_it()
    hall.outbox.events.clear()
    remind(hall, datetime(2027, 9, 20, tzinfo=UTC))
    assert hall.told() == []


@pytest.mark.parametrize(
    ("now", "early"),
    [(datetime(2027, 10, 12, 3, 59, tzinfo=UTC), True), (datetime(2027, 10, 12, 4, tzinfo=UTC), False)],
)
def test_nobody_has_come_before_the_first_day_at_the_venue(now: datetime, early: bool) -> None:
    hall = invited()
    if early:
        assert [one.code for one in refusal_of(lambda: hall.check_in(now=now)).details] == ["begins_later"]
        assert hall.check_in(now=now, excused=True).attended == 0
    else:
        assert hall.check_in(now=now).attended == 1


def test_whoever_is_in_stays_in_since_then_and_is_told_of_once() -> None:
    hall = invited()
    hall.check_in()
    shown = hall.check_in(now=STARTS_AT + timedelta(minutes=5))
    assert (shown.attended, hall.told()) == (1, ["ConveningAttended"])
    assert next(one for one in shown.invitations if one.state == "attended").attended_at == STARTS_AT


@pytest.mark.parametrize("answer", ["invited", "yes", "no"])
@pytest.mark.parametrize("excused", [False, True])
def test_a_check_in_by_mistake_is_undone_to_what_was_answered(answer: str, excused: bool) -> None:
    hall = invited()
    hall.put_invitation(answer)
    hall.check_in(excused=excused)
    shown = next(one for one in hall.undo_check_in().invitations if one.role == "team_lead")
    assert (shown.state, shown.attended_at) == (answer, None)
    assert hall.told() == ["ConveningAttended", "ConveningAttendanceUndone"]
    assert refused(hall.undo_check_in).startswith("illegal_transition")


def test_gatherings_are_listed_by_cohort_with_their_names() -> None:
    hall = Hall()
    hall.convene()
    for cohort in ("cohort-2027", None):
        found = convening_lookup.list_convenings(contract.ListConvenings(cohort=cohort), hall.repository)
        assert [(one.kind, one.starts_at) for one in found.items] == [("leaders", STARTS_AT)]
        assert set(found.items[0].titles) >= {"es", "pt", "fr"}
    assert refused(
        lambda: convening_lookup.list_convenings(contract.ListConvenings(cohort="none"), hall.repository)
    ).startswith("not_found")


def test_who_came_or_is_excused_settles_the_requirement() -> None:
    hall = invited()
    hall.put(phase="acceleration")
    assert hall.requirements()["leaders_convening_settled"] == (False, False)
    hall.check_in("chief_of_staff", excused=True)
    assert hall.requirements()["leaders_convening_settled"] == (True, False)


def test_thanks_go_to_those_who_came_when_it_is_over() -> None:
    hall = invited()
    hall.check_in()
    hall.check_in("chief_of_staff", excused=True)
    hall.outbox.events.clear()
    assert [one.code for one in refusal_of(lambda: hall.thank(ENDS_AT - timedelta(seconds=1))).details] == [
        "ends_later"
    ]
    assert hall.thank().state == "thanked"
    assert hall.told() == ["ConveningThanked", "AttendanceThanked"]


# -- looking -----------------------------------------------------------------------------------------------------------


def test_a_letter_says_what_the_invitation_says() -> None:
    hall = invited()
    request = contract.GetInvitationLetter.model_validate(keys("team_lead"))
    letter = inviting.get_letter(request, hall.repository)
    assert (letter.city, letter.role, letter.place, letter.language) == ("Puerto Ejemplo", "team_lead", PLACE, "es")
    assert (letter.titles["pt"], letter.rsvp_by) == ("Encontro de lideranças de dados", date(2027, 9, 20))


def test_what_is_not_there_is_not_found() -> None:
    hall = Hall()
    said = "not_found: The cohort cohort-2027 does not have a “leaders” convening yet."
    for verb in (hall.invite, hall.answer, hall.check_in, hall.uninvite, hall.cancel_it, hall.thank):
        assert refused(verb) == said
    request = contract.GetConvening(cohort="cohort-2027", kind="leaders")
    assert refused(lambda: convening.get_convening(request, hall.repository)) == said
