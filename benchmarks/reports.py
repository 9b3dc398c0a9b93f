"""Each report as its reader gets it, over 100,000 stored applications and over a hundredth of them.

    python -m benchmarks.reports [--applications 100000] [--times 60]

A whole system. `asked`: the service is asked for the report over the broker; `page`: the portal for its page, over one
connection that stays open. Twenty-two cities take part in the cohort and have done everything once, by their events;
applications are rows.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import httpx
import psycopg2

from alliance.connection import client_of
from benchmarks.pages import settle, sign_in
from benchmarks.processes import until
from benchmarks.system import Alliance, alliance
from services.reporting.named_sql import queries
from services.reporting.recording import read_arrival
from services.reporting.service import record_events
from services.reporting.tallies import LEAST, SHARE
from shared.contracts.reporting import GetReport, ListAudit
from shared.messaging.client import Client
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.unit.reporting.city_events import life
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

APPLICATIONS, TIMES, CITIES = 100_000, 60, 22
STEPS = 5  # states of an application at most, from a week to three apart
SETTLE_S = 300
THEN = (datetime.now(UTC) - timedelta(days=190)).date().isoformat()
OF_CALLS: tuple[dict[str, str], ...] = (
    {"report": "funnel"},
    {"report": "funnel", "by": "resident_outcome"},
    {"report": "funnel", "as_of": THEN},
    {"report": "time_in_state"},
    {"report": "screening"},
)
OF_COHORTS = ("tracker", "attendance", "strategy", "outcomes", "maturity", "results", "attention", "board")
ASKED = (
    *({"call": "2027"} | one for one in OF_CALLS),
    *({"cohort": "c27", "report": name} for name in OF_COHORTS),
    {"report": "city", "code": "BCDFGHJK22"},
)
CODES = [f"BCDFGHJK{number}" for number in range(22, 22 + CITIES)]

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
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    sizes = (chosen.applications // 100, chosen.applications)
    try:
        found = measured(folder, sizes, chosen.times)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{'ms at the median, and at the 95th percentile':<54}{sizes[0]:>16,}{sizes[1]:>16,}  times as long")
    for name, (few, many) in found.items():
        shown = "".join(f"{middle:>8.1f}{most:>8.1f}" for middle, most in (few, many))
        print(f"{name:<54}{shown}{many[0] / few[0]:>8.2f}{many[1] / few[1]:>6.2f}")
    return 0


def measured(folder: Path, sizes: tuple[int, int], times: int) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    with alliance(folder) as system, patch.dict("os.environ", system.system.environment):
        cookie, url = sign_in(system, folder, "administrator"), system.endpoints["postgres"]["reporting"]
        take_part(url)
        stored = 0
        for size in sizes:
            fill(system, url, stored, size)
            stored = size
            for name, ask in asked(system, cookie):
                found.setdefault(name, []).append(spread(ask, times))
    return found


def take_part(url: str) -> None:
    """Cities that have done everything."""
    with closing(Database(url)) as database:
        for code in CODES:
            events = [submitted(code), checked(code), decided(code), sent(code), *life(code)]
            with database.transaction(seconds=60) as tx:
                for at, event in enumerate(events):
                    tx.at_end(record_events, read_arrival(envelope_of(event, time=minutes(at))))


def fill(system: Alliance, url: str, stored: int, size: int) -> None:
    """With as many applications as that; until what the service keeps of them is kept."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        if not stored:
            cursor.execute(CALL)
        cursor.execute("delete from tallies")  # rows of former moments come to it otherwise in no way
        cursor.execute(FILL, {"first": stored + 1, "last": size, "steps": STEPS})

    def is_kept() -> bool:
        return not system.query(
            "reporting", queries.find_tally_due.replace("%(least)s", str(LEAST)).replace("%(share)s", str(SHARE))
        )

    until(is_kept, SETTLE_S, "all is counted", every_s=1)
    settle(owner_url(system.database_admin, url))


def asked(system: Alliance, cookie: str) -> Iterator[tuple[str, Callable[[], object]]]:
    with closing(client_of(None)) as client:
        for one in ASKED:
            yield f"asked: {named(one)}", partial(get, client, one)
        yield "asked: audit", lambda: client.call(ListAudit(limit=100))
    with httpx.Client(base_url=system.endpoints["portal"], headers={"Cookie": cookie}, timeout=30) as http:
        for one in ASKED:
            yield f"page: {named(one)}", partial(show, http, address_of(one))
        yield "page: audit", partial(show, http, "/staff/audit")


def named(one: dict[str, Any]) -> str:
    return " ".join(value for key, value in one.items() if key not in ("call", "cohort", "code"))


def get(client: Client, one: dict[str, Any]) -> None:
    found = client.call(GetReport.model_validate(one))
    assert any(table.rows for table in found.tables), "it counts something"


def show(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"


def address_of(one: dict[str, Any]) -> str:
    return f"/reports/{one['report'].replace('_', '-')}?{urlencode({k: v for k, v in one.items() if k != 'report'})}"


def spread(ask: Callable[[], object], times: int) -> tuple[float, float]:
    """The median and the 95th percentile, in ms; the first answers are left out."""
    for _ in range(3):
        ask()
    took = sorted(seconds(ask) for _ in range(times))
    return 1000 * took[times // 2], 1000 * took[times * 95 // 100]


def seconds(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
