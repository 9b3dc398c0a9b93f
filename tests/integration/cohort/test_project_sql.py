"""A project on the real tables, from its charter to its closing."""

from __future__ import annotations

from datetime import timedelta

from services.cohort.handlers import reminding
from services.cohort.handlers.lookup import list_cities
from services.cohort.repository import Repository
from shared.messaging.outbox import Outbox
from shared.messaging.reminded import Reminded
from shared.storage.database import Transaction
from tests.integration.cohort.test_dates_sql import start
from tests.support.store import Store
from tests.unit.cohort.fake_cohort import CODE, PROGRAM
from tests.unit.cohort.test_project import DUE, Bench


class RealBench(Bench):
    """The same verbs on a transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.program = PROGRAM
        self.repository, self.outbox = Repository(tx, PROGRAM), Outbox(tx)  # type: ignore[assignment]


def test_a_whole_project(store: Store) -> None:
    start(store)
    with store.database.transaction() as tx:
        bench = RealBench(tx)
        for part in ("charter", "assessment", "progress_report", "final_report"):
            bench.submit(part)  # type: ignore[arg-type]
            bench.give_back(part)  # type: ignore[arg-type]
            bench.submit(part)  # type: ignore[arg-type]
            bench.accept(part)  # type: ignore[arg-type]
        bench.submit("progress_report", 2)
        bench.submit("baseline")
        bench.submit("final_measurement")
        bench.submit("closing")
        bench.accept("closing")
        bench.source()
        bench.mend(bench.gap())
        planned = bench.milestone().milestones[0].id
        bench.milestone(move=planned)
        shown = bench.reach(planned)
    assert {(one.part, one.number): (one.state, one.version) for one in shown.parts} == {
        ("charter", 1): ("accepted", 2),
        ("baseline", 1): ("submitted", 1),
        ("assessment", 1): ("accepted", 2),
        ("progress_report", 1): ("accepted", 2),
        ("progress_report", 2): ("submitted", 1),
        ("progress_report", 3): ("missing", 0),
        ("final_measurement", 1): ("submitted", 1),
        ("final_report", 1): ("accepted", 2),
        ("closing", 1): ("accepted", 1),
    }
    assert (len(shown.sources), len(shown.gaps), len(shown.milestones)) == (1, 1, 1)
    assert shown.measured is not None
    assert str(shown.measured.percent) == "-50.0"


def test_each_city_hears_of_a_late_report_once(store: Store) -> None:
    start(store)
    for _ in range(2):
        for code in store.run(lambda repository, _: list_cities(repository)):
            store.run(
                lambda r, outbox, code=code: reminding.remind_city(
                    code, r, outbox, Reminded(r._tx), DUE + timedelta(days=2)
                )
            )
    told = store.rows("select payload from outbox where type = 'report_awaited' order by seq")
    assert sorted(row["payload"]["code"] for row in told) == sorted({row["payload"]["code"] for row in told})
    assert {(row["payload"]["number"], row["payload"]["told"]) for row in told} == {(1, "city")}
    assert len(told) == 2
    assert CODE in {row["payload"]["code"] for row in told}
