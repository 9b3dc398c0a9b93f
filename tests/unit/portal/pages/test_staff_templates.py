"""The page of every mail's words, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.portal.pages.staff.templates import template_names
from shared.contracts.notifications import PreviewTemplate, SampleMail
from shared.contracts.people import Role
from shared.wording import LANGUAGES
from tests.support.fake_client import unavailable
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_board import NOBODY

PATH = "/staff/mail/templates"
SAMPLE = SampleMail(
    template="welcome", language="es", subject="Bienvenidos (K7Q2M9X4TB)", text="Hola", html="<p>Hola</p>"
)
WORDS = Path(__file__).parents[4] / "shared" / "wording"


def test_every_template_is_listed_by_its_name_in_the_readers_language() -> None:
    page = Read(door_of(Role.STAFF, list_work=NOBODY).get(PATH, headers=headers("es")))
    assert {f"{PATH}/{file.stem}" for file in (WORDS / "es" / "mails").glob("*.txt")} <= set(page.links)
    assert "Plantillas de correo" in page.text


@pytest.mark.parametrize("name", template_names())
def test_each_stands_in_all_languages_as_it_is_written(name: str) -> None:
    answer = door_of(Role.STAFF, list_work=NOBODY, preview_template=SAMPLE).get(f"{PATH}/{name}", headers=headers("pt"))
    page = Read(answer)
    for language in LANGUAGES:
        written = (WORDS / language / "mails" / f"{name}.txt").read_text(encoding="utf-8")
        assert " ".join(written.split()) in page.text
    assert answer.text.index('lang="pt" tabindex') < answer.text.index('lang="en" tabindex')


def test_each_stands_in_all_languages_with_values_that_are_nobodys() -> None:
    door = door_of(Role.STAFF, list_work=NOBODY, preview_template=SAMPLE)
    answer = door.get(f"{PATH}/welcome", headers=headers("es"))
    page = Read(answer)
    assert page.text.count("Bienvenidos (K7Q2M9X4TB)") == len(LANGUAGES)
    assert [f'src="{PATH}/welcome/{language}"' in answer.text for language in LANGUAGES] == [True] * len(LANGUAGES)
    asked = [one.request for one in door.client.asked if isinstance(one.request, PreviewTemplate)]
    assert [one.language for one in asked] == ["es", "en", "pt", "fr"]


def test_a_sample_is_a_letter_alone_that_may_run_nothing() -> None:
    answer = door_of(Role.STAFF, list_work=NOBODY, preview_template=SAMPLE).get(f"{PATH}/welcome/pt", headers=headers())
    assert answer.text == SAMPLE.html
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_while_the_service_is_away_the_words_are_there() -> None:
    page = Read(
        door_of(Role.STAFF, list_work=NOBODY, preview_template=unavailable()).get(f"{PATH}/welcome", headers=headers())
    )
    assert page.text.count("This mail cannot be shown now.") == len(LANGUAGES)


@pytest.mark.parametrize("name", ["nowhere", "../names", "%2e%2e"])
def test_a_template_that_is_not_there_is_not_found(name: str) -> None:
    assert door_of(Role.STAFF, list_work=NOBODY).get(f"{PATH}/{name}", headers=headers()).status_code == 404


def test_whoever_is_not_of_the_staff_is_refused() -> None:
    assert door_of(Role.COACH, list_work=NOBODY).get(PATH, headers=headers()).status_code == 403
