"""The machine's own chromium: found, or installed as root or where `sudo -n` says yes, or asked for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable

from alliance.embedded import system_package

PACKAGE = "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = (
    f"No browser here: the pages were not looked at. Install Debian's package (`sudo apt-get install {PACKAGE}`), "
    "or name a chromium of yours: CHROMIUM=/path/to/chromium make browser."
)

#: Nothing of its own over the network; as root there is no sandbox.
OPTIONS = ["--disable-background-networking", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


class NoBrowser(Exception):
    """With the way on."""


def find(say: Callable[[str], None]) -> str:
    """Its path. Raises NoBrowser."""
    known = on_this_machine()
    if known is None and (how := system_package.how_installed()):
        say(f"installing the system package {PACKAGE} ({how})")
        known = installed()
    if known is None:
        raise NoBrowser(MISSING)
    return known


def on_this_machine() -> str | None:
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


def installed() -> str | None:
    try:
        system_package.install(PACKAGE)
    except system_package.NotInstalled as failure:
        raise NoBrowser("\n".join([f"{PACKAGE} could not be installed. {MISSING}", *failure.lines])) from failure
    return on_this_machine()


if __name__ == "__main__" and on_this_machine() is None:
    sys.stderr.write(MISSING + "\n")
