"""A database of the former release, with its events, tells the same after the upgrade as its events do: what the new
read models hold is made from the event log as soon as the service runs."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from services.reporting import rebuilding
from services.reporting.making import get_report
from services.reporting.rebuilt import Rebuilt
from services.reporting.repository import Repository
from shared.contracts.reporting import GetReport, Report, StartRebuild
from shared.storage.database import Database
from tests.integration.storage.test_upgrades import FORMER, place
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.test_reporting_handlers import PROGRAM


@pytest.fixture
def upgraded(foundations: Foundations) -> Iterator[Database]:
    former = place(foundations, "reporting", "reporting_released")
    former.load(lzma.decompress((FORMER / "reporting.sql.xz").read_bytes()))
    former.migrate("reporting")
    with closing(Database(former.service)) as database:
        yield database
    foundations.administer("drop database if exists {} with (force)", "reporting_released")
    foundations.administer("drop role {}", "upgraded_reporting")


def finish(database: Database) -> None:
    """What the service does each second."""
    more = True
    while more:
        with database.transaction(seconds=60) as tx:
            more = rebuilding.continue_rebuild(Rebuilt(tx))


def envelopes(database: Database) -> list[dict[str, Any]]:
    with database.transaction(read_only=True) as tx:
        return [row["envelope"] for row in tx.all("select envelope from event_log order by seq")]


def report(database: Database, name: str, **asked: Any) -> Report:
    with database.transaction(read_only=True) as tx:
        return get_report(GetReport(report=name, **asked), Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]


def test_the_upgrade_asks_for_the_read_models_to_be_made_anew(upgraded: Database) -> None:
    with upgraded.transaction(read_only=True) as tx:
        assert Rebuilt(tx).get_last_rebuild().finished_at is None
    finish(upgraded)
    told = envelopes(upgraded)
    received = {one["data"]["application_id"] for one in told if one["type"] == "application_submitted"}
    drafts = {one["data"]["application_id"] for one in told if one["type"] == "draft_saved"} - received
    assert received, "the former database has events"
    funnel = report(upgraded, "funnel")
    figures = {one.name: one.value for one in funnel.figures}
    (table,) = [one for one in funnel.tables if one.name == "states"]
    states = Counter({row.cells[0]: row.cells[2] for row in table.rows})
    assert (figures["received"], states["draft"], sum(states.values())) == (
        len(received), len(drafts), len(received | drafts),
    )  # fmt: skip


def test_nothing_is_left_to_differ_and_old_reports_stay(upgraded: Database) -> None:
    finish(upgraded)
    with upgraded.transaction(read_only=True) as tx:
        (row,) = tx.all("select min(recorded_at) as first, max(recorded_at) as last from event_log")
    middle = row["first"] + (row["last"] - row["first"]) / 2 + timedelta(microseconds=1)
    before = [report(upgraded, name, as_of=moment) for name in ("funnel", "time_in_state", "screening")
              for moment in (middle, row["last"])]  # fmt: skip
    with upgraded.transaction() as tx:
        rebuilding.start_rebuild(StartRebuild(swap=False), Rebuilt(tx))
    finish(upgraded)
    with upgraded.transaction(read_only=True) as tx:
        assert Rebuilt(tx).get_last_rebuild().differences == {}
    assert before == [report(upgraded, name, as_of=moment) for name in ("funnel", "time_in_state", "screening")
                      for moment in (middle, row["last"])]  # fmt: skip
