"""What is written to a group: its places, and what one part of it needs of another."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.merge_fields import MERGE_FIELDS, fill

ENGLISH = {"subject": "News for {city}", "text": "Dear {name}, please answer."}
WHOM = {"code": "K7Q2M9X4TB", "ref": "intake:5a3c1d0e-8f0e-4c53-9d8e-2c1104b8a7f6"}


def faults(**changes: Any) -> list[tuple[str, str]]:
    try:
        request_of(notifications.PreviewWritten, **WHOM | {"texts": {"en": ENGLISH}} | changes)
    except Refusal as refusal:
        return [(one.field, one.code) for one in refusal.details]
    return []


def text(**changes: str) -> dict[str, Any]:
    return {"texts": {"en": ENGLISH | changes}}


def test_a_text_may_name_every_place_and_a_subject_what_the_ledger_knows() -> None:
    every = " ".join(f"{{{name}}}" for name in MERGE_FIELDS)
    assert faults(**text(text=every, subject="For {city} by {deadline}"), deadline="2027-03-05") == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (text(text="Dear {nam}, please answer."), ("texts.en.text", "no_such_merge_field")),
        (text(text="Dear {{name}}, please answer."), ("texts.en.text", "stray_brace")),
        (text(text="Dear { name }, please answer."), ("texts.en.text", "no_such_merge_field")),
        (text(text="Dear name}, please answer."), ("texts.en.text", "stray_brace")),
        (text(text="Dear {name.__class__}"), ("texts.en.text", "no_such_merge_field")),
        (text(subject="For {name}"), ("texts.en.subject", "no_such_merge_field")),
        (text(subject="For {city}\nBcc: a@b.example"), ("texts.en.subject", "control_characters")),
        (text(text="By {deadline}, please."), ("deadline", "deadline_named")),
        (text(subject="By {deadline}"), ("deadline", "deadline_named")),
        ({"unwritten": "fr"}, ("unwritten", "not_written")),
        ({"texts": {}}, ("texts", "too_few")),
        ({"page": "elsewhere"}, ("page", "not_a_choice")),
    ],
)
def test_a_fault_is_told_at_its_field(given: dict[str, Any], found: tuple[str, str]) -> None:
    assert faults(**given) == [found]


def test_who_gets_it_is_named_once() -> None:
    fields = {"message_id": "5a3c1d0e-8f0e-4c53-9d8e-2c1104b8a7f6", "texts": {"en": ENGLISH}}
    with pytest.raises(Refusal) as refused:
        request_of(notifications.WriteToGroup, **fields, to={WHOM["code"]: [WHOM["ref"]] * 2})
    assert [one.code for one in refused.value.details] == ["repeated"]


def test_a_value_is_looked_at_no_more() -> None:
    assert (
        fill("{name} of {city}, {other}", {"name": "{city}", "city": "Lima"}.__getitem__) == "{city} of Lima, {other}"
    )
