"""What was measured, as a table of 80 columns and as the files that are kept: results.json, results.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alliance.embedded import postgres
from benchmarks.processes import PEERS, ROOT

FOLDER = Path(__file__).parent
WIDTH = 80
OURS = ("nameko", "kombu", "eventlet", "pydantic", "psycopg2-binary", "fastapi", "uvicorn")
THEIRS = ("nameko", "faststream", "celery", "procrastinate", "asyncpg", "psycopg2-binary", "psycopg")


@dataclass(frozen=True)
class Line:
    """One measured value, and what it is to be held against."""

    what: str
    value: str
    ratio: str = ""
    target: str = ""
    met: bool | None = None  # None: no target
    spread: str = ""  # of several runs: of the ratio, or of the value that has none


def machine() -> dict[str, Any]:
    """What a figure depends on; not whose machine it was."""
    memory = next(line for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if "MemTotal" in line)
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "commit": _said("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory.split()[1]) / 1024 / 1024),
        "load_before": os.getloadavg()[0],
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "postgresql": _said(str(postgres.programs() / "postgres"), "--version").split()[-1],
        "rabbitmq": _said("dpkg-query", "-W", "-f", "${Version}", "rabbitmq-server"),
        "packages": {name: version(name) for name in OURS},
        "peers": _versions(THEIRS),
    }


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _versions(names: tuple[str, ...]) -> dict[str, str]:
    """Of the peers' packages; of none where their environment is not there, which the soak does without."""
    if not PEERS.is_dir():
        return {}
    script = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    return dict(zip(names, _said(str(PEERS / "python"), "-c", script, *names).split(), strict=True))


def table(lines: list[Line]) -> str:
    """For a terminal and for Markdown alike."""
    rows = [("figure", "measured", "ratio", "spread", "target", "met"), *((*_cells(line),) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def _cells(line: Line) -> tuple[str, str, str, str, str, str]:
    met = {True: "yes", False: "no", None: ""}[line.met]
    return line.what, line.value, line.ratio, line.spread, line.target, met


def runs_of(results: Mapping[str, Any]) -> str:
    number = len(results.get("runs", ()))
    return f"Medians of {number} runs, and between which they were." if number > 1 else "One run."


def keep(results: Mapping[str, Any], lines: list[Line], name: str = "results") -> None:
    """Where README.md leads to. Each run replaces the one before; git keeps the history."""
    (FOLDER / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    facts = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    peers = ", ".join(f"{name} {number}" for name, number in facts["peers"].items())
    text = f"""# Measured

Made by `{"make bench-soak" if name == "results-soak" else "make bench"}`; {name}.json beside it holds every number.
{runs_of(results)}
{facts["measured_at"]}, commit {facts["commit"]}, {facts["cores"]} cores, {facts["memory_gib"]} GiB, load before the
start {facts["load_before"]:.1f}; {facts["system"]}, Python {facts["python"]}, PostgreSQL {facts["postgresql"]} (fsync
on), RabbitMQ {facts["rabbitmq"]}.
Alliance: {versions}.{f" Peers: {peers}." if peers else ""}

{table(lines)}
"""
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
