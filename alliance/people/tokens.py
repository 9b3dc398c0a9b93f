"""`alliance tokens`: what programs of one's own sign in to the API with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from alliance import naming
from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.people.signed_in import PersonOption
from alliance.reader import words
from shared.contracts.identity import AccessToken, ListAccessTokens, MadeAccessToken, MakeAccessToken, RevokeAccessToken

app = Commands(help="Access tokens for programs of one's own.")

HEADINGS = ("id", "name", "scopes", "until", "last_used", "origin")
DAYS = 90


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


@app.command("list")
def list_tokens(person: PersonOption = None) -> None:
    """List your tokens; program leads may list those of somebody else.

    \b
    Example:
      alliance tokens list
      alliance tokens list --person ana@alliance.example
    """
    ask_page(ListAccessTokens, HEADINGS, row_of, person=person)


@app.command()
def revoke(
    token: Annotated[UUID, typer.Argument(metavar="TOKEN", parser=naming.token_id, help="Its name, or its id.")],
) -> None:
    """End a token. A call under way in it ends within a minute.

    \b
    Example:
      alliance tokens revoke "Nightly report"
    """
    ask(RevokeAccessToken, lambda _: words("tokens.revoked"), token_id=token)


def made_text(made: MadeAccessToken) -> str:
    """Its line alone, so that it is copied whole."""
    said = words("tokens.made", until=f"{made.made.expires_at:%Y-%m-%d %H:%M %Z}")
    return f"{made.token}\n{said}"


def row_of(token: AccessToken) -> tuple[str, ...]:
    used = f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else words("tokens.never")
    until = f"{token.expires_at:%Y-%m-%d %H:%M}"
    return (str(token.id), token.name, ", ".join(token.scopes), until, used, token.used_from or "-")
