"""What `mail write` shows: every mail of a dry run, with what one lacks, and the cities of its results."""

from __future__ import annotations

import json
from typing import Any

import pytest

from alliance.mail.writing import show_dry_run, show_written
from alliance.output import answer_in_json
from shared.contracts.errors import Refusal
from shared.contracts.notifications import PreviewWritten, WrittenMail
from shared.contracts.requests import Page
from shared.views.writing import Group, Message
from tests.support.fake_client import FakeClient
from tests.unit.views.test_writing import ENGLISH, LACKING, READY, client, group

MESSAGE = Message.model_validate({"cohort": "cohort-2027", "texts": {"en": ENGLISH}, "unwritten": "en"})


def look(request: PreviewWritten) -> WrittenMail:
    if request.code == LACKING.code:
        why = {"key": "unwritable.no_value", "values": {"what": "coach"}}
        raise Refusal("incomplete", reason="mail_cannot_be_written", why=why)
    said = {"subject": "News", "text": "Dear Luz", "html": ""}
    return WrittenMail(code=request.code, ref=request.ref, language="en", to="luz@city.example", **said)


def to_everybody(**answers: Any) -> tuple[FakeClient, Group]:
    nobody: Any = Page(items=(), next=None, total=0)
    at = client(preview_written=look, get_contact_names=nobody, **answers)
    return at, group(at).served(MESSAGE)


def test_a_dry_run_makes_every_mail_and_says_what_one_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    at, to = to_everybody()
    answer_in_json(True)
    show_dry_run(at, to, MESSAGE)  # type: ignore[arg-type]
    value = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in value["items"] if "error" in one] == [LACKING.code]
    assert (value["total"], [one["subject"] for one in value["samples"]]) == (len(to.readers), ["News"])


def test_a_dry_run_names_who_lacks_it(capsys: pytest.CaptureFixture[str]) -> None:
    at, to = to_everybody()
    show_dry_run(at, to, MESSAGE)  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert said.count("coach") == 1
    assert "nothing was sent" in said


def test_what_is_refused_for_all_ends_the_dry_run() -> None:
    at, to = to_everybody()
    at.answers["preview_written"] = Refusal("forbidden")
    with pytest.raises(Refusal, match="forbidden"):
        answer_in_json(True)
        show_dry_run(at, to, MESSAGE)  # type: ignore[arg-type]


def test_results_name_their_cities(capsys: pytest.CaptureFixture[str]) -> None:
    _, to = to_everybody()
    items = [{"code": READY.code, "mails": 2, "before": 0, "left_out": 0}]
    show_written({"items": items, "mails": 2}, to)
    assert READY.city in capsys.readouterr().out
