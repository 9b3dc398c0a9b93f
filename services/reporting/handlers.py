"""Use cases of reporting. They never commit, never read the clock, never touch the broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.domain import Audience, Order, Wanted, order_of, texts_of
from services.reporting.told import NOBODYS, outcome_told, state_told, states_told_as
from shared.contracts import reporting
from shared.contracts.filters import Filter, insist_on_known, one_of
from shared.contracts.paging import page_of, pair, read_cursor
from shared.contracts.requests import Page
from shared.program.regions import countries_in, region_names

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def list_applications(
    request: reporting.ListApplications, repository: Repository, program: Program, owners: Owners
) -> Page[reporting.ListedApplication]:
    """`after` is what the last one of the page before was sorted by, and its code."""
    wanted = wanted_by(request, repository, program, owners)
    order = order_of(request.sort, repository.audience)
    found, total = repository.list_applications(wanted, order, after_of(request.after, order), request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: key_of(one, order))
    told = tuple(one.model_copy(update=told_of(one, repository.audience)) for _, one in items)
    return Page[reporting.ListedApplication](items=told, next=following, total=total)


def count_applications(repository: Repository) -> reporting.ApplicationCounts:
    return reporting.ApplicationCounts(items=tuple(repository.count_applications()))


def after_of(after: str | None, order: Order) -> tuple[str, str] | None:
    return read_cursor(after, lambda code: (code, code)) if order.by == "code" else read_cursor(after, pair(str, str))


def key_of(one: tuple[str, reporting.ListedApplication], order: Order) -> str | tuple[str, str]:
    key, listed = one
    return listed.code if order.by == "code" else (key, listed.code)


def told_of(one: reporting.ListedApplication, audience: Audience) -> dict[str, object]:
    return {"state": state_told(one.state, audience), "eligibility": outcome_told(one.eligibility, audience)}


def wanted_by(
    request: reporting.ApplicationFilters, repository: Repository, program: Program, owners: Owners
) -> Wanted:
    """Raises Refusal("invalid") for a call, region or reviewer that is not there."""
    lists = program.eligibility.countries
    insist_on_known(
        Filter("call", request.call, "no_such_call", repository.knows_call, owners.know_call),
        one_of("region", request.region, region_names(lists)),
        Filter("reviewer", request.reviewer, "no_such_reviewer", repository.knows_reviewer),
    )
    countries, elsewhere = countries_in(request.region, lists) if request.region else (None, False)
    names = ("call", "country", "language", "resident_outcome", "reviewer")
    return Wanted(
        **{name: getattr(request, name) for name in names},
        states=None if request.state is None else states_told_as(request.state, repository.audience),
        eligibility=request.eligibility and outcome_told(request.eligibility, repository.audience, else_=NOBODYS),
        countries=countries,
        elsewhere=elsewhere,
        texts=None if request.text is None else texts_of(request.text),
    )
