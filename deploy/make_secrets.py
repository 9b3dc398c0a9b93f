"""Passwords and signing keys of the compose stack: `python -m deploy.make_secrets /secrets`, before all else.

One folder a process, each a volume that only its own container mounts; so a file in it may be read by every user there,
and must, since the public images of PostgreSQL and RabbitMQ run under ids of their own. What is random is made once and
stays: the step is safe to repeat, adds what a new version needs and writes the addresses anew.
"""

from __future__ import annotations

import secrets
import sys
import time
from argparse import ArgumentParser, Namespace
from base64 import b64encode
from hashlib import sha1
from pathlib import Path

from shared.runtime.settings import BROKER_USERS, SERVICES
from shared.security.keyring import private_file
from shared.security.keys import ISSUERS, ensure_key, forget_former, make_key
from shared.security.tokens import LOCAL_ADMIN

PASSWORD_BYTES = 24
BROKER, DATABASE = "rabbitmq", "postgres:5432"
BROKER_ADMIN, DATABASE_ADMIN = "admin", "postgres"

FOLDERS = ("setup", *SERVICES, "portal", "postgres", "rabbitmq", "mailpit")
MAILBOX_USER = "alliance"

#: The command line is run in the portal's container, by root; the portal itself, another user there, must not read
#: what only the command line needs.
CLI = "portal"
FOR_ROOT = (f"{CLI}/cli_amqp_uri", f"{CLI}/keys/{LOCAL_ADMIN}.key")


class Secrets:
    """The folders below `root`. `setup` keeps the passwords, since the set-up step needs them all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def password(self, name: str) -> str:
        """The password of that name, made when there is none."""
        file = self._root / "setup" / "passwords" / name
        if not file.exists():
            write(file, secrets.token_urlsafe(PASSWORD_BYTES))
        return file.read_text(encoding="ascii")

    def give(self, name: str, value: str, *folders: str) -> None:
        for folder in folders:
            write(self._root / folder / name, value)

    def broker(self) -> None:
        """Each process gets its own broker user, set-up alone the administrator; operations reads figures as itself."""
        password = self.password("broker-admin")
        self.give("user.conf", f"default_user = {BROKER_ADMIN}\ndefault_pass = {password}\n", "rabbitmq")
        self.give("amqp_uri", amqp(BROKER_ADMIN, password), "setup")
        self.give("management_url", management(BROKER_ADMIN, password), "setup")
        self.give("management_url", management("operations", self.password("broker-operations")), "operations")
        for user in BROKER_USERS:
            holder = CLI if user == "cli" else user
            self.give(f"{user}_amqp_uri", amqp(user, self.password(f"broker-{user}")), "setup", holder)

    def databases(self) -> None:
        password = self.password("postgres-admin")
        self.give("password", password, "postgres")
        self.give("database_admin_url", dsn(DATABASE_ADMIN, password, DATABASE_ADMIN), "setup")
        for service in SERVICES:
            name = f"alliance_{service}"
            url = dsn(name, self.password(f"postgres-{service}"), name)
            self.give(f"{service}_database_url", url, "setup", service)

    def mailbox(self) -> None:
        """The mail catcher shows sign-in codes. Its file holds a digest, which is enough for a random password."""
        digest = sha1(self.password("mailbox").encode(), usedforsecurity=False).digest()
        self.give("ui_auth", f"{MAILBOX_USER}:{{SHA}}{b64encode(digest).decode()}\n", "mailpit")

    def sign_in(self) -> None:
        self.give("sign_in_secret", self.password("sign-in"), "identity")

    def keys(self) -> None:
        """Private keys to their issuers, public ones to every service."""
        for issuer in ISSUERS:
            own, readers = self._folders_of(issuer)
            ensure_key(issuer, own, readers, mode_of(private_file(own, issuer)))
            for folder in (own, *readers):
                folder.chmod(0o755)

    def rotate(self) -> None:
        """New keys for all, while the services run; returns once the former are over and deleted."""
        for issuer in ISSUERS:
            own, readers = self._folders_of(issuer)
            make_key(issuer, own, readers, mode_of(private_file(own, issuer)))
        while not all(forget_former(issuer, *self._folders_of(issuer)) for issuer in ISSUERS):
            time.sleep(1)

    def _folders_of(self, issuer: str) -> tuple[Path, list[Path]]:
        """The issuer's own, and those of who checks its tokens."""
        own = self._root / (CLI if issuer == LOCAL_ADMIN else issuer) / "keys"
        return own, [self._root / service / "keys" for service in SERVICES]


def amqp(user: str, password: str) -> str:
    return f"amqp://{user}:{password}@{BROKER}:5672/%2F"


def management(user: str, password: str) -> str:
    return f"http://{user}:{password}@{BROKER}:15672"


def dsn(role: str, password: str, database: str) -> str:
    return f"postgresql://{role}:{password}@{DATABASE}/{database}"


def write(path: Path, text: str) -> None:
    """In one step: a reader sees the old text or the new one, never a part."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="ascii")
    fresh.chmod(mode_of(path))
    fresh.replace(path)


def mode_of(path: Path) -> int:
    return 0o400 if any(map(path.match, FOR_ROOT)) else 0o444


def options_of(arguments: list[str]) -> Namespace:
    """Exits with usage where it is not one folder: a mistyped option must not become a folder of passwords."""
    parser = ArgumentParser(prog="python -m deploy.make_secrets", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the folders of the processes are made")
    parser.add_argument("--rotate-keys", action="store_true", help="new signing keys for all, while the services run")
    return parser.parse_args(arguments)


def main() -> int:
    options = options_of(sys.argv[1:])
    root: Path = options.folder
    if options.rotate_keys:
        Secrets(root).rotate()
        return 0
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    made = Secrets(root)
    for step in (made.broker, made.databases, made.mailbox, made.sign_in, made.keys):
        step()
    return 0


if __name__ == "__main__":
    sys.exit(main())
