"""Gives a service the program file, loaded and checked once at its start."""

from __future__ import annotations

from nameko.extensions import DependencyProvider

from shared.program.model import Program


class ProgramFile(DependencyProvider):  # type: ignore[misc]
    """`program = ProgramFile()` in a service class: `self.program.rubric`, …"""

    def get_dependency(self, _worker_ctx: object) -> Program:
        program: Program = self.container.program
        return program
