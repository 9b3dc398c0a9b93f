"""One PostgreSQL for all of these tests: a fixture that several modules import would start several."""

from tests.support.foundations import database_alone

__all__ = ["database_alone"]
