"""Each report as somebody gets it, by RPC, of 1,000 applications with 20,000 events, and of a hundred times as many.

    python -m benchmarks.reports [--applications 100000] [--times 50] [--minutes 20] [--into FILE]

How long an answer takes, and what the service's process, PostgreSQL and the broker compute for one, which says
something on a machine that others use as well. Applications are an event log that is written straight and read by a
rebuild, which is measured, too, beside a plain copy; twenty-two cities take part and have done everything once.

How far it is stands on stderr; what was found on stdout, and at the end of FILE, as it comes. When its time is up it
ends where it is.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg2

from benchmarks.figures.backlog import OWN, kernel_environment, kernel_place
from benchmarks.ground import Place
from benchmarks.processes import TooSlow, cpu_of, running, until
from benchmarks.rebuilding import copy_log, copy_models, rebuild, rebuilt_beside
from benchmarks.watching import Kept, Look, Watch
from benchmarks.written import EACH, write_log
from services.reporting.recording import read_arrival
from services.reporting.service import record_events
from services.reporting.tallies import Tallies
from shared.contracts.errors import Refusal
from shared.contracts.reporting import GetReport, ListAudit, ListReports
from shared.contracts.requests import Request
from shared.messaging.client import Client
from shared.security.tokens import LOCAL_ADMIN, Signer
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations, started
from tests.unit.reporting.city_events import life
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

APPLICATIONS, TIMES, MINUTES, CITIES = 100_000, 50, 20, 22
START_LIMIT_S = 30
LIMIT_MS, FACTOR = 300, 2  # at the 95th percentile; of what it takes at a hundredth of the size
THEN = datetime.now(UTC).date() - timedelta(days=190)
CODES = [f"BCDFGHJK{number}" for number in range(22, 22 + CITIES)]
OF_CALLS = {
    "funnel": GetReport(report="funnel", call="2027"),
    "funnel by region": GetReport(report="funnel", call="2027", by="region"),
    "funnel by language": GetReport(report="funnel", call="2027", by="language"),
    "funnel by resident outcome": GetReport(report="funnel", call="2027", by="resident_outcome"),
    "funnel half a year ago": GetReport(report="funnel", call="2027", as_of=THEN),
    "time in state": GetReport(report="time_in_state", call="2027"),
    "screening": GetReport(report="screening", call="2027"),
}
OF_COHORTS = ("tracker", "attendance", "strategy", "outcomes", "maturity", "results", "attention", "board")
ASKED: Mapping[str, Request[Any]] = {
    **OF_CALLS,
    **{name: GetReport(report=name, cohort="c27") for name in OF_COHORTS},
    "a city": GetReport(report="city", code=CODES[0]),
    "audit trail": ListAudit(),
}


@dataclass(frozen=True)
class Answered:
    """Milliseconds: what each part computed for one answer; by the clock, in order."""

    computed: Mapping[str, float]
    took: Sequence[float]

    @property
    def most(self) -> float:
        return self.took[len(self.took) * 95 // 100]

    @property
    def middle(self) -> float:
        return self.took[len(self.took) // 2]

    def told(self, name: str) -> str:
        parts = ", ".join(f"{part} {ms:.1f}" for part, ms in self.computed.items())
        return (
            f"{name:<27}{sum(self.computed.values()):>7.1f} ms computed ({parts}), {self.took[0]:.0f} ms at least,"
            f" {self.middle:.0f} at the median, {self.most:.0f} at the 95th percentile"
        )

    def beside(self, few: Answered) -> str:
        by_clock, computed = self.most / few.most, sum(self.computed.values()) / sum(few.computed.values())
        met = self.most < LIMIT_MS and by_clock <= FACTOR
        return (
            f"{'met   ' if met else 'missed'} {self.most:.0f} ms at the 95th percentile, {by_clock:.2f} times few"
            f" ({self.middle / few.middle:.2f} at the median, {computed:.2f} computed)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=APPLICATIONS)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--into", type=Path)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    say, look = Kept(chosen.into), Watch(chosen.minutes)
    try:
        with started(print) as foundations:
            measure(foundations, chosen.applications, chosen.times, folder, say, look)
    except TooSlow as error:
        say(str(error))
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def measure(foundations: Foundations, applications: int, times: int, folder: Path, say: Kept, look: Look) -> None:
    (reporting,) = (one for one in OWN if one.name == "reporting")
    answered: list[dict[str, Answered]] = []
    stored = 0
    with kernel_place(foundations, reporting, folder) as (here, _):
        owner = owner_url(foundations.database_admin, here.database_url)
        for size in (applications // 100, applications):
            events = write_log(owner, stored + 1, size, look) + stored * EACH
            settle(owner)
            with closing(Database(here.database_url, size=1)) as database:
                rebuilt = rebuild(database, events, look)
            say(f"{size:>8,} {rebuilt.told('rebuild')}")
            if not stored:
                take_part(here.database_url)
            stored = size
            keep(here.database_url, look)
            settle(owner)
            answered.append({})
            for name, one in answers(foundations, here, folder, times, look):
                answered[-1][name] = one
                say(f"{size:>8,} {one.told(name)}")
        for name, one in answered[1].items():
            say(f"{name:<27}{one.beside(answered[0][name])}")
        log = copy_log(owner, events, look)
        say(log.told("copy of the log alone"))
        both = log + copy_models(owner, events, look)
        say(both.told("copy of all its rows"))
        say(rebuilt_beside(rebuilt, both, log))


def answers(
    foundations: Foundations, here: Place, folder: Path, times: int, look: Look
) -> Iterator[tuple[str, Answered]]:
    environment = kernel_environment(here, "reporting", folder)
    client = Client(here.amqp_uri, "bench", Signer(LOCAL_ADMIN, folder / "keys").sign)
    (command,) = (one.command for one in OWN if one.name == "reporting")
    with closing(client), running([(command, environment)], folder / "reporting.log") as (pid,):
        until(lambda: is_there(client), START_LIMIT_S, "reporting answers")
        for number, (name, request) in enumerate(ASKED.items()):
            look("requests asked", number, len(ASKED))
            yield name, answer(client, {"reporting": pid, **foundations.pids}, request, times)


def is_there(client: Client) -> bool:
    try:
        client.call(ListReports())
    except Refusal:
        return False
    return True


def answer(client: Client, watched: Mapping[str, int], request: Request[Any], times: int) -> Answered:
    for _ in range(3):
        found = client.call(request)
        assert found.items if isinstance(request, ListAudit) else any(table.rows for table in found.tables), "it counts"
    before = cpu_of(watched)
    took = sorted(milliseconds(client, request) for _ in range(times))
    after = cpu_of(watched)
    return Answered({name: 1000 * (after[name] - before[name]) / times for name in watched}, took)


def milliseconds(client: Client, request: Request[Any]) -> float:
    began = perf_counter()
    client.call(request)
    return 1000 * (perf_counter() - began)


def take_part(url: str) -> None:
    """Cities that have done everything."""
    with closing(Database(url)) as database:
        for code in CODES:
            events = [submitted(code), checked(code), decided(code), sent(code), *life(code)]
            with database.transaction(seconds=60) as tx:
                for at, event in enumerate(events):
                    tx.at_end(record_events, read_arrival(envelope_of(event, time=minutes(at))))


def keep(url: str, look: Look) -> None:
    """What the service does by itself."""
    kept = 0
    with closing(Database(url)) as database:
        more = True
        while more:
            look("tallies kept", kept, kept)
            with database.transaction(seconds=60) as tx:
                more = Tallies(tx).keep_next()
            kept += more


def settle(owner: str) -> None:
    print("vacuum analyze", file=sys.stderr, flush=True)
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        connection.cursor().execute("vacuum analyze")


if __name__ == "__main__":
    raise SystemExit(main())
