"""What services hear of the erased: each forgets what it holds, also when its own request never came."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.identity import PersonErased
from shared.contracts.intake import CityAnonymised
from shared.contracts.kernel import Subject
from shared.messaging.cause import Cause
from shared.privacy.eraser import Eraser

HEARD = "heard"  # stands for an override: who told has decided


def erase_person(event: PersonErased, eraser: Eraser, cause: Cause, now: datetime) -> None:
    eraser.erase(Subject(person_id=event.person_id), cause.actor, now, HEARD)


def erase_city(event: CityAnonymised, eraser: Eraser, cause: Cause, now: datetime) -> None:
    eraser.erase(Subject(application_id=event.application_id, code=event.code), cause.actor, now, HEARD)
