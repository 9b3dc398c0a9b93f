"""Packages of the system (Debian's, Ubuntu's): installed by apt, as root or where `sudo -n` says yes, one at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Literal


class NotInstalled(Exception):
    """`lines`: apt's last words; none where nobody may ask it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


#: apt does not wait for another's update of its lists.
SCRIPT = """
set -e
exec 9> /run/alliance-install.lock
flock -w 600 9
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"; }
install_package() { install "$1" || { apt-get update -q && install "$1"; }; }
"""
LAST_LINES = 10


def how_installed() -> Literal["as_root", "by_sudo"] | None:
    """By which right; None where there is none, or no apt."""
    rights = _rights()
    if rights is None or shutil.which("apt-get") is None:
        return None
    return "by_sudo" if rights else "as_root"


def install(package: str, script: str = 'install_package "$1"') -> None:
    """Run by the shell after `install_package`, which it calls; `$1` is the package. Raises NotInstalled."""
    rights = _rights()
    if rights is None:
        raise NotInstalled([])
    words = [*rights, "sh", "-c", SCRIPT + script, "sh", package]
    result = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/")
    if result.returncode != 0:
        raise NotInstalled((result.stdout + result.stderr).strip().splitlines()[-LAST_LINES:])


def _rights() -> list[str] | None:
    """The words before a command that make it run as root; None when there are none."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None
