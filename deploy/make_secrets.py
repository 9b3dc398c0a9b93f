"""Passwords, certificates and keys of the compose stack: `python -m deploy.make_secrets /secrets`, before all else.

One folder a process, each a volume that only its own container mounts. Its files are read by a group: the public images
of PostgreSQL and RabbitMQ run under ids of their own, and join it. What is random is made once and stays: the step is
safe to repeat, adds what a new version needs and writes the addresses anew.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from argparse import ArgumentParser, Namespace
from base64 import b64encode
from hashlib import sha1
from pathlib import Path

from deploy.certificates import CLIENT, SERVER, Authority
from shared.runtime.settings import BROKER_USERS, SERVICES
from shared.security.keyring import private_file
from shared.security.keys import ISSUERS, ensure_key, forget_former, make_key
from shared.security.tokens import LOCAL_ADMIN

PASSWORD_BYTES = 24
FOLDER_MODE = 0o2750  # what is made in it belongs to its group
BROKER, DATABASE, STANDBY = "rabbitmq", "postgres", "standby"
BROKER_ADMIN, DATABASE_ADMIN = "admin", "postgres"
#: What a rotation leaves: codes of apps hang on the first, nodes of a cluster know each other by the second, and
#: Grafana keeps the third in its own database.
STAYING = ("sign-in", "broker-cookie", "grafana")

FOLDERS = ("authority", "setup", *SERVICES, "portal", "postgres", "rabbitmq", "mailpit", "grafana", "standby")
MAILBOX_USER = "alliance"
UNTOLD = ("authority", "mailpit", "grafana")  # they speak to neither broker nor database

#: The group that reads: of the image's user, and docker-compose.yml gives it to the images of others.
READERS = 10001

#: Where a process finds its folder, and in it who vouches for broker and database; files of their certificates.
HERE, CA = "/run/alliance", "ca.pem"
OF_SERVER, OF_ROLE = "server.pem", "database.pem"
#: What broker and database are told that is no secret.
TOLD = Path(__file__).parent

#: The command line is run in the portal's container, by root; the portal itself, another user there, must not read
#: what only the command line needs.
CLI = "portal"
FOR_ROOT = (f"{CLI}/cli_amqp_uri", f"{CLI}/keys/{LOCAL_ADMIN}.key", "authority/*")


class Secrets:
    """The folders below `root`. `setup` keeps the passwords, since the set-up step needs them all."""

    def __init__(self, root: Path, readers: int = -1) -> None:
        self._root, self._readers = root, readers

    def folders(self) -> None:
        """What is made in them later belongs to their group; what a former version made is given to it."""
        for name in FOLDERS:
            folder = self._root / name
            folder.mkdir(parents=True, exist_ok=True)
            for path in (folder, *folder.rglob("*")):
                os.chown(path, -1, self._readers)
                path.chmod(FOLDER_MODE if path.is_dir() else mode_of(path))

    def password(self, name: str) -> str:
        """The password of that name, made when there is none."""
        file = self._root / "setup" / "passwords" / name
        if not file.exists():
            write(file, secrets.token_urlsafe(PASSWORD_BYTES))
        return file.read_text(encoding="ascii")

    def give(self, name: str, value: str, *folders: str) -> None:
        for folder in folders:
            write(self._root / folder / name, value)

    def certificates(self) -> None:
        """Broker and database show who they are; to the database, each role does, too."""
        authority = Authority(self._root / "authority" / "authority.pem", write)
        self.give(CA, authority.certificate, *(folder for folder in FOLDERS if folder not in UNTOLD))
        for folder, server in {BROKER: BROKER, DATABASE: DATABASE, STANDBY: DATABASE}.items():  # it takes over the name
            authority.see_to(self._root / folder / OF_SERVER, server, SERVER)
        roles = {folder: role_of(folder) for folder in (*SERVICES, STANDBY)}
        for folder, role in {"setup": DATABASE_ADMIN, **roles}.items():
            authority.see_to(self._root / folder / OF_ROLE, role, CLIENT)

    def renew_certificates(self) -> None:
        """All, by a new authority."""
        (self._root / "authority" / "authority.pem").unlink(missing_ok=True)
        self.certificates()

    def forget_passwords(self) -> None:
        """The steps after this one make new ones."""
        for file in (self._root / "setup" / "passwords").iterdir():
            if file.name not in STAYING:
                file.unlink()

    def broker(self) -> None:
        """Each process gets its own broker user, set-up alone the administrator; operations reads figures as itself."""
        password = self.password("broker-admin")
        administrator = f"default_user = {BROKER_ADMIN}\ndefault_pass = {password}\n"
        self.give("rabbitmq.conf", (TOLD / "rabbitmq.conf").read_text(encoding="ascii") + administrator, "rabbitmq")
        self.give("cookie", self.password("broker-cookie"), "rabbitmq")  # by which nodes of a cluster know each other
        self.give("amqp_uri", amqp(BROKER_ADMIN, password), "setup")
        self.give("management_url", management(BROKER_ADMIN, password), "setup")
        self.give("management_url", management("operations", self.password("broker-operations")), "operations")
        for user in BROKER_USERS:
            holder = CLI if user == "cli" else user
            self.give(f"{user}_amqp_uri", amqp(user, self.password(f"broker-{user}")), "setup", holder)

    def databases(self) -> None:
        """The administrator's password is what the image insists on; nobody is let in by it."""
        self.give("password", self.password("postgres-admin"), "postgres")
        self.give("pg_hba.conf", (TOLD / "pg_hba.conf").read_text(encoding="ascii"), "postgres", STANDBY)
        self.give("database_admin_url", dsn(DATABASE_ADMIN, DATABASE_ADMIN), "setup")
        for service in SERVICES:
            role = role_of(service)
            self.give(f"{service}_database_url", dsn(role, role), "setup", service)

    def mailbox(self) -> None:
        """The mail catcher shows sign-in codes. Its file holds a digest, which is enough for a random password."""
        digest = sha1(self.password("mailbox").encode(), usedforsecurity=False).digest()
        self.give("ui_auth", f"{MAILBOX_USER}:{{SHA}}{b64encode(digest).decode()}\n", "mailpit")

    def dashboard(self) -> None:
        self.give("password", self.password("grafana"), "grafana")

    def sign_in(self) -> None:
        self.give("sign_in_secret", self.password("sign-in"), "identity")

    def keys(self) -> None:
        """Private keys to their issuers, public ones to every service."""
        for issuer in ISSUERS:
            own, readers = self._folders_of(issuer)
            ensure_key(issuer, own, readers, mode_of(private_file(own, issuer)))
            for folder in (own, *readers):
                folder.chmod(FOLDER_MODE)

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


def role_of(service: str) -> str:
    """Of the database; its own has the same name."""
    return f"alliance_{service}"


def amqp(user: str, password: str) -> str:
    return f"amqps://{user}:{password}@{BROKER}:5671/%2F?cacertfile={HERE}/{CA}"


def management(user: str, password: str) -> str:
    return f"https://{user}:{password}@{BROKER}:15671?cacertfile={HERE}/{CA}"


def dsn(role: str, database: str) -> str:
    own = f"{HERE}/{OF_ROLE}"
    shown = f"sslmode=verify-full&sslrootcert={HERE}/{CA}&sslcert={own}&sslkey={own}"
    return f"postgresql://{role}@{DATABASE}:5432/{database}?{shown}"


def write(path: Path, text: str) -> None:
    """In one step: a reader sees the old text or the new one, never a part."""
    path.parent.mkdir(exist_ok=True, mode=FOLDER_MODE)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="ascii")
    fresh.chmod(mode_of(path))
    fresh.replace(path)


def mode_of(path: Path) -> int:
    return 0o400 if any(map(path.match, FOR_ROOT)) else 0o440


def options_of(arguments: list[str]) -> Namespace:
    """Exits with usage where it is not one folder: a mistyped option must not become a folder of passwords."""
    parser = ArgumentParser(prog="python -m deploy.make_secrets", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the folders of the processes are made")
    parser.add_argument("--rotate-keys", action="store_true", help="new signing keys for all, while the services run")
    parser.add_argument("--rotate-passwords", action="store_true", help="new ones; then: docs/configuration.md")
    parser.add_argument("--renew-certificates", action="store_true", help="new certificates, by a new authority")
    return parser.parse_args(arguments)


def main() -> int:
    options = options_of(sys.argv[1:])
    made = Secrets(options.folder, READERS)
    if options.rotate_keys:
        made.rotate()
        return 0
    made.folders()
    if options.rotate_passwords:
        made.forget_passwords()
    if options.renew_certificates:
        made.renew_certificates()
    for step in (made.certificates, made.broker, made.databases, made.mailbox, made.dashboard, made.sign_in, made.keys):
        step()
    return 0


if __name__ == "__main__":
    sys.exit(main())
