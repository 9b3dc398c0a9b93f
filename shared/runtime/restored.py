"""What is settled in databases that came from a backup, by the set-up step, before a service starts.

A service that has something to settle says so in restored.sql: named statements that may be repeated, since each start
of a restored system runs them again. `restored_at` is all that they are given.
"""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from shared.runtime.settings import SettingError, Settings
from shared.storage.database import connect
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


def settle(url: str, package: str, moment: datetime) -> None:
    """All of a service's statements in one transaction. A service without any has nothing to settle."""
    file = resources.files(package).joinpath("restored.sql")
    if not file.is_file():
        return
    connection = connect(url)
    try:
        with connection, connection.cursor() as cursor:
            for statement in parse(file.read_text(encoding="utf-8")).values():
                cursor.execute(statement, {"restored_at": moment})
    finally:
        connection.close()
