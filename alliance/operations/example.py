"""`alliance example`: the files of an example round, dated around today, to try the commands with and to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from alliance.commands import Commands
from alliance.demo.dates import dated
from alliance.embedded.home import checkout
from alliance.output import CommandError, paragraph, show

app = Commands()

SOURCE = Path("examples")


class Which(StrEnum):
    FIRST_ROUND = "first-round"
    SHORT_PROGRAM = "short-program"


@app.command()
def example(
    folder: Annotated[Path, typer.Argument(help="Created if it does not exist.")],
    which: Annotated[Which, typer.Option("--of", help="Another program comes with its own program file.")] = (
        Which.FIRST_ROUND
    ),
) -> None:
    """Write the files of an example round, dated around today, into FOLDER.

    \b
    Example:
      alliance example round
      alliance example sprint --of short-program
      PROGRAM_FILE=sprint/program.toml alliance up
    """
    source = checkout() / SOURCE / which
    if not source.is_dir():
        raise CommandError("not_found", reason="not_in_checkout", folder=str(SOURCE / which))
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.now(UTC).date()
    names = sorted(path.name for path in source.iterdir() if path.suffix in (".json", ".toml"))
    for name in names:
        text = (source / name).read_text(encoding="utf-8")
        (folder / name).write_text(dated(text, {"TODAY": today}), encoding="utf-8")
    show({"folder": str(folder), "files": names}, paragraph(f"{folder}: ", ", ".join(names)))
