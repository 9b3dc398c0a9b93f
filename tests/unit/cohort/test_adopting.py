"""A cohort keeps the program file it started with, until staff adopt another one that they have compared."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.cohort.handlers import adopting, timelines
from shared.contracts import cohort as contract
from shared.program.load import load_program
from shared.program.model import Program
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import CODE, LEAD, NOW, PROGRAM, Desk
from tests.unit.cohort.test_timeline import a_convening

SPRINT = load_program(Path(__file__).parents[3] / "examples" / "short-program" / "program.toml")


def changed(version: str = "2", **changes: Any) -> Program:
    """The shipped program as a newer file would have it."""
    return Program.model_validate(PROGRAM.model_dump(mode="json") | {"version": version, **changes})


def longer() -> Program:
    phases = PROGRAM.model_dump(mode="json")["phases"]
    phases[3]["ends_after_months"] = phases[4]["starts_after_months"] = 12
    return changed(phases=phases)


def compare(desk: Desk, program: Program) -> contract.ProgramComparison:
    return adopting.compare_program(contract.CompareProgram(cohort="cohort-2027"), desk.repository, program)


def adopt(desk: Desk, program: Program, digest: str = "", **fields: Any) -> contract.ProgramComparison:
    request = contract.AdoptProgram(
        cohort="cohort-2027", digest=digest or program.digest, reason="a year is needed", **fields
    )  # fmt: skip
    return adopting.adopt_program(request, desk.repository, desk.outbox, program, LEAD, NOW)


def test_the_difference_is_shown_key_by_key_and_changes_nothing() -> None:
    desk = Desk()
    shown = compare(desk, longer())
    assert (shown.from_version, shown.to_version, shown.version) == ("1", "2", 1)
    assert [(one.key, one.old, one.new) for one in shown.differences] == [
        ("version", "1", "2"),
        ("phases.close_out.ends_after_months", 10, 12),
        ("phases.completed.starts_after_months", 10, 12),
    ]
    assert desk.repository.cohorts["cohort-2027"].program == PROGRAM


def test_a_key_that_goes_and_one_that_comes_are_shown() -> None:
    convenings = {"summit": PROGRAM.convenings["leaders"].model_dump(mode="json")}
    keys = {one.key: (one.old, one.new) for one in compare(Desk(), changed(convenings=convenings)).differences}
    assert keys["convenings.mayors.seats"] == (2, None)
    assert keys["convenings.summit.seats"] == (None, 3)


def test_until_it_is_adopted_the_cohort_keeps_its_own() -> None:
    desk = Desk()
    adopt_nothing = compare(desk, PROGRAM)
    assert adopt_nothing.differences == ()
    assert timelines.show_cohort_timeline(desk.repository, "cohort-2027").program_version == "1"


def test_adopting_moves_what_is_counted_and_tells_it() -> None:
    desk = Desk()
    adopt(desk, longer())
    shown = timelines.show_cohort_timeline(desk.repository, "cohort-2027")
    assert (shown.program_version, shown.ends_on, shown.version) == ("2", date(2028, 6, 1), 2)
    adopted, moved = desk.outbox.events
    assert isinstance(adopted, contract.ProgramAdopted)
    assert (adopted.from_version, adopted.to_version) == ("1", "2")
    assert isinstance(moved, contract.TimelineChanged)
    assert [(one.phase, one.new) for one in moved.changes] == [("completed", date(2028, 6, 1))]
    assert [city.code for city in moved.cities] == [CODE]
    assert desk.repository.adoptions == [("1", "2", "a year is needed")]


def test_adopting_the_same_file_again_changes_nothing() -> None:
    desk = Desk()
    adopt(desk, longer())
    desk.outbox.events.clear()
    assert adopt(desk, longer()).differences == ()
    assert (desk.outbox.events, desk.repository.cohorts["cohort-2027"].version) == ([], 2)


def test_a_file_that_was_not_compared_is_stale() -> None:
    desk = Desk()
    said = "stale_version: The program file in force is no longer the one that was compared; compare again."
    assert refused(lambda: adopt(desk, longer(), digest=changed().digest)) == said
    assert refused(lambda: adopt(desk, longer(), expected_version=7)).startswith("stale_version: Somebody changed")
    assert desk.outbox.events == []


def without_onboarding() -> Program:
    phases = PROGRAM.model_dump(mode="json")["phases"][1:]
    phases[0]["starts_after_months"] = None
    return changed(phases=phases)


@pytest.mark.parametrize(
    ("program", "faults"),
    [
        (changed(convenings={}), [("convenings.leaders", "convening_in_use")]),
        (without_onboarding(), [("phases.onboarding", "phase_in_use")]),
        (
            SPRINT,
            [
                ("id", "not_changeable"),
                ("phases.onboarding", "phase_in_use"),
                ("convenings.leaders", "convening_in_use"),
            ],
        ),
    ],
)
def test_a_file_that_the_cohort_cannot_run_by_is_refused(program: Program, faults: list[tuple[str, str]]) -> None:
    desk = Desk()
    desk.repository.convenings["cohort-2027", "leaders"] = a_convening()
    refusal = refusal_of(lambda: adopt(desk, program))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == ("program_unfit", faults)
    assert (desk.outbox.events, desk.repository.adoptions) == ([], [])
