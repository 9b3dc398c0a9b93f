"""What comes near is told by the clock."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import reminding
from services.cohort.handlers.lookup import list_cities
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers, every

QUARTER_S = 900  # hours of a zone begin on the quarter


class Reminders(Entrypoints):
    list_upcoming_reminders = answers(contract.ListUpcomingReminders, reminding.list_upcoming)
    remind_cities = every(QUARTER_S, reminding.remind_city, of=list_cities)
