"""The kernel over a real broker and a real database, in a process that is patched by eventlet as services are.

Run it as `pytest tests/messaging`, alone.
"""

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402
from collections.abc import Generator, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
import structlog  # noqa: E402

from shared.messaging import consumer, periodic, relay, subscription, topology  # noqa: E402
from shared.runtime.logging import name_exception  # noqa: E402
from shared.security.keys import ensure_keys  # noqa: E402
from tests.messaging import parcels  # noqa: E402
from tests.messaging.world import DELIVERY_LIMIT, TEMPLATE, World  # noqa: E402
from tests.support.foundations import Foundations, foundations  # noqa: E402, F401

TEST_LIMIT_S = 90

ISSUERS = ("identity", "portal", "parcels", "depot", "stranger", "local-admin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    if any(here not in item.path.parents for item in items):
        raise pytest.UsageError("tests/messaging runs in a pytest process of its own: see the Makefile")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """No test hangs."""
    with eventlet.Timeout(TEST_LIMIT_S, AssertionError(f"the test took longer than {TEST_LIMIT_S} s")):
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    """To pytest, as they would be written."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            name_exception,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    for name in ("nameko", "amqp", "kombu"):
        logging.getLogger(name).setLevel("CRITICAL")


@pytest.fixture(scope="session", autouse=True)
def _contracts() -> Iterator[None]:
    with parcels.registered():
        yield


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    ensure_keys(folder, ISSUERS)
    return folder


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter pauses; what they separate stays the same."""
    monkeypatch.setattr(subscription, "IDLE_S", 0.05)
    monkeypatch.setattr(subscription, "RECONNECT_DELAYS_S", (0.05, 0.2, 0.5))
    monkeypatch.setattr(consumer, "PROBE_S", 0.1)
    monkeypatch.setattr(consumer, "SWEEP_S", 0.2)
    monkeypatch.setattr(relay, "RETRY_S", 0.2)
    monkeypatch.setattr(relay, "POLL_S", 0.2)
    monkeypatch.setattr(periodic, "POLL_S", 0.2)
    monkeypatch.setitem(topology._SAFE, "x-delivery-limit", DELIVERY_LIMIT)


@pytest.fixture(scope="session")
def _template(foundations: Foundations) -> None:  # noqa: F811
    foundations.create_template(TEMPLATE, "shared.messaging", "tests.messaging")


@pytest.fixture
def world(foundations: Foundations, _template: None, keys: Path) -> Iterator[World]:  # noqa: F811
    made = World(foundations, keys)
    try:
        yield made
    finally:
        made.close()
        made.throw_away()
