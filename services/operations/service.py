"""The operations service: dead letters, queues, backlogs, alerts."""

from __future__ import annotations

from typing import Any

from services.operations.backlogs import Backlogs, by_service
from services.operations.dead_letter_queue import takes_dead_letters
from services.operations.domain.alerts import MAIL_EVERY, Seen, judge
from services.operations.domain.dead_letters import Letter
from services.operations.handlers import alerts, dead_letters, history, letter_groups, queues
from services.operations.history_rows import History
from services.operations.personal import PERSONAL
from services.operations.put_backs import PutBacks
from services.operations.queue_age import SAMPLE_S, SAMPLES_KEPT
from services.operations.queue_figures import QueueFigures, as_queues, counts_of, depths_of
from services.operations.repository import Repository
from services.operations.watch import Thresholds, Watch, alarms_of
from shared.contracts import operations
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import query
from shared.messaging.supplies import Supplies
from shared.runtime.clock import database_time
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction

WATCH_S = 10


class Service(ServiceBase):
    name = "operations"
    personal = PERSONAL

    begin = Transactions()
    put_backs = PutBacks()
    queue_figures = QueueFigures()
    backlogs = Backlogs()
    watch = Watch()
    thresholds = Thresholds()
    supplies = Supplies(repository=Repository, history=History, now=database_time)

    @takes_dead_letters
    def on_dead_letter(self, letter: Letter, tx: Transaction) -> None:
        dead_letters.keep_dead_letter(letter, Repository(tx), Outbox(tx))

    @periodic(seconds=1)
    def put_letters_back(self) -> None:
        self.put_backs.publish_due()

    list_dead_letters = answers(operations.ListDeadLetters, dead_letters.list_dead_letters)
    get_dead_letter = answers(operations.GetDeadLetter, dead_letters.get_dead_letter)
    retry_dead_letter = answers(operations.RetryDeadLetter, dead_letters.retry_dead_letter)
    list_dead_letter_groups = answers(operations.ListDeadLetterGroups, letter_groups.list_dead_letter_groups)
    retry_dead_letter_group = answers(operations.RetryDeadLetterGroup, letter_groups.retry_dead_letter_group)
    discard_dead_letter_group = answers(operations.DiscardDeadLetterGroup, letter_groups.discard_dead_letter_group)
    discard_dead_letter = answers(operations.DiscardDeadLetter, dead_letters.discard_dead_letter)

    @query(operations.ListQueues)
    def list_queues(self, request: operations.ListQueues, tx: Transaction, _caller: Caller) -> Page[operations.Queue]:
        found = queues_of(self.queue_figures.read(request.within_s), tx)
        return Page[operations.Queue](items=found, next=None, total=len(found))

    @periodic(seconds=SAMPLE_S)
    def sample_queues(self) -> None:
        figures = self.queue_figures.read()
        with self.begin() as tx:
            queues.sample_queues(counts_of(figures), Repository(tx), tx.now())
            History(tx).upsert_waiting(depths_of(figures), tx.now())

    list_queue_history = answers(operations.ListQueueHistory, history.list_queue_history)

    @periodic(seconds=3600)
    def forget_samples(self) -> None:
        with self.begin() as tx:
            Repository(tx).delete_samples(tx.now() - SAMPLES_KEPT)
            history.forget(History(tx), self.watch.history_days, tx.now())

    list_alerts = answers(operations.ListAlerts, alerts.list_alerts)
    get_alert = answers(operations.GetAlert, alerts.get_alert)
    take_alert = answers(operations.TakeAlert, alerts.take_alert)
    mute_alert = answers(operations.MuteAlert, alerts.mute_alert)
    unmute_alert = answers(operations.UnmuteAlert, alerts.unmute_alert)

    @periodic(seconds=WATCH_S)
    def look_for_what_is_wrong(self) -> None:
        """Reads everything first; the transaction only writes what follows."""
        figures, nodes = self._figures()
        asked = self.backlogs.ask_all()
        backlogs = by_service(asked)
        certificates, keys = self.watch.certificates(), self.watch.keys()
        with self.begin() as tx:
            repository = Repository(tx)
            history.note_starts(asked, History(tx))
            seen = Seen(
                None if figures is None else queues_of(figures, tx),
                backlogs,
                repository.count_dead_letters_by_queue(),
                None if nodes is None else alarms_of(nodes),
                certificates,
                keys,
            )
            found = judge(seen, self.thresholds, tx.now())
            alerts.take_in_findings(found, repository, Outbox(tx), tx.now())
            untold = repository.list_untold_alerts(tx.now() - MAIL_EVERY, tx.now())
        self.watch.show(found)
        if untold and (operators := self.watch.operators()):
            with self.begin() as tx:
                alerts.tell_operators(operators, Repository(tx), Outbox(tx), tx.now())

    def _figures(self) -> tuple[list[dict[str, Any]] | None, list[dict[str, Any]] | None]:
        """Of queues and nodes; None for what the broker does not say."""
        try:
            return self.queue_figures.read(), self.queue_figures.read_nodes()
        except Refusal:
            return None, None

    @query(operations.ListBacklogs)
    def list_backlogs(
        self, request: operations.ListBacklogs, tx: Transaction, _caller: Caller
    ) -> Page[operations.ServiceBacklog]:
        backlogs = history.with_starts(self.backlogs.ask_all(request.within_s), History(tx), tx.now())
        return Page[operations.ServiceBacklog](items=backlogs, next=None, total=len(backlogs))


def queues_of(figures: list[dict[str, Any]], tx: Transaction) -> tuple[operations.Queue, ...]:
    ages_s = queues.find_ages(counts_of(figures), depths_of(figures), Repository(tx), tx.now())
    return tuple(as_queues(figures, ages_s))
