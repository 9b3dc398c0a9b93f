"""Files of evidence: judged by content, kept with one application, part of its next version."""

import base64
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.intake.handlers import answers, evidence
from shared.contracts import eligibility, intake
from shared.contracts.lifecycle import ApplicationState as State
from shared.files.store import FileStore, UploadLimits
from shared.files.transfer import Upload, fetch
from tests.support.refused import refusal_of, refused
from tests.support.sample_files import DOCX, PDF, PNG
from tests.unit.intake.fake_intake import ANYBODY, LEAD, NOW, PROGRAM, STAFF, Desk
from tests.unit.intake.test_calls import LATE

HASH = Upload(PDF).sha256


class Cabinet(Desk):
    """A desk with a store of files."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.files = FileStore(folder)

    def put(self, upload: Upload, caller: Any = STAFF) -> None:
        def put(upload_id: UUID, number: int, content: str) -> None:
            part = intake.AddFilePart(upload_id=upload_id, number=number, size=len(upload.content), content=content)
            evidence.add_file_part(part, self.files, PROGRAM, caller)

        upload.send(put)

    def add(self, code: str, content: bytes = PDF, now: Any = NOW, caller: Any = STAFF, **changes: Any
            ) -> intake.EvidenceReceipt:  # fmt: skip
        upload = Upload(content)
        self.put(upload, caller)
        sums = {"upload_id": upload.id, "size": len(content), "sha256": upload.sha256}
        fields = {"code": code, "kind": "policy", "name": "decree.pdf"} | sums | changes
        return evidence.add_evidence(
            intake.AddEvidence.model_validate(fields), self.repository, self.outbox, self.files, PROGRAM, caller, now
        )

    def keep(self, code: str, content: bytes = PDF, caller: Any = STAFF, **changes: Any) -> intake.KeptFile:
        upload = Upload(content)
        self.put(upload, caller)
        sums = {"upload_id": upload.id, "size": len(content), "sha256": upload.sha256}
        request = intake.KeepFile.model_validate({"code": code, "name": "decree.pdf"} | sums | changes)
        return evidence.keep_file(request, self.repository, self.files, PROGRAM, caller, NOW)

    def get(self, code: str, sha256: str = HASH) -> bytes:
        def part(number: int) -> str:
            request = intake.GetFilePart(code=code, sha256=sha256, number=number)
            return evidence.get_file_part(request, self.repository, self.files).content

        return b"".join(fetch(part))


@pytest.fixture
def desk(tmp_path: Path) -> Cabinet:
    return Cabinet(tmp_path)


def wrong(desk: Cabinet, code: str, **changes: Any) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refusal_of(lambda: desk.add(code, **changes)).details]


def test_a_file_makes_the_next_version_and_comes_back_as_it_was(desk: Cabinet) -> None:
    code = desk.submit().code
    receipt = desk.add(code, text="Signed in May")
    assert (receipt.code, receipt.state, receipt.version) == (code, "submitted", 2)
    assert (receipt.file.sha256, receipt.file.name, receipt.file.size) == (HASH, "decree.pdf", len(PDF))
    assert receipt.file.media_type == "application/pdf"
    entry = desk.repository.get_document(receipt.id, 2).evidence[-1]
    assert (entry.kind, entry.file, entry.text) == ("policy", HASH, "Signed in May")
    assert desk.get(code) == PDF


def test_the_event_names_no_file(desk: Cabinet) -> None:
    desk.add(desk.submit().code)
    assert "decree" not in desk.outbox.events[-1].model_dump_json()


def test_a_draft_takes_a_file_and_keeps_it_when_it_is_submitted(desk: Cabinet) -> None:
    code = desk.save(endorsed_by_mayor=False).code
    assert (desk.add(code).state, desk.add(code).version) == ("draft", 0)
    evidence_kept = [{"kind": "governance_body", "text": "Comité de datos"}, {"kind": "policy", "file": HASH}]
    assert desk.repository.find_draft(code).document["evidence"] == evidence_kept  # type: ignore[union-attr]
    desk.revise(code, evidence=evidence_kept)
    desk.submit_draft(code)
    assert desk.get(code) == PDF


def test_the_same_file_again_makes_no_version(desk: Cabinet) -> None:
    code = desk.submit().code
    first = desk.add(code)
    assert desk.add(code, name="again.pdf") == first
    assert desk.add(code, kind="certification").version == 3
    assert len(evidence.list_files(intake.ListFiles(code=code), desk.repository).items) == 1


def test_a_file_answers_a_question_after_the_call_has_closed(desk: Cabinet) -> None:
    receipt = desk.submit()
    assert refused(lambda: desk.add(receipt.code, now=LATE)) == "call_not_open: The call 2027 is closed."
    asked = eligibility.SelectionEnded(application_id=receipt.id, code=receipt.code, call="2027", state=State.MORE_INFO)
    answers.follow_selection(asked, desk.repository)
    assert desk.add(receipt.code, now=LATE).version == 2
    assert desk.outbox.events[-1].answer  # type: ignore[attr-defined]


def test_a_file_comes_late_only_by_override(desk: Cabinet) -> None:
    code = desk.submit().code
    assert desk.add(code, now=LATE, caller=LEAD, override="the courier was late").version == 2
    assert [one.reason for one in desk.show(code).overrides] == ["the courier was late"]


def test_what_is_no_whole_file_of_a_kept_kind_is_refused_and_nothing_kept(desk: Cabinet, tmp_path: Path) -> None:
    code = desk.submit().code
    assert wrong(desk, code, content=b"") == [("size", "empty_file")]
    assert wrong(desk, code, content=b"MZ\x90", name="decree.pdf") == [("name", "not_a_kept_kind")]
    assert wrong(desk, code, size=len(PDF) + 1) == [("upload_id", "incomplete")]
    assert wrong(desk, code, sha256="0" * 64) == [("upload_id", "incomplete")]
    assert wrong(desk, code, upload_id=UUID(int=1)) == [("upload_id", "incomplete")]
    assert wrong(desk, code, size=20 * 1024 * 1024 + 1) == [("size", "file_too_large")]
    assert wrong(desk, code, content=PDF + bytes(20 * 1024 * 1024)) == [("size", "file_too_large")]
    assert not list((tmp_path / "parts").glob(f"*/{Upload(PDF + bytes(20 * 1024 * 1024)).id}"))
    assert (desk.repository.files, len(desk.outbox.events)) == ([], 1)
    with pytest.raises(FileNotFoundError):
        desk.files.read(HASH, 0)


def test_the_largest_file_is_taken(desk: Cabinet) -> None:
    code = desk.submit().code
    content = PNG + bytes(20 * 1024 * 1024 - len(PNG))
    assert desk.add(code, content).file.size == 20 * 1024 * 1024
    assert desk.get(code, Upload(content).sha256) == content


def test_the_content_says_what_it_is_whatever_its_name(desk: Cabinet) -> None:
    receipt = desk.add(desk.submit().code, DOCX, name="photo.png")
    assert receipt.file.media_type.endswith("wordprocessingml.document")
    assert receipt.file.name == "photo.png.docx"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("evil.hta", "evil.hta.pdf"),
        ("decree.PDF", "decree.PDF"),
        ("decree", "decree.pdf"),
        ("evil.pdf.exe ", "evil.pdf.exe.pdf"),
        ("evil.pdf.", "evil.pdf..pdf"),
        ("a" * 200, "a" * 196 + ".pdf"),
    ],
)
def test_a_kept_name_ends_as_its_content_does(desk: Cabinet, name: str, kept: str) -> None:
    """Attack 15: whoever opens it by its name opens what it is."""
    assert desk.add(desk.submit().code, PDF, name=name).file.name == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd.png"), ("C:\\plans\\a.png", "a.png"), ("/", "evidence.png"), ("..", "evidence.png")],
)
def test_a_name_is_no_path(desk: Cabinet, name: str, kept: str) -> None:
    assert desk.add(desk.submit().code, PNG, name=name).file.name == kept


def test_a_file_of_another_application_cannot_be_named_or_read(desk: Cabinet) -> None:
    desk.add(desk.submit().code)
    other = desk.submit(city="Otra").code
    named = {"evidence": [{"kind": "policy", "file": HASH}]}
    for step in (
        lambda: desk.resubmit(other, city="Otra", **named),
        lambda: desk.submit(city="Tercera", **named),
        lambda: desk.save(**named),
    ):
        assert [(one.field, one.code) for one in refusal_of(step).details] == [("evidence.0.file", "no_such_file")]
    outcome = desk.bring_in({"city": "Cuarta"} | named)
    assert [(one.column, one.code) for one in outcome.rejected] == [("evidence.0.file", "no_such_file")]
    assert refused(lambda: desk.get(other)) == f"not_found: There is no file {HASH}."


def test_an_eleventh_piece_of_evidence_is_refused(desk: Cabinet) -> None:
    code = desk.submit(evidence=[{"kind": "other", "text": "x"}] * 10).code
    assert wrong(desk, code) == [("evidence", "too_many")]


def test_who_is_not_there_gets_no_file(desk: Cabinet) -> None:
    assert refused(lambda: desk.add("XYZ")) == "not_found: There is no application XYZ."
    code = desk.submit().code
    desk.withdraw(code)
    assert refused(lambda: desk.add(code)).startswith("illegal_transition")


def test_a_file_that_lies_elsewhere_is_unavailable(desk: Cabinet, tmp_path: Path) -> None:
    code = desk.submit().code
    desk.add(code)
    desk.files = FileStore(tmp_path / "elsewhere")
    assert refused(lambda: desk.get(code)).startswith("unavailable")


def test_a_part_that_is_not_base64_is_refused(desk: Cabinet) -> None:
    keys = {"upload_id": UUID(int=1), "size": 1}
    for number, content in ((0, "?" + base64.b64encode(b"x").decode()), (1, base64.b64encode(b"x").decode())):
        request = intake.AddFilePart.model_validate(keys | {"number": number, "content": content})
        refusal = refusal_of(lambda request=request: evidence.add_file_part(request, desk.files, PROGRAM, STAFF))
        assert [one.code for one in refusal.details] == ["incomplete"]


# -- kept first, named by the next version -----------------------------------------------------------------------------


def test_a_kept_file_changes_nothing_until_evidence_names_it(desk: Cabinet) -> None:
    code = desk.save().code
    kept = desk.keep(code)
    assert (kept.name, kept.size, desk.keep(code, name="again.pdf")) == ("decree.pdf", len(PDF), kept)
    assert len(desk.outbox.events) == 1
    desk.revise(code, evidence=[{"kind": "policy", "file": kept.sha256}])
    assert desk.submit_draft(code).version == 1
    assert desk.get(code) == PDF


def test_a_file_is_not_kept_with_what_has_ended_nor_beyond_their_number(desk: Cabinet) -> None:
    code = desk.submit().code
    desk.withdraw(code)
    assert refused(lambda: desk.keep(code)).startswith("illegal_transition")
    other = desk.save(city="Elsewhere").code
    for number in range(50):
        desk.keep(other, PDF.replace(b"\n", b"\n%%%d\n" % number, 1))
    refusal = refusal_of(lambda: desk.keep(other, PDF.replace(b"\n", b"\n%more\n", 1)))
    assert [(one.field, one.code) for one in refusal.details] == [("name", "too_many")]


def test_uploads_that_wait_for_their_end_are_bounded(desk: Cabinet, tmp_path: Path) -> None:
    desk.files = FileStore(tmp_path, UploadLimits(of_a_person=1, in_all=2))
    desk.put(Upload(b"a"))
    assert [one.reason for one in [refusal_of(lambda: desk.put(Upload(b"b")))]] == ["own"]
    desk.put(Upload(b"c"), LEAD)
    refusal = refusal_of(lambda: desk.put(Upload(b"d"), ANYBODY))
    assert (refusal.code, refusal.reason) == ("too_many_uploads", "all")
