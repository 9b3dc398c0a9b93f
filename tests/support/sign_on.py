"""A real OpenID provider on loopback, in a process of its own, and the browser of somebody who signs in there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

#: The port is the system's choice, told on the first line. (The provider's own command takes no such port.)
_PROVIDER = """
import json, sys, time
from oidc_provider_mock import User, run_server_in_thread
users = [User(sub=subject, claims=claims) for subject, claims in json.loads(sys.argv[1]).items()]
with run_server_in_thread(require_nonce=True, user_claims=users) as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""


@contextmanager
def running_provider(**claims: dict[str, Any]) -> Iterator[str]:
    """Its address. `claims`: what it says of each subject."""
    command = [sys.executable, "-c", _PROVIDER, json.dumps(claims)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://localhost:{int(process.stdout.readline())}"
        process.stdin.close()  # which ends it


def sign_on(address: str, subject: str) -> dict[str, str]:
    """What the provider's page sends the browser back with: code and state."""
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code == httpx.codes.FOUND
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
