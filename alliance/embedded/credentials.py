"""Passwords, each made once by the machine and kept in a file that only its owner reads; keys likewise (ensure_keys).

All processes of the embedded default run as the same user, so one folder for all keys separates as much as a folder
each would: nothing. What separates them is that a process is told only its own passwords. In production each process
gets its own key by its own secret (docker-compose.yml).
"""

from __future__ import annotations

import secrets
from pathlib import Path

from alliance.embedded.home import Home, write_atomically

SECRET_BYTES = 24


def secret_file(home: Home, name: str) -> Path:
    """The file of a secret, made with a random one when there is none."""
    path = home.secrets / name
    if not path.exists():
        write_atomically(path, secrets.token_urlsafe(SECRET_BYTES))
    return path


def secret(home: Home, name: str) -> str:
    return secret_file(home, name).read_text(encoding="utf-8").strip()
