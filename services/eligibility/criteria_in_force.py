"""Keeps the version of the criteria in force, and does not let the service start with another content under its name.

A result names the version it was judged by: a version that meant two things would make every result doubtful.
"""

from __future__ import annotations

import structlog

from services.eligibility.handlers.judging import keep_criteria
from services.eligibility.repository import Repository
from shared.contracts.errors import Refusal
from shared.program.load import ProgramError
from shared.runtime.extensions import Provider
from shared.storage.database import DatabaseDown

log = structlog.get_logger()


class CriteriaInForce(Provider):
    """`criteria = CriteriaInForce()` in the service class."""

    def setup(self) -> None:
        """Raises ProgramError. A database that is away is asked at the next start, and before judging again."""
        try:
            with self.container.database.transaction() as tx:
                keep_criteria(Repository(tx), self.container.program)
        except DatabaseDown:
            log.warning("database_down", service=self.container.service_name)
        except Refusal as refusal:
            raise ProgramError(refusal.details[0].message) from None

    def get_dependency(self, _worker_ctx: object) -> None:
        """Nothing: what it does is done before the first piece of work."""
