"""Whom somebody who looks at the demo may sign in as: one of each kind, of the demo's own people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console

from alliance.demo import guests
from alliance.demo.board import Board, bar
from alliance.demo.data import load_demo
from shared.contracts.identity import MakeSignInLink, SignInLink
from tests.support.fake_client import FakeClient

KEY = "k" * 43


def link(request: MakeSignInLink) -> SignInLink:
    address = f"http://127.0.0.1:8000/sign-in?key={KEY}"
    until = datetime(2027, 3, 1, 13, tzinfo=UTC)
    return SignInLink(email=request.email, address=address, key=KEY, code="123456", expires_at=until)


def test_one_of_each_kind_gets_a_link() -> None:
    client: Any = FakeClient(make_sign_in_link=link)
    board = Board(client, load_demo(date(2027, 3, 1)), bar(Console(stderr=True)))
    links = guests.invite(board)
    assert list(links) == ["applicant", "city team", "reviewer", "coach", "staff", "operator"]
    assert len({one.email for one in links.values()}) == 6
    assert all(one.email.endswith(".example") for one in links.values())
    lines = guests.lines_of(links)
    assert all(len(line) <= 80 for line in lines)
    assert sum(KEY in line for line in lines) == 6
