"""A mail server in a process of its own that insists on TLS and a password: `python -m tests.support.mail_server …`."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.tls import Authority

USER, PASSWORD = b"alliance", b"se@cret"


@contextmanager
def mail_process(folder: Path, authority: Authority) -> Iterator[dict[str, int]]:
    """Its ports: `starttls`, which begins in the clear, and `tls`. Passwords that it heard: a file of the folder."""
    certificate, key = authority.issue()
    command = [sys.executable, "-m", "tests.support.mail_server", str(certificate), str(key), str(folder / "passwords")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdin
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(10)


class Taking:
    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return "250 kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(certificate: str, key: str, heard: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
        with Path(heard).open("ab") as kept:
            kept.write(data.password + b"\n")
        return AuthResult(success=(data.login, data.password) == (USER, PASSWORD), handled=False)

    wanted = {"hostname": "127.0.0.1", "auth_required": True, "authenticator": authenticate}
    controllers = {
        "starttls": Controller(Taking(), port=free_port(), tls_context=context, require_starttls=True, **wanted),
        "tls": Controller(Taking(), port=free_port(), ssl_context=context, auth_require_tls=False, **wanted),
    }
    for controller in controllers.values():
        controller.start()
    sys.stdout.write(json.dumps({name: one.port for name, one in controllers.items()}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()  # until whoever started it ends it
    for controller in controllers.values():
        controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
