"""Retention: rows whose time is up are removed by periodic work, and whoever asks is told what goes when."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.kernel import Retention, RetentionRule, Subject
from shared.messaging.cause import current_cause
from shared.messaging.periodic import Turn
from shared.privacy.declared import Keeping, Personal
from shared.privacy.eraser import Eraser, Means
from shared.privacy.kernel_tables import KEEPINGS
from shared.program.model import Program
from shared.storage.database import Row, Transaction

BATCH = 5_000  # rows that one transaction removes

_NOTE = """
insert into retentions (name, ran_at, removed) values (%(name)s, now(), %(removed)s)
on conflict (name) do update set ran_at = now(),
    removed = excluded.removed + case when %(goes_on)s then retentions.removed else 0 end
"""


@dataclass(frozen=True)
class Expired:
    """A city whose time is up."""

    application_id: UUID
    code: str

    @property
    def key(self) -> str:
        return str(self.application_id)


def keepings_of(personal: Personal) -> tuple[Keeping, ...]:
    return (*personal.keepings, *KEEPINGS)


def days_of(keeping: Keeping, program: Program) -> int:
    return int(getattr(program.retention, keeping.setting))


def list_expired(keeping: Keeping, days: int, tx: Transaction) -> list[Expired]:
    """The cities of a rule about cities."""
    sql = f'select application_id, code from "{keeping.table}" where {_due(keeping)} limit {BATCH}'  # noqa: S608  # nosec B608 - of our declarations
    return [Expired(**row) for row in tx.all(sql, {"days": days})]


def erase_expired(city: Expired, eraser: Eraser, tx: Transaction) -> None:
    subject = Subject(application_id=city.application_id, code=city.code)
    eraser.erase(subject, current_cause().actor, tx.now(), override="retention")


def remove_due(keeping: Keeping, days: int, tx: Transaction, *, goes_on: bool) -> int:
    """One batch of a rule about rows; how many. What is no more than BATCH was the last."""
    which = f'select ctid from "{keeping.table}" where {_due(keeping)} limit {BATCH}'  # noqa: S608  # nosec B608 - of our declarations
    verb = f'delete from "{keeping.table}"'  # noqa: S608  # nosec B608 - of our declarations
    if keeping.leaves is not None:
        sets = ", ".join(f'"{column}" = {leaves}' for column, leaves in keeping.leaves.items())
        verb = f'update "{keeping.table}" set {sets}'  # noqa: S608  # nosec B608 - of our declarations
    removed = tx.execute(f"{verb} where ctid = any(array({which}))", {"days": days})
    note(keeping, removed, tx, goes_on=goes_on)
    return removed


def remove_all_due(personal: Personal, program: Program, turn: Turn, means: Means) -> None:
    """By every rule; a setting of 0 days keeps for ever."""
    for keeping in keepings_of(personal):
        if days := days_of(keeping, program):
            (_erase_cities if keeping.cities else _remove_rows)(keeping, days, turn, means)


def _remove_rows(keeping: Keeping, days: int, turn: Turn, _means: Means) -> None:
    removed, goes_on = BATCH, False
    while removed == BATCH:
        with turn.begin() as tx:
            removed = remove_due(keeping, days, tx, goes_on=goes_on)
        goes_on = True


def _erase_cities(keeping: Keeping, days: int, turn: Turn, means: Means) -> None:
    with turn.read() as tx:
        expired = list_expired(keeping, days, tx)
    turn.each(expired, lambda city, tx: erase_expired(city, Eraser(tx, means), tx))
    with turn.begin() as tx:
        note(keeping, len(expired), tx)


def note(keeping: Keeping, removed: int, tx: Transaction, *, goes_on: bool = False) -> None:
    tx.execute(_NOTE, {"name": keeping.name, "removed": removed, "goes_on": goes_on})


def schedule(personal: Personal, program: Program, tx: Transaction) -> Retention:
    ran = {row["name"]: row for row in tx.all("select name, ran_at, removed from retentions")}
    return Retention(
        items=tuple(
            _rule(keeping, days_of(keeping, program), ran.get(keeping.name), tx) for keeping in keepings_of(personal)
        )
    )


def _rule(keeping: Keeping, days: int, ran: Row | None, tx: Transaction) -> RetentionRule:
    figures = f"""
        select count(*) filter (where {_due(keeping)}) as due,
               count(*) filter (where not ({_due(keeping)})) as kept,
               min({keeping.since} + make_interval(days => %(days)s)) filter (where not ({_due(keeping)})) as next_at
        from "{keeping.table}" where {keeping.where}
    """  # noqa: S608  # nosec B608 - of our declarations
    return RetentionRule(
        name=keeping.name,
        setting=keeping.setting,
        days=days,
        last_run_at=ran and ran["ran_at"],
        last_removed=ran and ran["removed"],
        **tx.one(figures, {"days": days}),
    )


def _due(keeping: Keeping) -> str:
    return f"({keeping.where}) and {keeping.since} + make_interval(days => %(days)s) <= now()"
