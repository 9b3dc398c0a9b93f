"""The letter of invitation, as PDF, in each language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from fontTools.ttLib import TTFont

from shared.contracts.cohort import InvitationLetter
from shared.contracts.people import Language
from shared.documents.invitation import FONTS, PARTS, invitation_pdf, said

MADE_ON = date(2027, 8, 1)


def letter(**changes: object) -> InvitationLetter:
    fields = {
        "program": "City Data Alliance", "title": "Mayoral convening", "titles": {"pt": "Encontro"}, "language": "en",
        "code": "K7Q2M9X4TB", "city": "São Luís", "role": "mayor", "starts_at": datetime(2027, 10, 12, 14, tzinfo=UTC),
        "ends_at": datetime(2027, 10, 13, 21, tzinfo=UTC), "time_zone": "America/New_York", "place": "Library",
        "rsvp_by": date(2027, 9, 20), "reply_to": "contact@program.example",
    }  # fmt: skip
    return InvitationLetter.model_validate(fields | changes)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


@pytest.mark.parametrize("language", get_args(Language))
def test_a_letter_is_one_page_tagged_with_its_language(language: str) -> None:
    pdf = invitation_pdf(letter(language=language), "Ana Ñandú", MADE_ON)
    assert (pdf[:5], pages(pdf)) == (b"%PDF-", 1)
    assert f"/Lang ({language})".encode() in pdf


@pytest.mark.parametrize("name", ["Ana Ñandú", None])
@pytest.mark.parametrize("language", get_args(Language))
def test_every_sentence_has_its_values_and_no_key_shows(language: str, name: str | None) -> None:
    keys = [key for part in PARTS for key in part if name or key != "greeting"]
    sentences = [said(letter(language=language), name, key) for key in (*keys, "heading", "role_greeting")]
    assert [one for one in sentences if "…" in one or "{" in one or "_" in one] == []


def test_the_same_invitation_makes_the_same_letter() -> None:
    assert invitation_pdf(letter(), None, MADE_ON) == invitation_pdf(letter(), None, MADE_ON)
    assert invitation_pdf(letter(), "Ana", MADE_ON) != invitation_pdf(letter(), None, MADE_ON)


def test_hours_are_the_venues_with_the_name_of_their_zone() -> None:
    assert re.sub(r"\s", " ", said(letter(), None, "starts")) == (
        "Starts: Tuesday, October 12, 2027, 10:00 AM (Eastern Time)"
    )
    assert said(letter(language="es"), None, "starts").startswith("Desde el martes 12 de octubre de 2027, 10:00")


def test_without_a_name_the_letter_speaks_to_the_role_in_its_language() -> None:
    assert said(letter(language="pt"), None, "role_greeting") == "Para: prefeita ou prefeito, São Luís"
    assert said(letter(role="harbor_master"), None, "role_greeting") == "To the harbor master of São Luís:"


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_fonts_have_the_letters_of_all_latin_alphabets(font: str) -> None:
    """What a font lacks is drawn as a box."""
    drawn = TTFont(FONTS / font).getBestCmap()
    assert [letter_ for letter_ in "AzÑñçãõœŒèÉÿŁŹČőŞğİșțüß’“”–—…€ªº¿¡ \u202f" if ord(letter_) not in drawn] == []
