"""What applicants do, in words of their own language: from an address to the code of an application."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest

from shared.program.places import suggest_places
from shared.wording import say
from tests.browser.hands import Hands
from tests.browser.mails import mail_to
from tests.browser.world import World

SENTENCES = 6  # of a text
LARGE_ENOUGH = 120_000
BEGUN = ("sa", "ba", "ca", "ma", "mo", "pa", "vi")  # names of cities of every country


@dataclass(frozen=True)
class Land:
    language: str
    country: str
    area: str
    sentence: str


LANDS = [
    Land("es", "CO", "Antioquia", "La alcaldía decide cada mes con datos que el vecino puede leer. "),
    Land("pt", "BR", "São Paulo", "A prefeitura decide todo mês com dados que o morador pode ler. "),
    Land("fr", "CA", "Québec", "La mairie décide chaque mois avec des données que tous peuvent lire. "),
]
each_land = pytest.mark.parametrize("land", [pytest.param(land, id=land.language) for land in LANDS])


def new_address(land: Land) -> str:
    return f"{land.language}-{uuid4().hex[:8]}@city.example"


def begin(hands: Hands, world: World, land: Land, email: str) -> None:
    """An address that nobody has yet, proven by the code of its mail."""
    hands.page.goto("/apply")
    hands.write(email=email)
    hands.press(say(land.language, "pages.sign_in.mail_me"))
    hands.write(code=mail_to(world, email).code)
    hands.press(say(land.language, "pages.sign_in.title"))
    hands.write(name="Rosa Prova", role="mayors_office")
    hands.write(country=land.country, city=a_city_that_has_not_applied(world, land))
    hands.press(say(land.language, "pages.apply.begin"))


def a_city_that_has_not_applied(world: World, land: Land) -> str:
    """One of the reference that is large enough; these tests may run again on the same system."""
    applied = {one["city"] for one in world.run("applications", "--country", land.country, "--limit", "1000")["items"]}
    places = [one for begun in BEGUN for one in suggest_places(land.country, begun, 100)]
    return next(one.name for one in places if one.name not in applied and one.population > LARGE_ENOUGH)


def fill(hands: Hands, land: Land) -> None:
    """Each step, saved as it goes."""
    go_on(hands, land, admin_area=land.area)
    mayor = {"mayor.name": "Teodora Inventada"}
    go_on(hands, land, **mayor, **first_of("mayor.term_starts_on", "2025"), **first_of("mayor.term_ends_on", "2030"))
    go_on(hands, land, residents="386794", population_source="Censo", population_year="2025")
    go_on(hands, land, ambition=land.sentence * SENTENCES)
    go_on(hands, land, foundations=land.sentence * SENTENCES)
    hands.tick("resident_outcomes", "mobility")
    go_on(hands, land)
    go_on(hands, land)


def go_on(hands: Hands, land: Land, **fields: str) -> None:
    hands.write(**fields)
    hands.press(say(land.language, "pages.apply.save_and_go_on"))
    assert hands.page.locator(".error-summary").count() == 0


def first_of(name: str, year: str) -> dict[str, str]:
    """The first of January, in three fields."""
    return {f"{name}.day": "1", f"{name}.month": "1", f"{name}.year": year}


def send(hands: Hands, land: Land) -> str:
    """The code."""
    hands.tick("endorsed_by_mayor")
    hands.tick("privacy_notice_accepted")
    hands.press(say(land.language, "pages.apply.send_now"))
    code = hands.page.url.rpartition("/")[2]
    assert code in hands.page.get_by_role("status").inner_text()
    return code
