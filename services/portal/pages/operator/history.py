"""What waited in the queues over the last day: a chart of each, and the same as a table by the hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fastapi import APIRouter, Response

from services.portal.pages.charts import spark_of
from services.portal.web.roles import OperatorHere
from shared.contracts.operations import SLOT, ListQueueHistory, QueueHistory
from shared.wording.dates import time_of_day

router = APIRouter(include_in_schema=False)

PATH = "/ops/history"


@dataclass(frozen=True)
class Hour:
    """The most that waited in a queue within an hour."""

    queue: str
    since: datetime
    most: int


@router.get(PATH)
def show_history(page: OperatorHere) -> Response:
    found = page.call(ListQueueHistory()).items
    charts = [(one.queue, max(one.most), spark_of(one.most, 288, 48)) for one in found]
    hours = sorted((hour for one in found for hour in hours_of(one)), key=lambda one: one.since, reverse=True)
    return page.show(
        "operator/history.html", charts=charts, hours=hours, zone=page.zone,
        clock=lambda at: time_of_day(page.language, at.isoformat(), page.zone),
    )  # fmt: skip


def hours_of(history: QueueHistory) -> Iterator[Hour]:
    """Those in which something waited, by the clock."""
    slots = [(history.since + number * SLOT, most) for number, most in enumerate(history.most)]
    for since, within in groupby(slots, lambda one: one[0].replace(minute=0)):
        if most := max(number for _, number in within):
            yield Hour(history.queue, since, most)
