"""What is settled in databases that came from a backup, by the set-up step, before a service starts.

A service that has something to settle says so in restored.sql: named statements that may be repeated, since each start
of a restored system runs them again. `restored_at` is all that they are given.
"""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from shared.runtime.settings import SettingError, Settings
from shared.storage.database import Transaction
from shared.storage.queries import parse

SETTING = "RESTORED_AT"


def restored_at(settings: Settings) -> datetime | None:
    """None where nothing was restored. Raises SettingError."""
    value = settings.find(SETTING)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingError(f"{SETTING} must be a moment with its offset, such as 2027-03-01T08:00:00Z, not {value!r}")
    return moment


def settle(tx: Transaction, package: str, moment: datetime) -> None:
    """All that a service has to settle; nothing where it says nothing."""
    file = resources.files(package).joinpath("restored.sql")
    if file.is_file():
        for statement in parse(file.read_text(encoding="utf-8")).values():
            tx.execute(statement, {"restored_at": moment})
