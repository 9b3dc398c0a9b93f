"""Values are written as each language writes them."""

from __future__ import annotations

import pytest

from shared.wording.phrases import Writer, placeholders

NAMES = {"roles.mayor": "mayor", "states.visit.held": "took place", "states.cancelled": "cancelled"}

CASES = [
    ("en", "{n:number} residents", {"n": 512300}, "512,300 residents"),
    ("es", "{n:number} habitantes", {"n": 512300}, "512,300 habitantes"),
    ("pt", "{n:number}", {"n": "12.5"}, "12,5"),
    ("fr", "au plus tard le {on:date}", {"on": "2026-11-29"}, "au plus tard le 29 novembre 2026"),
    ("fr", "le {on:date}", {"on": "2026-03-01"}, "le 1er mars 2026"),
    ("fr", "{on:day}", {"on": "2026-03-01"}, "dimanche 1er mars 2026"),
    ("fr", "{on:date}", {"on": "2026-03-31"}, "31 mars 2026"),
    ("en", "{on:day}", {"on": "2026-11-29"}, "Sunday, November 29, 2026"),
    ("en", "{role:Name roles} of {city}", {"role": "mayor", "city": "Waco"}, "Mayor of Waco"),
    ("en", "{role:name roles}", {"role": "deputy_mayor"}, "deputy mayor"),
    ("en", "{state:state thing}", {"state": "held", "thing": "visit"}, "took place"),
    ("en", "{state:state thing}", {"state": "cancelled", "thing": "visit"}, "cancelled"),
    ("en", "{state:state thing}", {"state": None, "thing": "visit"}, "none"),
    ("es", "{phase:title}", {"phase": {"en": "Onboarding", "es": "Inicio"}}, "Inicio"),
    ("fr", "{phase:title}", {"phase": {"en": "Onboarding"}}, "Onboarding"),
    ("es", "{country:country} {spoken:tongue}", {"country": "BR", "spoken": "pt"}, "Brasil portugués"),
    ("en", "{names:list}", {"names": ["a", "b", "c"]}, "a, b, and c"),
    ("es", "{roles:names roles}", {"roles": ["mayor", "lead"]}, "mayor y lead"),
    ("en", "{seconds:span}", {"seconds": 40}, "40 seconds"),
    ("en", "{seconds:span}", {"seconds": 61}, "2 minutes"),
    ("es", "{seconds:span}", {"seconds": 3600}, "1 hora"),
    ("fr", "{seconds:span}", {"seconds": 43_200}, "12 heures"),
    ("pt", "{seconds:span}", {"seconds": 7_201}, "3 horas"),
    ("en", "by {reply_by:date}", {}, "by …"),
]


def name_of(key: str, _: object = None) -> str | None:
    return NAMES.get(key)


@pytest.mark.parametrize(("language", "message", "values", "written"), CASES)
def test_a_value_is_written(language: str, message: str, values: dict[str, object], written: str) -> None:
    assert Writer(language, name_of).write(message, values) == written


def test_a_zone_is_called_as_its_clock_is() -> None:
    said = [Writer(language, name_of).write("{zone:zone}", {"zone": "America/Lima"}) for language in ("en", "es")]

    assert said == ["Peru Time", "hora de Perú"]


def test_a_moment_names_its_zone() -> None:
    values = {"at": "2026-11-29T20:00:00+00:00", "zone": "America/New_York"}

    written = Writer("en", name_of).write("{at:moment zone}", values)

    assert written.startswith("Sunday, November 29, 2026, 3:00") and written.endswith("(Eastern Time)")


def test_placeholders_are_all_values_that_a_message_looks_at() -> None:
    assert placeholders("{at:moment zone} {state:state thing} {role:name roles}") == {
        "at", "zone", "state", "thing", "role",
    }  # fmt: skip
