"""A supervisor over PostgreSQL and the broker alone, or those of the two that are named, for one test run; their
data are thrown away with it.

Started by tests/support/foundations.py with ALLIANCE_HOME. It ends with the process that started it, however that
ends.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
from dataclasses import replace
from functools import partial

from alliance.embedded import broker, postgres
from alliance.embedded.addresses import Addresses, basics
from alliance.embedded.children import Child, Plan
from alliance.embedded.credentials import secret
from alliance.embedded.home import Home
from alliance.embedded.ports import choose
from alliance.embedded.supervisor import serve

PORTS = (*broker.PORTS, "postgres", "smtp")
EVERY_SECOND = ("global.minute", "basic.minute", "detailed.10")  # else 5 s, by RabbitMQ's own choice
PR_SET_PDEATHSIG = 1
NAMED = sys.argv[1:]


def plan(home: Home) -> Plan:
    """They start together. They are killed at the end: an orderly stop of the broker takes seconds."""
    ports = choose(home, PORTS, reserved=0)
    addresses = Addresses(home, ports, 0, os.environ)
    database, password, base = addresses.database_admin, secret(home, "postgres-admin"), basics(os.environ)
    node = broker.child(home, ports, addresses.management, base)
    children = (
        postgres.child(home, ports["postgres"], database, password, base),
        replace(node, prepare=partial(prepare_broker, home, node)),
    )
    return Plan(
        foundations=[
            replace(child, stop_signal=signal.SIGKILL) for child in children if not NAMED or child.name in NAMED
        ],
        setup=None,
        services=(),
        endpoints={
            "amqp": addresses.amqp(broker.ADMIN),
            "management": addresses.management,
            "database_admin": database,
        },
    )


def prepare_broker(home: Home, node: Child) -> None:
    """Its figures lag by less, so that a test soon sees the connections that it is to close."""
    assert node.prepare is not None
    node.prepare()
    folder = home.broker / "conf.d"
    folder.mkdir()
    lines = [f"management.sample_retention_policies.{part} = 1\n" for part in EVERY_SECOND]
    (folder / "tests.conf").write_text("".join(lines), encoding="ascii")


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # it ended before we asked
        sys.exit(1)


if __name__ == "__main__":
    end_with_parent()
    home = Home.find(os.environ)
    code = serve(home, lambda: plan(home))
    if os.getppid() == 1:  # nobody else is left to clean up
        shutil.rmtree(home.path, ignore_errors=True)
    sys.exit(code)
