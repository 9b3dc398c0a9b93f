"""Arguments and options that many commands share. People, cities and things are found by what people know (naming)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from alliance import naming

A_CITY = "The tracking code, or all or part of the city's name."
A_PERSON = "An email address, all or part of a name, or `me`."

Code = Annotated[str, typer.Argument(metavar="CODE", parser=naming.city_code, help=A_CITY)]
CodeOption = Annotated[str | None, typer.Option("--code", metavar="CODE", parser=naming.city_code, help=A_CITY)]
CityOption = Annotated[str | None, typer.Option("--city", metavar="CODE", parser=naming.city_code, help=A_CITY)]
PersonOption = Annotated[
    UUID | None, typer.Option("--reviewer", metavar="PERSON", parser=naming.person_id, help=A_PERSON)
]
Somebody = Annotated[
    UUID | None,
    typer.Option("--person", metavar="PERSON", parser=naming.person_id, help="Somebody else; program leads only."),
]
Person = Annotated[UUID, typer.Argument(metavar="PERSON", parser=naming.person_id, help=A_PERSON)]
SessionId = Annotated[UUID, typer.Argument(metavar="SESSION", parser=naming.session_id, help="Its title, or its id.")]
MailId = Annotated[
    UUID, typer.Argument(metavar="MAIL", parser=naming.mail_id, help="Its id, the start of its id, or its subject.")
]
HoldRuleId = Annotated[
    UUID,
    typer.Argument(metavar="RULE", parser=naming.hold_rule_id, help="Its id, the start of its id, or its reason."),
]
SuppressionId = Annotated[
    UUID,
    typer.Argument(
        metavar="ADDRESS", parser=naming.suppression_id, help="Its id, the start of its id, or its city's code."
    ),
]
LetterId = Annotated[
    UUID, typer.Argument(metavar="LETTER", parser=naming.dead_letter_id, help="Its id, or the start of it.")
]
AlertId = Annotated[
    UUID, typer.Argument(metavar="ALERT", parser=naming.alert_id, help="Its id, the start of its id, or its cause.")
]
WebhookId = Annotated[
    UUID,
    typer.Argument(
        metavar="WEBHOOK", parser=naming.webhook_id, help="Its description, a part of it, its id, or the start of it."
    ),
]
ViewId = Annotated[
    UUID,
    typer.Argument(metavar="VIEW", parser=naming.view_id, help="Its name, a part of it, its id, or the start of it."),
]
EventId = Annotated[UUID, typer.Argument(metavar="EVENT", help="The event's id, as `deliveries` shows it.")]

OneCall = Annotated[str | None, typer.Argument(metavar="CALL", help="The call's name.")]
CallName = Annotated[str, typer.Argument(metavar="CALL", help="The call's name.")]
CallOption = Annotated[str | None, typer.Option("--call", metavar="CALL", help="Only this call.")]
ConveningKind = Annotated[str, typer.Argument(help="A kind from the program file: leaders, mayors, …")]
CohortName = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort's id.")]
CohortOption = Annotated[str | None, typer.Option(help="Only this cohort's.")]

File = Annotated[str, typer.Argument(metavar="FILE", help="JSON or TOML, or - for JSON on stdin; see docs/files.md.")]
Key = Annotated[str | None, typer.Option(help="An idempotency key: a repeat with the same key has no second effect.")]
Override = Annotated[
    str | None, typer.Option("--override", metavar="REASON", help="Reason to override a rule; program leads only.")
]
Reason = Annotated[str, typer.Option("--reason", help="The reason; it is kept on record.")]
Version = Annotated[int | None, typer.Option("--version", help="Refuse unless this is its current version.")]
On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")]

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="Show at most this many.")]
After = Annotated[str | None, typer.Option("--after", help="Continue from the `next` value of the previous page.")]
