"""Gives a service its store of files."""

from __future__ import annotations

from pathlib import Path

from nameko.extensions import DependencyProvider

from shared.files.store import FileStore


class Files(DependencyProvider):  # type: ignore[misc]
    """`files = Files()` in a service class."""

    def get_dependency(self, _worker_ctx: object) -> FileStore:
        return FileStore(Path(self.container.settings.get("FILES_DIR")) / self.container.service_name)
