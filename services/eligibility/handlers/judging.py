"""Whole calls judged: what changed criteria would move, and a second result once the criteria have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.judgement import (
    JudgedApplication,
    changed_criteria,
    count_outcomes,
    judge_again,
    moves,
)
from shared.contracts import eligibility
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def keep_criteria(repository: Repository, program: Program) -> None:
    """The version in force, kept as it is. Raises Refusal where the version was used with another content."""
    criteria = program.eligibility
    content = criteria.model_dump(mode="json")
    if repository.insert_criteria(criteria.version, content):
        return
    if repository.find_criteria(criteria.version) != content:
        raise Refusal("invalid", Detail("eligibility.version", "criteria_changed", version=criteria.version))


def list_criteria(repository: Repository, program: Program) -> Page[eligibility.UsedCriteria]:
    items = tuple(
        eligibility.UsedCriteria.model_validate(row | {"current": row["version"] == program.eligibility.version})
        for row in repository.list_criteria()
    )
    return Page[eligibility.UsedCriteria](items=items, next=None, total=len(items))


def what_if(
    request: eligibility.WhatIf, repository: Repository, program: Program, owners: Owners
) -> eligibility.WhatIfPart:
    """One part of the call. Writes nothing."""
    criteria = changed_criteria(program.eligibility, request.changes)
    insist_on_call(repository, request.call, owners)
    page = repository.list_judged(request.call, request.after or "", request.limit)
    results = [judge_again(one, criteria) for one in page]
    return eligibility.WhatIfPart(
        call=request.call,
        criteria_version=criteria.version,
        total=repository.count_judged(request.call),
        before=count_outcomes([one.result for one in page]),
        after=count_outcomes(results),
        moves=moves(zip(page, results, strict=True)),
        next=page[-1].code if len(page) == request.limit else None,
    )


def judge_call_again(
    request: eligibility.JudgeAgain,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    now: datetime,
    owners: Owners,
) -> eligibility.JudgedAgain:
    """One part of those that have no result by the criteria in force: a new one beside the old, and told."""
    insist_on_call(repository, request.call, owners)
    keep_criteria(repository, program)
    version = program.eligibility.version
    part = repository.lock_judged_otherwise(request.call, version, request.limit)
    judged = [(one, judge_again(one, program.eligibility)) for one in part]
    repository.insert_checks(judged, now)
    repository.touch_selections([one.application_id for one in part])
    outbox.record_all([checked(one, result) for one, result in judged])
    return eligibility.JudgedAgain(
        call=request.call,
        criteria_version=version,
        judged=len(judged),
        moves=moves(judged),
        left=repository.count_judged_otherwise(request.call, version),
    )


def checked(one: JudgedApplication, result: eligibility.EligibilityResult) -> eligibility.EligibilityChecked:
    return eligibility.EligibilityChecked(
        application_id=one.application_id,
        code=one.code,
        call=one.call,
        state=one.state,
        application_version=one.application_version,
        outcome=result.outcome,
        criteria={criterion.id: criterion.outcome for criterion in result.criteria},
        criteria_version=result.criteria_version,
    )


def insist_on_call(repository: Repository, call: str, owners: Owners) -> None:
    """One that intake has just opened is there: nothing of it is known yet."""
    if repository.find_call(call) is None and not owners.know_call(call):
        raise not_found("call", call)
