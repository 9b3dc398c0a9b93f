"""`alliance mail upcoming`: what goes out by itself."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.options import Limit
from alliance.output import footer, in_json, show, table
from alliance.reader import language
from alliance.verbs import Verbs
from shared.views.reminders import COUNTED_DAYS, asked, readers_of, reason_of, together
from shared.wording import say

app = Verbs(group="mail")


@app.command()
def upcoming(
    days: Annotated[int, typer.Option(min=1, max=366, help="How far to look ahead.")] = COUNTED_DAYS,
    limit: Limit = 100,
) -> None:
    """List the reminders to come: when, to whom, and why.

    As things stand now: an answer or a moved day changes them.

    \b
    Example:
      alliance mail upcoming
      alliance mail upcoming --days 7
    """
    call = connect().call
    found = together([call(request) for request in asked(days, limit)], limit)
    readers = [] if in_json() else readers_of(call, found.items, language())

    def lines(_: object) -> None:
        rows = [
            (f"{one.at:%Y-%m-%d %H:%M}", one.code, reader, say(language(), f"mail_templates.{one.template}"),
             reason_of(one, language()))
            for one, reader in zip(found.items, readers, strict=True)
        ]  # fmt: skip
        print(table(("at_utc", "code", "to", "template", "why"), rows))
        print(*footer(len(rows), found.total, None), sep="\n")

    show(found.model_dump(mode="json"), lines)
