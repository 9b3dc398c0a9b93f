"""Asks every service for its backlog, all at once and for a short time: who does not answer has none to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.operations.latest import Latest
from shared.contracts.errors import Refusal
from shared.contracts.kernel import Backlog, GetBacklog
from shared.contracts.operations import ServiceBacklog
from shared.messaging.broker import BrokerRefused
from shared.messaging.client import Client
from shared.runtime.extensions import Provider
from shared.runtime.settings import SERVICES
from shared.security.tokens import Signer

LIMIT_S = 2.0


class Backlogs(Provider):
    """`backlogs = Backlogs()` in the service class."""

    def setup(self) -> None:
        settings, name = self.container.settings, self.container.service_name
        self._client = Client(settings.amqp_uri, name, Signer(name, settings.keys_dir).sign)
        self._backlogs = Latest(self._ask_all)

    def stop(self) -> None:
        self._client.close()

    def get_dependency(self, _worker_ctx: object) -> Backlogs:
        return self

    def ask_all(self, within_s: float = 0) -> tuple[ServiceBacklog, ...]:
        """So old at most."""
        return self._backlogs.within(within_s)

    def _ask_all(self) -> tuple[ServiceBacklog, ...]:
        """Over a connection that stays: a page that is open asks every few seconds."""
        found: Sequence[Backlog | None]
        try:
            found = self._client.ask_each(GetBacklog(), SERVICES, limit_s=LIMIT_S)
        except (Refusal, BrokerRefused):
            found = [None] * len(SERVICES)
        return tuple(
            ServiceBacklog(service=service, backlog=backlog) for service, backlog in zip(SERVICES, found, strict=True)
        )


def by_service(backlogs: Iterable[ServiceBacklog]) -> dict[str, Backlog | None]:
    return {one.service: one.backlog for one in backlogs}
