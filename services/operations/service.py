"""The operations service: dead letters, queues, backlogs."""

from __future__ import annotations

from services.operations import handlers
from services.operations.backlogs import Backlogs
from services.operations.dead_letter_queue import takes_dead_letters
from services.operations.domain import Letter
from services.operations.put_backs import PutBacks
from services.operations.queue_figures import QueueFigures, as_queues
from services.operations.repository import Repository
from shared.contracts import operations
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "operations"

    put_backs = PutBacks()
    queue_figures = QueueFigures()
    backlogs = Backlogs()

    @takes_dead_letters
    def on_dead_letter(self, letter: Letter, tx: Transaction) -> None:
        handlers.keep_dead_letter(letter, Repository(tx), Outbox(tx))

    @periodic(seconds=1)
    def put_letters_back(self) -> None:
        self.put_backs.publish_due()

    @query(operations.ListDeadLetters)
    def list_dead_letters(
        self, request: operations.ListDeadLetters, tx: Transaction, _caller: Caller
    ) -> Page[operations.DeadLetter]:
        return handlers.list_dead_letters(request, Repository(tx))

    @query(operations.GetDeadLetter)
    def get_dead_letter(
        self, request: operations.GetDeadLetter, tx: Transaction, _caller: Caller
    ) -> operations.DeadLetterDetail:
        return handlers.get_dead_letter(request, Repository(tx))

    @command(operations.RetryDeadLetter)
    def retry_dead_letter(
        self, request: operations.RetryDeadLetter, tx: Transaction, _caller: Caller
    ) -> operations.DeadLetter:
        return handlers.retry_dead_letter(request, Repository(tx), Outbox(tx))

    @command(operations.DiscardDeadLetter)
    def discard_dead_letter(
        self, request: operations.DiscardDeadLetter, tx: Transaction, _caller: Caller
    ) -> operations.DeadLetter:
        return handlers.discard_dead_letter(request, Repository(tx), Outbox(tx))

    @query(operations.ListQueues)
    def list_queues(self, _request: operations.ListQueues, _tx: Transaction, _caller: Caller) -> Page[operations.Queue]:
        queues = as_queues(self.queue_figures.read(), self.clock.now())
        return Page[operations.Queue](items=tuple(queues), next=None, total=len(queues))

    @query(operations.ListBacklogs)
    def list_backlogs(
        self, _request: operations.ListBacklogs, _tx: Transaction, _caller: Caller
    ) -> Page[operations.ServiceBacklog]:
        backlogs = self.backlogs.ask_all()
        return Page[operations.ServiceBacklog](items=backlogs, next=None, total=len(backlogs))
