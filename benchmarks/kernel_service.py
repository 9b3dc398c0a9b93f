"""A service on Alliance's kernel whose handler runs the statements that the peers' notifications run: nothing else
differs. `python -m benchmarks.kernel_service`; it is configured as the service whose name it takes.
"""

from shared.runtime import process  # patches first

# isort: split

import os
import sys
from typing import Any

from benchmarks.work.stages import mail
from shared.contracts.intake import ApplicationSubmitted
from shared.messaging.consumer import consumes
from shared.runtime.logging import configure_logging
from shared.runtime.service import ServiceBase
from shared.runtime.settings import Settings
from shared.storage.database import Transaction

NAME = "notifications"


class Service(ServiceBase):
    name = NAME

    @consumes(ApplicationSubmitted)
    def on_application_submitted(self, event: ApplicationSubmitted, tx: Transaction) -> None:
        for sql, parameters in mail(as_submitted(event)):
            tx.later(sql, parameters)


def as_submitted(event: ApplicationSubmitted) -> dict[str, Any]:
    """The event as the stages of the work have it."""
    return {
        "application_id": str(event.application_id),
        "code": event.code,
        "call": event.call,
        "city": event.city,
        "recipient": event.primary_contact,
    }


if __name__ == "__main__":
    configure_logging("json", "info", NAME)
    process.silence_hub()
    sys.exit(process.run(Settings(NAME, os.environ), Service))
