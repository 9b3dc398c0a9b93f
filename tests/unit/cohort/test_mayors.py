"""Mayors: succession, interim, re-election, the days of reaffirmation, the watch over ends and elections."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain import mayors as domain
from services.cohort.handlers import mayors, team
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_city import OFFICE, CityDesk
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, STAFF

MIDNIGHT = datetime(2027, 5, 25, 5, tzinfo=UTC)  # in Bogotá, of the day on which the successor takes office


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


def reaffirm(desk: CityDesk, on: str, now: datetime) -> contract.Mayors:
    request = contract.ReaffirmParticipation.model_validate({"code": CODE, "reaffirmed_on": on})
    return desk.mayor(mayors.reaffirm, request, now)


def extend(desk: CityDesk, until: str) -> contract.Mayors:
    return desk.mayor(
        mayors.extend_term, contract.ExtendTerm.model_validate({"code": CODE, "term_ends_on": until}), STAFF, NOW
    )


def test_the_first_mayor_is_the_applications() -> None:
    shown = CityDesk().shown()
    assert [(m.number, m.name, m.standing, m.term_ends_on) for m in shown.mayors] == [
        (1, None, "in_office", date(2028, 1, 1))
    ]
    assert (shown.leadership_transition, shown.ends_before_cohort) == (False, True)  # the cohort ends on 2028-04-01


def test_a_successor_takes_office_on_the_day_in_the_city() -> None:
    desk = CityDesk()
    assert [m.standing for m in desk.succeed(office=OFFICE).mayors] == ["in_office", "elect"]
    desk.watch(MIDNIGHT - timedelta(seconds=1))
    assert desk.events(contract.LeadershipChanged) == []
    desk.watch(MIDNIGHT)
    desk.watch(MIDNIGHT + timedelta(days=1))
    (event,) = desk.events(contract.LeadershipChanged)
    assert (event.number, event.interim, event.reaffirm_by) == (2, False, date(2027, 7, 24))
    assert event.office is not None
    assert (event.office.role, event.office.language) == ("mayors_office", "pt")
    assert desk.repository.roster[APPLICATION_ID] == [event.office]
    shown = desk.shown(MIDNIGHT)
    assert [m.standing for m in shown.mayors] == ["former", "in_office"]
    assert (shown.leadership_transition, shown.ends_before_cohort) == (True, False)


def test_the_office_is_found_by_the_mail_sender_alone_by_its_id() -> None:
    desk = CityDesk()
    office = desk.succeed(office=OFFICE).mayors[1].office
    assert office is not None
    found = team.get_city_person(contract.GetCityPerson(person_id=UUID(office[7:])), desk.repository)
    assert (found.name, found.email) == ("Rosa Ficticia", "despacho@puerto.example")
    nobody = contract.GetCityPerson(person_id=UUID(int=5))
    assert refused(lambda: team.get_city_person(nobody, desk.repository)).startswith("not_found")


def test_a_succession_entered_late_takes_effect_at_once() -> None:
    desk = CityDesk()
    desk.succeed(takes_office_on="2027-05-01")
    assert desk.events(contract.LeadershipChanged)[0].took_office_on == date(2027, 5, 1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"takes_office_on": "2024-01-01"}, ("takes_office_on", "not_after_day")),
        ({"term_ends_on": "2027-05-25"}, ("term_ends_on", "end_before_start")),
        ({"term_ends_on": None}, ("term_ends_on", "needed_unless_interim")),
    ],
)
def test_a_succession_that_does_not_fit_is_refused(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    desk = CityDesk()
    refusal = refusal_of(lambda: desk.succeed(**changes))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})
    assert desk.outbox.events == []


def test_an_interim_mayor_starts_no_days_but_the_one_who_follows_does() -> None:
    desk = CityDesk()
    shown = desk.succeed(interim=True, term_ends_on=None, takes_office_on="2027-05-01")
    assert (shown.leadership_transition, shown.mayors[1].reaffirm_by) == (True, None)
    assert refused(lambda: reaffirm(desk, "2027-05-10", NOW)).startswith("illegal_transition")
    desk.succeed()
    desk.watch(MIDNIGHT)
    assert [e.reaffirm_by for e in desk.events(contract.LeadershipChanged)] == [None, date(2027, 7, 24)]


def test_a_new_mayor_reaffirms_in_sixty_days_or_is_overdue() -> None:
    desk = CityDesk()
    desk.succeed()
    desk.watch(MIDNIGHT)
    assert desk.shown(datetime(2027, 7, 24, 12, tzinfo=UTC)).mayors[1].overdue is False
    assert desk.shown(datetime(2027, 7, 25, 12, tzinfo=UTC)).mayors[1].overdue is True
    for on in ("2027-05-24", "2027-06-02"):
        assert codes(refusal_of(lambda on=on: reaffirm(desk, on, datetime(2027, 6, 1, 12, tzinfo=UTC)))) == {
            ("reaffirmed_on", "out_of_range")
        }
    shown = reaffirm(desk, "2027-06-01", datetime(2027, 6, 1, 12, tzinfo=UTC))
    assert (shown.leadership_transition, shown.mayors[1].reaffirmed_on) == (False, date(2027, 6, 1))
    assert refused(lambda: reaffirm(desk, "2027-06-01", datetime(2027, 6, 1, 12, tzinfo=UTC))).startswith(
        "illegal_transition"
    )


def test_where_a_commitment_waits_its_signature_reaffirms() -> None:
    desk = CityDesk()
    desk.named()
    desk.sign("mayor")
    desk.succeed()
    desk.watch(MIDNIGHT)
    assert refused(lambda: reaffirm(desk, "2027-05-25", MIDNIGHT + timedelta(hours=9))).startswith("illegal_transition")


def test_a_successor_is_taken_back_until_they_take_office() -> None:
    desk = CityDesk()
    desk.succeed()
    request = contract.RemoveSuccessor(code=CODE, number=2, reason="runoff")
    assert len(desk.mayor(mayors.remove_successor, request, NOW).mayors) == 1
    assert isinstance(desk.outbox.events[-1], contract.MayorRemoved)
    assert refused(lambda: desk.mayor(mayors.remove_successor, request, NOW)).startswith("not_found")
    desk.succeed(takes_office_on="2027-05-01")
    assert refused(lambda: desk.mayor(mayors.remove_successor, request, NOW)).startswith("illegal_transition")
    first = contract.RemoveSuccessor(code=CODE, number=1, reason="runoff")
    assert refused(lambda: desk.mayor(mayors.remove_successor, first, NOW)).startswith("illegal_transition")


def test_re_election_extends_the_term_and_nothing_is_to_be_reaffirmed() -> None:
    desk = CityDesk()
    shown = extend(desk, "2032-01-01")
    assert (shown.mayors[0].term_ends_on, shown.ends_before_cohort) == (date(2032, 1, 1), False)
    assert (shown.leadership_transition, desk.outbox.events[-1].term_ends_on) == (False, date(2032, 1, 1))
    for until in ("2032-01-01", "2031-12-31"):
        assert codes(refusal_of(lambda until=until: extend(desk, until))) == {("term_ends_on", "not_after_day")}


def test_an_interim_mayor_is_not_re_elected() -> None:
    desk = CityDesk()
    desk.succeed(interim=True, term_ends_on=None, takes_office_on="2027-05-10")
    assert refused(lambda: extend(desk, "2033-01-01")) == (
        "illegal_transition: An interim mayor is in office and cannot be re-elected: "
        "record who was elected (mayor succeed)."
    )
    desk.succeed(name="Eva Supuesta", takes_office_on="2029-01-01", term_ends_on="2033-01-01")
    refusal = refusal_of(lambda: extend(desk, "2037-01-01"))
    assert (refusal.reason, refusal.values) == ("elect_follows_interim", {"takes_office_on": "2029-01-01"})
    assert [mayor.term_ends_on for mayor in desk.shown().mayors] == [date(2028, 1, 1), None, date(2033, 1, 1)]
    in_office = datetime(2029, 1, 2, 12, tzinfo=UTC)
    desk.watch(in_office)
    longer = contract.ExtendTerm.model_validate({"code": CODE, "term_ends_on": "2037-01-01"})
    assert desk.mayor(mayors.extend_term, longer, STAFF, in_office).mayors[2].term_ends_on == date(2037, 1, 1)


def test_who_has_a_successor_on_record_was_not_re_elected() -> None:
    desk = CityDesk()
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    refusal = refusal_of(lambda: extend(desk, "2032-01-01"))
    assert (refusal.reason, refusal.values) == (
        "successor_on_record", {"number": 2, "takes_office_on": "2028-01-01"}
    )  # fmt: skip
    desk.mayor(mayors.remove_successor, contract.RemoveSuccessor(code=CODE, number=2, reason="recount"), NOW)
    assert extend(desk, "2032-01-01").mayors[0].term_ends_on == date(2032, 1, 1)


def test_an_interim_mayor_may_govern_until_the_elect_takes_office() -> None:
    desk = CityDesk()
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    shown = desk.succeed(name="Iris Interina", interim=True, term_ends_on=None, takes_office_on="2027-05-15")
    assert [(m.number, m.standing, m.interim) for m in shown.mayors] == [
        (1, "former", False), (3, "in_office", True), (2, "elect", False),
    ]  # fmt: skip
    same = {"takes_office_on": "2028-01-01", "term_ends_on": "2033-01-01"}
    assert codes(refusal_of(lambda: desk.succeed(**same))) == {("takes_office_on", "another_takes_office")}
    desk.watch(datetime(2028, 1, 1, 12, tzinfo=UTC))
    assert [(e.number, e.interim) for e in desk.events(contract.LeadershipChanged)] == [(3, True), (2, False)]


def test_nobody_on_record_is_not_re_elected() -> None:
    desk = CityDesk()
    del desk.repository.mayors[APPLICATION_ID, 1]
    assert refused(lambda: extend(desk, "2032-01-01")).startswith("illegal_transition")


# -- the watch ---------------------------------------------------------------------------------------------------------


def told(desk: CityDesk) -> list[tuple[str, int]]:
    return [(event.subject, event.days) for event in desk.events(contract.TermEnding)]


@pytest.mark.parametrize(
    ("days_before", "days"), [(181, []), (180, [180]), (91, [180]), (90, [90]), (31, [90]), (30, [30]), (0, [30])]
)
def test_the_end_of_a_term_is_told_at_each_threshold(days_before: int, days: list[int]) -> None:
    desk = CityDesk()
    desk.watch(datetime(2028, 1, 1, 15, tzinfo=UTC) - timedelta(days=days_before))
    assert told(desk) == [("term_end", day) for day in days]


@pytest.mark.parametrize("coach_id", [None, UUID(int=8)])
def test_the_watch_names_the_citys_coach(coach_id: UUID | None) -> None:
    desk = CityDesk()
    desk.put(lead_coach_id=coach_id)
    desk.watch(datetime(2027, 12, 1, 12, tzinfo=UTC))
    (event,) = desk.events(contract.TermEnding)
    assert (event.coach and event.coach.ref) == (coach_id and f"identity:{coach_id}")


def test_each_threshold_is_told_once() -> None:
    desk = CityDesk()
    for days in range(200, -3, -1):
        desk.watch(datetime(2028, 1, 1, 15, tzinfo=UTC) - timedelta(days=days))
    assert told(desk) == [("term_end", 180), ("term_end", 90), ("term_end", 30)]


def test_after_a_time_of_being_down_only_the_nearest_is_told() -> None:
    desk = CityDesk()
    desk.watch(datetime(2027, 12, 20, 12, tzinfo=UTC))
    desk.watch(datetime(2027, 12, 21, 12, tzinfo=UTC))
    assert told(desk) == [("term_end", 30)]


def test_elections_are_watched_too_and_a_known_successor_ends_the_watch_over_the_term() -> None:
    desk = CityDesk()
    election = contract.RecordElection(code=CODE, election_on=date(2027, 10, 31))
    assert desk.mayor(mayors.record_election, election, NOW).election_on == date(2027, 10, 31)
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    desk.watch(datetime(2027, 10, 20, 12, tzinfo=UTC))
    assert told(desk) == [("election", 30)]


def test_a_longer_term_is_watched_anew() -> None:
    desk = CityDesk()
    desk.watch(datetime(2027, 12, 20, 12, tzinfo=UTC))
    extend(desk, "2028-06-01")
    desk.watch(datetime(2027, 12, 21, 12, tzinfo=UTC))
    assert told(desk) == [("term_end", 30), ("term_end", 180)]


def test_nobody_in_office_has_no_standing() -> None:
    assert domain.in_office([], date(2027, 1, 1)) is None
    assert domain.in_transition([], date(2027, 1, 1)) is False
    assert domain.watched_end([], date(2027, 1, 1)) is None


def add_to_team(desk: CityDesk, name: str, **fields: Any) -> None:
    request = contract.AddTeamMember(code=CODE, name=name, role="mayors_office", **fields)
    team.add_member(request, desk.repository, desk.outbox, NOW)


def team_of(desk: CityDesk) -> list[tuple[str, str | None, bool]]:
    shown = team.get_team(contract.GetTeam(code=CODE), desk.repository)
    return [(one.name, one.ref and one.ref.partition(":")[0], one.left_on is None) for one in shown.members]


def test_the_office_in_the_team_changes_with_the_mayor() -> None:
    desk = CityDesk()
    add_to_team(desk, "Despacho Anterior", email="antes@puerto.example")
    desk.succeed(takes_office_on="2027-05-20", office=OFFICE)
    assert team_of(desk) == [("Despacho Anterior", "cohort", False), ("Rosa Ficticia", "cohort", True)]
    left, joined = desk.events(contract.TeamMemberLeft)[0], desk.events(contract.TeamMemberJoined)[-1]
    assert left.successor_id == joined.member_id
    assert (left.person, left.successor, joined.person, joined.invited) == (None,) * 4  # LeadershipChanged tells them


def test_whoever_stays_in_the_office_stays_in_the_team() -> None:
    desk = CityDesk()
    add_to_team(desk, "rosa  ficticia")
    desk.succeed(takes_office_on="2027-05-20", office=OFFICE)
    assert team_of(desk) == [("rosa  ficticia", "cohort", True)]


def test_of_several_names_in_the_office_nobody_knows_who_left() -> None:
    desk = CityDesk()
    add_to_team(desk, "Uno Supuesto")
    add_to_team(desk, "Dos Supuesto")
    desk.succeed(takes_office_on="2027-05-20")
    assert [there for _, _, there in team_of(desk)] == [True, True]


def test_an_office_that_mail_does_not_reach_is_said_until_somebody_is_there() -> None:
    desk = CityDesk()
    add_to_team(desk, "Despacho Anterior", email="antes@puerto.example")
    assert desk.shown().notices == ()
    shown = desk.succeed(takes_office_on="2027-05-20")
    assert [one.code for one in shown.notices] == ["nobody_in_mayors_office"]
    add_to_team(desk, "Rosa Ficticia", email="despacho@puerto.example")
    assert desk.shown().notices == ()
