"""The system package that holds RabbitMQ: found, or installed, or asked for.

It is the only thing that this repository ever installs outside its own folder: only as root, or where `sudo -n`
says yes; never in silence; and the system's own broker is neither started nor set to start with the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

from alliance.embedded.broker import SERVER
from alliance.embedded.children import StartFailed

PACKAGE = "rabbitmq-server"

#: One at a time: apt does not wait for another's update of its lists. policy-rc.d is Debian's way of telling a package
#: not to start its daemon; ours is taken away in any case.
SCRIPT = """
set -e
exec 9> /run/alliance-install.lock
flock -w 600 9
[ ! -e SERVER ] || exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT INT TERM HUP
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 PACKAGE; }
install || { apt-get update -q && install; }
if command -v systemctl >/dev/null; then
    for unit in PACKAGE.service epmd.service epmd.socket; do systemctl disable -q "$unit" 2>/dev/null || true; done
fi
""".replace("PACKAGE", PACKAGE).replace("SERVER", str(SERVER))

MISSING = (
    f"RabbitMQ is not installed. Install Debian's or Ubuntu's package (`sudo apt-get install {PACKAGE}`), "
    "or run the system in containers: `docker compose up`."
)


def ensure(say: Callable[[str], None]) -> None:
    """Return when the package is there. Raises StartFailed with the way on when it cannot be installed."""
    if SERVER.exists():
        return
    rights = _rights()
    if shutil.which("apt-get") is None or rights is None:
        raise StartFailed("broker", MISSING)
    how = "as root" if not rights else "by `sudo -n`, which needs no password here"
    say(f"installing the system package {PACKAGE} {how}; the system's own broker is not started")
    result = subprocess.run([*rights, "sh", "-c", SCRIPT], capture_output=True, text=True, check=False, cwd="/")
    if result.returncode != 0 or not SERVER.exists():
        lines = (result.stdout + result.stderr).strip().splitlines()[-10:]
        raise StartFailed("broker", f"{PACKAGE} could not be installed. {MISSING}", lines)


def _rights() -> list[str] | None:
    """The words before a command that make it run as root; None when there are none."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None
