"""Fetches what an application holds from intake, which keeps it, for a reviewer who may read it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from shared.contracts.handed_in import FilePart
from shared.contracts.intake import ApplicationTexts, GetApplicationTexts, GetFilePart
from shared.messaging.client import Client
from shared.runtime.extensions import Provider
from shared.security.tokens import Signer

LIMIT_S = 4.0  # below what a transaction may last, since a query asks inside one


class Texts(Provider):
    """`texts = Texts()` in the service class. What it is asked for raises Refusal."""

    def setup(self) -> None:
        settings = self.container.settings
        self._client = Client(settings.amqp_uri, "eligibility", Signer("eligibility", settings.keys_dir).sign)

    def get_dependency(self, _worker_ctx: object) -> Texts:
        return self

    def stop(self) -> None:
        self._client.close()

    def of(self, application_id: UUID, version: int | None = None) -> ApplicationTexts:
        """Of the latest version, or of another."""
        request = GetApplicationTexts(application_id=application_id, version=version)
        return self._client.call(request, limit_s=LIMIT_S)

    def file_part(self, code: str, sha256: str, number: int) -> FilePart:
        return self._client.call(GetFilePart(code=code, sha256=sha256, number=number), limit_s=LIMIT_S)


def fetch(texts: Texts) -> Callable[..., ApplicationTexts]:
    return texts.of


def fetch_part(texts: Texts) -> Callable[[str, str, int], FilePart]:
    return texts.file_part
