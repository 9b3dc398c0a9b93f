"""What people judge of an application, without its people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.intake.handlers.texts import get_application_texts
from shared.contracts.intake import GetApplicationTexts
from tests.support.refused import refused

ID = UUID(int=7)
DOCUMENT: dict[str, Any] = {
    "preferred_language": "es",
    "ambition": "Queremos decidir con datos.",
    "foundations": "Publicamos datos abiertos.",
    "evidence": [{"kind": "dashboard", "url": "https://tablero.example", "text": None}],
    "resident_outcomes": ["other"],
    "other_outcome": "parks",
    "mayor": {"name": "Ana Ficticia"},
    "contacts": [{"name": "Luz Ejemplar", "email": "luz@puerto.example"}],
}


class Kept:
    def __init__(self, *versions: tuple[int, dict[str, Any]]) -> None:
        self._versions = versions

    def find_latest_document(self, application_id: UUID) -> tuple[int, dict[str, Any]] | None:
        return max(self._versions) if self._versions and application_id == ID else None


def test_the_texts_of_the_latest_version_are_given_without_its_people() -> None:
    texts = get_application_texts(GetApplicationTexts(application_id=ID), Kept((2, DOCUMENT)))
    assert (texts.version, texts.ambition, texts.other_outcome) == (2, "Queremos decidir con datos.", "parks")
    assert [one.kind for one in texts.evidence] == ["dashboard"]
    shown = texts.model_dump_json()
    assert [word for word in ("Ana", "Luz", "luz@") if word in shown] == []


@pytest.mark.parametrize("kept", [Kept(), Kept((1, DOCUMENT))])
def test_an_application_that_was_never_sent_has_none(kept: Kept) -> None:
    other = GetApplicationTexts(application_id=UUID(int=8))
    assert refused(lambda: get_application_texts(other, kept)) == f"not_found: There is no application {UUID(int=8)}."
