"""The selection view: the whole pool of a call, for people who weigh cities against each other."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from services.eligibility.domain.pool import (
    Filters,
    band_names,
    countries_of,
    limits_of,
    size_band,
)
from services.eligibility.handlers.judging import insist_on_call
from services.eligibility.handlers.lookup import reviews_required
from shared.contracts import eligibility
from shared.contracts.paging import page_of, pair, read_cursor
from shared.program.regions import region_names, region_of

if TYPE_CHECKING:
    from services.eligibility.repository import Repository
    from shared.contracts.eligibility import Composition
    from shared.messaging.owners import Owners
    from shared.program.model import Program
    from shared.storage.database import Row

SHOWN = Decimal("0.01")


def get_pool(
    request: eligibility.GetPool, repository: Repository, program: Program, owners: Owners
) -> eligibility.Pool:
    filters = filters_of(request, program)
    after = read_cursor(request.after, pair(mean_of_page, str))
    insist_on_call(repository, request.call, owners)
    rows = repository.list_pool(filters, weights_of(program), after, request.limit + 1)
    page, following = page_of(rows, request.limit, lambda row: (row["place"], row["code"]))
    groups = group(repository.count_pool(filters, list(program.selection.size_bands)), program)
    return eligibility.Pool(
        call=request.call,
        groups=groups,
        items=tuple(show_city(row, program) for row in page),
        next=following,
        total=sum(groups["state"].values()),
    )


def weights_of(program: Program) -> dict[str, int]:
    return {criterion.id: criterion.weight for criterion in program.rubric.criteria}


def get_standings(request: eligibility.GetStandings, repository: Repository, program: Program) -> eligibility.Standings:
    rows = repository.list_standings(request.codes, weights_of(program))
    required = {call: reviews_required(repository, call, program) for call in {row["call"] for row in rows}}
    items = tuple(show_standing(row, required[row["call"]], program) for row in rows)
    return eligibility.Standings(items=items)


def show_standing(row: Row, required: int, program: Program) -> eligibility.Standing:
    return eligibility.Standing.model_validate(row | spread_of(row, program) | {"required": required})


def filters_of(request: eligibility.GetPool, program: Program) -> Filters:
    """Raises Refusal("invalid") for a region or size that the program does not have."""
    countries, elsewhere = None, False
    if request.region is not None:
        countries, elsewhere = countries_of(request.region, program.eligibility.countries)
    above, up_to = limits_of(request.size, program.selection.size_bands) if request.size else (None, None)
    return Filters(
        call=request.call,
        countries=countries,
        elsewhere=elsewhere,
        above=above,
        up_to=up_to,
        language=request.language,
        outcome=request.outcome,
        eligibility=request.eligibility,
        state=request.state,
        shortlisted=request.shortlisted,
    )


def mean_of_page(text: str) -> str:
    """Raises ValueError."""
    try:
        if Decimal(text).is_finite():
            return text
    except InvalidOperation:
        pass
    raise ValueError


def show_city(row: Row, program: Program) -> eligibility.PoolCity:
    shown = {key: value for key, value in row.items() if key != "place"}
    return eligibility.PoolCity.model_validate(
        shown
        | spread_of(row, program)
        | {
            "region": region_of(row["country"], program.eligibility.countries),
            "size": size_band(row["residents"], program.selection.size_bands),
        }
    )


def spread_of(row: Row, program: Program) -> dict[str, Any]:
    """Reviewers' totals together, and whether they lie far apart."""
    lowest, highest = row["lowest"], row["highest"]
    apart = lowest is not None and highest - lowest >= program.rubric.flag_distance
    return {name: rounded(row[name]) for name in ("mean", "lowest", "highest")} | {"apart": apart}


def rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(SHOWN, ROUND_HALF_UP)


def group(rows: list[Row], program: Program) -> Composition:
    """Countries to regions, numbers of limits to bands; groups in the program's order."""
    counts: dict[str, Counter[str]] = {
        kind: Counter() for kind in ("region", "size", "language", "resident_outcome", "eligibility", "state")
    }
    countries, names = program.eligibility.countries, band_names(program.selection.size_bands)
    for row in rows:
        kind, name = row["kind"], row["name"]
        if kind == "country":
            kind, name = "region", region_of(name, countries)
        elif kind == "size":
            name = names[int(name)]
        counts[kind][name] += row["number"]
    order = {"region": region_names(countries), "size": names}
    return {
        kind: {name: found[name] for name in order.get(kind, sorted(found)) if found[name]}
        for kind, found in counts.items()
    }
