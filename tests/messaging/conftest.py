"""The kernel over a real broker and a real database, in a process that is patched by eventlet as services are.

Run it as `pytest tests/messaging`, alone.
"""

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402
from collections.abc import Generator, Iterator  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
import structlog  # noqa: E402

from shared.messaging import event_queue, partitions, periodic, relay, subscription, topology  # noqa: E402
from shared.runtime.logging import name_exception  # noqa: E402
from shared.security.keys import ensure_keys  # noqa: E402
from tests.messaging import parcels  # noqa: E402
from tests.messaging.services import DELIVERY_LIMIT  # noqa: E402
from tests.messaging.virtual_hosts import VirtualHosts  # noqa: E402
from tests.messaging.world import SHORT_MS, TEMPLATE, World, topology_of  # noqa: E402
from tests.support import ran  # noqa: E402
from tests.support.foundations import Foundations, foundations  # noqa: E402, F401

TEST_LIMIT_S = 180

ISSUERS = ("identity", "portal", "parcels", "depot", "stranger", "local-admin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    if any(here not in item.path.parents for item in items):
        raise pytest.UsageError("tests/messaging runs in a pytest process of its own: see the Makefile")
    ran.last(items, "test_each_statement_ran")


@pytest.fixture(scope="session", autouse=True)
def _noting() -> Iterator[None]:
    with ran.noting():
        yield


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
    monkeypatch.setattr(event_queue, "PROBE_S", 0.1)
    monkeypatch.setattr(event_queue, "SWEEP_S", 0.2)
    monkeypatch.setattr(partitions, "POLL_S", 0.2)
    monkeypatch.setattr(relay, "RETRY_S", 0.2)
    monkeypatch.setattr(relay, "POLL_S", 0.2)
    monkeypatch.setattr(periodic, "POLL_S", 0.2)
    monkeypatch.setattr(periodic, "PAUSE_S", 0.2)


@pytest.fixture(scope="session")
def _template(foundations: Foundations) -> None:  # noqa: F811
    foundations.create_template(TEMPLATE, "shared.messaging", "tests.messaging")


class Worlds:
    """Makes the world of the next test while the present one runs, and throws the last one away."""

    def __init__(self, foundations: Foundations, keys: Path) -> None:  # noqa: F811
        hosts = VirtualHosts(foundations, topology_of(SHORT_MS))
        self._make = partial(World, foundations, hosts, keys)
        self._next = eventlet.spawn(self._make)
        self._cleaning = eventlet.GreenPool()

    def take(self) -> World:
        taken: World = self._next.wait()
        self._next = eventlet.spawn(self._make)
        return taken

    def throw_away(self, world: World) -> None:
        self._cleaning.spawn(world.throw_away)

    def close(self) -> None:
        self._next.wait()
        self._cleaning.waitall()


@pytest.fixture(scope="session")
def _worlds(foundations: Foundations, _template: None, keys: Path) -> Iterator[Worlds]:  # noqa: F811
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(topology._SAFE, "x-delivery-limit", DELIVERY_LIMIT)
        made = Worlds(foundations, keys)
        yield made
        made.close()


@pytest.fixture
def world(_worlds: Worlds) -> Iterator[World]:
    taken = _worlds.take()
    try:
        yield taken
    finally:
        taken.close()
        _worlds.throw_away(taken)
