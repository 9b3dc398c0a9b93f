"""What erasing leaves of a document: its shape, its codes, its dates and numbers; no text and no address."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.personal import KEPT
from shared.contracts.application import parse_application
from shared.privacy.blanking import blank, parts_of_person, without_person, without_texts
from tests.unit.contracts.test_application import TODAY
from tests.unit.contracts.test_application import document as application

ANA, PAU = "ana@city.example", "pau@city.example"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ana Ficticia", "[erased]"),
        ("", ""),
        ("2027-03-01", "2027-03-01"),
        ("2027-03-01T12:00:00Z", "2027-03-01T12:00:00Z"),
        ("-41.50", "-41.50"),
        ("3f7a" * 16, "3f7a" * 16),
        (ANA, "erased@erased.invalid"),
        ("https://city.example/ana", "https://erased.invalid/"),
        ("a" * 20, "[erased]" + "·" * 12),
        ("a" * 5000, "[erased]" + "·" * 192),
    ],
)
def test_a_text_gives_way_and_what_names_nobody_stays(text: str, left: str) -> None:
    assert blank(text) == left


def document() -> dict[str, Any]:
    return {
        "call": "2027", "city": "Manizales", "country": "CO", "ambition": "x" * 300, "residents": 512_300,
        "contacts": [
            {"name": "Ana", "email": ANA, "role": "mayors_office", "primary": True},
            {"name": "Pau", "email": PAU, "role": "team", "primary": False},
        ],
    }  # fmt: skip


def test_a_citys_document_keeps_its_codes_and_numbers() -> None:
    left = without_texts(document(), KEPT)

    assert (left["call"], left["country"], left["residents"]) == ("2027", "CO", 512_300)
    assert [one["role"] for one in left["contacts"]] == ["mayors_office", "team"]
    assert {left["city"], *(one["name"] for one in left["contacts"])} == {"[erased]"}


def test_of_a_person_only_their_part_gives_way() -> None:
    left = without_person(document(), {ANA}, KEPT)

    assert left["contacts"][0] == {
        "name": "[erased]", "email": "erased@erased.invalid", "role": "mayors_office", "primary": True,
    }  # fmt: skip
    assert left | {"contacts": left["contacts"][1:]} == document() | {"contacts": document()["contacts"][1:]}
    assert parts_of_person(document(), {ANA}) == [document()["contacts"][0]]


def test_what_is_left_of_an_application_is_still_one() -> None:
    """Or whoever reads a version of a city that was anonymised would fall over it."""
    whole = parse_application(application(), today=TODAY)
    left = without_texts(whole.model_dump(mode="json"), KEPT)

    assert parse_application(left, today=TODAY).city == "[erased]"
