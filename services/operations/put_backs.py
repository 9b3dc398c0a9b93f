"""Puts dead letters back on their queues: published with confirms, then marked.

A crash between the two publishes again; the consumer's inbox drops what it took in before. Headers of earlier attempts
stay behind, so that the attempts start anew.
"""

from __future__ import annotations

from uuid import UUID

import structlog

from services.operations.repository import PutBack, Repository
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.dead_letters import DISCARDED
from shared.messaging.names import back_exchange, owner_of
from shared.messaging.publisher import Outgoing, Publisher
from shared.runtime.extensions import Provider

log = structlog.get_logger()

BATCH = 1000  # of a second, at most


class PutBacks(Provider):
    """`put_backs = PutBacks()` in the service class."""

    def setup(self) -> None:
        self._unroutable: set[UUID] = set()  # their queues were gone: the others go first

    def get_dependency(self, _worker_ctx: object) -> PutBacks:
        return self

    def publish_due(self) -> None:
        """Those that are due, in the order in which they were asked for. What fails stays due, behind the others."""
        with self.container.database.transaction(read_only=True) as tx:
            due = Repository(tx).list_put_backs(BATCH, self._unroutable)
        if not due:
            return
        publisher = Publisher(self.container.settings.amqp_uri, "put-backs of operations")
        try:
            unroutable = publisher.publish([as_message(put_back) for put_back in due])
        except (BrokerDown, BrokerRefused) as error:
            log.warning("put_back_failed", error=type(error).__name__, due=len(due))
            return
        finally:
            publisher.close()  # rare work: no connection to keep
        if unroutable:
            queues = sorted({put_back.queue for put_back in due if put_back.message_id in unroutable})
            log.error("put_back_unroutable", queues=queues)
        self._unroutable.update(put_back.dead_letter_id for put_back in due if put_back.message_id in unroutable)
        done = [put_back.dead_letter_id for put_back in due if put_back.message_id not in unroutable]
        with self.container.database.transaction() as tx:
            Repository(tx).update_put_backs(done)
        self._unroutable.difference_update(done)


def as_message(put_back: PutBack) -> Outgoing:
    headers = {DISCARDED: True} if put_back.discarded else {}
    exchange = back_exchange(owner_of(put_back.queue))
    return Outgoing(put_back.message_id, exchange, put_back.queue, put_back.body, headers)
