"""The page of every mail's words, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.portal.pages.staff.templates import template_names
from shared.contracts.people import Role
from shared.wording import LANGUAGES
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_board import NOBODY

PATH = "/staff/mail/templates"
WORDS = Path(__file__).parents[4] / "shared" / "wording"


def test_every_template_is_listed_by_its_name_in_the_readers_language() -> None:
    page = Read(door_of(Role.STAFF, list_work=NOBODY).get(PATH, headers=headers("es")))
    assert {f"{PATH}/{file.stem}" for file in (WORDS / "es" / "mails").glob("*.txt")} <= set(page.links)
    assert "Plantillas de correo" in page.text


@pytest.mark.parametrize("name", template_names())
def test_each_stands_in_all_languages_as_it_is_written(name: str) -> None:
    answer = door_of(Role.STAFF, list_work=NOBODY).get(f"{PATH}/{name}", headers=headers("pt"))
    page = Read(answer)
    for language in LANGUAGES:
        written = (WORDS / language / "mails" / f"{name}.txt").read_text(encoding="utf-8")
        assert " ".join(written.split()) in page.text
    assert answer.text.index('lang="pt" tabindex') < answer.text.index('lang="en" tabindex')


@pytest.mark.parametrize("name", ["nowhere", "../names", "%2e%2e"])
def test_a_template_that_is_not_there_is_not_found(name: str) -> None:
    assert door_of(Role.STAFF, list_work=NOBODY).get(f"{PATH}/{name}", headers=headers()).status_code == 404


def test_whoever_is_not_of_the_staff_is_refused() -> None:
    assert door_of(Role.COACH, list_work=NOBODY).get(PATH, headers=headers()).status_code == 403
