"""cohort: participations and their way through the phases. One module a noun; importers see them as one."""

from shared.contracts.cohort.calendar import *
from shared.contracts.cohort.coaching import *
from shared.contracts.cohort.commitment import *
from shared.contracts.cohort.convening import *
from shared.contracts.cohort.document import *
from shared.contracts.cohort.engagement import *
from shared.contracts.cohort.follow_up import *
from shared.contracts.cohort.mail_facts import *
from shared.contracts.cohort.maturity import *
from shared.contracts.cohort.mayor import *
from shared.contracts.cohort.open_data import *
from shared.contracts.cohort.participation import *
from shared.contracts.cohort.plan import *
from shared.contracts.cohort.policy import *
from shared.contracts.cohort.project import *
from shared.contracts.cohort.publishing import *
from shared.contracts.cohort.reminders import *
from shared.contracts.cohort.session import *
from shared.contracts.cohort.strategy import *
from shared.contracts.cohort.survey import *
from shared.contracts.cohort.target import *
from shared.contracts.cohort.team import *
from shared.contracts.cohort.timeline import *
from shared.contracts.cohort.visit import *
