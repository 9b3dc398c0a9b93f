"""Arguments and options that many commands share. People, cities and things are found by what people know (naming)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from alliance import naming

A_CITY = "The tracking code, or the city's name or a part of it."
A_PERSON = "Address, name or a part of it, or me."

Code = Annotated[str, typer.Argument(metavar="CODE", parser=naming.city_code, help=A_CITY)]
CodeOption = Annotated[str | None, typer.Option("--code", metavar="CODE", parser=naming.city_code, help=A_CITY)]
PersonOption = Annotated[
    UUID | None, typer.Option("--reviewer", metavar="PERSON", parser=naming.person_id, help=A_PERSON)
]
Person = Annotated[UUID, typer.Argument(metavar="PERSON", parser=naming.person_id, help=A_PERSON)]
SessionId = Annotated[UUID, typer.Argument(metavar="SESSION", parser=naming.session_id, help="Its title, or its id.")]
MailId = Annotated[
    UUID, typer.Argument(metavar="MAIL", parser=naming.mail_id, help="Its id or how it begins, or its subject.")
]
LetterId = Annotated[
    UUID, typer.Argument(metavar="LETTER", parser=naming.dead_letter_id, help="Its id, or how it begins.")
]

CallName = Annotated[str, typer.Argument(metavar="CALL", help="The call's name.")]
CallOption = Annotated[str | None, typer.Option("--call", metavar="CALL", help="Only this call.")]
CohortName = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort's id.")]

File = Annotated[str, typer.Argument(metavar="FILE", help="JSON or TOML, - for JSON on stdin; see docs/files.md.")]
Key = Annotated[str | None, typer.Option(help="An idempotency key: repeat with it and nothing is doubled.")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]
Version = Annotated[int | None, typer.Option("--version", help="Refuse unless this is its version by now.")]
On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")]

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most this many.")]
After = Annotated[str | None, typer.Option("--after", help="Go on after the `next` of the page before.")]
