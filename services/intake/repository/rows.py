"""What every part of the repository has: its transaction, whose it is, and the statements."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.intake.domain.audience import EVERYTHING, Audience
from shared.storage.database import Row, Transaction, as_json
from shared.storage.queries import Queries

queries = Queries("services.intake")


class Rows:
    """`audience`: whose applications and drafts are there for whoever asks; no other is."""

    def __init__(self, tx: Transaction, audience: Audience = EVERYTHING) -> None:
        self._tx, self._audience = tx, audience

    def _theirs(self, **params: object) -> Row:
        """The parameters of a statement that finds only what the audience may see."""
        return vars(self._audience) | params

    def _hold_owners(self) -> None:
        """Before anything of an application is locked or written, so that nobody waits in a ring."""
        self._tx.all(queries.hold_owners)

    def _name_addresses(self, named: Iterable[tuple[UUID, Iterable[str]]]) -> None:
        """What applications and drafts name from now on, folded."""
        of = dict(named)
        lines = [{"application_id": str(one), "folded_email": email} for one, emails in of.items() for email in emails]
        self._tx.execute(queries.delete_named_addresses, {"ids": list(of)})
        self._tx.execute(queries.insert_named_addresses, {"rows": as_json(lines)})
