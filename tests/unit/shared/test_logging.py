"""Logs name exceptions and never quote them."""

from __future__ import annotations

from typing import Any

from shared.runtime.logging import name_exception


def fail() -> None:
    try:
        {}["mayor@city.example"]
    except KeyError as cause:
        raise ValueError("mayor@city.example") from cause


def raised() -> BaseException:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_an_exception_is_its_type_and_its_lines() -> None:
    event: dict[str, Any] = {"event": "failed", "exc_info": raised()}
    named = dict(name_exception(None, "error", event))
    assert named["exception"] == "ValueError"
    assert [line.split(":")[0] for line in named["at"]] == ["test_logging.py"] * 2
    assert [line.split(" ")[1] for line in named["at"]] == ["raised", "fail"]
    assert "city.example" not in str(named)


def test_the_exception_being_handled_is_found() -> None:
    try:
        fail()
    except ValueError:
        named = name_exception(None, "error", {"event": "failed", "exc_info": True})
    assert named["exception"] == "ValueError"


def test_without_an_exception_nothing_is_added() -> None:
    assert dict(name_exception(None, "info", {"event": "started"})) == {"event": "started"}
