"""Dates, phases and program files on the real tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

from services.cohort.handlers import adopting, advancing, joining, moving, showing, timelines
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from tests.support.store import Store
from tests.unit.cohort.fake_cohort import CODE, LEAD, NOW, PROGRAM, call_opened, offer_confirmed
from tests.unit.cohort.test_adopting import longer

WAIVED = {"visit_scheduled": "agreed with the mayor", "team_lead_named": "agreed with the mayor"}
OTHER = "AAAAAAAAAA"


def start(store: Store) -> None:
    """A cohort of two cities."""
    store.run(lambda repository, outbox: joining.plan_cohort(call_opened(), repository, outbox, PROGRAM, NOW))
    for code in (CODE, OTHER):
        store.run(
            lambda repository, outbox, code=code: joining.join_cohort(
                offer_confirmed(code), repository, outbox, PROGRAM, NOW
            )
        )


def advance(store: Store, version: int, phase: str = "demonstration", **fields: Any) -> contract.PhaseChange:
    request = contract.AdvancePhase(code=CODE, phase=phase, expected_version=version, waive=WAIVED | fields)
    done: contract.PhaseChange = store.run(
        lambda repository, outbox: advancing.advance_phase(request, repository, outbox, LEAD, NOW)
    )
    return done


def timeline(store: Store, code: str = CODE) -> contract.Timeline:
    found: contract.Timeline = store.run(lambda repository, _: timelines.show_timeline(repository, code, NOW))
    return found


def reason(store: Store, version: int) -> str | None:
    """Why the cohort's dates moved that made this version of it."""
    found: str | None = store.run(lambda repository, _: repository.find_timeline_reason("cohort-2027", version))
    return found


def events(store: Store) -> list[str]:
    return [row["type"] for row in store.rows("select type from outbox order by seq")]


def test_dates_move_for_the_cohort_and_for_one_city(store: Store) -> None:
    start(store)
    moves = [
        contract.MovePhase(cohort="cohort-2027", phase="acceleration", planned_on=date(2027, 10, 1), reason="flood"),
        contract.MovePhase(
            cohort="cohort-2027", phase="acceleration", planned_on=date(2027, 10, 15), reason="later", code=CODE
        ),
    ]
    for request in moves:
        store.run(lambda repository, outbox, r=request: moving.move_phase(r, repository, outbox, LEAD, NOW))
    moved = contract.MoveCohortStart(cohort="cohort-2027", starts_on=date(2027, 6, 15), reason="elections")
    change = store.run(lambda repository, outbox: moving.move_start(moved, repository, outbox, LEAD, NOW))

    assert (change.version, sorted(change.cities)) == (4, sorted([CODE, OTHER]))
    assert [one.planned_on for one in timeline(store).phases] == [
        None, date(2027, 6, 15), date(2027, 10, 15), date(2028, 3, 15), date(2028, 4, 15),
    ]  # fmt: skip
    assert timeline(store, OTHER).phases[2].planned_on == date(2027, 10, 1)
    assert [(one.phase, one.code, one.reason) for one in timeline(store).moves] == [
        (None, None, "elections"), ("acceleration", CODE, "later"), ("acceleration", None, "flood"),
    ]  # fmt: skip
    shown = store.run(lambda repository, _: timelines.show_cohort_timeline(repository, "cohort-2027"))
    assert (shown.starts_on, shown.ends_on) == (date(2027, 6, 15), date(2028, 4, 15))
    assert events(store).count("timeline_changed") == 3
    told = [row["payload"] for row in store.rows("select payload from outbox where type = 'timeline_changed'")]
    assert [(len(one["cities"]), one["version"]) for one in told] == [(2, 2), (1, 3), (2, 4)]
    assert [reason(store, version) for version in (2, 3, 4, 5)] == ["flood", "later", "elections", None]


def test_a_cohort_keeps_its_program_until_it_adopts_another(store: Store) -> None:
    start(store)
    newer = longer()
    compared = store.run(
        lambda repository, _: adopting.compare_program(contract.CompareProgram(cohort="cohort-2027"), repository, newer)
    )
    request = contract.AdoptProgram(cohort="cohort-2027", digest=compared.digest, reason="a year is needed")
    store.run(lambda repository, outbox: adopting.adopt_program(request, repository, outbox, newer, LEAD, NOW))

    found = store.run(lambda repository, _: repository.find_cohort("cohort-2027"))
    assert list(found.program.convenings) == ["leaders", "mayors"]
    assert (found.program, found.ends_on, found.version) == (newer, date(2028, 6, 1), 2)
    assert store.rows("select reason, from_program <> to_program as other from program_adoptions") == [
        {"reason": "a year is needed", "other": True}
    ]
    assert len(store.rows("select digest from programs")) == 2
    assert reason(store, 2) == "a year is needed"


def test_a_cohort_from_before_runs_by_the_file_in_force(store: Store) -> None:
    start(store)
    store.rows("update cohorts set program = null returning cohort")
    assert store.run(lambda repository, _: repository.find_cohort("cohort-2027").program) == PROGRAM
    assert store.run(lambda repository, _: showing.show_tracker(repository, "cohort-2027", NOW)).phases[0].ends_on


def test_two_who_advance_one_city_at_the_same_moment(store: Store) -> None:
    start(store)
    ready = Barrier(2)

    def try_it(_: int) -> str:
        ready.wait()
        try:
            return advance(store, 1).to_phase
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(try_it, range(2)))

    assert outcomes == ["demonstration", "stale_version"]
    assert events(store).count("phase_advanced") == 1


def test_a_city_steps_back_and_advances_again(store: Store) -> None:
    start(store)
    advance(store, 1)
    back = contract.StepBack(code=CODE, phase="onboarding", reason="too soon", expected_version=2)
    store.run(lambda repository, outbox: advancing.step_back(back, repository, outbox, LEAD, NOW))
    assert [one.started_on is not None for one in timeline(store).phases] == [True, False, False, False, False]
    advance(store, 3)

    steps = [(one.step, one.what, one.reason) for one in timeline(store).steps]
    assert sorted(step for step, _, _ in steps) == [*["entered"] * 3, "stepped_back", *["waived"] * 4]
    assert ("stepped_back", "demonstration", "too soon") in steps
    assert timeline(store).phases[1].started_on == datetime(2027, 5, 20, 12, tzinfo=UTC).date()


def test_statuses_and_their_reasons_are_kept(store: Store) -> None:
    start(store)
    for day, status in enumerate(("paused", "withdrawn", "active")):
        request = contract.ChangeStatus.model_validate({"code": CODE, "status": status, "reason": f"now {status}"})
        store.run(
            lambda repository, outbox, r=request, now=NOW + timedelta(days=day): advancing.change_status(
                r, repository, outbox, LEAD, now
            )
        )
    assert [(one.step, one.what, one.reason) for one in timeline(store).steps if one.reason] == [
        ("paused", "active", "now paused"),
        ("withdrawn", "paused", "now withdrawn"),
        ("active", "withdrawn", "now active"),
    ]
