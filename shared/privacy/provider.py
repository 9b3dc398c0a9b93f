"""Gives a service what it erases with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shared.files.store import FileStore
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.runtime.extensions import Provider
from shared.storage.database import Transaction


class Privacy(Provider):
    """`privacy = Privacy()` in a service class, beside what it declares as `personal`."""

    def setup(self) -> None:
        name, settings = self.container.service_name, self.container.settings
        personal = self.container.service_cls.personal
        files = FileStore(Path(settings.get("FILES_DIR")) / name) if personal.files else None
        self._means = Means(personal, PrintKey(settings.keys_dir / f"{name}.prints"), files)

    def get_dependency(self, _worker_ctx: object) -> Means:
        return self._means


def eraser(tx: Transaction, privacy: Means) -> Eraser:
    return Eraser(tx, privacy)


def eraser_of(service: Any, tx: Transaction) -> Eraser:
    """As `eraser`, for a method."""
    return Eraser(tx, service.privacy)
