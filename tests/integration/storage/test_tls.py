"""A service's database over TLS, from the set-up step to its transactions, by what stands in its address alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared.storage.database import Database, DatabaseDown
from shared.storage.migrations import ensure_database, migrate
from tests.support.foundations import PASSWORD, Foundations
from tests.support.tls import Authority, in_front

ROLE = "over_tls"


def over_tls(url: str, port: int, authority: Authority, mode: str = "verify-full", host: str = "127.0.0.1") -> str:
    parts = urlsplit(url)
    credentials = parts.netloc.rpartition("@")[0]
    query = f"sslmode={mode}&sslrootcert={authority.file}"
    return parts._replace(netloc=f"{credentials}@{host}:{port}", query=query).geturl()


@pytest.fixture
def address(foundations: Foundations) -> Iterator[str]:
    parts = urlsplit(foundations.database_admin)
    yield parts._replace(netloc=f"{ROLE}:{PASSWORD}@{parts.hostname}:{parts.port}", path=f"/{ROLE}").geturl()
    foundations.administer("drop database if exists {} with (force)", ROLE)
    foundations.administer("drop role if exists {}", ROLE)


def test_a_database_is_set_up_and_used_over_tls_and_no_stranger_is_taken_for_it(
    foundations: Foundations, address: str, tmp_path: Path
) -> None:
    own, stranger = Authority(tmp_path, "own"), Authority(tmp_path, "stranger")
    port = urlsplit(foundations.database_admin).port
    assert port is not None
    with in_front(port, own, of_database=True) as front:
        admin, service = over_tls(foundations.database_admin, front, own), over_tls(address, front, own)
        ensure_database(admin, service)
        migrate(admin, service, "shared.messaging")
        database = Database(service, size=1)
        with database.transaction() as tx:
            assert tx.one("select count(*) as n from waiting") == {"n": 0}
        database.close()
        for wrong in (
            over_tls(address, front, stranger),
            over_tls(address, front, own, host="localhost"),
            over_tls(address, front, own, mode="disable"),
        ):
            with pytest.raises(DatabaseDown), Database(wrong, size=1).transaction() as tx:
                tx.one("select 1 as one")
    with (
        in_front(port, own, of_database=True, over=True) as front,
        pytest.raises(DatabaseDown),
        Database(over_tls(address, front, own), size=1).transaction() as tx,
    ):
        tx.one("select 1 as one")  # its certificate has ended
