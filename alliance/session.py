"""`alliance login`, `logout`, `whoami`: whom commands act as."""

from __future__ import annotations

import platform
from typing import Annotated

import typer

from alliance.connection import (
    SignedIn,
    acts_as_administrator,
    client_of,
    connect,
    forget_session,
    keep_session,
    read_session,
)
from alliance.files import make
from alliance.output import Json, show
from shared.contracts.identity import ConfirmSignIn, GetPerson, RequestSignIn, SignOut
from shared.messaging.client import anonymous
from shared.views.session import begin_session, session_signer

DEVICE = f"alliance, {platform.node()}"[:80]  # in the list of one's sessions

app = typer.Typer(rich_markup_mode=None)


@app.command()
def login(
    email: Annotated[str, typer.Argument(help="Your address in the program.")],
    code: Annotated[
        str | None, typer.Option(help="The six-digit code; without it, one is mailed and asked for.")
    ] = None,
    json_: Json = False,
) -> None:
    """Sign in by a mailed code. Commands then act as you, until `alliance logout`.

    \b
    Example:
      alliance login ana@alliance.example
    """
    client = client_of(None)
    if code is None:
        client.call(make(RequestSignIn, email=email), sign=anonymous)
        typer.echo("A code is on its way.", err=True)
        code = typer.prompt("Code", err=True)
    session = begin_session(client, make(ConfirmSignIn, email=email, code=code, device=DEVICE))
    person = client.call(GetPerson(person="me"), sign=session_signer(client, session.secret))
    signed_in = SignedIn(session.secret, person.name, person.email, session.roles)
    keep_session(signed_in)
    value = session.model_dump(mode="json", exclude={"secret"}) | {"name": person.name, "email": person.email}
    until = f"{session.expires_at:%Y-%m-%d %H:%M %Z}"
    show(value, json_, f"Signed in until {until} as {signed_in}.\n`alliance logout` ends it.")


@app.command()
def logout(json_: Json = False) -> None:
    """Sign out. On the machine that runs the system, commands act as the local administrator again.

    \b
    Example:
      alliance logout
    """
    signed_in = read_session()
    if signed_in is not None:
        client_of(None).call(SignOut(session=signed_in.secret), sign=anonymous)
        forget_session()
    said = "Signed out." if signed_in else "Nobody was signed in."
    said += " Commands act as the local administrator." if acts_as_administrator() else ""
    show({"signed_out": signed_in is not None}, json_, said)


@app.command()
def whoami(json_: Json = False) -> None:
    """Say whom commands act as: who has signed in, the local administrator, or nobody.

    \b
    Example:
      alliance whoami
    """
    if read_session() is None:
        actor = "local administrator" if acts_as_administrator() else "nobody"
        show({"actor": actor, "person": None}, json_, actor)
        return
    person = connect().call(GetPerson(person="me"))
    text = f"{person.name} <{person.email}>, {', '.join(person.roles)}"
    show({"actor": "person", "person": person.model_dump(mode="json")}, json_, text)
