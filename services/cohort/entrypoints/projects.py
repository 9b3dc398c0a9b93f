"""The Resident Impact Data Project."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import project, project_data
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers

HOUR_S = 3600


class Projects(Entrypoints):
    get_project = answers(contract.GetProject, project.get_project)
    submit_project_part = answers(contract.SubmitProjectPart, project.submit_part)
    accept_project_part = answers(contract.AcceptProjectPart, project.accept_part)
    return_project_part = answers(contract.ReturnProjectPart, project.return_part)
    record_data_source = answers(contract.RecordDataSource, project_data.record_source)
    record_gap = answers(contract.RecordGap, project_data.record_gap)
    mend_gap = answers(contract.MendGap, project_data.mend_gap)
    plan_milestone = answers(contract.PlanMilestone, project_data.plan_milestone)
    reach_milestone = answers(contract.ReachMilestone, project_data.reach_milestone)
