"""Asks every service for its backlog, all at once and for a short time: who does not answer has none to show."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from shared.contracts.errors import Refusal
from shared.contracts.kernel import Backlog, GetBacklog
from shared.contracts.operations import ServiceBacklog
from shared.messaging.broker import BrokerRefused
from shared.messaging.client import Client
from shared.runtime.extensions import Provider
from shared.runtime.green import all_at_once
from shared.runtime.settings import SERVICES
from shared.security.tokens import Signer

LIMIT_S = 2.0


class Backlogs(Provider):
    """`backlogs = Backlogs()` in the service class."""

    def setup(self) -> None:
        self._signer = Signer(self.container.service_name, self.container.settings.keys_dir)

    def get_dependency(self, _worker_ctx: object) -> Backlogs:
        return self

    def ask_all(self) -> tuple[ServiceBacklog, ...]:
        client = Client(self.container.settings.amqp_uri, self.container.service_name, self._signer.sign)
        try:
            return all_at_once(lambda service: ask(client, service), SERVICES)
        finally:
            client.close()  # rare work: no connections to keep


def by_service(backlogs: Iterable[ServiceBacklog]) -> dict[str, Backlog | None]:
    return {one.service: one.backlog for one in backlogs}


def ask(client: Client, service: str) -> ServiceBacklog:
    try:
        backlog = client.call(GetBacklog(), of=service, limit_s=LIMIT_S)
    except (Refusal, BrokerRefused, ValidationError):
        return ServiceBacklog(service=service, backlog=None)
    return ServiceBacklog(service=service, backlog=backlog)
