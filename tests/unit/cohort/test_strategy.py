"""The strategy: drafts in versions, the review of its components, its actions, its launch."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain import strategy as domain
from services.cohort.domain.strategy import ACTION_TRANSITIONS, LAUNCH_TRANSITIONS, TRANSITIONS
from services.cohort.handlers import strategy
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, COACH, CODE, LEAD, NOW, STAFF
from tests.unit.cohort.fake_strategies import COMPLETE, COMPONENTS, VISION, StrategyDesk

STEPS = {("empty", "draft"), ("draft", "draft"), ("draft", "in_review"), ("in_review", "changes_requested"),
         ("in_review", "approved"), ("changes_requested", "draft"), ("approved", "changes_requested")}  # fmt: skip
LAUNCHES = {("draft", "launch_planned"), ("draft", "launched"), ("launch_planned", "launch_planned"),
            ("launch_planned", "launched"), ("launch_planned", "draft"), ("launched", "launch_planned"),
            ("launched", "launched")}  # fmt: skip
ACTIONS = {("planned", "planned"), ("planned", "under_way"), ("planned", "done"), ("planned", "dropped"),
           ("under_way", "under_way"), ("under_way", "planned"), ("under_way", "done"), ("under_way", "dropped"),
           ("done", "done"), ("done", "under_way"), ("dropped", "dropped"), ("dropped", "planned")}  # fmt: skip
TODAY = date(2027, 5, 20)  # in Bogotá, at NOW
DUE = date(2028, 6, 1)


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


@pytest.mark.parametrize(("before", "after"), list(product(TRANSITIONS, TRANSITIONS)))
def test_each_step_of_a_component(before: str, after: str) -> None:
    if (before, after) in STEPS:
        domain.insist_on_step("use", before, after)
        return
    refusal = refusal_of(lambda: domain.insist_on_step("use", before, after))
    assert (refusal.code, refusal.values) == (
        "illegal_transition", {"component": "use", "from_state": before, "to_state": after},
    )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(LAUNCH_TRANSITIONS, LAUNCH_TRANSITIONS)))
def test_each_step_of_the_launch(before: str, after: str) -> None:
    if (before, after) in LAUNCHES:
        domain.insist_on_launch_step(before, after)
        return
    assert refused(lambda: domain.insist_on_launch_step(before, after)).startswith("illegal_transition")


@pytest.mark.parametrize(("before", "after"), list(product(ACTION_TRANSITIONS, ACTION_TRANSITIONS)))
def test_each_step_of_an_action(before: str, after: str) -> None:
    if (before, after) in ACTIONS:
        domain.insist_on_action_step(before, after)
        return
    assert refused(lambda: domain.insist_on_action_step(before, after)).startswith("illegal_transition")


# -- saving ------------------------------------------------------------------------------------------------------------


def test_every_save_is_a_version_that_stays() -> None:
    desk = StrategyDesk()
    assert desk.vision().version == 1
    assert desk.save("use", {"cadence": "monthly"}).version == 2
    assert desk.action("use").version == 3
    assert [(e.version, e.part) for e in desk.outbox.events] == [(1, "vision"), (2, "use"), (3, "actions")]
    assert [v.part for v in desk.repository.list_strategy_versions(APPLICATION_ID)] == ["vision", "use", "actions"]


def test_two_versions_are_compared() -> None:
    desk = StrategyDesk()
    desk.vision()
    desk.save("use", {"cadence": "monthly"})
    desk.save("use", {"cadence": "weekly", "decisions": ["Where clinics open"]})
    assert desk.compare(2, 3) == [
        ("components.use.cadence", "monthly", "weekly"),
        ("components.use.decisions.0", None, "Where clinics open"),
    ]
    assert desk.compare(3, 2)[0] == ("components.use.cadence", "weekly", "monthly")
    assert desk.compare(0, 1) == [("vision", None, VISION)]
    assert desk.compare(3, 3) == []
    assert refused(lambda: desk.compare(1, 4)) == "not_found: There is no version 4."


def test_somebody_elses_save_makes_each_step_stale() -> None:
    desk = StrategyDesk()
    desk.vision()
    desk.outbox.events.clear()
    for action in (
        lambda: desk.vision(expected_version=0),
        lambda: desk.save("use", expected_version=0),
        lambda: desk.action("use", expected_version=0),
        lambda: desk.submit("use", expected_version=0),
        lambda: desk.return_("use", expected_version=0),
        lambda: desk.approve("use", expected_version=0),
        lambda: desk.launch(TODAY, expected_version=0),
        lambda: desk.call_off(expected_version=0),
    ):
        assert (
            refused(action)
            == "stale_version: Somebody changed this after it was read: it is now at version 1. Read it again."
        )
    assert desk.outbox.events == []


def test_a_component_that_the_program_does_not_have_is_refused() -> None:
    desk = StrategyDesk()
    for action in (lambda: desk.save("ethics", {}), lambda: desk.submit("ethics"), lambda: desk.approve("ethics")):
        assert codes(refusal_of(action)) == {("component", "not_a_choice")}


@pytest.mark.parametrize(
    ("component", "document", "fault"),
    [
        ("governance", {"standards": [{"title": "Metadata"}]}, ("standards.0.enforced_by", "missing")),
        ("quality", {"accuracy": {"baseline": "none"}}, ("accuracy.plan", "missing")),
        ("use", {"decision": ["x"]}, ("decision", "unknown_field")),
        ("capacity", {"team": 4}, ("team", "not_text")),
    ],
)
def test_a_draft_is_judged_field_by_field(component: str, document: dict[str, Any], fault: tuple[str, str]) -> None:
    desk = StrategyDesk()
    refusal = refusal_of(lambda: desk.save(component, document))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})
    assert desk.repository.strategies == {}


# -- review ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_review_needs_every_field(component: str) -> None:
    for field in COMPLETE[component]:
        desk = StrategyDesk()
        desk.save(component, {name: value for name, value in COMPLETE[component].items() if name != field})
        refusal = refusal_of(partial(desk.submit, component))
        assert (refusal.code, codes(refusal)) == ("invalid", {(field, "missing")})
    desk = StrategyDesk()
    desk.save(component)
    assert {c.state for c in desk.submit(component).components if c.component == component} == {"in_review"}


def test_what_is_empty_is_not_submitted() -> None:
    assert refused(lambda: StrategyDesk().submit("use")) == (
        "illegal_transition: The component “use” is empty and cannot become in review."
    )


def test_what_is_in_review_is_not_saved_over() -> None:
    desk = StrategyDesk()
    desk.save("use")
    desk.submit("use")
    assert refused(lambda: desk.save("use")).startswith("illegal_transition")


def test_feedback_sends_a_component_back_and_stays_to_be_read() -> None:
    desk = StrategyDesk()
    desk.save("use")
    desk.submit("use")
    shown = {c.component: c for c in desk.return_("use").components}["use"]
    assert (shown.state, shown.feedback) == ("changes_requested", "Name an owner.")
    assert isinstance(desk.outbox.events[-1], contract.StrategyChangesRequested)
    assert refused(lambda: desk.submit("use")).startswith("illegal_transition")
    desk.save("use")
    assert {c.component: c for c in desk.submit("use").components}["use"].feedback == "Name an owner."


@pytest.mark.parametrize(
    ("action", "faults"),
    [
        (None, {("vision", "missing"), ("actions.use", "no_settled_action")}),
        ({"owner": None}, {("vision", "missing"), ("actions.use", "no_settled_action")}),
        ({"due_on": None}, {("vision", "missing"), ("actions.use", "no_settled_action")}),
        ({"component": "quality"}, {("vision", "missing"), ("actions.use", "no_settled_action")}),
        ({"state": "dropped"}, {("vision", "missing"), ("actions.use", "no_settled_action")}),
        ({}, {("vision", "missing")}),
    ],
)
def test_approval_needs_the_vision_and_an_owned_dated_action(
    action: dict[str, Any] | None, faults: set[tuple[str, str]]
) -> None:
    desk = StrategyDesk()
    desk.save("use")
    desk.submit("use")
    if action is not None:
        desk.action(**{"component": "use"} | action)
    refusal = refusal_of(lambda: desk.approve("use"))
    assert (refusal.code, codes(refusal)) == ("strategy_incomplete", faults)
    assert desk.state_of("use") == "in_review"


def test_a_program_lead_approves_without_by_an_override() -> None:
    desk = StrategyDesk()
    desk.save("use")
    desk.submit("use")
    assert refused(lambda: desk.approve("use", override="council is slow")).startswith("forbidden")
    desk.approve("use", LEAD, override="council is slow")
    assert desk.outbox.events[-1].override is True
    assert desk.repository.strategy_steps[-1] == ("approved", "use", "council is slow")


def test_the_last_approval_makes_the_strategy_ready() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    approved = [e for e in desk.outbox.events if isinstance(e, contract.StrategyComponentApproved)]
    assert [(e.component, e.ready, e.override) for e in approved] == [
        (component, component == "transparency", False) for component in COMPONENTS
    ]


def test_an_approved_component_is_opened_again_and_its_requirement_with_it() -> None:
    desk = StrategyDesk()
    desk.put(phase="acceleration")
    assert desk.requirements()["strategy_components_approved"] == (False, False)
    desk.approve_all()
    assert desk.requirements()["strategy_components_approved"] == (True, False)
    assert refused(lambda: desk.save("use")).startswith("illegal_transition")
    desk.return_("use")
    assert desk.requirements()["strategy_components_approved"] == (False, False)


# -- actions and horizon -----------------------------------------------------------------------------------------------


def test_an_action_has_a_decimal_cost_with_its_currency() -> None:
    desk = StrategyDesk()
    (action,) = desk.action("use", cost="1200.50", currency="COP").actions
    assert (action.cost, action.currency) == (Decimal("1200.50"), "COP")
    assert codes(refusal_of(lambda: desk.action("use", cost="5"))) == {("currency", "missing")}


def test_an_action_is_changed_by_its_id() -> None:
    desk = StrategyDesk()
    (action,) = desk.action("use").actions
    (changed,) = desk.action("use", action_id=action.id, what="Something else", state="done").actions
    assert (changed.id, changed.what, changed.state) == (action.id, "Something else", "done")
    assert refused(lambda: desk.action("use", action_id=action.id, state="dropped")).startswith("illegal_transition")
    assert refused(lambda: desk.action("use", action_id=UUID(int=3))).startswith("not_found")


@pytest.mark.parametrize(
    ("due_on", "inside"),
    [(date(2027, 12, 31), False), (date(2028, 1, 1), True), (date(2030, 12, 31), True), (date(2031, 1, 1), False)],
)
def test_an_action_is_due_within_three_years_of_the_fiscal_year(due_on: date, inside: bool) -> None:
    desk = StrategyDesk()
    assert desk.vision(fiscal_year_on="2028-01-01").horizon == (date(2028, 1, 1), date(2031, 1, 1))
    if inside:
        assert desk.action("use", due_on=due_on).version == 2
        return
    refusal = refusal_of(lambda: desk.action("use", due_on=due_on))
    assert (refusal.code, codes(refusal)) == ("outside_window", {("due_on", "outside_horizon")})
    assert desk.action("use", due_on=due_on, state="dropped").version == 2


def test_a_fiscal_year_that_leaves_an_action_outside_is_refused() -> None:
    desk = StrategyDesk()
    desk.action("use", due_on=date(2027, 9, 1))
    assert refusal_of(lambda: desk.vision(fiscal_year_on="2028-01-01")).code == "outside_window"


# -- launch ------------------------------------------------------------------------------------------------------------


def test_a_launch_needs_every_component_approved() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.return_("use")
    refusal = refusal_of(lambda: desk.launch(TODAY))
    assert (refusal.code, codes(refusal)) == ("strategy_incomplete", {("components.use", "not_approved")})
    launched = desk.launch(TODAY, LEAD, override="the mayor leaves")
    assert (launched.state, desk.outbox.events[-1].override) == ("launched", True)
    assert ("launch_planned", None, "the mayor leaves") in desk.repository.strategy_steps


def test_a_launch_today_names_version_and_horizon() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    launched = desk.launch(TODAY)
    assert (launched.state, launched.launched_on, launched.launched_version) == ("launched", TODAY, launched.version)
    assert (launched.public, launched.horizon) == (True, (TODAY, date(2030, 5, 20)))
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.StrategyLaunched)
    assert (event.version, event.launched_on, event.horizon_starts_on, event.horizon_ends_on) == (
        launched.version, TODAY, TODAY, date(2030, 5, 20),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fiscal_year_on", "fits"),
    [("2027-05-19", False), ("2027-05-20", True), ("2028-05-20", True), ("2028-05-21", False)],
)
def test_the_fiscal_year_begins_within_twelve_months_of_the_launch(fiscal_year_on: str, fits: bool) -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.vision(fiscal_year_on=fiscal_year_on)
    if fits:
        assert desk.launch(TODAY).horizon == (
            date.fromisoformat(fiscal_year_on),
            date.fromisoformat(fiscal_year_on).replace(year=int(fiscal_year_on[:4]) + 3),
        )
        return
    assert codes(refusal_of(lambda: desk.launch(TODAY))) == {("fiscal_year_on", "outside_window")}


def test_a_launch_whose_actions_lie_outside_the_three_years_is_refused() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    assert codes(refusal_of(lambda: desk.launch(date(2025, 5, 31)))) == {("due_on", "outside_horizon")}
    assert desk.launch(date(2025, 6, 2)).state == "launched"


def shown(desk: StrategyDesk, now: datetime) -> contract.Strategy:
    return strategy.get_strategy(contract.GetStrategy(code=CODE), desk.repository, now)


def test_an_embargo_keeps_a_launched_strategy_from_the_public() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    until = NOW + timedelta(hours=1)
    assert desk.launch(TODAY, embargo_until=until).public is False
    assert [one.rule for one in shown(desk, until - timedelta(seconds=1)).held] == ["embargo"]
    assert (shown(desk, until).public, shown(desk, until).held) == (True, ())
    assert desk.outbox.events[-1].embargo_until == until


def test_a_launch_that_changes_nothing_is_told_to_nobody_again() -> None:
    desk = StrategyDesk()
    desk.put(phase="close_out")
    desk.approve_all()
    until = NOW + timedelta(days=30)
    for day in (date(2027, 6, 1), TODAY):  # planned, then at once
        desk.launch(day, embargo_until=until)
        told = len(desk.outbox.events)
        again = desk.launch(day, embargo_until=until)
        assert (len(desk.outbox.events), again.embargo_until) == (told, until)
    desk.launch(TODAY, embargo_until=until + timedelta(days=1))
    assert desk.outbox.events[-1].embargo_until == until + timedelta(days=1)
    assert len(desk.outbox.events) == told + 1


def test_a_planned_launch_comes_about_on_its_day_in_the_city() -> None:
    desk = StrategyDesk()
    desk.put(phase="close_out")
    desk.approve_all()
    planned = desk.launch(date(2027, 6, 1))
    assert (planned.state, planned.launch_on, planned.launched_on) == ("launch_planned", date(2027, 6, 1), None)
    assert isinstance(desk.outbox.events[-1], contract.StrategyLaunchPlanned)
    before = len(desk.outbox.events)
    desk.tick(datetime(2027, 6, 1, 4, 59, tzinfo=UTC))  # 31 May in Bogotá
    assert len(desk.outbox.events) == before
    desk.tick(datetime(2027, 6, 1, 5, tzinfo=UTC))
    assert (desk.strategy.state, desk.strategy.launched_on) == ("launched", date(2027, 6, 1))
    desk.tick(datetime(2027, 6, 2, 5, tzinfo=UTC))
    assert len(desk.outbox.events) == before + 1


def test_a_planned_launch_ends_with_a_city_that_leaves_and_is_proposed_when_it_is_back() -> None:
    desk = StrategyDesk()
    desk.put(phase="close_out")
    desk.approve_all()
    desk.launch(date(2027, 6, 1))
    left = desk.change_status("withdrawn")
    assert [one.kind for one in left.ended] == ["launch"]
    assert desk.repository.strategies[desk.city.application_id].state == "draft"
    assert [one.kind for one in desk.change_status("active", LEAD).proposed] == ["launch"]


def test_a_component_opened_again_holds_the_planned_launch_back() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.launch(date(2027, 6, 1))
    desk.return_("use")
    desk.tick(datetime(2027, 6, 1, 5, tzinfo=UTC))
    assert desk.strategy.state == "launch_planned"
    desk.save("use")
    desk.submit("use")
    desk.approve("use")
    desk.tick(datetime(2027, 6, 3, 5, tzinfo=UTC))
    assert desk.strategy.state == "launched"


@pytest.mark.parametrize(("days", "near"), [(90, True), (91, False)])
def test_a_launch_date_near_enough_counts_as_a_launch(days: int, near: bool) -> None:
    desk = StrategyDesk()
    desk.put(phase="close_out")
    assert desk.requirements()["strategy_launched"] == (False, False)
    desk.approve_all()
    desk.launch(TODAY + timedelta(days=days))
    assert desk.requirements()["strategy_launched"] == (near, False)


def test_a_planned_launch_is_called_off_and_a_launched_strategy_stays_launched() -> None:
    desk = StrategyDesk()
    assert refused(desk.call_off) == "illegal_transition: The strategy has no planned launch."
    desk.approve_all()
    desk.launch(TODAY + timedelta(days=9))
    assert desk.call_off().state == "draft"
    assert desk.outbox.events[-1].launch_on is None
    desk.launch(TODAY)
    desk.launch(TODAY + timedelta(days=9))
    assert (desk.call_off().state, desk.strategy.launched_on) == ("launched", TODAY)


def test_a_launched_strategy_is_changed_and_launched_again() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    first = desk.launch(TODAY).launched_version
    desk.return_("use")
    desk.save("use")
    desk.submit("use")
    desk.approve("use")
    assert desk.launch(TODAY).launched_version == (first or 0) + 1


def test_no_event_of_a_strategy_holds_what_people_wrote() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.return_("use", caller=COACH)
    text = " ".join(event.model_dump_json() for event in desk.outbox.events)
    written = ("department", "Metadata", "Data council", "clinics", "Name an owner", "Work on")
    assert [word for word in written if word in text] == []


# -- an embargo, and what is not given ---------------------------------------------------------------------------------


def lift(desk: StrategyDesk, now: datetime = NOW) -> contract.Strategy:
    return desk.do(strategy.lift_embargo, contract.LiftEmbargo, STAFF, now, reason="the mayor spoke of it")  # type: ignore[no-any-return]


def test_an_embargo_stands_until_it_is_lifted_on_purpose() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    until = NOW + timedelta(days=30)
    desk.launch(TODAY, embargo_until=until)
    planned = desk.launch(TODAY + timedelta(days=20))
    assert (planned.public, planned.embargo_until) == (False, until)
    assert desk.outbox.events[-1].embargo_until == until
    off = desk.call_off()
    assert (off.state, off.public, off.embargo_until) == ("launched", False, until)
    assert desk.outbox.events[-1].embargo_until == until
    again = desk.launch(TODAY)
    assert (again.public, again.embargo_until) == (False, until)
    lifted = lift(desk)
    assert (lifted.public, lifted.embargo_until) == (True, None)
    assert (lifted.steps[-1].step, lifted.steps[-1].reason) == ("embargo_lifted", "the mayor spoke of it")
    assert isinstance(desk.outbox.events[-1], contract.StrategyEmbargoLifted)


def test_another_embargo_stands_in_its_place() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.launch(TODAY, embargo_until=NOW + timedelta(days=30))
    assert desk.launch(TODAY, embargo_until=NOW + timedelta(days=9)).embargo_until == NOW + timedelta(days=9)


def test_an_embargo_that_is_over_or_was_never_set_is_not_lifted() -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.launch(TODAY, embargo_until=NOW + timedelta(days=3))
    over = NOW + timedelta(days=3)
    for attempt in (lambda: lift(desk, over), lambda: lift(StrategyDesk())):
        assert refused(attempt) == "illegal_transition: This strategy is not under embargo."


def test_what_a_vision_or_an_action_does_not_give_again_stays() -> None:
    desk = StrategyDesk()
    desk.vision(fiscal_year_on="2027-07-01")
    assert desk.vision().fiscal_year_on == date(2027, 7, 1)
    assert desk.vision(fiscal_year_on=None).fiscal_year_on is None
    action = desk.action("use", cost="1200.50", currency="COP", state="under_way").actions[0]
    renamed = {"component": "use", "what": "Open the first clinic", "action_id": action.id}
    kept = desk.do(strategy.save_action, contract.SaveAction, **renamed).actions[0]
    assert kept == action.model_copy(update={"what": "Open the first clinic"})
    emptied = desk.do(strategy.save_action, contract.SaveAction, **renamed, cost=None, currency=None).actions[0]
    assert (emptied.cost, emptied.currency, emptied.owner) == (None, None, action.owner)
    faults = codes(refusal_of(lambda: desk.do(strategy.save_action, contract.SaveAction, **renamed, cost="5")))
    assert faults == {("currency", "missing")}


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_a_strategy_ends_with_a_city_that_leaves(status: str) -> None:
    desk = StrategyDesk()
    desk.approve_all()
    desk.launch(TODAY + timedelta(days=9))
    desk.put(status=status)
    desk.tick(NOW + timedelta(days=10))
    assert desk.strategy.state == "launch_planned"
    assert refused(desk.vision).startswith("illegal_transition")
