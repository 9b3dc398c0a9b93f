"""`alliance colleagues`: who acts for an application beside its contacts."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.options import Code
from alliance.output import CommandError, as_page, show_page
from alliance.reader import words
from shared.contracts.intake import Colleague, Colleagues, InviteColleague, ListColleagues, RemoveColleague
from shared.contracts.people import Language

app = Commands(help="Who acts for an application or draft beside its contacts.")

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Mail address.")]


@app.command()
def invite(
    code: Code,
    email: Address,
    name: Annotated[str, typer.Option(help="What the person is called.")],
    language: Annotated[Language | None, typer.Option(help="Of our mails; by default the application's.")] = None,
) -> None:
    """Invite somebody, who acts for the application once they have signed in.

    \b
    Example:
      alliance colleagues invite JK2MPJ4V23 eva@city.example --name "Eva Ríos"
    """
    show(connect().call(make(InviteColleague, code=code, email=email, name=name, language=language)))


@app.command()
def remove(code: Code, email: Address) -> None:
    """Take somebody out again; the last who has signed in stays.

    \b
    Example:
      alliance colleagues remove JK2MPJ4V23 eva@city.example
    """
    client = connect()
    known = client.call(make(ListColleagues, code=code)).items
    found = next((one for one in known if one.email.casefold() == email.strip().casefold()), None)
    if found is None:
        raise CommandError("not_found", reason="no_such_thing", thing="person", name=email)
    show(client.call(make(RemoveColleague, code=code, id=found.id)))


@app.command("list")
def list_colleagues(code: Code) -> None:
    """List whom the people of an application invited.

    \b
    Example:
      alliance colleagues list JK2MPJ4V23
    """
    show(connect().call(make(ListColleagues, code=code)))


def show(found: Colleagues) -> None:
    show_page(as_page(found.items), ("name", "address", "state"), row)


def row(one: Colleague) -> tuple[object, ...]:
    return (one.name, one.email, words("colleagues.signed_in") if one.joined else words("colleagues.invited"))
