"""From claimed mails to messages: several at once are asked about, written, and looked at for the last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import structlog

from services.notifications.admission import Candidate
from services.notifications.domain import CHANGED, Mail, Settlement, Step, Untrue
from services.notifications.handlers import settling
from services.notifications.repository import Repository
from services.notifications.sending.failures import settle_failure
from services.notifications.sending.letters import Resolved
from services.notifications.sending.resolving import Found, Resolver
from services.notifications.sending.together import write_together
from shared.messaging.cause import Cause, bind_cause, new_traceparent

if TYPE_CHECKING:
    from services.notifications.sending.surroundings import Surroundings
    from shared.contracts.notifications import MailNote

log = structlog.get_logger()

ACTOR = "service:notifications"


@dataclass(frozen=True)
class Ready:
    """A message that may go, and the mails that it is: several where reminders of one person go together."""

    mails: tuple[Mail, ...]
    email: str
    message: bytes
    return_path: str


#: What becomes of a mail that does not go now.
Settled: TypeAlias = tuple[Mail, Settlement]


class Preparing:
    def __init__(self, surroundings: Surroundings, resolver: Resolver) -> None:
        self._in = surroundings
        self._resolver = resolver

    def prepare(self, bundles: Sequence[list[Mail]]) -> list[Ready | Settled]:
        """In their order. Never raises: a mail must not stay claimed for a reason of its own."""
        mails = [mail for bundle in bundles for mail in bundle]
        bind_cause(asking_for(mails))
        resolved = dict(zip((mail.id for mail in mails), self._resolver.resolve_all(mails), strict=True))
        written = [one for bundle in bundles for one in self._write(bundle, resolved)]
        going = [one for one in written if isinstance(one, Ready)]
        try:
            refused = self._admit([(mail, one.email) for one in going for mail in one.mails])
        except Exception as error:  # noqa: BLE001  (none of them has left)
            return [settled for one in written for settled in given_up(one, error)]
        return [left for one in written for left in self._without(refused, one, resolved)]

    def _write(self, bundle: Sequence[Mail], resolved: Mapping[UUID, Found]) -> Iterator[Ready | Settled]:
        """Reminders of one person together; each by itself where that cannot be."""
        together = self._write_together(bundle, resolved) if len(bundle) > 1 else None
        yield from together or (self._write_one(mail, resolved[mail.id]) for mail in bundle)

    def _write_one(self, mail: Mail, found: Found) -> Ready | Settled:
        bind_cause(cause_of(mail))
        try:
            known = insist_on_truth(found)
            return self._ready([mail], known.email, self._in.letters.write(mail, known, self._in.now()))
        except Exception as error:  # noqa: BLE001  (its neighbours go out)
            return mail, settle_failure(mail, error)

    def _write_together(self, bundle: Sequence[Mail], resolved: Mapping[UUID, Found]) -> list[Ready | Settled] | None:
        """What is so no more is settled as that; of what is left, several go. None: each is tried by itself."""
        found = [(mail, known) for mail in bundle if isinstance(known := resolved[mail.id], Resolved)]
        pairs = [(mail, known) for mail, known in found if known.holds and not known.to_stranger]
        changed = [mail for mail, known in found if not known.holds]
        if len(pairs) < 2 or len(pairs) + len(changed) < len(bundle):
            return None
        try:
            message = write_together(self._in.letters, pairs, self._in.now())
        except Exception as error:  # noqa: BLE001  (what is wrong with one is found when each is tried)
            log.info("mails_not_together", reason=type(error).__name__)
            return None
        settled = [(mail, Settlement(Step.SUPPRESS, (CHANGED,))) for mail in changed]
        return [*settled, self._ready([mail for mail, _ in pairs], pairs[0][1].email, message)]

    def _ready(self, mails: Sequence[Mail], email: str, message: bytes) -> Ready:
        return Ready(tuple(mails), email, message, self._in.letters.return_path(mails[0]))

    def _admit(self, going: Sequence[tuple[Mail, str]]) -> Mapping[UUID, MailNote]:
        """Why some do not go."""
        if not going:
            return {}
        addresses = self._in.letters.addresses
        digest = addresses.digest if addresses else lambda _: None
        with self._in.begin() as tx:
            return settling.admit([Candidate(mail, email, digest(email)) for mail, email in going], Repository(tx))

    def _without(
        self, refused: Mapping[UUID, MailNote], one: Ready | Settled, resolved: Mapping[UUID, Found]
    ) -> Iterator[Ready | Settled]:
        """Of several that were to go together each by itself, where one is not to go."""
        if not isinstance(one, Ready) or not any(mail.id in refused for mail in one.mails):
            yield one
            return
        for mail in one.mails:
            if mail.id in refused:
                yield mail, settle_failure(mail, Untrue(refused[mail.id]))
            else:
                yield self._write_one(mail, resolved[mail.id])


def insist_on_truth(found: Found) -> Resolved:
    if isinstance(found, Exception):
        raise found
    if not found.holds:
        raise Untrue(CHANGED)
    return found


def given_up(one: Ready | Settled, error: Exception) -> Iterator[Settled]:
    if isinstance(one, Ready):
        yield from ((mail, settle_failure(mail, error)) for mail in one.mails)
    else:
        yield one


def asking_for(mails: Sequence[Mail]) -> Cause:
    """What is asked for many mails at once is in no trace."""
    return cause_of(mails[0]) if len(mails) == 1 else Cause(ACTOR, new_traceparent())


def cause_of(mail: Mail) -> Cause:
    """So that what the mail leads to belongs to the trace that began with the application."""
    return Cause(
        actor=ACTOR,
        traceparent=mail.traceparent,
        correlation_id=mail.application_id,
        causation_id=mail.occasion_id,
    )
