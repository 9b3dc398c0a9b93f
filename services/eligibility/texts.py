"""Fetches an application's texts from intake, which keeps them, for a reviewer who may read them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from nameko.extensions import DependencyProvider

from shared.contracts.intake import ApplicationTexts, GetApplicationTexts
from shared.messaging.client import Client
from shared.security.tokens import Signer

LIMIT_S = 4.0  # below what a transaction may last, since a query asks inside one


class Texts(DependencyProvider):  # type: ignore[misc]
    """`texts = Texts()` in the service class: `self.texts(application_id)`. Raises Refusal."""

    def setup(self) -> None:
        settings = self.container.settings
        self._client = Client(settings.amqp_uri, "eligibility", Signer("eligibility", settings.keys_dir).sign)

    def get_dependency(self, _worker_ctx: object) -> Callable[[UUID], ApplicationTexts]:
        return self._fetch

    def stop(self) -> None:
        self._client.close()

    def _fetch(self, application_id: UUID) -> ApplicationTexts:
        return self._client.call(GetApplicationTexts(application_id=application_id), limit_s=LIMIT_S)
