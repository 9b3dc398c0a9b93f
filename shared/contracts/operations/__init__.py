"""operations: queues, backlogs, dead letters, alerts. One module a noun; importers see them as one."""

from shared.contracts.operations.alerts import *
from shared.contracts.operations.dead_letters import *
from shared.contracts.operations.queues import *
