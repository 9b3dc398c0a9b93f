"""Open pages: who takes part, what was launched and signed, as anybody may read it, and the same to be saved.

The service says what is public at the moment; these pages keep nothing of it.
"""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.geography.map import Map, MapCity, map_of
from services.portal.pages.city.strategy_content import groups_of
from services.portal.pages.public.open_dataset import LICENCE, TABLES
from services.portal.web.names import alone, country
from services.portal.web.page import PRIVATE, Here, Page
from services.portal.web.saving import csv
from shared.contracts import cohort
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import LEAST_PUBLISHED
from shared.contracts.requests import Model
from shared.wording import has
from shared.wording.dates import local_day

router = APIRouter(include_in_schema=False)
PATH = "/open-data"
COLUMNS = ("city", "area", "country", "cohort", "launched", "committed")


@router.get(PATH)
def show_open_data(page: Here) -> Response:
    found = page.call(cohort.GetOpenData())
    return page.show(
        "public/open_data.html", found=found, map=map_of_cities(page, found.cities), path=PATH, tables=TABLES,
        licence=LICENCE, least=LEAST_PUBLISHED,
    )  # fmt: skip


@router.get(f"{PATH}.csv")
def export_csv(page: Here) -> Response:
    found = page.call(cohort.GetOpenData())
    names = {one.id: one.name for one in found.cohorts}
    rows = [
        (one.city, one.admin_area, country(page.language, one.country), names.get(one.cohort, one.cohort),
         one.strategy_launched_on or "",
         local_day(one.commitment_published_at, page.zone) if one.commitment_published_at else "")
        for one in found.cities
    ]  # fmt: skip
    return csv("open-data", [[page.say(f"pages.open.{name}") for name in COLUMNS], *rows])


@router.get(f"{PATH}.json")
def export_json(page: Here) -> Response:
    return saved(page.call(cohort.GetOpenData()), "open-data")


@router.get(PATH + "/strategies/{id_}.json")
def export_strategy(page: Here, id_: str) -> Response:
    return saved(strategy_of(page, id_), "strategy")


@router.get(PATH + "/strategies/{id_}")
def show_strategy(page: Here, id_: str) -> Response:
    found = strategy_of(page, id_)
    parts = [(one, title_of(page, one), groups_of(one.component, one.document)) for one in found.components]
    titles = {one.component: title for one, title, _ in parts}
    return page.show("public/open_strategy.html", strategy=found, parts=parts, titles=titles, path=PATH)


@router.get(PATH + "/commitments/{id_}")
def show_commitment(page: Here, id_: str) -> Response:
    found = page.call(request_of(cohort.GetOpenCommitment, id=id_))
    return page.show("public/open_commitment.html", commitment=found, path=PATH)


def strategy_of(page: Page, id_: str) -> cohort.OpenStrategy:
    return page.call(request_of(cohort.GetOpenStrategy, id=id_))


def title_of(page: Page, component: cohort.OpenComponent) -> str:
    key = f"components.{component.component}"
    return alone(page.say(key)) if has(key) else component.title


def saved(found: Model, name: str) -> Response:
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(found.model_dump_json(indent=2), media_type="application/json", headers=headers)


def map_of_cities(page: Page, cities: tuple[cohort.OpenCity, ...]) -> Map:
    """Each leads to its strategy where that is launched, else to its line of the table."""
    return map_of(
        MapCity(one.city, one.country, address_of(one), *standing(page, one), one.time_zone) for one in cities
    )


def address_of(city: cohort.OpenCity) -> str:
    return f"{PATH}/strategies/{city.id}" if city.strategy_launched_on else f"{PATH}#city-{city.id}"


def standing(page: Page, city: cohort.OpenCity) -> tuple[str, str]:
    key = "launched" if city.strategy_launched_on else "takes_part"
    return {"launched": "done", "takes_part": "working"}[key], page.say(f"pages.open.is.{key}")
