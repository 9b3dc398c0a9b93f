"""How fast the portal's pages are with few and with many applications stored, beside the same list and form in Django.

    python -m benchmarks.pages [--many 100000] [--times 200] [--keep]

One reader, over one connection that stays open; the answers' times, what all processes behind them compute, the
bytes that go over the wire, and how many requests a page makes at first. First with FEW stored, then with --many;
Alliance and the peer on the same machine in one run.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg2

from benchmarks import report
from benchmarks.ground import place
from benchmarks.processes import PEERS, cpu_of, run, running, until
from benchmarks.report import Line
from benchmarks.system import Alliance, alliance
from shared.program.finding import kept_words
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations, started
from tests.support.ports import free_port

FEW, MANY, TIMES = 1_000, 100_000, 200
BYTES = 100_000
BEST_MS, TWICE = 300, 2.0  # of the slowest twentieth; with many over with few
OWN = {
    "program": "/",
    "form": "/check",
    "list": "/staff/applications",
    "list, narrowed": "/staff/applications?state=checked&country=CO",
    "list, searched": "/staff/applications?text=bench%2099",
    "work": "/staff",
    "search": "/search?q=Puerto%20Bench%20512",
    "search, one letter wrong": "/search?q=Pureto%20Bench",
}
PEERS_PAGES = {"form": "/check", "list": "/staff/applications", "list, narrowed": "/staff/applications?state=checked"}
NEEDED = re.compile(r"""(?:src|href)="(/static/[^"]+)""")

#: Rows that a list, the search and the work queue read: reporting's own read models.
FILL = """
insert into applications (application_id, code, call, city, admin_area, country, time_zone, language, version,
    submitted_at, intake_state, selection_state, state, eligibility, resident_outcomes, folded)
select md5('bench' || number)::uuid, lpad(number::text, 10, '0'), 'bench', 'Puerto Bench ' || number, 'Magdalena',
    (array['CO', 'MX', 'BR', 'US', 'CA', 'AR', 'CL', 'PE'])[1 + number %% 8], 'America/Bogota', 'es', 1,
    now() - number * interval '1 minute', 'submitted', 'checked', 'checked', 'eligible', '{affordable_housing}',
    'puerto bench ' || number || '|magdalena|' || lpad(number::text, 10, '0')
from generate_series(%(first)s, %(last)s) as number;
insert into searched (application_id, words)
select md5('bench' || number)::uuid,
    array_to_tsvector(%(words)s::text[] || array[number::text, lpad(number::text, 10, '0')] || array(
        select distinct '=' || substr(folded, place, 3) from generate_series(1, length(folded) - 2) as place))
from generate_series(%(first)s, %(last)s) as number
cross join lateral (
    select 'puerto bench ' || number || '|magdalena|' || lpad(number::text, 10, '0') as folded) as called;
insert into work (kind, key, aggregate_id, application_id, code, since, "values")
select (array['check', 'reviewers', 'decision'])[1 + number %% 3], md5('bench' || number)::uuid::text,
    md5('bench' || number)::uuid, md5('bench' || number)::uuid, lpad(number::text, 10, '0'),
    now() - number * interval '1 minute', '{"outcome": "admitted"}'
from generate_series(%(first)s, %(last)s) as number;
"""


@dataclass(frozen=True)
class Measured:
    p50_ms: float
    p95_ms: float
    cpu_ms: dict[str, float]  # of each process, for one answer
    bytes: int  # of the page and what it needs, as they go over the wire
    requests: int

    @classmethod
    def of(cls, waits: list[float], used: Mapping[str, float], size: int, requests: int) -> Measured:
        ordered, each = sorted(waits), {name: ms(spent / len(waits)) for name, spent in used.items()}
        return cls(ms(ordered[len(ordered) // 2]), ms(ordered[len(ordered) * 95 // 100]), each, size, requests)


def ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def measure(base: str, path: str, cookie: str, times: int, pids: Mapping[str, int]) -> Measured:
    """The first answers are left out: a page that nobody has asked for since the start is made ready by them.
    `pids`: of all that computes, by name."""
    with httpx.Client(base_url=base, headers={"Cookie": cookie, "Accept-Encoding": "gzip"}, timeout=30) as client:
        size, needs = first_load(client, path)
        for _ in range(3):
            client.get(path)
        waits, before = [], cpu_of(pids)
        for _ in range(times):
            began = perf_counter()
            answer = client.get(path)
            waits.append(perf_counter() - began)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
    used = {name: spent - before[name] for name, spent in cpu_of(pids).items()}
    return Measured.of(waits, used, size, 1 + len(needs))


def first_load(client: httpx.Client, path: str) -> tuple[int, list[str]]:
    """Bytes over the wire, and what else the page asks for."""
    page = client.get(path)
    assert page.status_code == 200, f"{path}: {page.status_code} {page.headers.get('Location')}"
    needs = sorted(set(NEEDED.findall(page.text)))
    answers = [page, *(client.get(one) for one in needs)]
    return sum(answer.num_bytes_downloaded for answer in answers), needs


def sign_in(system: Alliance, folder: Path, role: str = "staff") -> str:
    """The cookie of somebody who has that role."""
    address = f"{role}@bench.example"
    file = folder / "people.json"
    person = {"name": "A Name", "email": address, "roles": [role], "languages": ["en"]}
    file.write_text(json.dumps({"people": [person]}), encoding="utf-8")
    system.system.run("people", "add", str(file))
    link = str(system.system.run("people", "link", address)["address"])
    (key,) = parse_qs(urlsplit(link).query)["key"]
    base = system.endpoints["portal"]
    sent = httpx.post(
        f"{base}/sign-in/link", data={"key": key, "next": "/my"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    return next(one for one in sent.headers.get_list("set-cookie") if one.startswith("session=")).partition(";")[0]


def fill(url: str, first: int, last: int) -> None:
    words = kept_words("Puerto Bench", "Magdalena")
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(FILL, {"first": first, "last": last, "words": words})


def settle(owner: str) -> None:
    """What PostgreSQL does by itself some minutes later; Django's table is filled with it, too."""
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        connection.cursor().execute("vacuum analyze")


def measure_alliance(
    system: Alliance, folder: Path, numbers: Mapping[str, int], times: int
) -> dict[str, dict[str, Any]]:
    """`numbers`: how many are stored, by name, the fewest first."""
    found: dict[str, dict[str, Any]] = {name: {} for name in OWN}
    cookie, base = sign_in(system, folder), system.endpoints["portal"]
    url = system.endpoints["postgres"]["reporting"]
    stored = 0
    for name, number in numbers.items():
        fill(url, stored + 1, number)
        settle(owner_url(system.database_admin, url))
        stored = number
        for page, path in OWN.items():
            found[page][name] = vars(measure(base, path, cookie, times, system.pids))
    return found


@contextmanager
def peer(foundations: Foundations, number: int, folder: Path) -> Iterator[tuple[str, str, int]]:
    """Its address, the cookie of somebody who is signed in, and its process."""
    with place(foundations) as here:
        url = owner_url(foundations.database_admin, here.database_url)  # who may make tables
        port, environment = free_port(), {"DATABASE_URL": url}
        cookie = run((PEERS / "python", "-m", "benchmarks.peers.pages", "fill", str(number)), environment, 300).strip()
        words = (
            "--workers",
            "1",
            "--threads",
            "8",
            "--bind",
            f"127.0.0.1:{port}",
            "benchmarks.peers.pages:application",
        )
        with running([((PEERS / "gunicorn", *words), environment)], folder / "django.log") as (pid,):
            base = f"http://127.0.0.1:{port}"
            until(lambda: answers(f"{base}/check"), 30, "Django answers", every_s=0.2)
            yield base, cookie, pid


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


def measure_peer(folder: Path, many: int, times: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {name: {} for name in PEERS_PAGES}
    with started(print) as foundations:
        for name, number in (("few", FEW), ("many", many)):
            with peer(foundations, number, folder) as (base, cookie, pid):
                pids = {"django": pid, "postgres": foundations.pids["postgres"]}
                for page, path in PEERS_PAGES.items():
                    found[page][name] = vars(measure(base, path, cookie, times, pids))
    return found


def lines(results: dict[str, Any]) -> list[Line]:
    """With many stored; the ratio is that to few, and of a page that the peer has as well, to the peer's."""
    found = []
    for page, measured in results["alliance"].items():
        few, many = measured["few"], measured["many"]
        computed = sum(many["cpu_ms"].values())
        growth = many["p95_ms"] / few["p95_ms"]
        light = many["bytes"] < BYTES
        found += [
            Line(f"{page}: p95", f"{many['p95_ms']:.0f} ms", "", f"< {BEST_MS} ms", many["p95_ms"] < BEST_MS),
            Line("  few stored", f"{few['p95_ms']:.0f} ms", f"{growth:.2f}", f"< {TWICE:.0f} x few", growth < TWICE),
            Line("  CPU, all", f"{computed:.0f} ms", "", "", None),
            Line(f"  requests: {many['requests']}", f"{many['bytes'] / 1000:.0f} kB", "", "< 100 kB", light),
        ]
        if page in results["django"]:
            theirs = results["django"][page]["many"]
            found += [
                beside("Django: p95", many["p95_ms"], theirs["p95_ms"]),
                beside("  CPU, all", sum(many["cpu_ms"].values()), sum(theirs["cpu_ms"].values())),
                beside("  CPU, portal", many["cpu_ms"]["portal"], theirs["cpu_ms"]["django"]),
            ]
    return found


def beside(what: str, ours_ms: float, theirs_ms: float) -> Line:
    ratio = ours_ms / theirs_ms
    return Line(f"  {what}", f"{theirs_ms:.0f} ms", f"{ratio:.2f}", "<= 1 x Django", ratio <= 1)


def keep(results: dict[str, Any], found: list[Line]) -> None:
    facts = results["machine"]
    (report.FOLDER / "results-pages.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = f"""# Pages, measured

Made by `python -m benchmarks.pages --keep`; results-pages.json beside it holds every number.
{results["many"]:,} applications stored, and {FEW:,}; {results["times"]} answers a page to one reader.
{facts["measured_at"]}, commit {facts["commit"]}, {facts["cores"]} cores, load before the start
{facts["load_before"]:.1f}; Python {facts["python"]}, PostgreSQL {facts["postgresql"]}.

{report.table(found)}
"""
    (report.FOLDER / "results-pages.md").write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__.partition("\n")[0])
    parser.add_argument("--many", type=int, default=MANY, help="how many applications are stored at last")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each page is asked for")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results-pages.md")
    chosen = parser.parse_args()
    if not PEERS.is_dir():
        print("The peers' environment is missing: `make bench` makes it.", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    try:
        results: dict[str, Any] = {"machine": report.machine(), "many": chosen.many, "times": chosen.times}
        results["django"] = measure_peer(folder, chosen.many, chosen.times)
        with alliance(folder) as system:
            numbers = {"few": FEW, "many": chosen.many}
            results["alliance"] = measure_alliance(system, folder, numbers, chosen.times)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = lines(results)
    print(report.table(found))
    if chosen.keep:
        keep(results, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
