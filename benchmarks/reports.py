"""Each report over 100,000 stored applications, and over a hundredth of them: how long it takes, and what it computes.

    python -m benchmarks.reports [--applications 100000] [--times 30]

The use case in this process, on a PostgreSQL of its own: what the service does, without its RPC. What this process and
PostgreSQL's compute says something on a machine that others use as well. Twenty-two cities take part in the cohort and
have done everything once, by their events; applications are rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import psycopg2

from benchmarks.rebuilding import backend_of, computed_by
from services.reporting.making import get_report
from services.reporting.recording import read_arrival
from services.reporting.repository import Repository
from services.reporting.service import record_events
from services.reporting.tallies import Tallies
from shared.contracts.reporting import GetReport
from shared.program.load import load_program
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.support.foundations import started
from tests.support.owners import FakeOwners
from tests.unit.reporting.city_events import life
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

APPLICATIONS, TIMES, CITIES = 100_000, 30, 22
STEPS = 5  # states of an application at most, from a week to three apart
PROGRAM = load_program(Path(__file__).parents[1] / "programs" / "city-data-alliance.toml")
THEN = (datetime.now(UTC) - timedelta(days=190)).date().isoformat()
OF_CALLS: tuple[dict[str, str], ...] = (
    {"report": "funnel"},
    {"report": "funnel", "by": "resident_outcome"},
    {"report": "funnel", "as_of": THEN},
    {"report": "time_in_state"},
    {"report": "screening"},
)
OF_COHORTS = ("tracker", "attendance", "strategy", "outcomes", "maturity", "results", "attention", "board")
CODES = [f"BCDFGHJK{number}" for number in range(22, 22 + CITIES)]
ASKED = (
    *({"call": "2027"} | one for one in OF_CALLS),
    *({"cohort": "c27", "report": name} for name in OF_COHORTS),
    {"report": "city", "code": CODES[0]},
)

CALL = """
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, capacity, cohort, recorded_at)
values (gen_random_uuid(), '2027', 'Round', now(), now(), 'UTC', 22, 'c27', now() - interval '1 year')
"""
FILL = """
with stood as (
    select id, n, s, now() - interval '200 days' + s * interval '7 days'
               + make_interval(mins => n * 7919 %% 5000 + s * (n * 31 %% 20000)) as at
    from (select gen_random_uuid() as id, n from generate_series(%(first)s, %(last)s) as n) as applications
    cross join generate_series(0, %(steps)s - 1) as s where s <= n %% %(steps)s),
known as (
    select *, (array['submitted', 'checked', 'in_review', 'decided', 'offered'])[s + 1] as state,
           lead(at, 1, 'infinity') over (partition by id order by at) as until,
           first_value(at) over (partition by id order by at) as submitted_at
    from stood),
called as (
    insert into applications (application_id, code, call, city, country, state, submitted_at)
    select id, 'N' || lpad(n::text, 9, '0'), '2027', 'City ' || n, 'CO', state, submitted_at
    from known where until = 'infinity'),
states as (
    insert into application_states (application_id, recorded_at, until, call, city, country, state, language,
                                    resident_outcomes, eligibility, steps)
    select id, at, until, '2027', 'City ' || n, (array['CO', 'BR', 'US', 'CA', 'MX', 'PE', 'AR'])[n %% 7 + 1], state,
           (array['es', 'pt', 'en', 'fr'])[n %% 4 + 1],
           array[(array['mobility', 'climate', 'education'])[n %% 3 + 1], 'public_safety'],
           case when s > 0 then (array['eligible', 'needs_review', 'ineligible'])[n %% 3 + 1] end,
           (2 ^ (s + 1))::integer - 1
    from known)
insert into stays (application_id, call, state, since, ended_at, recorded_at, until)
select id, '2027', state, at, nullif(until, 'infinity'), case when until = 'infinity' then at else until end, 'infinity'
from known
union all
select id, '2027', state, at, null, at, until from known where until <> 'infinity'
union all
select id, '2027', 'waiting', submitted_at, at, at, 'infinity' from known where state = 'offered'
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=APPLICATIONS)
    parser.add_argument("--times", type=int, default=TIMES)
    chosen = parser.parse_args()
    with started(print) as foundations:
        url = foundations.database_of("reporting")
        owner = owner_url(foundations.database_admin, url)
        take_part(url)
        stored = 0
        for size in (chosen.applications // 100, chosen.applications):
            fill(url, stored, size)
            stored = size
            keep(url)
            settle(owner)
            for one in ASKED:
                print(f"{size:>8,} {told(url, one, chosen.times)}", flush=True)
    return 0


def take_part(url: str) -> None:
    """Cities that have done everything."""
    with closing(Database(url)) as database:
        for code in CODES:
            events = [submitted(code), checked(code), decided(code), sent(code), *life(code)]
            with database.transaction(seconds=60) as tx:
                for at, event in enumerate(events):
                    tx.at_end(record_events, read_arrival(envelope_of(event, time=minutes(at))))


def fill(url: str, stored: int, size: int) -> None:
    """With as many applications as that."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        if not stored:
            cursor.execute(CALL)
        cursor.execute("delete from tallies")  # rows of former moments come in no other way
        cursor.execute(FILL, {"first": stored + 1, "last": size, "steps": STEPS})


def keep(url: str) -> None:
    """What the service does by itself."""
    with closing(Database(url)) as database:
        more = True
        while more:
            with database.transaction(seconds=60) as tx:
                more = Tallies(tx).keep_next()


def settle(owner: str) -> None:
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        connection.cursor().execute("vacuum analyze")


def told(url: str, one: dict[str, str], times: int) -> str:
    with closing(Database(url, size=1)) as database:
        ask, backend = partial(make, database, GetReport.model_validate(one)), backend_of(database)
        for _ in range(3):
            ask()
        here, there = process_time(), computed_by(backend)
        took = sorted(seconds(ask) for _ in range(times))
        computed = (process_time() - here + computed_by(backend) - there) / times
    named = " ".join(value for key, value in one.items() if key not in ("call", "cohort", "code"))
    least, middle, most = (1000 * took[at] for at in (0, times // 2, times * 95 // 100))
    return (
        f"{named:<26}{1000 * computed:>7.1f} ms computed, {least:.0f} ms at least, {middle:.0f} at the median,"
        f" {most:.0f} at the 95th percentile"
    )


def make(database: Database, request: GetReport) -> None:
    with database.transaction(read_only=True) as tx:
        found = get_report(request, Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]
        assert any(table.rows for table in found.tables), "it counts something"


def seconds(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
