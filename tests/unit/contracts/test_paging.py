"""Pages of a list: where one ends, the next begins."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.paging import page_of, pair, read_cursor

DAY, ID = date(2027, 3, 1), UUID(int=7)


@pytest.mark.parametrize(
    ("found", "shown", "following"),
    [([], [], None), ([1, 2], [1, 2], None), ([1, 2, 3], [1, 2], "2")],
)
def test_a_page_ends_at_its_limit_and_names_the_next(found: list[int], shown: list[int], following: str | None) -> None:
    assert page_of(found, 2, lambda one: one) == (shown, following)


def test_a_key_of_two_is_read_as_it_was_written() -> None:
    _, after = page_of([(DAY, ID), None], 1, lambda one: one)
    assert read_cursor(after, pair(date.fromisoformat, UUID)) == (DAY, ID)
    assert read_cursor(None, UUID) is None


@pytest.mark.parametrize("after", ["", "2027-03-01", "2027-03-01|", f"soon|{ID}"])
def test_what_is_no_page_is_refused(after: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_cursor(after, pair(date.fromisoformat, UUID))
    assert [(one.field, one.code) for one in caught.value.details] == [("after", "unknown_page")]
