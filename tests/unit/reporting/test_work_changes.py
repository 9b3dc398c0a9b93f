"""What many events change in the work queue is written as one by one it would have been."""

from typing import Any
from uuid import UUID

from services.reporting.work_rows import Changes

ONE, OTHER = UUID(int=1), UUID(int=2)


def row(key: str, since: int, kind: str = "check", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "key": key, "since": since} | more


def test_what_waits_already_waits_since_then() -> None:
    changes = Changes()
    changes.open(ONE, row("a", 1, due_on="1"))
    changes.open(ONE, row("a", 5, due_on="2"))
    assert changes.opened == [row("a", 1, due_on="2")]


def test_what_ended_and_opens_again_waits_anew() -> None:
    changes = Changes()
    changes.open(ONE, row("a", 1))
    changes.close(ONE, ("check", "a"))
    changes.open(ONE, row("a", 5))
    assert (changes.opened, changes.closed) == ([row("a", 5)], {("check", "a")})


def test_what_ended_is_not_opened_and_what_was_there_before_goes() -> None:
    changes = Changes()
    changes.open(ONE, row("a", 1))
    changes.close(ONE, ("check", "a"))
    assert (changes.opened, changes.closed) == ([], {("check", "a")})


def test_of_an_aggregate_all_of_the_kinds_end_and_nothing_else() -> None:
    changes = Changes()
    changes.open(ONE, row("a", 1))
    changes.open(ONE, row("b", 1, kind="visit"))
    changes.open(OTHER, row("c", 1))
    changes.end(ONE, ["check", "review"])
    assert sorted(one["key"] for one in changes.opened) == ["b", "c"]
    assert changes.ended == {ONE: {"check", "review"}}
