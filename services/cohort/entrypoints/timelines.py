"""Dates, planned and actual, and the program file that a cohort runs by."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import adopting, moving, timelines
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Timelines(Entrypoints):
    get_timeline = answers(contract.GetTimeline, timelines.get_timeline)
    get_cohort_timeline = answers(contract.GetCohortTimeline, timelines.get_cohort_timeline)
    move_cohort_start = answers(contract.MoveCohortStart, moving.move_start)
    move_phase = answers(contract.MovePhase, moving.move_phase)
    compare_program = answers(contract.CompareProgram, adopting.compare_program)
    adopt_program = answers(contract.AdoptProgram, adopting.adopt_program)
