"""Whose data: what is no reference, and no moment, is refused by its field and reaches no table."""

from __future__ import annotations

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.kernel import ExportPersonal, ReapplyErasures

REF = "intake:5a3c1d0e-8f0e-4c53-9d8e-2c1104b8a7f6"


@pytest.mark.parametrize("ref", ["", "INF", "intake:", "intake:1", REF.partition(":")[2], REF + "0"])
def test_what_is_no_reference_is_named(ref: str) -> None:
    with pytest.raises(Refusal) as said:
        request_of(ExportPersonal, subject={"refs": [REF, ref]})
    assert [(one.field, one.code) for one in said.value.details] == [("subject.refs.1", "not_an_id")]


def test_a_moment_outside_the_calendar_is_named() -> None:
    entry = {"erasure": "x", "erased_by": "x", "erased_at": "0344-09-02T17:38:52+00:24"}
    with pytest.raises(Refusal) as said:
        request_of(ReapplyErasures, entries=[entry])
    assert [(one.field, one.code) for one in said.value.details] == [("entries.0.erased_at", "not_in_planned_years")]
