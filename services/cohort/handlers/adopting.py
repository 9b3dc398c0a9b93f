"""Another version of the program file for a running cohort: compared first, then adopted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.cohort.domain.adoption import differences, insist_on_fit
from services.cohort.domain.participation import insist_on_version
from services.cohort.domain.timeline import changes_between
from services.cohort.handlers.lookup import get_cohort, get_plan, list_present, lock_cohort
from services.cohort.handlers.moving import Move, moved_cities, timeline_changed
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.contracts.named import id_of_name

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import CohortRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def compare_program(
    request: contract.CompareProgram, repository: Repository, program: Program
) -> contract.ProgramComparison:
    return comparison(get_cohort(repository, request.cohort), program)


def adopt_program(
    request: contract.AdoptProgram,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> contract.ProgramComparison:
    """`program`: the file in force, which must be the one that the caller compared."""
    cohort = lock_cohort(repository, request.cohort)
    insist_on_version(cohort, request.expected_version)
    if request.digest != program.digest:
        raise Refusal("stale_version", reason="program_file")
    shown = comparison(cohort, program)
    if not shown.differences:
        return shown
    scheduled = [convening.kind for convening in repository.list_convenings(cohort.cohort)]
    phases = sorted(repository.list_phases_entered(cohort.cohort))
    insist_on_fit(cohort.program, program, phases, scheduled)
    old = get_plan(repository, cohort)
    new = replace(old, cohort=replace(cohort, program=program))
    adopted = replace(new.cohort, ends_on=new.ends_on)
    repository.update_cohort(adopted)
    repository.insert_program_adoption(cohort, adopted, request.reason, caller.actor, now)
    outbox.record(
        contract.ProgramAdopted(
            cohort_id=id_of_name(cohort.cohort),
            cohort=cohort.cohort,
            from_version=cohort.program.version,
            to_version=program.version,
        )
    )
    if changes := changes_between(old, new):
        cities = moved_cities(old, new, list_present(repository, cohort.cohort), repository)
        told = replace(adopted, version=cohort.version + 1)
        outbox.record(timeline_changed(told, Move(old, new, changes, None, cities)))
    return shown.model_copy(update={"version": cohort.version + 1})


def comparison(cohort: CohortRecord, program: Program) -> contract.ProgramComparison:
    return contract.ProgramComparison(
        cohort=cohort.cohort,
        version=cohort.version,
        from_version=cohort.program.version,
        to_version=program.version,
        digest=program.digest,
        differences=differences(cohort.program, program),
    )
