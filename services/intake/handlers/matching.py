"""Applications that may be one city's: flagged when they come in, listed for staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from services.intake.domain.matching import likely_same_area
from shared.contracts import intake
from shared.contracts.filters import Filter, insist_on_known
from shared.contracts.paging import page_of
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.intake.domain import Submission
    from services.intake.repository import Repository


def flag_matches(
    repository: Repository, versions: Sequence[Submission], former: Iterable[frozenset[UUID]] = ()
) -> list[intake.LikelyMatchFound]:
    """Flag the live applications that resemble these; what is to be told of pairs that are not `former`, the flags of
    earlier versions, which may have named another city."""
    known = set(former)
    of = {one.id: one for one in versions}
    events = []
    for application_id, other in repository.list_homonyms(list(of)):
        code, (call, _country, folded_area, _city) = of[application_id].code, of[application_id].city_key
        if not likely_same_area(folded_area, other.folded_area):
            continue
        repository.insert_match(application_id, other.id)
        if frozenset((application_id, other.id)) not in known:
            known.add(frozenset((application_id, other.id)))  # of two that came in together the first tells it
            match = {"application_id": application_id, "code": code, "call": call}
            events.append(intake.LikelyMatchFound(**match, other_id=other.id, other_code=other.code))
    return events


def list_likely_matches(request: intake.ListLikelyMatches, repository: Repository) -> Page[intake.LikelyMatch]:
    insist_on_known(Filter("call", request.call, "no_such_call", lambda name: repository.find_call(name) is not None))
    found = repository.list_matches(request.call, request.after, request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: "-".join(one.codes))
    return Page[intake.LikelyMatch](items=tuple(items), next=following, total=repository.count_matches(request.call))
