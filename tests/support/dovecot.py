"""Debian's dovecot on loopback with one mailbox: a real IMAP server, as a user of its own, in a folder of its own."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from uuid import uuid4

from tests.support.tls import Authority

USER, PASSWORD = "inbox", "open/sesame"
STARTS_S = 10

CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{home}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
disable_plaintext_auth = yes
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Users:
    """Whose processes there are: of the package where we are root, who may not be one; else our own alone."""

    mail: str
    internal: str
    login: str


def users() -> Users:
    own = getpass.getuser()
    return Users("mail", "dovecot", "dovenull") if own == "root" else Users(own, own, own)


def group_of(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


@dataclass(frozen=True)
class Dovecot:
    home: Path
    imap: int
    imaps: int

    def deliver(self, raw: bytes) -> None:
        """As a mail server would: into the folder of new mails, whole."""
        name = f"{monotonic():.6f}.{uuid4().hex}.here"
        whole = self.home / "mail" / "tmp" / name
        whole.write_bytes(raw)
        own(whole)
        whole.rename(self.home / "mail" / "new" / name)

    @property
    def mails(self) -> list[Path]:
        return [file for kind in ("new", "cur") for file in sorted((self.home / "mail" / kind).iterdir())]


def own(path: Path) -> None:
    """The mailbox is its user's."""
    user = pwd.getpwnam(users().mail)
    if os.geteuid() == 0:
        os.chown(path, user.pw_uid, user.pw_gid)


def is_installed() -> bool:
    return shutil.which("dovecot") is not None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(authority: Authority) -> Iterator[Dovecot]:
    cert, key = authority.issue()
    with TemporaryDirectory(prefix="dovecot-") as folder:
        home = Path(folder)
        home.chmod(0o711)  # its processes are of several users
        for made in (home / "mail", *(home / "mail" / kind for kind in ("tmp", "new", "cur"))):
            made.mkdir()
            own(made)
        server = Dovecot(home, free_port(), free_port())
        config = home / "dovecot.conf"
        config.write_text(configured(server, cert, key))
        process = subprocess.Popen(["dovecot", "-F", "-c", str(config)])
        try:
            insist_on_answer(server, home)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def configured(server: Dovecot, cert: Path, key: Path) -> str:
    who = users()
    return CONFIG.format(
        home=server.home, cert=cert, key=key, password=PASSWORD, imap=server.imap, imaps=server.imaps,
        user=who.mail, group=group_of(who.mail), internal=who.internal, internal_group=group_of(who.internal),
        login=who.login,
    )  # fmt: skip


def insist_on_answer(server: Dovecot, home: Path) -> None:
    until = monotonic() + STARTS_S
    while monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", server.imap), 1) as line:
                if line.recv(64).startswith(b"* OK"):
                    return
        except OSError:
            sleep(0.05)
    log = home / "log"
    raise AssertionError(f"dovecot does not answer: {log.read_text() if log.exists() else ''}")
