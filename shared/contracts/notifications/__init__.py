"""notifications: every mail is a row first. One module a noun; importers see them as one."""

from shared.contracts.notifications.exchange import *
from shared.contracts.notifications.mail import *
from shared.contracts.notifications.outbox import *
from shared.contracts.notifications.returns import *
from shared.contracts.notifications.samples import *
from shared.contracts.notifications.subscriptions import *
from shared.contracts.notifications.writing import *
