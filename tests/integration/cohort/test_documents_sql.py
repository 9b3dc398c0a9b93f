"""Documents on a real database: every statement of queries/documents.sql."""

from __future__ import annotations

from pathlib import Path

from services.cohort.repository import Repository
from shared.files.store import FileStore
from shared.storage.database import Transaction
from tests.support.fakes import FakeOutbox
from tests.support.sample_files import DOCX, PDF
from tests.unit.cohort.fake_cohort import PROGRAM
from tests.unit.cohort.fake_documents import DocumentDesk


class RealDocumentDesk(DocumentDesk):
    def __init__(self, tx: Transaction, folder: Path) -> None:
        self.repository = Repository(tx, PROGRAM)  # type: ignore[assignment]
        self.outbox, self.program, self.files = FakeOutbox(), PROGRAM, FileStore(folder)
        self.plan()
        self.join()


def test_a_document_from_its_first_version_to_its_return(tx: Transaction, tmp_path: Path) -> None:
    desk = RealDocumentDesk(tx, tmp_path)
    first = desk.save()
    letter = desk.save(DOCX, kind="letter", title="Letter of the mayor", about=None, visibility="city")
    second = desk.save(DOCX, id=first.id, title="Charter, signed")
    assert [one.version for one in second.versions] == [2, 1]
    assert desk.list() == (second, letter)
    assert (desk.get(first.id, version=1), desk.get(first.id)) == (PDF, DOCX)
    archived = desk.archive(first.id)
    assert (archived.state, archived.reason) == ("archived", "of another city")
    assert (desk.list(), desk.list(archived=True)) == ((letter,), (archived, letter))
    assert desk.restore(first.id) == second
