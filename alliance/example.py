"""`alliance example`: the files of an example round, dated around today, to try the commands with and to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from alliance.demo.dates import dated
from alliance.embedded.home import checkout
from alliance.output import CommandError, Json, paragraph, show

app = typer.Typer(rich_markup_mode=None)

SOURCE = Path("examples") / "first-round"


@app.command()
def example(folder: Annotated[Path, typer.Argument(help="Made if it is not there.")], json_: Json = False) -> None:
    """Write the files of an example round, dated around today, into FOLDER.

    \b
    Example:
      alliance example round
    """
    source = checkout() / SOURCE
    if not source.is_dir():
        raise CommandError("not_found", f"{SOURCE} is missing: run this in a checkout.")
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.now(UTC).date()
    names = sorted(path.name for path in source.iterdir() if path.suffix in (".json", ".toml"))
    for name in names:
        text = (source / name).read_text(encoding="utf-8")
        (folder / name).write_text(dated(text, {"TODAY": today}), encoding="utf-8")
    show({"folder": str(folder), "files": names}, json_, paragraph(f"{folder}: ", ", ".join(names)))
