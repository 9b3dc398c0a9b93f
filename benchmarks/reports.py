"""Each report as somebody gets it, by RPC, of 1,000 applications with 20,000 events, and of a hundred times as many.

    python -m benchmarks.reports [--applications 100000] [--times 100]

How long an answer takes, and what the service's process, PostgreSQL and the broker compute for one, which says
something on a machine that others use as well. Applications are an event log that is written straight and read by a
rebuild, which is measured, too, beside a plain copy; twenty-two cities take part and have done everything once.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import psycopg2

from benchmarks.figures.backlog import OWN, kernel_environment, kernel_place
from benchmarks.ground import Place
from benchmarks.processes import cpu_of, running, until
from benchmarks.rebuilding import copies_told, rebuild_told
from benchmarks.written import EACH, write_log
from services.reporting.recording import read_arrival
from services.reporting.service import record_events
from services.reporting.tallies import Tallies
from shared.contracts.errors import Refusal
from shared.contracts.reporting import GetReport, ListReports
from shared.messaging.client import Client
from shared.security.tokens import LOCAL_ADMIN, Signer
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations, started
from tests.unit.reporting.city_events import life
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

APPLICATIONS, TIMES, CITIES = 100_000, 100, 22
START_LIMIT_S = 30
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=APPLICATIONS)
    parser.add_argument("--times", type=int, default=TIMES)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    try:
        with started(print) as foundations:
            measure(foundations, (chosen.applications // 100, chosen.applications), chosen.times, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def measure(foundations: Foundations, sizes: Sequence[int], times: int, folder: Path) -> None:
    (reporting,) = (one for one in OWN if one.name == "reporting")
    with kernel_place(foundations, reporting, folder) as (here, _):
        owner = owner_url(foundations.database_admin, here.database_url)
        stored = 0
        for size in sizes:
            events = write_log(owner, stored + 1, size) + stored * EACH
            settle(owner)
            with closing(Database(here.database_url, size=1)) as database:
                print(rebuild_told(database, events), flush=True)
            if not stored:
                take_part(here.database_url)
            stored = size
            keep(here.database_url)
            settle(owner)
            for line in answers_told(foundations, here, folder, times):
                print(f"{size:>8,} {line}", flush=True)
            print(*copies_told(owner, events), sep="\n", flush=True)


def answers_told(foundations: Foundations, here: Place, folder: Path, times: int) -> Iterator[str]:
    environment = kernel_environment(here, "reporting", folder)
    client = Client(here.amqp_uri, "bench", Signer(LOCAL_ADMIN, folder / "keys").sign)
    (command,) = (one.command for one in OWN if one.name == "reporting")
    with closing(client), running([(command, environment)], folder / "reporting.log") as (pid,):
        until(lambda: is_there(client), START_LIMIT_S, "reporting answers")
        for one in ASKED:
            yield told(client, {"reporting": pid, **foundations.pids}, one, times)


def is_there(client: Client) -> bool:
    try:
        client.call(ListReports())
    except Refusal:
        return False
    return True


def told(client: Client, watched: Mapping[str, int], one: dict[str, str], times: int) -> str:
    request = GetReport.model_validate(one)
    for _ in range(3):
        found = client.call(request)
        assert any(table.rows for table in found.tables), "it counts something"
    before = cpu_of(watched)
    took = sorted(seconds(client, request) for _ in range(times))
    after = cpu_of(watched)
    computed = {name: 1000 * (after[name] - before[name]) / times for name in watched}
    named = " ".join(value for key, value in one.items() if key not in ("call", "cohort", "code"))
    least, middle, most = (1000 * took[at] for at in (0, times // 2, times * 95 // 100))
    parts = ", ".join(f"{name} {ms:.1f}" for name, ms in computed.items())
    return (
        f"{named:<26}{sum(computed.values()):>7.1f} ms computed ({parts}), {least:.0f} ms at least, {middle:.0f} at the"
        f" median, {most:.0f} at the 95th percentile"
    )


def seconds(client: Client, request: GetReport) -> float:
    began = perf_counter()
    client.call(request)
    return perf_counter() - began


def take_part(url: str) -> None:
    """Cities that have done everything."""
    with closing(Database(url)) as database:
        for code in CODES:
            events = [submitted(code), checked(code), decided(code), sent(code), *life(code)]
            with database.transaction(seconds=60) as tx:
                for at, event in enumerate(events):
                    tx.at_end(record_events, read_arrival(envelope_of(event, time=minutes(at))))


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


if __name__ == "__main__":
    raise SystemExit(main())
