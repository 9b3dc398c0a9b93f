"""The portal's door under siege: what an ordinary reader waits for /healthz, /readyz and the front page meanwhile.

    python -m benchmarks.door [--url http://127.0.0.1:8000] [--seconds 10]

500 connections say half of a head and no more, each opened again when it is dropped; 200 anonymous calls come at once,
a second after the last 200 are answered: too deep, too large, self-checks. First from one address, the reader's own,
then from 25 others of this machine (127.0.1.x). Without --url a system of its own is started. A turn takes --seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from benchmarks.system import alliance

SLOW, HOSTILE, ADDRESSES = 500, 200, 25
READ = ("/healthz", "/readyz", "/")
EVERY_S = 0.1
ANSWER_LIMIT_S = 15

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
CITY = {"country": "CO", "residents": 512_300, "population_year": 2025, "mayor": {"name": "A", "term_starts_on": None}}
HOSTILE_BODIES = (
    b'{"city":' + b"[" * 40 + b"]" * 40 + b"}",
    b'{"city":"' + b"x" * 300_000 + b'"}',
    json.dumps(CITY).encode(),
)


@dataclass
class Siege:
    host: str
    port: int
    sources: list[str]
    until: float
    waits: dict[str, list[float]] = field(default_factory=lambda: {path: [] for path in READ})
    refused: Counter[str] = field(default_factory=Counter)  # of what the reader asked for
    hostile: Counter[str] = field(default_factory=Counter)  # the answers of the hostile calls

    @property
    def lasts(self) -> bool:
        return perf_counter() < self.until

    @asynccontextmanager
    async def opened(self, source: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection(self.host, self.port, local_addr=(source, 0))
        try:
            yield reader, writer
        finally:
            writer.close()
            with suppress(OSError):  # whoever was refused hears of a reset
                await writer.wait_closed()

    async def be_slow(self, source: str) -> None:
        while self.lasts:
            try:
                async with self.opened(source) as (reader, writer):
                    writer.write(HALF_A_HEAD)
                    await asyncio.wait_for(reader.read(), max(0.1, self.until - perf_counter()))
            except (OSError, TimeoutError):
                await asyncio.sleep(EVERY_S)

    async def be_hostile(self) -> None:
        source, body = cycle(self.sources), cycle(HOSTILE_BODIES)
        while self.lasts:
            await asyncio.gather(*(self.call(next(source), next(body)) for _ in range(HOSTILE)))
            await asyncio.sleep(1)

    async def call(self, source: str, body: bytes) -> None:
        head = f"POST /api/v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        said = f"{head}Content-Type: application/json\r\nConnection: close\r\n\r\n".encode() + body
        self.hostile[(await self.ask(source, said))[0]] += 1

    async def read(self, path: str) -> None:
        said = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        while self.lasts:
            status, waited = await self.ask("127.0.0.1", said)
            self.waits[path].append(waited)
            if status != "200":
                self.refused[f"{path} {status}"] += 1
            await asyncio.sleep(EVERY_S)

    async def ask(self, source: str, said: bytes) -> tuple[str, float]:
        """Status and seconds."""
        began = perf_counter()
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S), self.opened(source) as (reader, writer):
                writer.write(said)
                line = await reader.readline()
                await reader.read()
        except (OSError, TimeoutError) as error:
            return type(error).__name__, perf_counter() - began
        return line.decode("ascii", "replace")[9:12] or "closed", perf_counter() - began


async def lay(url: str, sources: list[str], seconds: float, *, besieged: bool) -> Siege:
    parts = urlsplit(url)
    siege = Siege(parts.hostname or "127.0.0.1", parts.port or 80, sources, perf_counter() + seconds)
    source = cycle(sources)
    work: list[Coroutine[Any, Any, None]] = [siege.read(path) for path in READ]
    if besieged:
        work += [siege.be_slow(next(source)) for _ in range(SLOW)]
        work.append(siege.be_hostile())
    await asyncio.gather(*work)
    return siege


def measure(url: str, seconds: float) -> None:
    others = [f"127.0.1.{number}" for number in range(1, ADDRESSES + 1)]
    show("in peace", asyncio.run(lay(url, ["127.0.0.1"], seconds, besieged=False)))
    show("besieged from the reader's own address", asyncio.run(lay(url, ["127.0.0.1"], seconds, besieged=True)))
    show(f"besieged from {ADDRESSES} others", asyncio.run(lay(url, others, seconds, besieged=True)))


def show(name: str, siege: Siege) -> None:
    print(f"\n{name}")
    for path, waits in siege.waits.items():
        ordered = sorted(waits)
        half, most = (round(one * 1000) for one in (ordered[len(ordered) // 2], ordered[-1]))
        print(f"  {path:<10}{len(waits):>4} times   half within {half:>5} ms   all within {most:>5} ms")
    if siege.refused:
        print(f"  not answered 200: {dict(siege.refused)}")
    if siege.hostile:
        print(f"  hostile calls: {dict(siege.hostile.most_common())}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.door", description=__doc__.partition("\n")[0])
    parser.add_argument("--url", help="of a running portal of yours; else a system is started")
    parser.add_argument("--seconds", type=float, default=10, help="of each of the three turns")
    chosen = parser.parse_args()
    if chosen.url:
        measure(chosen.url, chosen.seconds)
        return
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    try:
        with alliance(folder) as system:
            measure(system.endpoints["portal"], chosen.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
