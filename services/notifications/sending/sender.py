"""The sender: claims due mails, hands them over outside any transaction, writes down what became of each.

A mail that was handed over is doubled only when the process dies between the server's answer and the commit, or the
connection breaks before the answer is heard; the row then says so, and both copies carry one Message-ID.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from time import monotonic, time_ns

import structlog

from services.notifications.domain import PAUSE, TOGETHER, Answer, Mail, Settlement, settle_answer
from services.notifications.handlers import settling
from services.notifications.handlers.settling import Outcome
from services.notifications.reminders import bundles
from services.notifications.repository import Repository
from services.notifications.sending.failures import give_back, settle_failure
from services.notifications.sending.noting import Noting
from services.notifications.sending.preparing import Outgoing, Preparing, Settled, cause_of
from services.notifications.sending.resolving import Resolver
from services.notifications.sending.smtp import SmtpLine, Unreachable
from services.notifications.sending.surroundings import Surroundings
from shared.contracts.events import Event
from shared.messaging.cause import bind_cause
from shared.messaging.outbox import Outbox
from shared.runtime.metrics import MAILS
from shared.runtime.tracing import note, work
from shared.storage.database import TRANSIENT, DatabaseDown

log = structlog.get_logger()

BATCH = 50
BATCH_LIMIT_S = 20  # far below the lease: what is left by then goes back
TRUE_FOR_S = 3  # what was asked for a mail longer ago is asked again
PROBE_S = 1


class Batch:
    """Up to BATCH mails over the connection that is kept."""

    def __init__(self, surroundings: Surroundings, resolver: Resolver, line: SmtpLine) -> None:
        self._in = surroundings
        self._preparing = Preparing(surroundings, resolver)
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
        if mails:
            with Noting(self._settle) as noting:
                for settled in self._attempt_all(bundles(mails)):
                    noting.add(settled)
        return len(mails) >= BATCH and not self._server_down

    def _attempt_all(self, waiting: Sequence[list[Mail]]) -> Iterator[Settled]:
        """As many are made ready at once as go while what they say is fresh; the first of them in any case."""
        left, at_once = deque(waiting), BATCH
        while left:
            taken = [left.popleft() for _ in range(min(at_once, len(left)))]
            if self._is_over:
                yield from (self._given_back(mail) for bundle in taken for mail in bundle)
                continue
            asked_at, began_ns = monotonic(), time_ns()
            ready = self._preparing.prepare(taken)
            yield from traced((one for one in ready if not isinstance(one, Outgoing)), began_ns)
            for number, one in enumerate(going := [one for one in ready if isinstance(one, Outgoing)]):
                if number and monotonic() - asked_at > TRUE_FOR_S and not self._is_over:
                    left.extendleft(list(one.mails) for one in reversed(going[number:]))
                    at_once = max(1, number)
                    break
                yield from traced(self._attempt(one), time_ns())

    @property
    def _is_over(self) -> bool:
        return self._server_down or monotonic() > self._ends_at or not self._in.going_on()

    def _given_back(self, mail: Mail) -> Settled:
        return mail, give_back(mail, PAUSE) if self._server_down else give_back(mail)

    def _attempt(self, one: Outgoing) -> Iterator[Settled]:
        """Never raises: a mail must not stay claimed for a reason of its own."""
        if self._is_over:
            yield from map(self._given_back, one.mails)
        elif seconds := self._in.rates.wait(one.mails[0].id, one.email, monotonic()):
            yield from ((mail, give_back(mail, timedelta(seconds=seconds))) for mail in one.mails)
        else:
            bind_cause(cause_of(one.mails[0]))
            try:
                answer = self._deliver(one)
            except Exception as error:  # noqa: BLE001  (its neighbours go out)
                yield from ((mail, settle_failure(mail, error)) for mail in one.mails)
            else:
                yield from ((mail, settle(mail, answer, len(one.mails) > 1)) for mail in one.mails)

    def _deliver(self, one: Outgoing) -> Answer:
        try:
            return self._line.deliver(self._in.letters.return_path(one.mails[0]), one.email, one.message)
        except Unreachable as error:
            self._server_down = True
            log.warning("mail_server_unreachable", reason=str(error))
            return Answer(None, str(error), reached=False)

    def _settle(self, settled: Sequence[Settled]) -> None:
        """Until it is written: a database that is away for a moment must not double a mail that was handed over."""
        templates = self._in.letters.templates
        outcomes = [
            Outcome(mail, settlement, templates.version_of(mail.template, mail.language) or mail.template_version)
            for mail, settlement in settled
        ]
        while True:
            try:
                with self._in.begin() as tx:
                    held = settling.settle(outcomes, Repository(tx), recording(Outbox(tx)), tx.now())
                break
            except (DatabaseDown, *TRANSIENT) as error:
                log.warning("mails_not_settled", mails=len(outcomes), reason=type(error).__name__)
                self._in.pause(PROBE_S)
        for mail, settlement in settled:
            MAILS.labels(settlement.step).inc()
            if mail.id not in held:
                log.warning("mail_claim_lost", mail_id=str(mail.id))


def traced(settled: Iterable[Settled], began_ns: int) -> Iterator[Settled]:
    """Each is a span of the trace that it belongs to."""
    for mail, settlement in settled:
        with work("mail", mail.template, "client", cause_of(mail), began_ns):
            note(mail_id=str(mail.id), step=settlement.step, attempt=mail.attempts + 1)
        yield mail, settlement


def settle(mail: Mail, answer: Answer, together: bool) -> Settlement:
    settlement = settle_answer(answer, mail.attempts + 1)
    return replace(settlement, notes=(TOGETHER, *settlement.notes)) if together else settlement


def recording(outbox: Outbox) -> settling.Record:
    """Each event as caused by what its mail is of."""

    def record(mail: Mail, event: Event) -> None:
        bind_cause(cause_of(mail))
        outbox.record(event)

    return record
