"""Whom somebody who looks at the demo may sign in as: one of each kind, by a link that the machine itself makes."""

from __future__ import annotations

from collections.abc import Iterator

from alliance.demo.board import Board
from alliance.demo.data import City
from alliance.reader import words
from shared.contracts.identity import MakeSignInLink, SignInLink
from shared.contracts.people import Role

PROGRAM = {"reviewer": Role.REVIEWER, "coach": Role.COACH, "staff": Role.STAFF, "operator": Role.ADMINISTRATOR}


def invite(board: Board) -> dict[str, SignInLink]:
    """Who -> their link. Only the administrator of the machine may make them."""
    return {who: board.call(MakeSignInLink(email=email)) for who, email in guests(board)}


def guests(board: Board) -> Iterator[tuple[str, str]]:
    """Who, and their address."""
    yield "applicant", contact_of(board.cities("open", "checked")[0])
    yield "city team", contact_of(board.cities("past", "acceleration")[0])
    for who, role in PROGRAM.items():
        yield who, next(str(one["email"]) for one in board.demo.people if role in one["roles"])


def contact_of(city: City) -> str:
    """The first one, whom mails go to."""
    return str(next(one for one in city.document["contacts"] if one.get("primary"))["email"])


def lines_of(links: dict[str, SignInLink]) -> list[str]:
    """Each once, within the hour."""
    lines = [words("demo.sign_in_as")]
    called = {who: words(f"demo.who.{who.replace(' ', '_')}") for who in links}
    wide = max(map(len, called.values())) + 1
    for who, link in links.items():
        said = words("demo.guest", who=f"{called[who]:<{wide}}", address=link.email, code=link.code)
        lines += [f"  {said}", f"  {link.address}"]
    return [*lines, f"  {words('demo.each_once')}"]
