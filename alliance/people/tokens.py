"""`alliance tokens`: what programs of one's own sign in to the API with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from alliance import naming
from alliance.asking import ask
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.identity import AccessToken, ListAccessTokens, MadeAccessToken, MakeAccessToken, RevokeAccessToken

app = Verbs(help="Access tokens for programs of one's own.", group="tokens")

HEADINGS = ("id", "name", "scopes", "until", "last_used", "origin")
DAYS = 90


def made_text(made: MadeAccessToken) -> str:
    """Its line alone, so that it is copied whole."""
    said = words("tokens.made", until=f"{made.made.expires_at:%Y-%m-%d %H:%M %Z}")
    return f"{made.token}\n{said}"


def row_of(token: AccessToken) -> tuple[str, ...]:
    used = f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else words("tokens.never")
    until = f"{token.expires_at:%Y-%m-%d %H:%M}"
    return (str(token.id), token.name, ", ".join(token.scopes), until, used, token.used_from or "-")


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which program it is for.")],
    scope: Annotated[
        list[str],
        typer.Option(
            metavar="SCOPE", help="`read`, `write`, a role of yours, `cohort.read`, `cohort.get_timeline`; may repeat."
        ),
    ],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=f"The last day, YYYY-MM-DD; {DAYS} days without it.")
    ] = None,
) -> None:
    """Make a token and print it, this once. It does what its scopes say, and never more than you may; what asks who you
    are again, no token does.

    \b
    Example:
      alliance tokens add "Nightly report" --scope read
      alliance tokens add Door --scope cohort.check_in --until 2027-06-30
    """
    last_on = (until or datetime.now(UTC) + timedelta(days=DAYS)).date()
    ask(MakeAccessToken, made_text, name=name, scopes=scope, last_on=last_on)


app.lists(
    "list\nlist --person ana@alliance.example",
    ListAccessTokens,
    HEADINGS,
    row_of,
    "List your tokens; program leads may list those of somebody else.",
)
app.asks(
    'revoke "Nightly report"',
    RevokeAccessToken,
    lambda _: words("tokens.revoked"),
    "End a token. A call under way in it ends within a minute.",
    token_id=typer.Argument(metavar="TOKEN", parser=naming.token_id, help="Its name, or its id."),
)
