"""eligibility: the check, reviews, decisions, offers: an application from `checked` to `confirmed`. One module a noun;
importers see them as one."""

from shared.contracts.eligibility.assignment import *
from shared.contracts.eligibility.check import *
from shared.contracts.eligibility.decision import *
from shared.contracts.eligibility.event import *
from shared.contracts.eligibility.interview import *
from shared.contracts.eligibility.mail_facts import *
from shared.contracts.eligibility.offer import *
from shared.contracts.eligibility.pool import *
from shared.contracts.eligibility.reminders import *
from shared.contracts.eligibility.review import *
from shared.contracts.eligibility.selection import *
from shared.contracts.eligibility.waitlist import *
