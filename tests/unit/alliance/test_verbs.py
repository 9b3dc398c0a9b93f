"""A command that is made from its request."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer
from typer.testing import CliRunner

from alliance.options import File, On
from alliance.verbs import Found, Verbs, folded
from shared.contracts.cohort import CancelSession, HandOver, NoteSession, SaveVision
from shared.contracts.eligibility import RemindReviewer
from shared.contracts.requests import Request
from tests.support.fake_client import FakeClient
from tests.support.replies import reply_of

ID = "00000000-0000-0000-0000-000000000007"

Sent = Callable[..., Request[Any]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The request that these words send."""

    def send(app: Verbs, *words: str) -> Request[Any]:
        client = FakeClient()
        client.call = lambda request, **_: client.asked.append(request) or reply_of(request.reply)  # type: ignore
        monkeypatch.setattr("alliance.asking.connect", lambda: client)
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
        (request,) = client.asked
        return request

    return send


def app_of(example: str, model: type[Request[Any]], **declared: Any) -> Verbs:
    app = Verbs("Nothing.", group="nothing", on=On)
    app.asks(example, model, lambda _: "done", "Does it.", **declared)
    return app


def hand_over() -> Verbs:
    member = Found(typer.Argument(metavar="MEMBER"), lambda code, text: UUID(int=len(code + text)))
    parts = {"to": typer.Option(help="Who."), "notes": typer.Option(help="What."), "email": typer.Option(help="Where.")}
    return app_of('over JK2MPJ4V23 Leo --to Rosa --on 2027-03-01 --notes "all"', HandOver, member=member, **parts)


def test_fields_are_parameters_by_their_names(sent: Sent) -> None:
    words = ("JK2MPJ4V23", "Leo", "--to", "Rosa Inventada", "--on", "2027-03-01", "--notes", "all of it")
    fields = {"code": "JK2MPJ4V23", "member": UUID(int=13), "to": "Rosa Inventada", "on": date(2027, 3, 1)}
    assert sent(hand_over(), *words) == HandOver.model_validate(fields | {"notes": "all of it"})


def test_what_the_request_insists_on_is_said_first_and_nothing_that_nobody_declared() -> None:
    lines = CliRunner().invoke(hand_over(), ["--help"], prog_name="alliance nothing").output.splitlines()
    said = [line.split()[0] for line in lines if line.startswith(("  CODE", "  MEMBER", "  --"))]
    assert said[:7] == ["CODE", "MEMBER", "--to", "--on", "--notes", "--email", "--json"]


def test_types_and_what_a_field_is_without_are_the_requests(sent: Sent) -> None:
    cancel = app_of("cancel", CancelSession, following=typer.Option(help="All."))
    assert sent(cancel, ID, "--reason", "holiday") == CancelSession(session_id=UUID(ID), reason="holiday")
    more = sent(cancel, ID, "--reason", "holiday", "--following", "--version", "3")
    assert more == CancelSession(session_id=UUID(ID), reason="holiday", following=True, expected_version=3)
    assert CliRunner().invoke(cancel, [ID, "--reason", "holiday", "--version", "x"]).exit_code == 2
    remind = app_of("remind", RemindReviewer, codes=typer.Argument(help="Which."))
    asked = sent(remind, ID, "JK2MPJ4V23", "K7Q2M9X4TB")
    assert asked == RemindReviewer(reviewer_id=UUID(ID), codes=("JK2MPJ4V23", "K7Q2M9X4TB"))


def test_a_declaration_may_say_what_a_field_is_without(sent: Sent) -> None:
    note = app_of("note", NoteSession, visibility=typer.Option("staff", "--for", help="Who."))
    assert sent(note, ID, "Friday.") == NoteSession(session_id=UUID(ID), visibility="staff", text="Friday.")
    said = sent(note, ID, "Friday.", "--for", "city")
    assert said == NoteSession(session_id=UUID(ID), visibility="city", text="Friday.")


def test_a_file_says_what_the_command_line_does_not(sent: Sent, tmp_path: Path) -> None:
    file, vision = tmp_path / "vision.json", "Every bus stop has a clock by 2030."
    file.write_text(json.dumps({"vision": vision}))
    app = app_of("vision", SaveVision, file=File)
    asked = sent(app, "JK2MPJ4V23", str(file), "--version", "2")
    assert asked == SaveVision(code="JK2MPJ4V23", vision=vision, expected_version=2)


@pytest.mark.parametrize(
    ("example", "lines"),
    [
        ("alliance a b", ["  alliance a b"]),
        (
            'alliance nothing show JK2MPJ4V23 "in the old town hall, upstairs" --on 2027-06-20 --reason "two words"',
            [
                '  alliance nothing show JK2MPJ4V23 "in the old town hall, upstairs" \\',
                '    --on 2027-06-20 --reason "two words"',
            ],
        ),
    ],
)
def test_a_long_example_goes_on_with_an_option_beside_its_value(example: str, lines: list[str]) -> None:
    assert folded(example).splitlines() == lines
