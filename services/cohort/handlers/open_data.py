"""What anybody may read. The one question that decides is the domain's: what holds it at this moment; a city that was
erased has no name to show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from services.cohort.domain import strategy as rules
from services.cohort.domain.commitments import MAYOR
from services.cohort.domain.participation import LEFT
from services.cohort.handlers.commitment_lookup import show_commitment
from services.cohort.handlers.lookup import get_cohort
from services.cohort.handlers.open_strategy import holds_under
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.privacy.declared import ERASED

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.commitments import CommitmentRecord
    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.domain.publishing import Publishing
    from services.cohort.domain.strategy import StrategyRecord
    from services.cohort.repository import Repository

NAME: Final = "name"  # of the city itself: nobody lets it through a silence
#: Names of people, which a strategy holds and the public does not need.
OF_PEOPLE = frozenset({"senior_sponsor", "senior_leader"})


@dataclass(frozen=True)
class Publicly:
    """All cities, and what of each may be shown at this moment."""

    cities: dict[UUID, ParticipationRecord]
    publishing: dict[UUID, Publishing]
    now: datetime

    def may_show(self, city: UUID, about: str) -> bool:
        return city in self.cities and not self.publishing[city].holds(about, self.now)

    def may_show_strategy(self, strategy: StrategyRecord) -> bool:
        city = strategy.application_id
        return city in self.cities and not holds_under(strategy, self.publishing[city], self.now)

    def may_show_commitment(self, commitment: CommitmentRecord) -> bool:
        """A shared one is nobody's alone: what holds a city leaves out its name."""
        return commitment.application_id is None or self.may_show(commitment.application_id, MAYOR)


def publicly(repository: Repository, now: datetime, *only: UUID) -> Publicly:
    cities = [city for city in repository.list_started(only or None) if city.city != ERASED]
    return Publicly({city.application_id: city for city in cities}, repository.list_publishing(cities), now)


def get_open_data(repository: Repository, now: datetime) -> contract.OpenData:
    public = publicly(repository, now)
    launched = {key: one for key, one in repository.list_launched().items() if public.may_show_strategy(one)}
    published = [one for one in repository.list_published_commitments() if public.may_show_commitment(one)]
    of_mayors = {one.application_id: one for one in published if one.application_id}
    cities = [
        show_city(city, launched.get(key), of_mayors.get(key))
        for key, city in public.cities.items()
        if key in launched or key in of_mayors or (city.status not in LEFT and public.may_show(key, NAME))
    ]
    cohorts = tuple(show_cohort(*found, cities, published, public) for found in repository.list_cohorts())
    order = {cohort.id: place for place, cohort in enumerate(cohorts)}
    return contract.OpenData(
        as_of=now,
        cohorts=cohorts,
        cities=tuple(sorted(cities, key=lambda one: order[one.cohort])),
        commitments=tuple(contract.OpenCommitmentHead(**head_of(one, public)) for one in published),
    )


def show_city(
    city: ParticipationRecord, strategy: StrategyRecord | None, commitment: CommitmentRecord | None
) -> contract.OpenCity:
    return contract.OpenCity(
        id=city.application_id,
        city=city.city,
        admin_area=city.admin_area,
        country=city.country,
        time_zone=city.time_zone,
        cohort=city.cohort,
        strategy_launched_on=strategy and strategy.launched_on,
        commitment_published_at=commitment and commitment.published_at,
    )


def show_cohort(
    cohort: Any, _members: int, cities: list[contract.OpenCity], published: list[CommitmentRecord], public: Publicly
) -> contract.OpenCohort:
    present = Counter(city.cohort for city in public.cities.values() if city.status not in LEFT)
    named = [one for one in cities if one.cohort == cohort.cohort]
    return contract.OpenCohort(
        id=cohort.cohort,
        name=cohort.name,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        cities=present[cohort.cohort],
        named=len(named),
        strategies=sum(one.strategy_launched_on is not None for one in named),
        commitments=sum(one.cohort == cohort.cohort for one in published),
    )


def head_of(commitment: CommitmentRecord, public: Publicly) -> dict[str, Any]:
    city = public.cities.get(commitment.application_id) if commitment.application_id else None
    return {
        "id": commitment.commitment_id,
        "kind": commitment.kind,
        "cohort": commitment.cohort,
        "city": city and city.city,
        "country": city and city.country,
        "title": commitment.title,
        "published_at": commitment.published_at,
    }


def get_open_strategy(
    request: contract.GetOpenStrategy, repository: Repository, now: datetime
) -> contract.OpenStrategy:
    strategy = repository.list_launched().get(request.id)
    public = publicly(repository, now, request.id)
    if strategy is None or not public.may_show_strategy(strategy):
        raise Refusal("not_found", reason="not_public")
    assert strategy.launched_on is not None
    assert strategy.launched_version is not None
    city = public.cities[request.id]
    document = repository.find_strategy_version(request.id, strategy.launched_version) or {}
    program = get_cohort(repository, city.cohort).program
    start = document.get("fiscal_year_on")
    begins = strategy.launched_on if start is None else type(strategy.launched_on).fromisoformat(start)
    return contract.OpenStrategy(
        **{name: getattr(city, name) for name in ("city", "admin_area", "country", "language", "cohort")},
        id=request.id,
        launched_on=strategy.launched_on,
        horizon=rules.horizon(begins, program.strategy),
        vision=document.get("vision"),
        components=tuple(
            contract.OpenComponent(component=one.id, title=one.title, document=without_people(held))
            for one in program.strategy_components
            if (held := document.get("components", {}).get(one.id))
        ),
        actions=tuple(
            contract.OpenAction(**{name: action[name] for name in contract.OpenAction.model_fields})
            for action in document.get("actions", {}).values()
        ),
    )


def without_people(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in OF_PEOPLE}


def get_open_commitment(
    request: contract.GetOpenCommitment, repository: Repository, now: datetime
) -> contract.OpenCommitment:
    commitment = repository.find_commitment(request.id)
    public = publicly(repository, now)
    if commitment is None or commitment.state != "published" or not public.may_show_commitment(commitment):
        raise Refusal("not_found", reason="not_public")
    of_mayor = commitment.kind == MAYOR
    by_code = {city.code: key for key, city in public.cities.items()}
    signed = [one for one in show_commitment(request.id, repository, now).signatures if one.current]
    named = [one for one in signed if one.code in by_code and public.may_show(by_code[one.code], commitment.kind)]
    return contract.OpenCommitment(
        **head_of(commitment, public),
        texts=commitment.texts,
        signatures=tuple(
            contract.OpenSignature(
                city=public.cities[by_code[one.code]].city,
                country=public.cities[by_code[one.code]].country,
                signed_on=one.signed_on,
                name=one.name if of_mayor else None,
                title=one.title if of_mayor else None,
            )
            for one in named
        ),
        unnamed=len(signed) - len(named),
    )
