"""Ends what a lab has started when the lab's own process is gone: `watchdog.py HOME`, with a pipe from it as stdin."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

from alliance.embedded.home import Home
from alliance.embedded.processes import sweep

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is the lab's to handle
    sys.stdin.buffer.read()  # until it closes
    home = Home(Path(sys.argv[1]))
    if home.path.exists():
        sweep(home, within_s=2)
        shutil.rmtree(home.path, ignore_errors=True)
