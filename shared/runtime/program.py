"""Gives a service the program file, loaded and checked once at its start."""

from __future__ import annotations

from shared.program.model import Program
from shared.runtime.extensions import Provider


class ProgramFile(Provider):
    """`program = ProgramFile()` in a service class: `self.program.rubric`, …"""

    def get_dependency(self, _worker_ctx: object) -> Program:
        program: Program = self.container.program
        return program
