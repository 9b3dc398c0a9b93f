"""How commands reach the services: over the broker, as the local administrator or as whoever has signed in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from alliance.embedded.home import Home, write_atomically
from shared.contracts.errors import Refusal
from shared.messaging.client import Client, Sign, anonymous
from shared.runtime.settings import SettingError, Settings
from shared.security.tokens import LOCAL_ADMIN, Signer
from shared.views.session import session_signer


def connect() -> Client:
    """A client for one command. Raises Refusal("unavailable") when nothing says where the broker is."""
    endpoints = read_endpoints()
    if endpoints is not None:
        return Client(endpoints["cli_amqp"], "cli", Signer(LOCAL_ADMIN, Path(endpoints["keys_dir"])).sign)
    settings = Settings("cli", os.environ)
    try:
        uri = settings.amqp_uri
    except SettingError:
        raise Refusal(
            "unavailable", "The system is not running here: `alliance up` starts it; CLI_AMQP_URI reaches another."
        ) from None
    return Client(uri, "cli", signer(settings, uri))


def signer(settings: Settings, uri: str) -> Sign:
    """The local administrator where this process holds that key, else the session of `alliance login`, else nobody."""
    keys = administrators_keys(settings)
    if keys is not None:
        return Signer(LOCAL_ADMIN, keys).sign
    session = read_session()
    return session_signer(Client(uri, "cli", anonymous), session) if session else anonymous


def administrators_keys(settings: Settings) -> Path | None:
    """The folder of keys, where it holds the local administrator's."""
    keys = settings.find("KEYS_DIR")
    return Path(keys) if keys and (Path(keys) / f"{LOCAL_ADMIN}.key").exists() else None


def acts_as_administrator() -> bool:
    return read_endpoints() is not None or administrators_keys(Settings("cli", os.environ)) is not None


def read_endpoints() -> dict[str, Any] | None:
    path = Home.find(os.environ).endpoints
    try:
        endpoints: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    return endpoints


def session_file() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "alliance" / "session"


def read_session() -> str | None:
    try:
        return session_file().read_text(encoding="ascii").strip() or None
    except OSError:
        return None


def keep_session(secret: str) -> None:
    session_file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(session_file(), secret)


def forget_session() -> None:
    session_file().unlink(missing_ok=True)
