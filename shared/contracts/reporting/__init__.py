"""reporting: read models, from events alone; webhooks. One module a noun; importers see them as one."""

from shared.contracts.reporting.audit import *
from shared.contracts.reporting.recorded import *
from shared.contracts.reporting.report import *
from shared.contracts.reporting.views import *
from shared.contracts.reporting.webhooks import *
from shared.contracts.reporting.work import *
