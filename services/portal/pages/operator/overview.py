"""The system at a glance: who answers, what waits in which queue, what could not be handled; the reports made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.charts import spark_of
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.operator.alerts import takers_of
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.page import Missing, there
from shared.contracts.operations import (
    ListAlerts,
    ListBacklogs,
    ListDeadLetterGroups,
    ListQueueHistory,
    ListQueues,
    Queue,
    QueueHistory,
)
from shared.contracts.reporting import GetRebuild, StartRebuild
from shared.messaging.names import failing_service
from shared.security.permissions import OPERATORS
from shared.wording.dates import time_of_day

PATH = "/ops"
SHOWN = 12
ALERTS = 10
GROUPS = 20
LATELY_S = 5  # as far as the broker's own figures lag, which the page says
LATE_S = 60  # what waits longer in a queue that somebody reads is not being kept up with

REBUILD: Verb[Desk] = Verb("rebuild", StartRebuild, (Field("swap", "tick", optional=True),))


@dataclass(frozen=True)
class Row:
    """A queue, and what to think of it: a key below `pages.ops.queue`."""

    queue: Queue
    verdict: str
    look: str
    spark: str = ""


def row_of(queue: Queue) -> Row:
    waits = queue.ready + queue.unacked
    if not waits:
        return Row(queue, "empty", "done")
    if failing_service(queue.name):
        return Row(queue, "failing", "late")
    if ".retry." in queue.name:
        return Row(queue, "by_design", "working")
    if not queue.consumers:
        return Row(queue, "unread", "late")
    if queue.oldest_age_s is not None and queue.oldest_age_s > LATE_S:
        return Row(queue, "behind", "late")
    return Row(queue, "steady", "working")


def read(desk: Desk) -> Mapping[str, Any]:
    page = desk.page
    queues, backlogs, groups, rebuild, alerts, history = page.ask(
        ListQueues(within_s=LATELY_S), ListBacklogs(within_s=LATELY_S), ListDeadLetterGroups(limit=GROUPS),
        GetRebuild(), ListAlerts(limit=ALERTS), ListQueueHistory(), absent=frozenset({"unavailable", "not_found"}),
    )  # fmt: skip
    if all(isinstance(part, Missing) for part in (queues, backlogs, groups, alerts)):
        there(alerts)  # nothing is known here: the page that says why stands in its place
    past = {} if isinstance(history, Missing) else {one.queue: one for one in history.items}
    every = "all" in page.request.query_params
    rows = [] if isinstance(queues, Missing) else list(map(row_of, queues.items))
    rows = sorted((with_past(row, past.get(row.queue.name)) for row in rows), key=urgency)
    return {
        "now": datetime.now(UTC),
        "rows": rows if every else rows[:SHOWN],
        "queues": len(rows),
        "backlogs": None if isinstance(backlogs, Missing) else backlogs.items,
        "groups": None if isinstance(groups, Missing) else groups,
        "rebuild": None if isinstance(rebuild, Missing) else rebuild,
        "missing": isinstance(queues, Missing),
        "alerts": None if isinstance(alerts, Missing) else alerts.items,
        "takers": {} if isinstance(alerts, Missing) else takers_of(page, alerts.items),
        "zone": desk.zone,
        "clock": lambda at: time_of_day(page.language, at.isoformat(), desk.zone),
    }


def with_past(row: Row, past: QueueHistory | None) -> Row:
    return row if past is None else replace(row, spark=spark_of(past.most))


def urgency(row: Row) -> tuple[bool, int, bool, str]:
    """What waits, then what has waited within a day."""
    return row.look != "late", -(row.queue.ready + row.queue.unacked), not row.spark, row.queue.name


OPS = Shelf[Desk](PATH, "operator", desk_at(PATH, *OPERATORS))
router = OPS.routes(Leaf("", read, (REBUILD,), template="overview"))
