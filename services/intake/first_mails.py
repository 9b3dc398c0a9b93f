"""How many first mails strangers may cause: one for each address, and these in an hour. Settings, as the size of an
installation differs."""

from __future__ import annotations

from services.intake.domain.audience import FirstMails
from shared.runtime.extensions import Provider


class FirstMailLimits(Provider):
    """`first_mails = FirstMailLimits()` in the service class."""

    def setup(self) -> None:
        number = self.container.settings.number
        self._limits = FirstMails(number("FIRST_MAILS_BY_SOURCE"), number("FIRST_MAILS_IN_ALL"))

    def get_dependency(self, _worker_ctx: object) -> FirstMails:
        return self._limits
