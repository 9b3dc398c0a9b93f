"""What comes near is told by the clock."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import reminding
from services.cohort.handlers.lookup import list_cities
from shared.messaging.entrypoints import every

HOUR_S = 3600


class Reminders(Entrypoints):
    tell_of_requirements = every(HOUR_S, reminding.tell_of_requirements, of=list_cities)
    tell_of_follow_ups = every(HOUR_S, reminding.tell_of_follow_ups, of=list_cities)
