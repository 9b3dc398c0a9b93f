"""Open pages: for nobody in particular, what the service says is public, and the same to be saved."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Refusal
from shared.contracts.reporting import OpenCall, OpenCount, OpenCounts
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read

AS_OF = datetime(2027, 6, 1, 12, tzinfo=UTC)
ROSARIO, PASTO, SIGNED = UUID(int=1), UUID(int=2), UUID(int=3)
DATA = cohort.OpenData(
    as_of=AS_OF,
    cohorts=(
        cohort.OpenCohort(id="two", name="Cohort two", starts_on=date(2027, 1, 5), ends_on=date(2027, 11, 5), cities=3,
                          named=2, strategies=1, commitments=1),
    ),
    cities=(
        cohort.OpenCity(id=PASTO, city="Pasto", admin_area="Nariño", country="CO", time_zone="America/Bogota",
                        cohort="two", strategy_launched_on=None, commitment_published_at=None),
        cohort.OpenCity(id=ROSARIO, city="Rosario", admin_area="=Santa Fe", country="AR", cohort="two",
                        time_zone="America/Argentina/Cordoba", strategy_launched_on=date(2027, 5, 20),
                        commitment_published_at=AS_OF),
    ),
    commitments=(
        cohort.OpenCommitmentHead(id=SIGNED, kind="mayor", cohort="two", city="Rosario", country="AR",
                                  title="Decidir con datos", published_at=AS_OF),
    ),
)  # fmt: skip
STRATEGY = cohort.OpenStrategy(
    id=ROSARIO, city="Rosario", admin_area="Santa Fe", country="AR", language="es", cohort="two",
    launched_on=date(2027, 5, 20), horizon=(date(2027, 5, 20), date(2030, 5, 20)), vision="Decidir <a la vista>",
    components=(
        cohort.OpenComponent(component="governance", title="Governance", document={"body": "Consejo de datos"}),
    ),
    actions=(
        cohort.OpenAction(component="governance", what="Publicar normas", due_on=date(2028, 6, 1), state="under_way"),
    ),
)  # fmt: skip
COMMITMENT = cohort.OpenCommitment(
    **DATA.commitments[0].model_dump(), texts={"es": "Nos comprometemos."}, unnamed=2,
    signatures=(
        cohort.OpenSignature(city="Rosario", country="AR", signed_on=date(2027, 5, 19), name="Marta Inventada",
                             title="Intendenta"),
    ),
)  # fmt: skip
COUNTS = OpenCounts(
    as_of=AS_OF, least=5,
    calls=(OpenCall(
        call="2027", received=None,
        by_country=(OpenCount(name="AR", received=12), OpenCount(name="UY", received=None)),
        by_resident_outcome=(OpenCount(name="mobility", received=9),),
    ),),
)  # fmt: skip
NO_CALLS = Page[intake.Call](items=(), next=None, total=0)


def door(**answers: Any) -> Doorway:
    known = {
        "get_open_data": DATA, "get_open_strategy": STRATEGY, "get_open_commitment": COMMITMENT, "list_calls": NO_CALLS,
        "get_open_counts": COUNTS,
    }  # fmt: skip
    return Doorway(**known | answers)


def test_everybody_reads_who_takes_part_on_a_map_and_in_its_table() -> None:
    answer = door().get("/open-data")
    page = Read(answer)
    assert answer.status_code == 200
    assert "Cohort two" in page.text
    assert page.links.count(f"/open-data/strategies/{ROSARIO}") == 2  # the dot, the line
    assert f"/open-data#city-{PASTO}" in page.links
    assert f"city-{PASTO}" in page.ids
    assert 'aria-label="Rosario, Argentina: Strategy launched"' in answer.text
    assert f"/open-data/commitments/{SIGNED}" in page.links


def test_where_nothing_may_be_shown_the_page_says_how_that_comes() -> None:
    nothing = DATA.model_copy(update={"cities": (), "commitments": ()})
    page = Read(door(get_open_data=nothing).get("/open-data"))
    assert "No city can be named yet." in page.text
    assert "No commitment has been published yet." in page.text


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_table_is_saved_with_its_words_and_safe_against_formulas(language: str) -> None:
    answer = door().get("/open-data.csv", headers={"Accept-Language": language})
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert rows[2][0] == "Rosario"
    assert rows[2][1] != "=Santa Fe"
    assert rows[2][4:] == ["2027-05-20", "2027-06-01"]
    assert rows[1][4:] == ["", ""]


def test_the_same_is_saved_for_machines() -> None:
    found = json.loads(door().get("/open-data.json").text)
    assert cohort.OpenData.model_validate(found) == DATA
    assert json.loads(door().get(f"/open-data/strategies/{ROSARIO}.json").text)["vision"] == "Decidir <a la vista>"


def test_a_launched_strategy_is_read_as_text_in_its_own_language() -> None:
    answer = door().get(f"/open-data/strategies/{ROSARIO}", headers={"Accept-Language": "fr"})
    page = Read(answer)
    assert "Decidir <a la vista>" in page.text
    assert "Consejo de datos" in page.text
    assert "Publicar normas" in page.text
    assert 'lang="es"' in answer.text
    assert page.language == "fr"


def test_a_commitment_says_who_signed_and_how_many_are_not_named() -> None:
    page = Read(door().get(f"/open-data/commitments/{SIGNED}"))
    assert "Marta Inventada, Intendenta" in page.text
    assert "2 cities that signed are not named at present." in page.text


def test_what_is_held_is_not_found() -> None:
    held = Refusal("not_found", reason="not_public")
    at = door(get_open_strategy=held, get_open_commitment=held)
    for path in (f"strategies/{ROSARIO}", f"strategies/{ROSARIO}.json", f"commitments/{SIGNED}", "strategies/no-id"):
        answer = at.get(f"/open-data/{path}")
        assert answer.status_code in (404, 422), path
        assert "Rosario" not in answer.text


def test_the_front_page_shows_the_cities_of_the_cohort_that_runs() -> None:
    page = Read(door().get("/"))
    assert "Cities that take part now" in page.text
    assert f"/open-data/strategies/{ROSARIO}" in page.links
    over = DATA.model_copy(update={"as_of": datetime(2028, 1, 1, tzinfo=UTC)})
    assert "Rosario" not in door(get_open_data=over).get("/").text


def test_the_front_page_stands_without_the_cities() -> None:
    answer = door(get_open_data=unavailable()).get("/")
    assert answer.status_code == 200
    assert "Cities that take part now" not in answer.text
