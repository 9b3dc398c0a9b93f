"""The set-up step of a lab: the production one, but that the retry queues let a message go sooner.

Their names, and everything that decides about them, still say the true delays.
"""

import sys

from shared.messaging import topology
from shared.messaging.queues import QueueSpec
from shared.messaging.retry import RETRY_DELAYS_S
from shared.runtime import setup

DELAYS_MS = dict(zip(RETRY_DELAYS_S, (500, 1_000, 2_000, 4_000), strict=True))


def hurried(service: str, delay_s: int, spec_of=topology.retry_queue_spec) -> QueueSpec:
    spec = spec_of(service, delay_s)
    return QueueSpec(spec.name, spec.arguments | {"x-message-ttl": DELAYS_MS[delay_s]})


if __name__ == "__main__":
    topology.retry_queue_spec = hurried
    sys.exit(setup.main())
