"""Engagement of residents in designing a project, a policy, the strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from services.cohort.domain.project import insist_on_past
from services.cohort.handlers.lookup import event_keys, get_participation, lock_present
from shared.contracts import cohort as contract
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox


def record_engagement(
    request: contract.RecordEngagement, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Engagement:
    city = lock_present(repository, request.code)
    insist_on_past("held_on", request.held_on, city.today(now))
    engagement_id = uuid4()
    repository.insert_engagement(city.application_id, engagement_id, request)
    repository.touch_participation(city.application_id)
    told = request.model_dump(include={"engaged_by", "residents", "held_on", "linked_to"})
    outbox.record(contract.ResidentsEngaged.model_validate(event_keys(city) | told | {"engagement_id": engagement_id}))
    return contract.Engagement(id=engagement_id, **request.model_dump(exclude={"code"}))


def list_engagements(request: contract.ListEngagements, repository: Repository) -> Page[contract.Engagement]:
    city = get_participation(repository, request.code)
    found = tuple(repository.list_engagements(city.application_id))
    return Page[contract.Engagement](items=found, next=None, total=len(found))
