"""Operators' page of the last day, and what the overview shows of it."""

from datetime import UTC, datetime
from typing import Any

from services.portal.pages.charts import spark_of
from shared.contracts.kernel import Backlog
from shared.contracts.operations import SLOTS, QueueHistory, ServiceBacklog
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_operator import operators_door

SINCE = datetime(2027, 3, 1, 12, tzinfo=UTC)
MOST = (0,) * (SLOTS - 7) + (4, 0, 0, 0, 0, 0, 412)
PAST = Page[QueueHistory](items=(QueueHistory(queue="reporting.intake", since=SINCE, most=MOST),), next=None, total=1)


def test_a_line_goes_from_zero_to_its_greatest_and_keeps_within_its_box() -> None:
    assert spark_of([0, 5, 10], 96, 24) == "M0.0 22.0L48.0 12.0L96.0 2.0"
    assert spark_of([0, 0]) == "M0.0 22.0L96.0 22.0"
    assert spark_of([7]) == "M0.0 2.0"


def test_each_queue_in_which_something_waited_has_a_chart_and_its_hours_in_a_table() -> None:
    answer = operators_door(list_queue_history=PAST).get("/ops/history", headers=headers())
    page = Read(answer)
    assert 'aria-label="At most 412 waiting"' in answer.text
    assert answer.text.count('<th scope="row"') == 2, "two hours in which something waited"
    assert "reporting.intake" in page.text


def test_a_day_on_which_nothing_waited_says_so() -> None:
    none = Page[QueueHistory](items=(), next=None, total=0)
    assert "Nothing waited." in operators_door(list_queue_history=none).get("/ops/history", headers=headers()).text


def test_the_overview_draws_the_day_beside_each_queue_or_goes_without() -> None:
    drawn = operators_door(list_queue_history=PAST).get("/ops", headers=headers()).text
    assert drawn.count('class="spark spark-bad"') == 1
    silent = operators_door(list_queue_history=unavailable()).get("/ops", headers=headers())
    assert silent.status_code == 200
    assert 'class="spark' not in silent.text


def backlogs(starts: int) -> Any:
    backlog = Backlog(unpublished=0, oldest_unpublished_at=None, waiting=0, version="0.1.0", started_at=SINCE)
    one = ServiceBacklog(service="cohort", backlog=backlog, starts=starts)
    return Page[ServiceBacklog](items=(one,), next=None, total=1)


def test_a_service_says_its_version_since_when_it_runs_and_that_it_was_started_again() -> None:
    once, often = (
        Read(operators_door(list_backlogs=backlogs(n), list_queue_history=PAST).get("/ops", headers=headers())).text
        for n in (1, 4)
    )
    assert "Version 0.1.0, since" in once
    assert "processes started" not in once
    assert "processes started within a day: 4" in often


def test_nobody_else_looks_at_it() -> None:
    assert operators_door(Role.STAFF).get("/ops/history", headers=headers()).status_code == 403
