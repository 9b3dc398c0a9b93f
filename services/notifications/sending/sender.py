"""The sender: claims due mails, hands them over outside any transaction, writes down what became of each.

A mail that was handed over is doubled only when the process dies between the server's answer and the commit, or the
connection breaks before the answer is heard; the row then says so, and both copies carry one Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic, time_ns
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from services.notifications.domain import (
    CHANGED,
    PAUSE,
    TOGETHER,
    Answer,
    Mail,
    Settlement,
    Step,
    Untrue,
    mail_note,
    settle_answer,
    settle_refusal,
)
from services.notifications.handlers import settling
from services.notifications.reminders import bundles
from services.notifications.repository import Repository
from services.notifications.sending.letters import Letters, NotAnAddress
from services.notifications.sending.rates import Rates
from services.notifications.sending.resolving import NotResolved, Resolver
from services.notifications.sending.smtp import SmtpLine, Unreachable
from services.notifications.sending.together import write_together
from services.notifications.templates import CannotRender
from shared.contracts.errors import Refusal
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.cause import Cause, bind_cause
from shared.messaging.outbox import Outbox
from shared.runtime.metrics import MAILS
from shared.runtime.tracing import note, work
from shared.storage.database import DatabaseDown

if TYPE_CHECKING:
    from shared.contracts.notifications import MailNote
    from shared.runtime.transactions import Begin

log = structlog.get_logger()

BATCH = 50
BATCH_LIMIT_S = 20  # far below the lease: what is left by then goes back
PROBE_S = 1


@dataclass(frozen=True)
class Surroundings:
    """What a batch works with. `pause` waits, and raises when the process is asked to end."""

    begin: Begin
    letters: Letters
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    going_on: Callable[[], bool]
    rates: Rates


class TooEarly(Exception):
    """So many have gone to that domain that this one has to wait, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Batch:
    """Up to BATCH mails over the connection that is kept."""

    def __init__(self, surroundings: Surroundings, resolver: Resolver, line: SmtpLine) -> None:
        self._in = surroundings
        self._resolver = resolver
        self._line = line
        self._ends_at = monotonic() + BATCH_LIMIT_S
        self._server_down = False

    def send(self) -> bool:
        """Whether more may be due at once."""
        with self._in.begin() as tx:
            zone = self._in.letters.program.call.time_zone
            recovered, mails = settling.claim(Repository(tx), BATCH, tx.now(), zone)
        for mail_id in recovered:
            log.warning("mail_recovered", mail_id=str(mail_id))
        for bundle in bundles(mails):
            for mail, settlement in self._attempt_all(bundle):
                bind_cause(cause_of(mail))
                self._settle(mail, settlement)
        return len(mails) >= BATCH and not self._server_down

    def _attempt_all(self, bundle: list[Mail]) -> Iterator[tuple[Mail, Settlement]]:
        """Reminders of one person together; each by itself where that cannot be."""
        began_ns = time_ns()
        together = self._together(bundle) if len(bundle) > 1 else None
        for mail in bundle:
            with work("mail", mail.template, "client", cause_of(mail), began_ns if together else None) as cause:
                bind_cause(cause)
                settlement = together[mail.id] if together else self._attempt(mail)
                note(mail_id=str(mail.id), step=settlement.step, attempt=mail.attempts + 1)
            yield mail, settlement

    def _together(self, bundle: list[Mail]) -> dict[UUID, Settlement] | None:
        """None: nothing has left, and each is tried by itself."""
        if self._server_down or monotonic() > self._ends_at or not self._in.going_on():
            return None
        try:
            return self._hand_over_together(bundle)
        except TooEarly as early:
            return {mail.id: give_back(mail, timedelta(seconds=early.seconds)) for mail in bundle}
        except Exception as error:  # noqa: BLE001  (what is wrong with one is found when each is tried)
            log.info("mails_not_together", reason=type(error).__name__)
            return None

    def _hand_over_together(self, bundle: list[Mail]) -> dict[UUID, Settlement] | None:
        """What is so no more is settled as that; of what is left, several go."""
        resolved = [(mail, self._resolver.resolve(mail)) for mail in bundle]
        settled = {mail.id: Settlement(Step.SUPPRESS, (CHANGED,)) for mail, found in resolved if not found.holds}
        pairs = [(mail, found) for mail, found in resolved if found.holds and not found.to_stranger]
        if len(pairs) < 2 or len(pairs) + len(settled) < len(bundle):
            return None
        email = pairs[0][1].email
        if seconds := self._in.rates.wait(pairs[0][0].id, email, monotonic()):
            raise TooEarly(seconds)
        message = write_together(self._in.letters, pairs, self._in.now())
        with self._in.begin() as tx:
            for mail, _ in pairs:
                settling.admit(mail, email, Repository(tx), self._known_as(email))
        answer = self._deliver(pairs[0][0], email, message)
        for mail, _ in pairs:
            given = settle_answer(answer, mail.attempts + 1)
            settled[mail.id] = replace(given, notes=(TOGETHER, *given.notes))
        return settled

    def _attempt(self, mail: Mail) -> Settlement:
        """Everything outside transactions. Never raises: a mail must not stay claimed for a reason of its own."""
        if self._server_down:
            return give_back(mail, PAUSE)
        if monotonic() > self._ends_at or not self._in.going_on():
            return give_back(mail)
        try:
            return settle_answer(self._hand_over(mail), mail.attempts + 1)
        except TooEarly as early:
            return give_back(mail, timedelta(seconds=early.seconds))
        except Exception as error:  # noqa: BLE001  (its neighbours go out)
            return settle_failure(mail, error)

    def _hand_over(self, mail: Mail) -> Answer:
        resolved = self._resolver.resolve(mail)
        if not resolved.holds:
            raise Untrue(CHANGED)
        if seconds := self._in.rates.wait(mail.id, resolved.email, monotonic()):
            raise TooEarly(seconds)
        message = self._in.letters.write(mail, resolved, self._in.now())
        with self._in.begin() as tx:
            settling.admit(mail, resolved.email, Repository(tx), self._known_as(resolved.email))
        return self._deliver(mail, resolved.email, message)

    def _deliver(self, mail: Mail, email: str, message: bytes) -> Answer:
        try:
            return self._line.deliver(self._in.letters.return_path(mail), email, message)
        except Unreachable as error:
            self._server_down = True
            log.warning("mail_server_unreachable", reason=str(error))
            return Answer(None, str(error), reached=False)

    def _known_as(self, email: str) -> str | None:
        addresses = self._in.letters.addresses
        return addresses.digest(email) if addresses else None

    def _settle(self, mail: Mail, settlement: Settlement) -> None:
        """Until it is written: a database that is away for a moment must not double a mail that was handed over."""
        version = self._in.letters.templates.version_of(mail.template, mail.language) or mail.template_version
        while True:
            try:
                with self._in.begin() as tx:
                    held = settling.settle(mail, settlement, version, Repository(tx), Outbox(tx), tx.now())
            except DatabaseDown:
                log.warning("database_down", mail_id=str(mail.id))
                self._in.pause(PROBE_S)
            else:
                MAILS.labels(settlement.step).inc()
                if not held:
                    log.warning("mail_claim_lost", mail_id=str(mail.id))
                return


def settle_failure(mail: Mail, error: Exception) -> Settlement:
    """What follows when a mail did not get as far as the mail server."""
    if isinstance(error, Untrue):
        return Settlement(Step.SUPPRESS, (error.note,))
    if isinstance(error, DatabaseDown):
        return Settlement(Step.POSTPONE, (mail_note("database_down"),), PAUSE)
    if isinstance(error, NotResolved):
        return settle_refusal(error.refusal, error.service)
    if isinstance(error, BrokerDown | BrokerRefused):
        return settle_refusal(Refusal("unavailable"), "broker")
    if isinstance(error, NotAnAddress):
        return Settlement(Step.REFUSE, (mail_note("no_address"),), counts=True)
    note = why_held(error)
    log.error("mail_held", mail_id=str(mail.id), template=mail.template, reason=note.code, exc_info=error)
    return Settlement(Step.HOLD, (note,))


def why_held(error: Exception) -> MailNote:
    """For those who mend it."""
    if isinstance(error, CannotRender):
        return mail_note("cannot_be_written", why=error.why)
    return mail_note("fault", failure=type(error).__name__)


def give_back(mail: Mail, delay: timedelta = timedelta(0)) -> Settlement:
    """Not tried in this turn."""
    return Settlement(Step.POSTPONE, mail.notes, delay)


def cause_of(mail: Mail) -> Cause:
    """So that what the mail leads to belongs to the trace that began with the application."""
    return Cause(
        actor="service:notifications",
        traceparent=mail.traceparent,
        correlation_id=mail.application_id,
        causation_id=mail.occasion_id,
    )
