"""A command is a process of its own: what one says with `--json` is not what the next one says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alliance.output import answer_in_json


@pytest.fixture(autouse=True)
def for_people() -> Iterator[None]:
    answer_in_json(False)
    yield
    answer_in_json(False)
