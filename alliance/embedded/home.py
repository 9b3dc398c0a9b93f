"""Where the embedded system keeps its things: the folder ALLIANCE_HOME, its parts, their modes.

Knows names and permissions; starts nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.runtime.settings import SETTINGS

DEFAULT_FOLDER = ".alliance"


def checkout() -> Path:
    """The folder that holds pyproject.toml and this package; without one, the current folder."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def program_file(environment: Mapping[str, str]) -> Path:
    """PROGRAM_FILE as seen from where the command runs; without it the shipped program of the checkout."""
    named = environment.get("PROGRAM_FILE")
    return Path(named).expanduser().resolve() if named else checkout() / str(SETTINGS["PROGRAM_FILE"].default)


@dataclass(frozen=True)
class Home:
    """One installation. Two of them run side by side on one machine."""

    path: Path

    @classmethod
    def find(cls, environment: Mapping[str, str]) -> Home:
        named = environment.get("ALLIANCE_HOME")
        return cls(Path(named).expanduser().resolve() if named else checkout() / DEFAULT_FOLDER)

    @property
    def endpoints(self) -> Path:
        """Addresses with credentials, for the command line and for scripts; absent while the system is down."""
        return self.path / "endpoints.json"

    @property
    def lock(self) -> Path:
        """Held by the supervisor for as long as it lives; holds its pid."""
        return self.path / "supervisor.lock"

    @property
    def state(self) -> Path:
        """What the supervisor is doing, for `up`, `down` and `status`."""
        return self.path / "state" / "supervisor.json"

    @property
    def ports(self) -> Path:
        return self.path / "state" / "ports.json"

    @property
    def restored(self) -> Path:
        """When it was made of a backup; absent in a home that was not."""
        return self.path / "state" / "restored"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def session(self) -> Path:
        """Of whoever has signed in on this machine by `alliance login`."""
        return self.path / "session"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def mailbox(self) -> Path:
        return self.path / "mailbox"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def broker(self) -> Path:
        return self.path / "broker"

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def free_mb(self) -> int:
        """Room on the disk that holds it."""
        return shutil.disk_usage(self.path).free // 1_000_000

    def create(self) -> None:
        """Make the folders. As root the home itself can be passed through: PostgreSQL refuses to run as root,
        and its own user must reach its folder; every other folder is for its owner alone."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in ("secrets", "keys", "state", "logs", "files", "mailbox", "broker"):
            folder = self.path / name
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step: a reader sees the old text or the new one, never a part."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
