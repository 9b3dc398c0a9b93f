"""The Resident Impact Data Project: parts, what they build on, data, gaps, milestones, late reports."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.cohort.domain.project import NOT_JUDGED, TRANSITIONS, PartRecord, read_part
from services.cohort.handlers import project, project_data
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, PROGRAM, STAFF, Desk

NOW = datetime(2027, 8, 1, 12, tzinfo=UTC)
TEXT = "Families wait more than a year for an answer."
COMPONENTS = ("governance", "quality", "use", "capacity", "transparency")
DOCUMENTS: dict[contract.ProjectPart, dict[str, Any]] = {
    "charter": {
        "problem": TEXT, "resident_outcome": "affordable_housing", "residents_affected": 4000, "hypothesis": TEXT,
        "data_sources": ["Housing register"],
    },
    "baseline": {
        "indicator": "Days to an answer", "unit": "days", "direction": "down", "value": "412",
        "measured_on": "2027-06-20",
    },
    "assessment": {"components": {key: {"need": "A body that decides", "opportunity": TEXT} for key in COMPONENTS}},
    "progress_report": {"period_starts_on": "2027-06-01", "period_ends_on": "2027-07-31", "summary": TEXT},
    "final_measurement": {"value": "206", "measured_on": "2027-07-30"},
    "final_report": {"summary": TEXT, "results": TEXT, "lessons": TEXT},
    "closing": {"outcome": TEXT, "residents_reached": 3200, "continues_with": TEXT},
}  # fmt: skip
PARTS = tuple(DOCUMENTS)


class Bench(Desk):
    """A desk with the verbs of a project."""

    def submit(
        self, part: contract.ProjectPart, number: int = 1, now: datetime = NOW, **changes: Any
    ) -> contract.Project:
        request = contract.SubmitProjectPart(
            code=CODE, part=part, number=number, document=DOCUMENTS[part] | changes
        )  # fmt: skip
        return project.submit_part(request, self.repository, self.outbox, now)

    def accept(self, part: contract.ProjectPart, number: int = 1) -> contract.Project:
        request = contract.AcceptProjectPart(code=CODE, part=part, number=number)
        return project.accept_part(request, self.repository, self.outbox, STAFF, NOW)

    def give_back(self, part: contract.ProjectPart, number: int = 1) -> contract.Project:
        request = contract.ReturnProjectPart(code=CODE, part=part, number=number, reason="who is affected?")
        return project.return_part(request, self.repository, self.outbox, STAFF, NOW)

    def put_part(self, part: contract.ProjectPart, state: str, number: int = 1) -> None:
        document = read_part(part, DOCUMENTS[part], tuple(one.id for one in PROGRAM.strategy_components))
        self.repository.insert_project_part(APPLICATION_ID, part, number, 1, document, NOW)
        record = PartRecord(part, "submitted", 1, NOW, None, DOCUMENTS[part], number)
        self.repository.update_project_part(APPLICATION_ID, record, state, STAFF.actor, NOW, None)

    def state_of(self, part: contract.ProjectPart, number: int = 1) -> contract.ProjectPartState:
        shown = project.get_project(contract.GetProject(code=CODE), self.repository, NOW)
        return next(one for one in shown.parts if (one.part, one.number) == (part, number))

    def source(self, name: str = "Housing register", on: date = date(2027, 6, 30)) -> contract.Project:
        request = contract.RecordDataSource(code=CODE, name=name, tested_on=on, usable=False, finding="no numbers")
        return project_data.record_source(request, self.repository, self.outbox, NOW)

    def gap(self, on: date = date(2027, 6, 30)) -> UUID:
        request = contract.RecordGap(code=CODE, description="no shared key for addresses", found_on=on)
        return project_data.record_gap(request, self.repository, self.outbox, NOW).gaps[-1].id

    def mend(self, gap: UUID, on: date = date(2027, 7, 15)) -> contract.Project:
        request = contract.MendGap(code=CODE, gap=gap, mended_on=on, how="one register of addresses")
        return project_data.mend_gap(request, self.repository, self.outbox, NOW)

    def milestone(self, on: date = date(2027, 7, 20), move: UUID | None = None) -> contract.Project:
        request = contract.PlanMilestone(code=CODE, title="Register linked", due_on=on, milestone=move)
        return project_data.plan_milestone(request, self.repository, self.outbox, NOW)

    def reach(self, milestone: UUID, on: date = date(2027, 7, 22)) -> contract.Project:
        request = contract.ReachMilestone(code=CODE, milestone=milestone, done_on=on, evidence="minutes of 22 July")
        return project_data.reach_milestone(request, self.repository, self.outbox, NOW)

    def tell(self, now: datetime) -> list[tuple[str, int, str]]:
        self.outbox.events.clear()
        self.remind(now)
        return [(e.part, e.number, e.told) for e in self.outbox.events if isinstance(e, contract.ReportAwaited)]


# -- parts -------------------------------------------------------------------------------------------------------------

STEPS: dict[str, Callable[[Bench, Any], contract.Project]] = {
    "submitted": Bench.submit,
    "accepted": Bench.accept,
    "returned": Bench.give_back,
}


@pytest.mark.parametrize(("part", "at", "to"), [*product(PARTS, TRANSITIONS, STEPS)])
def test_each_step_of_each_part(part: contract.ProjectPart, at: str, to: str) -> None:
    bench = Bench()
    grounds: tuple[contract.ProjectPart, ...] = ("charter", "baseline", "final_measurement")
    for ground in grounds:
        if ground != part:
            bench.put_part(ground, "submitted" if ground in NOT_JUDGED else "accepted")
    if at != "missing":
        bench.put_part(part, at)
    judged = to == "submitted" or part not in NOT_JUDGED
    if to in TRANSITIONS[at] and judged:
        STEPS[to](bench, part)
        assert bench.state_of(part).state == to
        (told,) = bench.outbox.events
        assert type(told).__name__ == f"ProjectPart{to.capitalize()}"
        return
    refusal = refusal_of(lambda: STEPS[to](bench, part))
    assert (refusal.code, [(one.field, one.values["state"]) for one in refusal.details]) == (
        "illegal_transition",
        [("from", at), ("to", to)],
    )
    assert bench.outbox.events == []


def test_a_part_that_was_returned_comes_in_anew_under_the_next_version() -> None:
    bench = Bench()
    bench.submit("charter")
    bench.give_back("charter")
    assert bench.state_of("charter").returned_because == "who is affected?"
    bench.submit("charter", residents_affected=4100)
    shown = bench.state_of("charter")
    assert (shown.version, shown.state, shown.returned_because) == (2, "submitted", None)
    assert shown.document is not None
    assert shown.document["residents_affected"] == 4100


def test_no_event_of_a_project_holds_what_people_wrote() -> None:
    bench = Bench()
    bench.submit("charter")
    bench.give_back("charter")
    bench.source()
    bench.mend(bench.gap())
    bench.reach(bench.milestone().milestones[0].id)
    told = " ".join(event.model_dump_json() for event in bench.outbox.events)
    assert len(bench.outbox.events) == 7
    for text in (
        TEXT,
        "who is affected",
        "Housing register",
        "no shared key",
        "one register",
        "Register linked",
        "minutes",
    ):
        assert text not in told


@pytest.mark.parametrize(
    ("part", "changes", "faults"),
    [
        ("charter", {"problem": "short"}, [("problem", "too_short")]),
        ("charter", {"residents_affected": 0}, [("residents_affected", "too_small")]),
        ("charter", {"data_sources": []}, [("data_sources", "too_few")]),
        ("charter", {"surprise": 1}, [("surprise", "unknown_field")]),
        ("baseline", {"value": "NaN"}, [("value", "not_a_number")]),
        ("baseline", {"direction": "sideways"}, [("direction", "not_a_choice")]),
        ("baseline", {"measured_on": "2027-08-02"}, [("measured_on", "after_today")]),
        ("progress_report", {"period_ends_on": "2027-06-01"}, [("period_ends_on", "end_before_start")]),
        ("closing", {"residents_reached": -1}, [("residents_reached", "too_small")]),
    ],
)
def test_a_document_with_a_fault_names_it(part: contract.ProjectPart, changes: dict[str, Any], faults: Any) -> None:
    bench = Bench()
    refusal = refusal_of(lambda: bench.submit(part, **changes))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == ("invalid", faults)
    assert (bench.repository.parts, bench.outbox.events) == ({}, [])


def test_every_component_of_the_strategy_is_assessed_and_no_other() -> None:
    bench = Bench()
    one = {"need": "A body that decides", "opportunity": TEXT}
    refusal = refusal_of(lambda: bench.submit("assessment", components={"use": one, "magic": one}))
    assert [(one.field, one.code) for one in refusal.details] == [
        ("components.governance", "missing"),
        ("components.quality", "missing"),
        ("components.capacity", "missing"),
        ("components.transparency", "missing"),
        ("components.magic", "unknown_field"),
    ]


# -- what builds on what -----------------------------------------------------------------------------------------------


def test_a_final_measurement_needs_its_baseline_and_comes_after_it() -> None:
    bench = Bench()
    refusal = refusal_of(lambda: bench.submit("final_measurement"))
    assert (refusal.code, [one.field for one in refusal.details]) == ("incomplete", ["baseline"])
    bench.submit("baseline")
    refusal = refusal_of(lambda: bench.submit("final_measurement", measured_on="2027-06-20"))
    assert [(one.field, one.code) for one in refusal.details] == [("measured_on", "not_after_baseline")]
    bench.submit("final_measurement", measured_on="2027-06-21")


def test_a_closing_needs_charter_and_final_measurement() -> None:
    bench = Bench()
    refusal = refusal_of(lambda: bench.submit("closing"))
    assert (refusal.code, [one.field for one in refusal.details]) == ("incomplete", ["charter", "final_measurement"])
    bench.submit("charter")
    assert [one.field for one in refusal_of(lambda: bench.submit("closing")).details] == [
        "charter",
        "final_measurement",
    ]
    bench.accept("charter")
    bench.submit("baseline")
    bench.submit("final_measurement")
    bench.submit("closing")
    bench.accept("closing")
    bench.put(phase="close_out")
    assert bench.requirements()["project_closed"] == (True, False)


@pytest.mark.parametrize(
    ("closing", "final", "met"),
    [("accepted", True, True), ("submitted", True, False), ("accepted", False, False), (None, True, False)],
)
def test_a_project_is_closed_with_its_final_measurement(closing: str | None, final: bool, met: bool) -> None:
    bench = Bench()
    bench.put(phase="close_out")
    if closing:
        bench.put_part("closing", closing)
    if final:
        bench.put_part("final_measurement", "submitted")
    assert bench.requirements()["project_closed"] == (met, False)


def test_an_accepted_final_report_counts_for_leaving_the_close_out() -> None:
    bench = Bench()
    bench.put(phase="close_out")
    bench.submit("final_report")
    assert bench.requirements()["final_report_accepted"] == (False, False)
    bench.accept("final_report")
    assert bench.requirements()["final_report_accepted"] == (True, False)


@pytest.mark.parametrize(
    ("direction", "before", "after", "change", "percent", "better"),
    [
        ("down", "412", "206", "-206", "-50.0", True),
        ("up", "412", "206", "-206", "-50.0", False),
        ("up", "0", "0.3", "0.3", None, True),
        ("down", "0", "0.3", "0.3", None, False),
        ("up", "-10", "-5", "5", "50.0", True),
        ("down", "1.1", "1.1", "0.0", "0.0", None),
    ],
)
def test_the_change_from_baseline_to_final(
    direction: str, before: str, after: str, change: str, percent: str | None, better: bool | None
) -> None:
    bench = Bench()
    bench.submit("baseline", direction=direction, value=before)
    found = bench.submit("final_measurement", value=after).measured
    assert found == contract.Measured(
        baseline=Decimal(before), final=Decimal(after), change=Decimal(change),
        percent=None if percent is None else Decimal(percent), better=better,
    )  # fmt: skip


# -- reports -----------------------------------------------------------------------------------------------------------


def test_each_report_has_its_date_counted_from_the_start() -> None:
    bench = Bench()
    due = {(p.part, p.number): p.due_on for p in bench.submit("charter").parts if p.due_on}
    assert due == {
        ("progress_report", 1): date(2027, 8, 1),
        ("progress_report", 2): date(2027, 11, 1),
        ("progress_report", 3): date(2028, 2, 1),
        ("final_report", 1): date(2028, 4, 1),
    }


def test_a_report_is_overdue_the_day_after_until_it_is_there() -> None:
    bench = Bench()
    on_the_day = datetime(2027, 8, 2, 4, 59, tzinfo=UTC)  # the last minute of 1 August in Bogotá
    for now, overdue in ((on_the_day, False), (on_the_day + timedelta(minutes=1), True)):
        shown = project.get_project(contract.GetProject(code=CODE), bench.repository, now)
        assert [p.overdue for p in shown.parts if p.part == "progress_report"] == [overdue, False, False]
    bench.submit("progress_report")
    assert bench.state_of("progress_report").overdue is False


@pytest.mark.parametrize(("part", "number"), [("progress_report", 4), ("charter", 2), ("final_report", 2)])
def test_there_are_as_many_reports_as_dates(part: contract.ProjectPart, number: int) -> None:
    refusal = refusal_of(lambda: Bench().submit(part, number))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == ("invalid", [("number", "too_large")])


def test_the_second_report_is_judged_apart_from_the_first() -> None:
    bench = Bench()
    bench.submit("progress_report", 2)
    bench.accept("progress_report", 2)
    assert (bench.state_of("progress_report", 2).state, bench.state_of("progress_report").state) == (
        "accepted",
        "missing",
    )
    bench.put(phase="demonstration")
    assert bench.requirements()["progress_report_accepted"] == (True, False)


DUE = datetime(2027, 8, 1, 14, tzinfo=UTC)  # nine in Bogotá


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-8, []),
        (-7, ["city_before"]),
        (0, ["city_before"]),
        (1, ["city"]),
        (6, ["city"]),
        (7, ["coach"]),
        (14, ["staff"]),
    ],
)
def test_city_coach_and_staff_hear_of_a_late_report_in_turn(days: int, told: list[str]) -> None:
    assert Bench().tell(DUE + timedelta(days=days)) == [("progress_report", 1, one) for one in told]


def test_each_of_them_hears_once() -> None:
    bench = Bench()
    days = [bench.tell(DUE + timedelta(days=day)) for day in (-7, -6, 1, 2, 7, 14, 15)]
    assert [[told for _, _, told in day] for day in days] == [
        ["city_before"],
        [],
        ["city"],
        [],
        ["coach"],
        ["staff"],
        [],
    ]


def test_nobody_hears_of_a_report_that_is_there_or_of_a_city_that_pauses() -> None:
    bench = Bench()
    bench.submit("progress_report")
    assert bench.tell(DUE + timedelta(days=3)) == []
    bench.give_back("progress_report")
    bench.put(status="paused")
    assert bench.tell(DUE + timedelta(days=3)) == []
    bench.put(status="active")
    assert bench.tell(DUE + timedelta(days=3)) == [("progress_report", 1, "city")]


# -- data, gaps, milestones --------------------------------------------------------------------------------------------


def test_data_that_were_tried_are_kept_once_a_day() -> None:
    bench = Bench()
    (kept,) = bench.source().sources
    assert (kept.name, kept.usable, kept.finding) == ("Housing register", False, "no numbers")
    assert refused(bench.source) == "already_exists: A test of this source on June 30, 2027 is already recorded."
    assert len(bench.source(on=date(2027, 7, 1)).sources) == 2


def test_a_gap_is_found_then_mended_once() -> None:
    bench = Bench()
    gap = bench.gap()
    refusal = refusal_of(lambda: bench.mend(gap, date(2027, 6, 29)))
    assert [(one.field, one.code) for one in refusal.details] == [("mended_on", "before_it_was_found")]
    (mended,) = bench.mend(gap).gaps
    assert (mended.mended_on, mended.mended_how) == (date(2027, 7, 15), "one register of addresses")
    assert refused(lambda: bench.mend(gap)) == "illegal_transition: A gap that is closed cannot become closed."


def test_a_milestone_is_planned_moved_and_reached_with_evidence() -> None:
    bench = Bench()
    (planned,) = bench.milestone().milestones
    assert (planned.overdue, planned.done_on) == (True, None)
    (moved,) = bench.milestone(date(2027, 9, 1), planned.id).milestones
    assert (moved.id, moved.due_on, moved.overdue) == (planned.id, date(2027, 9, 1), False)
    (reached,) = bench.reach(planned.id).milestones
    assert (reached.done_on, reached.evidence, reached.overdue) == (date(2027, 7, 22), "minutes of 22 July", False)
    said = "illegal_transition: A milestone that is reached cannot become planned."
    assert refused(lambda: bench.reach(planned.id)) == said
    assert refused(lambda: bench.milestone(move=planned.id)) == said


@pytest.mark.parametrize(
    "step",
    [
        lambda bench: bench.source(on=date(2027, 8, 2)),
        lambda bench: bench.gap(date(2027, 8, 2)),
        lambda bench: bench.mend(bench.gap(), date(2027, 8, 2)),
        lambda bench: bench.reach(bench.milestone().milestones[0].id, date(2027, 8, 2)),
    ],
)
def test_what_is_reported_as_done_was_done_by_today(step: Callable[[Bench], Any]) -> None:
    bench = Bench()
    assert [one.code for one in refusal_of(lambda: step(bench)).details] == ["after_today"]


def test_what_belongs_to_another_city_is_not_found() -> None:
    bench = Bench()
    other = uuid4()
    assert refused(lambda: bench.mend(other)) == f"not_found: There is no gap {other}."
    assert refused(lambda: bench.reach(other)) == f"not_found: There is no milestone {other}."
    assert refused(lambda: bench.milestone(move=other)) == f"not_found: There is no milestone {other}."


def test_a_change_of_the_project_is_one_of_its_city() -> None:
    bench = Bench()
    before = bench.city.version
    bench.submit("charter")
    bench.milestone()
    assert bench.city.version == before + 2
