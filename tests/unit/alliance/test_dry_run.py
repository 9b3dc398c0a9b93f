"""What `send-decisions --dry-run`, `read`, `changes` and `review release` show."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from alliance.output import answer_in_json
from alliance.selection.assignments import released_text
from alliance.selection.decisions import show_previews
from alliance.selection.reading import changes_text, version_text
from shared.contracts import eligibility, intake
from shared.contracts.eligibility import DecisionPreview, DecisionPreviews, PreviewDecisions
from shared.contracts.requests import Problem
from tests.support.fake_client import FakeClient

CODES = [f"AAAAAAAA{number:02}" for number in range(41, 99)] * 2


def preview(request: PreviewDecisions) -> DecisionPreviews:
    return DecisionPreviews(items=tuple(preview_of(code) for code in request.codes))


def preview_of(code: str) -> DecisionPreview:
    if code.endswith("41"):
        return DecisionPreview(code=code, error=Problem(code="illegal_transition", message="Nothing is pending."))
    return DecisionPreview(
        code=code, city="Puerto Ejemplo", country="CO", outcome="admitted", reply_by=date(2027, 4, 24), recipients=2,
        stale=True,
    )  # fmt: skip


def test_a_dry_run_asks_in_parts_and_says_that_nothing_was_sent(capsys: pytest.CaptureFixture[str]) -> None:
    client = FakeClient(preview_decisions=preview)
    show_previews(client, CODES)  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert [len(one.request.codes) for one in client.asked] == [100, 16]
    assert said.splitlines()[-1] == "116 decisions, 2 would be refused; nothing was sent."
    assert "Nothing is pending." in said
    assert "on an older version, without a review" in said


def test_a_dry_run_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    answer_in_json(True)
    show_previews(FakeClient(preview_decisions=preview), CODES[:2])  # type: ignore[arg-type]
    value = json.loads(capsys.readouterr().out)
    assert (value["total"], value["refused"], value["items"][1]["recipients"]) == (2, 1, 2)


def test_a_version_is_read_with_its_people_and_texts() -> None:
    at = datetime(2027, 2, 1, 12, tzinfo=UTC)
    read = intake.ApplicationVersion(
        code="AAAAAAAAAA", call="2027", version=2, submitted_at=at, files=(),
        document={"x": None, "contacts": [{"name": "Luz"}], "mayor": {"name": "Ana"}, "city": "Puerto Ejemplo"},
        versions=(
            intake.KeptVersion(version=1, submitted_at=at, privacy_notice="1", changed=()),
            intake.KeptVersion(version=2, submitted_at=at, privacy_notice="1", changed=("residents",)),
        ),
    )  # fmt: skip
    assert version_text(read).splitlines() == [
        "AAAAAAAAAA, call 2027, version 2 of 2",
        "city: Puerto Ejemplo",
        "mayor.name: Ana",
        "contacts.0.name: Luz",
        "version 1, 2027-02-01 12:00 UTC",
        "version 2, 2027-02-01 12:00 UTC: residents changed",
    ]


def test_changes_stand_before_and_after() -> None:
    change = intake.FieldChange(field="residents", before=1, after=None)
    compared = intake.ComparedVersions(code="AAAAAAAAAA", before=1, after=2, changes=(change,))
    assert changes_text(compared).splitlines() == [
        "AAAAAAAAAA, version 1 to 2:", "  residents", "    before: 1", "    after: -",
    ]  # fmt: skip
    assert changes_text(compared.model_copy(update={"changes": ()})).endswith("nothing changed.")


def test_what_was_taken_back_is_named() -> None:
    released = eligibility.ReleasedReviews(reviewer_id=UUID(int=1), codes=("AAAAAAAAAA", "BBBBBBBBBB"))
    assert released_text(released).splitlines() == ["2 reviews unassigned.", "AAAAAAAAAA", "BBBBBBBBBB"]
