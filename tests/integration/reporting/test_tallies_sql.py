"""Counting from what was kept and what has changed since tells at every moment what counting all of it tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from services.reporting import tallies
from services.reporting.making import get_report
from services.reporting.named_sql import queries
from services.reporting.repository import Repository
from services.reporting.tallies import KINDS, Tallies, Tally, cells_of
from shared.contracts.reporting import GetReport
from tests.integration.reporting.test_recording import Store, history
from tests.integration.reporting.test_reports_sql import rebuild
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.fakes import checked, envelope_of, minutes, sent, submitted
from tests.unit.reporting.test_reporting_handlers import PROGRAM

LAST = datetime(9999, 1, 1, tzinfo=UTC)
ONE_BY_ONE = """
select part, call, name, what, count(*)::integer as number from cells
where recorded_at <= %(as_of)s and until > %(as_of)s group by part, call, name, what
"""


@pytest.fixture
def store(foundations: Foundations, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """With a tally after each two changes or more, and some changes after the last."""
    monkeypatch.setattr(tallies, "LEAST", 2)
    url = foundations.database_of("reporting")
    kept = Store(url)
    for envelope in history():
        kept.record([envelope])
    keep_all(kept)
    kept.record([envelope_of(submitted("Z", country="PE"), time=minutes(900))])
    yield kept
    kept.database.close()
    foundations.give_back(url)


def keep_all(store: Store) -> None:
    more = True
    while more:
        with store.database.transaction() as tx:
            more = Tallies(tx).keep_next()


def moments(store: Store) -> list[datetime]:
    return [row["recorded_at"] for row in store.rows("select recorded_at from event_log order by seq")] + [LAST]


def counted(store: Store, as_of: datetime) -> set[Tally]:
    with store.database.transaction() as tx:
        of_each = [cells_of(kind, parts, as_of, None) for kind, parts in KINDS.items()]
        return {Tally(**row) for of_kind in of_each for row in tx.all(queries.count_cells, of_kind)}


def one_by_one(store: Store, as_of: datetime) -> set[Tally]:
    with store.database.transaction() as tx:
        return {Tally(**row) for row in tx.all(ONE_BY_ONE, {"as_of": as_of})}


def kept(store: Store, kind: str = "state") -> list[datetime]:
    rows = store.rows("select distinct kind, recorded_at from tallies_by_kind order by recorded_at")
    return [row["recorded_at"] for row in rows if row["kind"] == kind]


def test_at_every_moment_as_many_are_counted_as_there_are(store: Store) -> None:
    assert len(kept(store)) > 1
    assert len(kept(store, "stay")) > 1
    for moment in moments(store):
        assert counted(store, moment) == one_by_one(store, moment)


def test_what_is_told_late_changes_no_former_moment(store: Store) -> None:
    before = {moment: counted(store, moment) for moment in moments(store)[:-1]}
    late = [
        (sent("L"), 5),
        (checked("L"), 3),
        (submitted("L", country="MX"), 1),
    ]  # as it happened, the other way around
    for event, at in late:
        store.record([envelope_of(event, time=minutes(at))])
        keep_all(store)
    assert {moment: counted(store, moment) for moment in before} == before
    for moment in moments(store):
        assert counted(store, moment) == one_by_one(store, moment)


def test_a_tally_is_kept_once_enough_has_changed_to_be_worth_it(store: Store) -> None:
    """For four of its cells there is at least one change until the next."""
    rows = """
    select count(*) as cells from tallies_by_kind where kind = 'state' group by recorded_at order by recorded_at
    """
    keep_all(store)
    before = kept(store)
    keep_all(store)
    assert kept(store) == before
    cells = [row["cells"] for row in store.rows(rows)]
    states = store.rows("select recorded_at from application_states order by recorded_at")
    between = [sum(a < row["recorded_at"] <= b for row in states) for a, b in pairwise(before)]
    assert all(changes >= cells_before // 4 for changes, cells_before in zip(between, cells, strict=False))


def test_a_rebuild_forgets_them_and_counts_the_same(store: Store) -> None:
    before = {moment: counted(store, moment) for moment in moments(store)}
    store.rows("update application_states set country = 'XX' returning 1")
    store.rows("update tallies_by_kind set number = 99 returning 1")
    rebuild(store)
    assert kept(store) == []
    assert {moment: counted(store, moment) for moment in moments(store)} == before
    keep_all(store)
    assert {moment: counted(store, moment) for moment in moments(store)} == before


def test_a_report_rests_on_them(store: Store) -> None:
    """Else nobody would notice that they are never read."""
    store.rows("update tallies_by_kind set number = number + 100 returning 1")
    with store.database.transaction() as tx:
        found = get_report(GetReport(report="funnel"), Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]
    assert {one.name: one.value for one in found.figures}["received"] > 100  # type: ignore[operator]


#: Of five thousand states all but the last fifty were there when a tally was kept.
MANY = (
    """
    insert into application_states (
        application_id, recorded_at, until, call, city, country, state, language, eligibility)
    select gen_random_uuid(), timestamptz '2027-03-01T12:00:00Z' + n * interval '1 second', 'infinity',
           '2027', 'City', 'CO', 'checked', 'es', 'eligible' from generate_series(1, 5000) as n returning 1 as one
    """,
    """
    insert into stays (application_id, call, state, since, ended_at, recorded_at)
    select gen_random_uuid(), '2027', 'submitted', '2027-03-01T12:00:00Z', null,
           timestamptz '2027-03-01T12:00:00Z' + n * interval '1 second'
    from generate_series(1, 5000) as n returning 1 as one
    """,
    """
    insert into stays (application_id, call, state, since, ended_at, recorded_at)
    select gen_random_uuid(), '2027', 'waiting', '2027-03-01T11:00:00Z', '2027-03-01T12:00:00Z',
           timestamptz '2027-03-01T12:00:00Z' + n * interval '1 second'
    from generate_series(1, 5000) as n returning 1 as one
    """,
    """
    insert into tallies_by_kind (kind, recorded_at, part, call, name, what, number)
    select kind, timestamptz '2027-03-01T13:22:30Z' - at * interval '1 minute', part, '2027', 'CO', n::text, 4950
    from (values ('state', 'country'), ('stay', 'left_it'), ('wait', 'waited')) as kinds (kind, part)
    cross join generate_series(1, 200) as n cross join generate_series(0, 39) as at returning 1 as one
    """,
)


def test_counting_reads_no_table_as_a_whole(foundations: Foundations, store: Store) -> None:
    for statement in MANY:
        store.rows(statement)
    for table in ("application_states", "stays", "tallies_by_kind"):
        foundations.settle(store.database._url, table)
    for kind, index in (("state", "application_states_since"), ("stay", "stays_since"), ("wait", "stays_waited_since")):
        columns = cells_of(kind, KINDS[kind], datetime(2027, 3, 2, tzinfo=UTC), None)
        with store.database.transaction() as tx:
            plan = " ".join(row["QUERY PLAN"] for row in tx.all(f"explain {queries.count_cells}", columns))
            due = {"kind": kind, "least": 500, "share": 4}
            plan += " ".join(row["QUERY PLAN"] for row in tx.all(f"explain {queries.find_tally_due}", due))
        assert index in plan
        assert "Seq Scan" not in plan
