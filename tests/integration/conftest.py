"""One broker and one PostgreSQL for all of these tests: a fixture that several modules import would start several."""

from tests.support.foundations import foundations

__all__ = ["foundations"]
