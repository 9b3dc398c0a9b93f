"""What people judge of an application, without its people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.versions import READ_BY_REVIEWERS
from services.intake.handlers.texts import get_application_texts
from shared.contracts.eligibility import ReviewTexts
from shared.contracts.intake import ApplicationSubmitted, ApplicationTexts, GetApplicationTexts, KeptFile, TextFile
from tests.support.refused import refused
from tests.unit.intake.fake_intake import NOW, Desk, document

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

    def list_files(self, _: UUID) -> tuple[KeptFile, ...]:
        kept = {"name": "Decreto de Ana.pdf", "media_type": "application/pdf", "size": 84_000, "added_at": NOW}
        return tuple(KeptFile.model_validate(kept | {"sha256": name * 64}) for name in "ab")

    def find_latest_document(
        self, application_id: UUID, version: int | None = None
    ) -> tuple[int, dict[str, Any]] | None:
        known = [one for one in self._versions if version in (None, one[0])]
        return max(known, key=lambda one: one[0]) if known and application_id == ID else None


def test_the_texts_of_the_latest_version_are_given_without_its_people() -> None:
    texts = get_application_texts(GetApplicationTexts(application_id=ID), Kept((2, DOCUMENT)))
    assert (texts.version, texts.ambition, texts.other_outcome) == (2, "Queremos decidir con datos.", "parks")
    assert [one.kind for one in texts.evidence] == ["dashboard"]
    shown = texts.model_dump_json()
    assert [word for word in ("Ana", "Luz", "luz@") if word in shown] == []


def test_files_that_the_texts_name_are_told_without_what_they_are_called() -> None:
    evidence = [{"kind": "policy", "file": "b" * 64}, {"kind": "other", "text": "A decree", "file": None}]
    texts = get_application_texts(GetApplicationTexts(application_id=ID), Kept((2, DOCUMENT | {"evidence": evidence})))
    assert texts.files == (TextFile(sha256="b" * 64, media_type="application/pdf", size=84_000),)


def test_an_older_version_has_its_own() -> None:
    kept = Kept((1, DOCUMENT | {"ambition": "Antes"}), (2, DOCUMENT))
    assert get_application_texts(GetApplicationTexts(application_id=ID, version=1), kept).ambition == "Antes"


def test_of_what_a_city_wrote_anew_the_latest_counts_unless_another_is_asked_for() -> None:
    desk = Desk()
    desk.resubmit(desk.submit().code, ambition="Queremos decidir con datos. " * 10)
    of = next(event.application_id for event in desk.outbox.events if isinstance(event, ApplicationSubmitted))
    for version, found in ((None, 2), (1, 1)):
        asked = GetApplicationTexts(application_id=of, version=version)
        assert get_application_texts(asked, desk.repository).version == found


@pytest.mark.parametrize("kept", [Kept(), Kept((1, DOCUMENT))])
def test_an_application_that_was_never_sent_has_none(kept: Kept) -> None:
    other = GetApplicationTexts(application_id=UUID(int=8))
    assert refused(lambda: get_application_texts(other, kept)) == f"not_found: There is no application {UUID(int=8)}."


#: Of what reviewers get: numbers of versions, what is about the call or the review, and the files that evidence names.
NOT_WRITTEN = {"version", "language", "code", "call", "texts", "before", "rubric", "review", "files"}


def test_what_reviewers_get_is_what_makes_a_version_another_to_them() -> None:
    given = ApplicationTexts.model_fields.keys() | ReviewTexts.model_fields.keys()
    assert given - NOT_WRITTEN == set(READ_BY_REVIEWERS)


@pytest.mark.parametrize(
    ("change", "rewritten"),
    [
        ({}, False),
        ({"preferred_language": "pt"}, False),
        ({"contacts": [one | {"name": "Otra Ficticia"} for one in document()["contacts"]]}, False),
        ({"ambition": "Queremos decidir con datos. " * 10}, True),
        ({"evidence": [{"kind": "policy", "url": "https://puerto.example/politica"}]}, True),
        ({"resident_outcomes": ["mobility"]}, True),
        ({"residents": 600_000}, True),
    ],
)
def test_a_version_tells_whether_reviewers_read_something_else(change: dict[str, Any], rewritten: bool) -> None:
    desk = Desk()
    desk.resubmit(desk.submit().code, **change)
    told = [event.rewritten for event in desk.outbox.events if isinstance(event, ApplicationSubmitted)]
    assert told == [True, rewritten]
