"""Does not let the service start with a program file that requires what no noun knows: a city could never leave."""

from __future__ import annotations

from services.cohort.domain.conditions import insist_on_known_conditions
from shared.runtime.extensions import Provider


class ProgramInForce(Provider):
    """`in_force = ProgramInForce()` in a service class."""

    def setup(self) -> None:
        """Raises ProgramError."""
        insist_on_known_conditions(self.container.program)

    def get_dependency(self, _worker_ctx: object) -> None:
        """Nothing: what it does is done before the first piece of work."""
