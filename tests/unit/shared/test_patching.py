"""What a service's process has loaded, and how it looks names up: in processes of their own, which eventlet patches."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Nobody else runs while the system's resolver is asked, but for the thread that asks it.
ASKED = """
from shared.runtime import patching
asked = []
def slow(host, port, *rest):
    if not rest[-1] & patching._system.AI_NUMERICHOST:
        answered.wait(10)  # of the system's own threads
        asked.append(host)
    return real(host, port, *rest)
real, patching._system.getaddrinfo = patching._system.getaddrinfo, slow
answered = patching.patcher.original("threading").Event()
patching.patch()
import socket
import eventlet
ran = []
eventlet.spawn(lambda: (ran.append(len(asked)), answered.set()))
found = socket.getaddrinfo({host!r}, 80, 0, socket.SOCK_STREAM)
print(ran, asked, found[0][4][0])
"""
LOADED = """
import sys
from shared.runtime import process
import services.{service}.service
print([name for name in ("dns", "rich") if name in sys.modules and sys.modules[name] is not None])
"""


def said_by(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_others_go_on_while_a_name_is_looked_up() -> None:
    assert said_by(ASKED.format(host="localhost")) in ("[0] ['localhost'] 127.0.0.1", "[0] ['localhost'] ::1")


def test_an_address_is_looked_up_nowhere() -> None:
    assert said_by(ASKED.format(host="127.0.0.1")) == "[] [] 127.0.0.1"


@pytest.mark.parametrize("service", ["eligibility", "notifications", "reporting", "identity"])
def test_a_service_loads_no_resolver_and_no_colours(service: str) -> None:
    assert said_by(LOADED.format(service=service)) == "[]"
