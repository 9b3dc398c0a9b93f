"""`alliance login` and `logout`, where the command line is not the local administrator."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect, forget_session, keep_session, read_session
from alliance.files import make
from alliance.output import Json, show
from shared.contracts.identity import ConfirmSignIn, RequestSignIn, SignOut
from shared.messaging.client import anonymous

app = typer.Typer(rich_markup_mode=None)


@app.command()
def login(
    email: Annotated[str, typer.Argument(help="Your address in the program.")],
    code: Annotated[str | None, typer.Option(help="The six digits; without it, they are mailed and asked for.")] = None,
    json_: Json = False,
) -> None:
    """Sign in by a mailed code.

    \b
    Example:
      alliance login ana@alliance.example
    """
    client = connect()
    if code is None:
        client.call(make(RequestSignIn, email=email), sign=anonymous)
        typer.echo("If the address is known, a code is on its way.", err=True)
        code = typer.prompt("Code", err=True)
    session = client.call(make(ConfirmSignIn, email=email, code=code), sign=anonymous)
    keep_session(session.secret)
    value = session.model_dump(mode="json", exclude={"secret"})
    show(value, json_, f"Signed in until {session.expires_at} as {', '.join(session.roles)}.")


@app.command()
def logout(json_: Json = False) -> None:
    """Sign out.

    \b
    Example:
      alliance logout
    """
    session = read_session()
    if session is not None:
        connect().call(SignOut(session=session), sign=anonymous)
        forget_session()
    show({"signed_out": session is not None}, json_, "Signed out." if session else "Nobody was signed in.")
