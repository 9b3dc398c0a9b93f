"""Gives a service its store of files."""

from __future__ import annotations

from pathlib import Path

from shared.files.store import FileStore, UploadLimits
from shared.runtime.extensions import Provider


class Files(Provider):
    """`files = Files()` in a service class."""

    def get_dependency(self, _worker_ctx: object) -> FileStore:
        settings = self.container.settings
        limits = UploadLimits(settings.number("UPLOADS_OF_A_PERSON"), settings.number("UPLOADS_IN_ALL"))
        return FileStore(Path(settings.get("FILES_DIR")) / self.container.service_name, limits)
