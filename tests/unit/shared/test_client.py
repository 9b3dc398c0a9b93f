"""What the client makes of an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.contracts.errors import Detail, Refusal
from shared.messaging.client import as_refusal, command_id_of, read_outcome
from shared.messaging.rpc import as_remote_error


def test_a_refusal_travels_whole() -> None:
    refusal = Refusal("invalid", Detail("city", "missing"))
    error = json.loads(json.dumps(as_remote_error(refusal)))
    assert as_refusal(error) == refusal


def test_what_a_refused_command_kept_is_not_on_the_wire() -> None:
    assert "keep" not in json.dumps(as_remote_error(Refusal("sign_in_failed", keep=True)))


@pytest.mark.parametrize(
    "error",
    [
        {},
        {"exc_args": []},
        {"exc_args": ["text"]},
        {"exc_args": [{"code": "made_up", "message": "x"}]},
        {"exc_args": [{"code": "invalid"}]},
        {"exc_args": [{"code": "invalid", "message": "x", "details": [{"a": 1}]}]},
        {"exc_args": None},
    ],
)
def test_an_error_of_another_kind_is_an_internal_error(error: dict[str, Any]) -> None:
    """Such as plain nameko's, with an exception's text: it goes no further."""
    assert as_refusal(error).code == "internal_error"


def test_an_outcome_has_a_result_or_an_error() -> None:
    assert read_outcome(b'{"result": 1}') == {"result": 1, "error": None}
    assert read_outcome(b'{"error": {"a": 1}, "more": 2}') == {"result": None, "error": {"a": 1}}


def test_the_same_key_is_the_same_command() -> None:
    assert command_id_of("a") == command_id_of("a") != command_id_of("b")
    assert command_id_of(None) != command_id_of(None)
