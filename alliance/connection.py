"""How commands reach the services: over the broker, as whoever has signed in, else as the local administrator."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from alliance.embedded.home import Home, write_atomically
from alliance.output import UNAVAILABLE, CommandError, tell
from alliance.reader import words
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetPerson
from shared.messaging.client import Client, anonymous
from shared.runtime.settings import SettingError, Settings
from shared.security.tokens import LOCAL_ADMIN, Signer
from shared.views.session import SessionSigner

_client: ContextVar[Client | None] = ContextVar("client", default=None)
_opened: ContextVar[list[Client]] = ContextVar("opened")


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in by `alliance login`, and what proves it."""

    secret: str
    name: str
    email: str
    roles: tuple[str, ...]

    def __str__(self) -> str:
        return called(self.name, self.email, self.roles)


def called(name: str, email: str, roles: Sequence[str]) -> str:
    """Who has just proven an address has neither a name nor a role."""
    whole = f"{name} <{email}>" if name else email
    return ", ".join((whole, *roles))


@contextmanager
def one_client() -> Iterator[None]:
    """Within it all of `connect()` is one client: what finds a person or city in a command's words shares its line.
    At its end every line to the broker is closed."""
    before, opened = _client.set(None), _opened.set([])
    try:
        yield
    finally:
        for client in _opened.get():
            client.close()
        _client.reset(before)
        _opened.reset(opened)


def connect() -> Client:
    """The client of this command. Acts as whoever has signed in, and says so on stderr; else as the local
    administrator where this process holds that key; else as nobody.

    Raises CommandError("unavailable") when nothing says where the broker is.
    """
    client = _client.get()
    if client is None:
        signed_in = read_session()
        if signed_in is not None:
            tell(words("as", who=signed_in))
        client = client_of(signed_in)
        _client.set(client)
    return client


def client_of(signed_in: SignedIn | None) -> Client:
    """Without somebody who has signed in: the local administrator, or nobody."""
    keys = administrators_keys() if signed_in is None else None
    client = Client(broker_uri(), "cli", Signer(LOCAL_ADMIN, keys).sign if keys else anonymous, "cli")
    _opened.get([]).append(client)
    return client if signed_in is None else client.signing(SessionSigner(client, signed_in.secret))


def broker_uri() -> str:
    endpoints = read_endpoints()
    if endpoints is not None:
        return str(endpoints["cli_amqp"])
    try:
        return Settings("cli", os.environ).amqp_uri
    except SettingError:
        raise CommandError("unavailable", reason="not_running_here", exit_code=UNAVAILABLE) from None


def administrators_keys() -> Path | None:
    """The folder of keys, where it holds the local administrator's."""
    endpoints = read_endpoints()
    keys = endpoints["keys_dir"] if endpoints is not None else Settings("cli", os.environ).find("KEYS_DIR")
    return Path(keys) if keys and (Path(keys) / f"{LOCAL_ADMIN}.key").exists() else None


def acts_as_administrator() -> bool:
    return read_session() is None and administrators_keys() is not None


def read_endpoints() -> dict[str, Any] | None:
    path = Home.find(os.environ).endpoints
    try:
        endpoints: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    return endpoints


def session_file() -> Path:
    """Beside the installation on this machine; that of another one in the user's own folder."""
    if read_endpoints() is not None:
        return Home.find(os.environ).session
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "alliance" / "session"


def read_session() -> SignedIn | None:
    try:
        kept = json.loads(session_file().read_text(encoding="utf-8"))
        return SignedIn(**kept | {"roles": tuple(kept["roles"])})
    except (OSError, ValueError, TypeError, KeyError):  # none, or one that an older version wrote
        return None


def keep_session(signed_in: SignedIn) -> None:
    session_file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(session_file(), json.dumps(asdict(signed_in)))


def forget_ended_session() -> None:
    """The file names who signed in on this machine: it goes once their session is over, as of somebody who was erased.
    Raises Refusal("unavailable")."""
    signed_in = read_session()
    if signed_in is None:
        return
    asking = SessionSigner(client_of(None), signed_in.secret, by_itself=True)
    try:
        asking(GetPerson.service, GetPerson.method)
    except Refusal as refusal:
        if refusal.code != "unauthenticated":
            raise
        forget_session()


def forget_session() -> None:
    session_file().unlink(missing_ok=True)
