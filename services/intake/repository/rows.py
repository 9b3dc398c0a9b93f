"""What every part of the repository has: its transaction, whose it is, and the statements."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.intake.domain.audience import EVERYTHING, Audience, FirstMails
from shared.storage.database import Row, Transaction, as_json
from shared.storage.queries import Queries

queries = Queries("services.intake")


class Rows:
    """`audience`: whose applications and drafts are there for whoever asks; no other is."""

    def __init__(self, tx: Transaction, audience: Audience = EVERYTHING, first_mails: FirstMails | None = None) -> None:
        self._tx, self._audience, self._first_mails = tx, audience, first_mails or FirstMails()

    def _theirs(self, **params: object) -> Row:
        """The parameters of a statement that finds only what the audience may see."""
        return {"person": self._audience.person, "coaching": self._audience.coaching} | params

    def _hold_owners(self) -> None:
        """Before anything of an application is locked or written, so that nobody waits in a ring."""
        self._tx.all(queries.hold_owners)

    def _name_addresses(self, named: Iterable[tuple[UUID, Iterable[str]]], *, are_new: bool = False) -> None:
        """What applications and drafts name from now on, folded. What staff have named stays vouched for."""
        of = dict(named)
        lines = [{"application_id": str(one), "folded_email": email} for one, emails in of.items() for email in emails]
        params = {"rows": as_json(lines), "ids": list(of), "vouched": self._audience.vouches}
        self._tx.execute(queries.upsert_named_addresses, params)
        if not are_new:
            self._tx.execute(queries.delete_named_addresses, params)

    def _allow_first_mails(self, application_id: UUID, version: int, emails: Iterable[str]) -> None:
        """Once for an address, and so many in an hour; `version` 0 is the draft."""
        if not self._audience.vouches:
            key = {"application_id": application_id, "version": version, "emails": sorted(emails)}
            limits = vars(self._first_mails) | {"source": self._audience.source}
            self._tx.execute(queries.insert_first_mails, key | limits)
