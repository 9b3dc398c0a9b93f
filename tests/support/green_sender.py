"""Hands one mail to a server as a service does, under eventlet: `python -m tests.support.green_sender PORT LIMIT_S`.

Prints what became of it, and how many seconds it took.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
from time import monotonic  # noqa: E402

from services.notifications.sending import smtp  # noqa: E402


def main(port: str, limit_s: str) -> None:
    smtp.MAIL_LIMIT_S = smtp.CONNECT_LIMIT_S = int(limit_s)
    line = smtp.SmtpLine(f"smtp://127.0.0.1:{port}", "program.example")
    began = monotonic()
    try:
        answer = line.deliver("contact@program.example", "ana@city.example", b"Subject: x\r\n\r\nx\r\n")
        said = {"failure": answer.text, "in_doubt": answer.in_doubt}
    except smtp.Unreachable as error:
        said = {"failure": str(error), "in_doubt": False}
    sys.stdout.write(json.dumps(said | {"seconds": monotonic() - began}))


if __name__ == "__main__":
    main(*sys.argv[1:])
