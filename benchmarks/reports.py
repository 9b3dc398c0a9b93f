"""Each report of a call over 100,000 stored applications, and over a hundredth of them; a rebuild beside reading.

    python -m benchmarks.reports [--applications 100000] [--events 4000]

The use cases run in this process, on a PostgreSQL of their own: what the service does, without its RPC.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg2

from services.reporting import rebuilding
from services.reporting.making import get_report
from services.reporting.rebuilt import Rebuilt
from services.reporting.recording import read_arrival
from services.reporting.repository import Repository
from services.reporting.service import record_events
from shared.contracts.reporting import GetReport, StartRebuild
from shared.program.load import load_program
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations, started
from tests.support.owners import FakeOwners
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

APPLICATIONS, EVENTS, TIMES, BATCH = 100_000, 4_000, 20, 100
STEPS = 5  # states of an application at most, a week apart
PROGRAM = load_program(Path(__file__).parents[1] / "programs" / "city-data-alliance.toml")
ASKED: tuple[dict[str, Any], ...] = (
    {"report": "funnel"},
    {"report": "funnel", "by": "resident_outcome"},
    {"report": "time_in_state"},
    {"report": "screening"},
)
CALL = """
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, capacity, cohort, recorded_at)
values (gen_random_uuid(), '2027', 'Round', now(), now(), 'UTC', 22, 'c27', now() - interval '1 year')
"""
FILL = """
with stood as (
    select id, n, s, now() - interval '200 days' + s * interval '7 days' + make_interval(mins => n * 7919 %% 5000) as at
    from (select gen_random_uuid() as id, n from generate_series(1, %(applications)s) as n) as applications
    cross join generate_series(0, %(steps)s - 1) as s where s <= n %% %(steps)s),
known as (
    select *, (array['submitted', 'checked', 'in_review', 'decided', 'offered'])[s + 1] as state,
           lead(at, 1, 'infinity') over (partition by id order by at) as until from stood),
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
select id, '2027', state, at, nullif(until, 'infinity'), least(until, now()), 'infinity' from known
union all
select id, '2027', state, at, null, at, until from known where until <> 'infinity'
"""


def main() -> None:
    chosen = arguments()
    with started(print) as foundations:
        for number in (chosen.applications // 100, chosen.applications):
            with_database(foundations, partial(show_reported, foundations, number))
        with_database(foundations, lambda url: print(*rebuilt(url, chosen.events), sep="\n"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=APPLICATIONS)
    parser.add_argument("--events", type=int, default=EVENTS)
    return parser.parse_args()


def with_database(foundations: Foundations, work: Callable[[str], object]) -> None:
    url = foundations.database_of("reporting")
    work(url)
    foundations.give_back(url)


def show_reported(foundations: Foundations, number: int, url: str) -> None:
    print(*reported(foundations, url, number), sep="\n")


def reported(foundations: Foundations, url: str, number: int) -> Sequence[str]:
    with closing(Database(url)) as database:
        with database.transaction(seconds=600) as tx:
            tx.execute("set local statement_timeout = 0")
            tx.execute(CALL)
            tx.execute(FILL, {"applications": number, "steps": STEPS})
        with closing(psycopg2.connect(owner_url(foundations.database_admin, url))) as owner:
            owner.autocommit = True
            owner.cursor().execute("vacuum analyze")
        then = datetime.now(UTC) - timedelta(days=190)
        return [f"{number} applications: {line(database, asked)}" for asked in (*ASKED, {**ASKED[0], "as_of": then})]


def line(database: Database, asked: dict[str, Any]) -> str:
    """Its name, the least, the median and the 95th percentile of what it takes."""
    took = sorted(seconds(database, asked) for _ in range(TIMES))
    named = " ".join(str(value) for value in asked.values())
    least, middle, most = (1000 * took[at] for at in (0, TIMES // 2, -1 - TIMES // 20))
    return f"{named}: {least:.0f} ms at least, {middle:.0f} ms at the median, {most:.0f} ms at the 95th percentile"


def seconds(database: Database, asked: dict[str, Any]) -> float:
    with database.transaction(read_only=True) as tx:
        began = perf_counter()
        request = GetReport.model_validate({"call": "2027", **asked})
        found = get_report(request, Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]
        assert any(table.rows for table in found.tables), "it counts something"
        return perf_counter() - began


def rebuilt(url: str, number: int) -> Sequence[str]:
    """Events a second: recorded, made anew, and only read."""
    envelopes = [envelope_of(event, time=minutes(at)) for at, event in enumerate(events(number))]
    with closing(Database(url)) as database:
        began = perf_counter()
        for first in range(0, number, BATCH):
            with database.transaction(seconds=60) as tx:
                for envelope in envelopes[first : first + BATCH]:
                    tx.at_end(record_events, read_arrival(envelope))
        recorded, began = perf_counter() - began, perf_counter()
        with database.transaction() as tx:
            rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx))
        while continued(database):
            pass
        made, began = perf_counter() - began, perf_counter()
        for after in range(0, number, rebuilding.BATCH):
            with database.transaction() as tx:
                Rebuilt(tx).list_entries(after, rebuilding.BATCH)
        read = perf_counter() - began
    named = (("recorded", recorded), ("made anew", made), ("only read", read))
    return [f"{number} events {name}: {number / took:.0f} a second" for name, took in named]


def continued(database: Database) -> bool:
    with database.transaction(seconds=60) as tx:
        return rebuilding.continue_rebuild(Rebuilt(tx))


def events(number: int) -> list[Any]:
    """Four of each application, those of a hundred applications one after the other."""
    codes = [f"C{at}" for at in range(number // 4)]
    parts = [codes[first : first + BATCH] for first in range(0, len(codes), BATCH)]
    return [told(code) for part in parts for told in (submitted, checked, decided, sent) for code in part]


if __name__ == "__main__":
    main()
