"""`alliance login`, `logout`, `whoami`: whom commands act as."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.commands import Commands
from alliance.connection import (
    SignedIn,
    acts_as_administrator,
    called,
    client_of,
    connect,
    forget_session,
    keep_session,
    read_session,
)
from alliance.output import show
from alliance.people import signing_in
from alliance.reader import words
from shared.contracts.identity import GetPerson, SignOut
from shared.messaging.client import anonymous
from shared.views.session import SessionSigner

app = Commands()


@app.command()
def login(
    email: Annotated[str | None, typer.Argument(help="Your address in the program.")] = None,
    code: Annotated[
        str | None, typer.Option(help="The six-digit code; without it, one is mailed and asked for.")
    ] = None,
    link: Annotated[str | None, typer.Option(metavar="URL|KEY", help="A sign-in link, or the key in it.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for password and second factor.")] = False,
    browser: Annotated[
        bool, typer.Option("--browser", help="Show a code that you confirm in a browser; without an address, too.")
    ] = False,
) -> None:
    """Sign in. Commands then act as you, until `alliance logout`.

    A code is mailed to the address. Whoever has a second factor confirms in the browser instead.

    \b
    Example:
      alliance login ana@alliance.example
      alliance login --browser
      alliance login --link http://127.0.0.1:8000/sign-in?key=...
    """
    client = client_of(None)
    if link is not None:
        session = signing_in.by_link(client, link)
    elif browser or email is None:
        session = signing_in.by_browser(client)
    elif password:
        session = signing_in.by_password(client, email)
    else:
        session = signing_in.by_mailed_code(client, email, code)
    person = client.call(GetPerson(person="me"), sign=SessionSigner(client, session.secret))
    signed_in = SignedIn(session.secret, person.name, person.email, session.roles)
    keep_session(signed_in)
    value = session.model_dump(mode="json", exclude={"secret"}) | {"name": person.name, "email": person.email}
    until = f"{session.expires_at:%Y-%m-%d %H:%M %Z}"
    show(value, f"{words('session.signed_in', until=until, who=signed_in)}\n{words('session.logout_ends')}")


@app.command()
def logout() -> None:
    """Sign out. On the machine that runs the system, commands act as the local administrator again.

    \b
    Example:
      alliance logout
    """
    signed_in = read_session()
    if signed_in is not None:
        client_of(None).call(SignOut(session=signed_in.secret), sign=anonymous)
        forget_session()
    said = [words("session.signed_out") if signed_in else words("session.nobody_signed_in")]
    said += [words("session.acts_as_administrator")] if acts_as_administrator() else []
    show({"signed_out": signed_in is not None}, " ".join(said))


@app.command()
def whoami() -> None:
    """Say whom commands act as: who has signed in, the local administrator, or nobody.

    \b
    Example:
      alliance whoami
    """
    if read_session() is None:
        actor = "local administrator" if acts_as_administrator() else "nobody"
        said = words("session.administrator") if acts_as_administrator() else words("session.nobody")
        show({"actor": actor, "person": None}, said)
        return
    person = connect().call(GetPerson(person="me"))
    text = called(person.name, person.email, person.roles)
    show({"actor": "person", "person": person.model_dump(mode="json")}, text)
