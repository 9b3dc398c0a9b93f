"""Documents of a city: judged by content, kept in versions, archived and restored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.cohort.domain.documents import DOCUMENT_TRANSITIONS, insist_on_document_step
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.support.sample_files import DOCX, PDF, PNG
from tests.unit.cohort.fake_cohort import APPLICATION_ID
from tests.unit.cohort.fake_documents import DocumentDesk


@pytest.fixture
def desk(tmp_path: Path) -> DocumentDesk:
    return DocumentDesk(tmp_path)


def test_a_document_is_kept_shown_and_handed_out_as_it_came(desk: DocumentDesk) -> None:
    version = desk.city.version
    kept = desk.save()
    assert desk.get(kept.id) == PDF
    assert desk.list() == (kept,)
    (file,) = kept.versions
    assert (file.version, file.name, file.media_type, file.size) == (1, "charter.pdf", "application/pdf", len(PDF))
    assert desk.city.version == version + 1


def test_it_is_told_without_its_title(desk: DocumentDesk) -> None:
    kept = desk.save(visibility="city")
    (told,) = desk.outbox.events
    assert isinstance(told, contract.DocumentSaved)
    assert (told.document_id, told.document_version, told.kind, told.about) == (kept.id, 1, "charter", "project")
    assert (told.visibility, told.media_type, told.size) == ("city", "application/pdf", len(PDF))
    assert "Project charter" not in told.model_dump_json()


def test_the_same_again_is_the_same_document(desk: DocumentDesk) -> None:
    first = desk.save()
    desk.outbox.events.clear()
    assert desk.save(name="again.pdf") == first
    assert (desk.outbox.events, len(desk.list())) == ([], 1)


def test_the_next_version_leaves_the_one_before(desk: DocumentDesk) -> None:
    first = desk.save()
    second = desk.save(DOCX, id=first.id, title="Charter, signed", name="charter.docx")
    assert (second.id, second.title, [one.version for one in second.versions]) == (first.id, "Charter, signed", [2, 1])
    assert (desk.get(first.id), desk.get(first.id, version=1)) == (DOCX, PDF)


def test_what_is_archived_is_listed_when_asked_and_comes_back(desk: DocumentDesk) -> None:
    kept = desk.save()
    archived = desk.archive(kept.id)
    assert (archived.state, archived.reason) == ("archived", "of another city")
    assert (desk.list(), desk.list(archived=True)) == ((), (archived,))
    assert desk.get(kept.id) == PDF
    restored = desk.restore(kept.id)
    assert (restored.state, restored.reason, desk.list()) == ("kept", None, (restored,))
    assert [type(event).__name__ for event in desk.outbox.events] == [
        "DocumentSaved", "DocumentArchived", "DocumentRestored"
    ]  # fmt: skip


@pytest.mark.parametrize("state", DOCUMENT_TRANSITIONS)
@pytest.mark.parametrize("step", ["saved", "archived", "restored"])
def test_each_step_from_each_state(state: str, step: str) -> None:
    if (state, step) in {("kept", "saved"), ("kept", "archived"), ("archived", "restored")}:
        insist_on_document_step(state, step)
        return
    refusal = refusal_of(lambda: insist_on_document_step(state, step))
    assert (refusal.code, [d.values["state"] for d in refusal.details]) == ("illegal_transition", [state, step])


def test_what_is_archived_takes_no_version(desk: DocumentDesk) -> None:
    kept = desk.save()
    desk.archive(kept.id)
    desk.outbox.events.clear()
    assert refused(lambda: desk.save(DOCX, id=kept.id)).startswith("illegal_transition")
    assert (desk.outbox.events, len(desk.list(archived=True)[0].versions)) == ([], 1)


@pytest.mark.parametrize(
    ("content", "changes", "field", "code"),
    [
        (PDF, {"size": 0}, "size", "empty_file"),
        (PDF, {"size": 20 * 1024 * 1024 + 1}, "size", "file_too_large"),
        (b"MZ" + PDF, {}, "name", "not_a_kept_kind"),
        (PDF, {"upload_id": UUID(int=9)}, "upload_id", "incomplete"),
        (PDF, {"kind": "other"}, "other_kind", "missing"),
        (PDF, {"other_kind": "map"}, "other_kind", "not_allowed"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    desk: DocumentDesk, content: bytes, changes: dict[str, Any], field: str, code: str
) -> None:
    refusal = refusal_of(lambda: desk.save(content, **changes))
    assert (refusal.code, [(d.field, d.code) for d in refusal.details]) == ("invalid", [(field, code)])
    assert (desk.outbox.events, desk.list(archived=True)) == ([], ())


def test_a_name_is_no_path(desk: DocumentDesk) -> None:
    assert desk.save(PNG, name="..").versions[0].name == "charter.png"


def test_another_kind_says_what_it_is(desk: DocumentDesk) -> None:
    assert desk.save(PNG, kind="other", other_kind="map", name="map.png").other_kind == "map"


def test_what_is_not_there_is_not_found(desk: DocumentDesk) -> None:
    kept = desk.save()
    for attempt in (
        lambda: desk.get(uuid4()),
        lambda: desk.get(kept.id, version=2),
        lambda: desk.get(kept.id, code="M4X7K2Q9TB"),
        lambda: desk.save(DOCX, id=uuid4()),
        lambda: desk.save(DOCX, code="M4X7K2Q9TB"),
        lambda: desk.archive(uuid4()),
    ):
        assert refused(attempt).startswith("not_found")


def test_a_city_that_has_left_adds_nothing_but_its_papers_are_put_in_order(desk: DocumentDesk) -> None:
    kept = desk.save()
    desk.repository.participations[APPLICATION_ID] = replace(desk.city, status="withdrawn")
    assert refused(lambda: desk.save(DOCX)).startswith("illegal_transition")
    assert desk.archive(kept.id).state == "archived"


def test_a_file_that_is_not_where_files_are_kept_is_unavailable(desk: DocumentDesk, tmp_path: Path) -> None:
    kept = desk.save()
    desk.files = DocumentDesk(tmp_path / "elsewhere").files
    assert refused(lambda: desk.get(kept.id)).startswith("unavailable")
