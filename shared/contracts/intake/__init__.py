"""intake: calls and applications, from the draft to submission and withdrawal. One module a noun; importers see them as
one."""

from shared.contracts.intake.application import *
from shared.contracts.intake.call import *
from shared.contracts.intake.draft import *
from shared.contracts.intake.file import *
from shared.contracts.intake.mail_facts import *
from shared.contracts.intake.match import *
from shared.contracts.intake.notice import *
from shared.contracts.intake.people import *
from shared.contracts.intake.reminders import *
from shared.contracts.intake.spreadsheet import *
from shared.contracts.intake.standing import *
from shared.contracts.intake.version import *
