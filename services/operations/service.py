"""The operations service: dead letters, queues, backlogs."""

from __future__ import annotations

from services.operations import handlers
from services.operations.backlogs import Backlogs
from services.operations.dead_letter_queue import takes_dead_letters
from services.operations.domain import Letter
from services.operations.personal import PERSONAL
from services.operations.put_backs import PutBacks
from services.operations.queue_age import SAMPLE_S, SAMPLES_KEPT
from services.operations.queue_figures import QueueFigures, as_queues, counts_of, depths_of
from services.operations.repository import Repository
from shared.contracts import operations
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import query
from shared.messaging.supplies import Supplies
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "operations"
    personal = PERSONAL

    begin = Transactions()
    put_backs = PutBacks()
    queue_figures = QueueFigures()
    backlogs = Backlogs()
    supplies = Supplies(repository=Repository)

    @takes_dead_letters
    def on_dead_letter(self, letter: Letter, tx: Transaction) -> None:
        handlers.keep_dead_letter(letter, Repository(tx), Outbox(tx))

    @periodic(seconds=1)
    def put_letters_back(self) -> None:
        self.put_backs.publish_due()

    list_dead_letters = answers(operations.ListDeadLetters, handlers.list_dead_letters)
    get_dead_letter = answers(operations.GetDeadLetter, handlers.get_dead_letter)
    retry_dead_letter = answers(operations.RetryDeadLetter, handlers.retry_dead_letter)
    discard_dead_letter = answers(operations.DiscardDeadLetter, handlers.discard_dead_letter)

    @query(operations.ListQueues)
    def list_queues(self, _request: operations.ListQueues, tx: Transaction, _caller: Caller) -> Page[operations.Queue]:
        figures = self.queue_figures.read()
        ages_s = handlers.find_ages(counts_of(figures), depths_of(figures), Repository(tx), tx.now())
        queues = as_queues(figures, ages_s)
        return Page[operations.Queue](items=tuple(queues), next=None, total=len(queues))

    @periodic(seconds=SAMPLE_S)
    def sample_queues(self) -> None:
        counts = counts_of(self.queue_figures.read())
        with self.begin() as tx:
            handlers.sample_queues(counts, Repository(tx), tx.now())

    @periodic(seconds=3600)
    def forget_samples(self) -> None:
        with self.begin() as tx:
            Repository(tx).delete_samples(tx.now() - SAMPLES_KEPT)

    @query(operations.ListBacklogs)
    def list_backlogs(
        self, _request: operations.ListBacklogs, _tx: Transaction, _caller: Caller
    ) -> Page[operations.ServiceBacklog]:
        backlogs = self.backlogs.ask_all()
        return Page[operations.ServiceBacklog](items=backlogs, next=None, total=len(backlogs))
