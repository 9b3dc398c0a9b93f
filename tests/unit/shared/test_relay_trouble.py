"""What an operator reads where a relay waits: what does not answer, never what a database or broker quotes."""

from __future__ import annotations

import psycopg2
import pytest

from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.relay import trouble_of
from shared.storage.database import DatabaseDown


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (psycopg2.OperationalError("secret"), "the database does not answer, or has closed the connection"),
        (psycopg2.InterfaceError("secret"), "the database does not answer, or has closed the connection"),
        (DatabaseDown("secret"), "the database does not answer, or has closed the connection"),
        (BrokerDown("secret"), "the broker does not answer"),
        (BrokerRefused("secret"), "the broker does not let it in: its user, its password, or the set-up step"),
        (psycopg2.ProgrammingError("secret"), "the database refuses a statement (ProgrammingError); the log has more"),
    ],
)
def test_a_trouble_is_told_in_words(error: Exception, said: str) -> None:
    assert trouble_of(error) == said
