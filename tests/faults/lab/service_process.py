"""A real service, run by the production runner, with crash points: `python -m tests.faults.lab.service_process intake`.

Pauses that only save the machine's time are shorter, so that a fault is over sooner; what they separate is the same.
"""

from shared.runtime import process  # isort: skip  (patches before anything else is imported)

import os
import sys
from datetime import datetime, timedelta, tzinfo
from importlib import import_module

from shared.messaging import client, partitions, periodic, relay
from shared.runtime import clock
from shared.security import tokens
from tests.faults.lab import crash_points


def hurry(service: str) -> None:
    partitions.POLL_S = 1
    relay.RETRY_S = 0.5
    periodic.POLL_S = 0.5
    if service == "notifications":
        from services.notifications import domain
        from services.notifications.handlers import settling
        from services.notifications.sending import failures, sender

        settling.LEASE = timedelta(seconds=25)  # above what a batch may take
        domain.PAUSE = sender.PAUSE = failures.PAUSE = timedelta(seconds=1)
        domain.RETRY_DELAYS = (timedelta(seconds=2),) * len(domain.RETRY_DELAYS)


def shift_clock(seconds: float) -> None:
    """All that a service asks its own machine's clock for: moments, deadlines, lifetimes of tokens."""

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=seconds)

    for module in (client, clock, tokens):
        module.datetime = Shifted  # type: ignore[attr-defined]


if __name__ == "__main__":
    hurry(sys.argv[1])
    if "CLOCK_S" in os.environ:
        import_module(f"services.{sys.argv[1]}.service")  # its handlers are held against the types of their supplies
        shift_clock(float(os.environ["CLOCK_S"]))
    crash_points.install(sys.argv[1], os.environ)
    sys.exit(process.main())
