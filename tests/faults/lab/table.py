"""The table of a run, for the terminal and for docs/reliability.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from alliance.embedded import broker, postgres
from tests.faults.lab.tally import Tally

COLUMNS = ("attempted", "acknowledged", "lost", "unexpected", "duplicated", "recovered")
BEGIN, END = "<!-- faults: written by make faults -->\n", "<!-- end of faults -->\n"


@dataclass(frozen=True)
class Row:
    """One fault's line."""

    name: str
    sentence: str
    tallies: Mapping[str, Tally]
    remark: str

    def figure(self, column: str) -> str:
        """One number where all stages agree, else one for each stage."""
        values = [getattr(tally, column) for tally in self.tallies.values()]
        return str(values[0]) if len(set(values)) == 1 else "/".join(map(str, values))

    def cells(self) -> list[str]:
        return [self.name, *map(self.figure, COLUMNS), self.remark]


def as_text(rows: Iterable[Row]) -> str:
    lines = [["fault", *COLUMNS, ""], *(row.cells() for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) if n in (0, 7) else cell.rjust(width) for n, (cell, width) in parts).rstrip()
        for line in lines
        for parts in [list(enumerate(zip(line, widths, strict=True)))]
    )


def as_markdown(row: Row) -> str:
    return "| " + " | ".join([f"`{row.name}`", row.sentence, *row.cells()[1:]]) + " |"


def machine() -> str:
    """Date, cores and versions: what a reader needs to judge the figures. No name of the machine."""
    command = [str(postgres.programs() / "postgres"), "--version"]
    server = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    parts = (
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{os.cpu_count()} cores",
        platform.machine(),
        f"Python {platform.python_version()}",
        f"RabbitMQ {broker_version()}",
        server.strip().replace("postgres (PostgreSQL)", "PostgreSQL"),
        *(f"{name} {version(name)}" for name in ("nameko", "eventlet", "psycopg2-binary")),
    )
    return ", ".join(parts)


def broker_version() -> str:
    """Read off the package: its plugins carry it in their names."""
    plugins = broker.SERVER.resolve().parents[1] / "plugins"
    found = (re.match(r"rabbit-(\d+\.\d+\.\d+)", path.name) for path in plugins.glob("rabbit-*"))
    return next((match[1] for match in found if match), "unknown")


def write(document: Path, rows: Iterable[Row]) -> None:
    """Replace the lines of these faults in the document's table, keep the others; the order is by name."""
    before, rest = document.read_text(encoding="utf-8").split(BEGIN)
    table, after = rest.split(END)
    kept = {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}
    kept |= {row.name: as_markdown(row) for row in rows}
    head = ["| fault | what happens | " + " | ".join(COLUMNS) + " | remarks |", "|---|---|" + "---:|" * 6 + "---|"]
    lines = [f"Last written: {machine()}.", "", *head, *(kept[name] for name in sorted(kept))]
    document.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after, encoding="utf-8")
