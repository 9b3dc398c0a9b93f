"""What a project stands on: data that were tried, gaps in the infrastructure, milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.cohort.domain.project import insist_on_past
from services.cohort.handlers.lookup import lock_present
from services.cohort.handlers.project import changed
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal, illegal_transition, not_found

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox


def record_source(
    request: contract.RecordDataSource, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Project:
    """The same data on the same day again is refused: tried anew, it is another day."""
    city = lock_present(repository, request.code)
    insist_on_past("tested_on", request.tested_on, city.today(now))
    known = {(row["name"], row["tested_on"]) for row in repository.list_project_sources(city.application_id)}
    if (request.name, request.tested_on) in known:
        raise Refusal("already_exists", reason="data_source", tested_on=request.tested_on)
    source_id = uuid4()
    repository.insert_project_source(city.application_id, source_id, request)
    fields = {"source_id": source_id, "usable": request.usable, "tested_on": request.tested_on}
    return changed(city, contract.DataSourceTested, fields, repository, outbox, now)


def record_gap(request: contract.RecordGap, repository: Repository, outbox: Outbox, now: datetime) -> contract.Project:
    city = lock_present(repository, request.code)
    insist_on_past("found_on", request.found_on, city.today(now))
    gap_id = uuid4()
    repository.insert_project_gap(city.application_id, gap_id, request.description, request.found_on)
    return changed(city, contract.GapFound, {"gap_id": gap_id, "found_on": request.found_on}, repository, outbox, now)


def mend_gap(request: contract.MendGap, repository: Repository, outbox: Outbox, now: datetime) -> contract.Project:
    city = lock_present(repository, request.code)
    gap = the_one("gap", request.gap, repository.list_project_gaps(city.application_id))
    if gap["mended_on"] is not None:
        raise illegal_transition("gap", "mended", "mended")
    insist_on_past("mended_on", request.mended_on, city.today(now))
    if request.mended_on < gap["found_on"]:
        raise Refusal("invalid", Detail("mended_on", "before_it_was_found", found_on=gap["found_on"]))
    repository.update_project_gap_mended(request.gap, request.mended_on, request.how)
    fields = {"gap_id": request.gap, "mended_on": request.mended_on}
    return changed(city, contract.GapMended, fields, repository, outbox, now)


def plan_milestone(
    request: contract.PlanMilestone, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Project:
    city = lock_present(repository, request.code)
    if request.milestone is not None:
        insist_on_open(the_one("milestone", request.milestone, repository.list_project_milestones(city.application_id)))
    milestone_id = request.milestone or uuid4()
    repository.upsert_project_milestone(city.application_id, milestone_id, request.title, request.due_on)
    fields = {"milestone_id": milestone_id, "due_on": request.due_on}
    return changed(city, contract.MilestonePlanned, fields, repository, outbox, now)


def reach_milestone(
    request: contract.ReachMilestone, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Project:
    city = lock_present(repository, request.code)
    insist_on_open(the_one("milestone", request.milestone, repository.list_project_milestones(city.application_id)))
    insist_on_past("done_on", request.done_on, city.today(now))
    repository.update_project_milestone_done(request.milestone, request.done_on, request.evidence)
    fields = {"milestone_id": request.milestone, "done_on": request.done_on}
    return changed(city, contract.MilestoneReached, fields, repository, outbox, now)


def the_one(what: str, wanted: UUID, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of this city: another city's id is not found."""
    found = next((row for row in rows if row["id"] == wanted), None)
    if found is None:
        raise not_found(what, wanted)
    return found


def insist_on_open(milestone: dict[str, Any]) -> None:
    if milestone["done_on"] is not None:
        raise illegal_transition("milestone", "reached", "planned")
