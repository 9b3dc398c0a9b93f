"""The system package that holds RabbitMQ: found, or installed, or asked for.

It is the only thing that `alliance` ever installs outside its own folder: only as root, or where `sudo -n` says yes;
never in silence; and the system's own broker is neither started nor set to start with the machine.
"""

from __future__ import annotations

from collections.abc import Callable

from alliance.embedded import system_package
from alliance.embedded.broker import SERVER
from alliance.embedded.children import StartFailed
from alliance.reader import words

PACKAGE = "rabbitmq-server"

#: policy-rc.d is Debian's way of telling a package not to start its daemon; ours is taken away in any case.
SCRIPT = """
[ ! -e SERVER ] || exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT INT TERM HUP
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
fi
install_package "$1"
if command -v systemctl >/dev/null; then
    for unit in "$1.service" epmd.service epmd.socket; do systemctl disable -q "$unit" 2>/dev/null || true; done
fi
""".replace("SERVER", str(SERVER))


def ensure(say: Callable[[str], None]) -> None:
    """Return when the package is there. Raises StartFailed with the way on when it cannot be installed."""
    if SERVER.exists():
        return
    how = system_package.how_installed()
    if how is None:
        raise StartFailed("broker", "no_broker", package=PACKAGE)
    say(words(f"system.doing.installing_{how}", package=PACKAGE))
    try:
        system_package.install(PACKAGE, SCRIPT)
    except system_package.NotInstalled as failure:
        raise StartFailed("broker", "broker_not_installed", failure.lines, package=PACKAGE) from failure
    if not SERVER.exists():
        raise StartFailed("broker", "broker_not_installed", package=PACKAGE)
