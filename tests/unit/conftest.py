"""Property tests find faults of the code, not of the machine: a busy one may take its time over an example. And a trace
with the values of all its frames takes half a minute there."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.support import made, ran

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ran.last(items, "test_each_refusal_is_made_and_each_rule_overridden")


@pytest.fixture(scope="session", autouse=True)
def _noting() -> Iterator[None]:
    with made.noting():
        yield
