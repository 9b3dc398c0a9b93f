"""What the desks of unit tests stand on: dicts, or the real tables of their service.

`tests/integration/<service>/on_tables.py` runs the cases of `tests/unit/<service>` a second time, over the real tables.
A desk asks here what it stands on; each new one finds tables as migrations leave them, since a test's transaction is
rolled back to its beginning. A test that looks into the fake's dicts is skipped there, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NoReturn

import pytest

from shared.messaging.reminded import Reminded
from shared.storage.database import Transaction
from tests.support.fakes import FakeReminded

_standing: list[Transaction] = []
_desks = [0]  # how many there were


@contextmanager
def on(tx: Transaction) -> Iterator[None]:
    """Desks made meanwhile stand on these tables."""
    tx.execute("savepoint beginning")
    _standing.append(tx)
    try:
        yield
    finally:
        _standing.pop()


def tables() -> Transaction | None:
    """The real tables, emptied; None where a desk stands on dicts."""
    if not _standing:
        return None
    _desks[0] += 1
    tx = _standing[-1]
    tx.execute("rollback to savepoint beginning")
    return tx


#: What a fake holds in a dict or list, read from the real tables: a copy, which nobody can put anything into.
Looks = Mapping[str, Callable[[Any], Any]]


def store(fake: Callable[[], Any], real: Callable[[Transaction], Any], looks: Looks = MappingProxyType({})) -> Any:
    """A desk's repository."""
    tx = tables()
    return fake() if tx is None else OnTables(real(tx), fake(), looks)


def stores(fake: Callable[[], Any], real: Callable[[Transaction], Any]) -> tuple[Any, Any]:
    """A desk's repository, and what was reminded of."""
    tx = tables()
    if tx is None:
        return fake(), FakeReminded()
    return OnTables(real(tx), fake()), OnTables(Reminded(tx), FakeReminded())


class OnTables:
    """A repository that is real. A test that looks into a dict of the fake for which there is no look, changes one, or
    has two desks at once cannot be run on it."""

    def __init__(self, real: Any, fake: Any, looks: Looks = MappingProxyType({})) -> None:
        vars(self).update(_real=real, _fake=fake, _looks=looks, _desk=_desks[0])

    def __getattr__(self, name: str) -> Any:
        if self._desk != _desks[0]:
            pytest.skip("stands beside another desk")
        if name in self._looks:
            found = self._looks[name](self._real)
            return MappingProxyType(found) if isinstance(found, dict) else found
        if hasattr(self._fake, name) and not hasattr(self._real, name):
            pytest.skip(f"looks into the fake's {name}")
        return getattr(self._real, name)

    def __setattr__(self, name: str, _: Any) -> NoReturn:
        pytest.skip(f"sets the fake's {name}")


def written(repository: Any, table: str, key: dict[str, Any], changes: dict[str, Any]) -> bool:
    """Whether these columns could be put so in a row of the real tables; False where a desk stands on dicts."""
    if not isinstance(repository, OnTables):
        return False
    columns = ", ".join(f'"{name}" = %({name})s' for name in changes)
    of = " and ".join(f"{name} = %({name})s" for name in key)
    assert _standing[-1].execute(f"update {table} set {columns} where {of}", key | changes) == 1  # noqa: S608
    return True


def seen_by(repository: Any, audience: Any) -> Any:
    """The same tables, as an entrypoint hands them over: what this audience may see."""
    if isinstance(repository, OnTables):
        real = copy(repository._real)
        real._audience = audience
        return OnTables(real, repository._fake)
    return replace(repository, audience=audience)
