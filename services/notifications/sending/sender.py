"""The sender: claims due mails, hands them over outside any transaction, writes down what became of each. While a batch
of them goes, the next is claimed and made ready.

A mail that was handed over is doubled only when the process dies between the server's answer and the commit, or the
connection breaks before the answer is heard; the row then says so, and both copies carry one Message-ID.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from time import monotonic, time_ns

import structlog

from services.notifications.domain import PAUSE, TOGETHER, Answer, Mail, Settlement, settle_answer
from services.notifications.handlers import settling
from services.notifications.handlers.settling import Outcome
from services.notifications.repository import Repository
from services.notifications.sending.batch import BATCH, BATCH_LIMIT_S, Batch
from services.notifications.sending.conversation import Envelope
from services.notifications.sending.failures import give_back, settle_failure
from services.notifications.sending.meanwhile import Meanwhile
from services.notifications.sending.noting import Noting
from services.notifications.sending.preparing import Preparing, Ready, Settled, cause_of
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

PROBE_S = 1


class Sender:
    """Over the connection that is kept. `resolver` makes one for each batch."""

    def __init__(self, surroundings: Surroundings, resolver: Callable[[], Resolver], line: SmtpLine) -> None:
        self._in = surroundings
        self._resolver = resolver
        self._line = line
        self._server_down = False
        self._coming: Meanwhile[Batch] | None = None
        self._announced: Ready | None = None  # the server has heard of it

    def send_due(self) -> None:
        """Until no more is due, the mail server is away, or the process is to end."""
        try:
            with Noting(self._settle) as noting:
                batch = self._claim()
                while batch.has_more:
                    for settled in self._attempt_all(batch):
                        noting.add(settled)
                    batch = self._next(batch)
        finally:
            if self._coming is not None:
                self._coming.wait()

    def _claim(self) -> Batch:
        ends_at = monotonic() + BATCH_LIMIT_S
        with self._in.begin() as tx:
            zone = self._in.letters.program.call.time_zone
            recovered, mails = settling.claim(Repository(tx), BATCH, tx.now(), zone)
        for mail_id in recovered:
            log.warning("mail_recovered", mail_id=str(mail_id))
        return Batch(mails, Preparing(self._in, self._resolver()), ends_at)

    def _claim_ahead(self) -> Batch:
        batch = self._claim()
        batch.make_ready_ahead()
        return batch

    def _next(self, batch: Batch) -> Batch:
        """Made ready meanwhile, or claimed now; empty where no more is due at once."""
        coming, self._coming = self._coming, None
        if coming is not None:
            return coming.result()
        goes_on = batch.is_full and not self._server_down and self._in.going_on()
        return self._claim() if goes_on else Batch([], Preparing(self._in, self._resolver()), batch.ends_at)

    def _look_ahead(self, batch: Batch) -> None:
        """The next batch is claimed and made ready while this one goes, if it would be fresh by then: before a slow
        server it would not, and would only be kept from another sender."""
        if self._coming is None and batch.is_full and not self._is_over(batch) and batch.is_nearly_over():
            self._coming = Meanwhile(self._claim_ahead)

    def _attempt_all(self, batch: Batch) -> Iterator[Settled]:
        while batch.has_more:
            if self._is_over(batch):
                yield from batch.take_settled()
                yield from map(self._given_back, batch.take_all())
                return
            batch.make_ready()
            yield from traced(batch.take_settled(), batch.asked_ns)
            while one := batch.next_fresh():
                yield from traced(self._attempt(one, batch), time_ns())
                self._look_ahead(batch)

    def _is_over(self, batch: Batch) -> bool:
        return self._server_down or monotonic() > batch.ends_at or not self._in.going_on()

    def _given_back(self, mail: Mail) -> Settled:
        return mail, give_back(mail, PAUSE) if self._server_down else give_back(mail)

    def _attempt(self, one: Ready, batch: Batch) -> Iterator[Settled]:
        """Never raises: a mail must not stay claimed for a reason of its own."""
        if self._is_over(batch):
            yield from map(self._given_back, one.mails)
        elif one is not self._announced and (seconds := self._wait(one)):
            yield from ((mail, give_back(mail, timedelta(seconds=seconds))) for mail in one.mails)
        else:
            bind_cause(cause_of(one.mails[0]))
            try:
                answer = self._deliver(one, batch)
            except Exception as error:  # noqa: BLE001  (its neighbours go out)
                yield from ((mail, settle_failure(mail, error)) for mail in one.mails)
            else:
                yield from ((mail, settle(mail, answer, len(one.mails) > 1)) for mail in one.mails)

    def _wait(self, one: Ready) -> float:
        return self._in.rates.wait(one.mails[0].id, one.email, monotonic())

    def _deliver(self, one: Ready, batch: Batch) -> Answer:
        try:
            return self._line.deliver(one.return_path, one.email, one.message, partial(self._announce, batch))
        except Unreachable as error:
            self._server_down = True
            log.warning("mail_server_unreachable", reason=str(error))
            return Answer(None, str(error), reached=False)

    def _announce(self, batch: Batch) -> Envelope | None:
        """Of the mail that surely goes next, for its domain's rate too: that counts it here."""
        one = None if self._is_over(batch) else batch.coming()
        if one is None or self._wait(one):
            return None
        self._announced = one
        return one.return_path, one.email

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
        for step, number in Counter(settlement.step for _, settlement in settled).items():
            MAILS.labels(step).inc(number)
        for mail, _ in settled:
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
