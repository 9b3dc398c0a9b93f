"""The page of every mail's words, in each language."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from services.portal.pages.staff.templates import template_names
from shared.contracts.errors import Refusal
from shared.contracts.notifications import Mail, PreviewTemplate, SampleMail, SendSamples, SentSamples
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


ROW = Mail(
    id=UUID(int=3), template="sample", language="pt", recipient=f"identity:{UUID(int=7)}", subject="Exemplo: Oi",
    state="queued", attempts=0, code=None, created_at=datetime(2027, 3, 1, 15, tzinfo=UTC), sent_at=None,
)  # fmt: skip
ONCE = {"command_id": str(UUID(int=9))}


@pytest.mark.parametrize(
    ("path", "templates"), [(PATH, None), (f"{PATH}/welcome", ("welcome",))], ids=["of every kind", "of one"]
)
def test_samples_are_sent_to_whoever_asks_in_the_languages_that_they_tick(
    path: str, templates: tuple[str, ...] | None
) -> None:
    door = door_of(Role.STAFF, list_work=NOBODY, preview_template=SAMPLE, send_samples=SentSamples(items=(ROW,)))
    form = door.get(path, headers=headers("pt"))
    assert form.text.count(f'action="{path}/send"') == 1
    assert 'value="pt" checked' in form.text
    typed = ONCE | {"languages": ["", "pt", "fr"]} | ({"templates": "sign_in"} if templates else {})
    answer = door.post(f"{path}/send", data=typed, headers=headers("pt"))
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    asked = [one.request for one in door.client.asked if isinstance(one.request, SendSamples)]
    assert asked == [SendSamples(templates=templates, languages=("pt", "fr"))]


def test_without_a_language_it_is_asked_which() -> None:
    door = door_of(Role.STAFF, list_work=NOBODY, preview_template=SAMPLE)
    answer = door.post(f"{PATH}/welcome/send", data=ONCE | {"languages": ""}, headers=headers())
    assert answer.status_code == 422
    assert "Languages" in Read(answer).text


def test_too_many_are_refused_with_how_long_to_wait() -> None:
    refusal = Refusal("too_many_tries", reason="samples", most=400, seconds=3600)
    door = door_of(Role.STAFF, list_work=NOBODY, preview_template=SAMPLE, send_samples=refusal)
    answer = door.post(f"{PATH}/send", data=ONCE | {"languages": "fr"}, headers=headers("fr"))
    assert answer.status_code == 429
    assert "400 exemples en une heure" in Read(answer).text
