"""A process in place of a real one: `stood_in.py MODE PORT`. It loads next to nothing, since dozens are started.

A mode is "good", "dies" (ends with 1), "stubborn" (ignores TERM) or "family" (starts a child that outlives it).
"""

from __future__ import annotations

import signal
import socket
import sys
from subprocess import Popen


def stand_in(mode: str, port: int) -> None:
    if mode == "dies":
        sys.exit("I cannot go on")
    if mode == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if mode == "family":
        Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"], start_new_session=True)
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")


if __name__ == "__main__":
    stand_in(sys.argv[1], int(sys.argv[2]))
