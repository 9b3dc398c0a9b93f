"""Drafts, versions, answers and files over HTTP: each route one call to intake, on behalf of who asks."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from services.portal.web.limits import DOCUMENT, SMALL
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.contracts.handed_in import FilePart
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import Nothing
from shared.files.transfer import Upload
from tests.support.sample_files import PDF
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.test_api import APPLICATION_ID, CODE, RECEIPT, bearer, issue_token, written_by

NOW = datetime(2027, 2, 1, tzinfo=UTC)
DRAFT_RECEIPT = intake.DraftReceipt(id=APPLICATION_ID, code=CODE, state=State.DRAFT, revision=1, missing=())
DRAFT = intake.Draft(id=APPLICATION_ID, code=CODE, call="2027", revision=1, saved_at=NOW, document={}, missing=())
FILE = intake.KeptFile(
    sha256=Upload(PDF).sha256, name="Decreto nº 5.pdf", media_type="application/pdf", size=len(PDF), added_at=NOW
)
ADDED = intake.EvidenceReceipt(**dict(RECEIPT), file=FILE)
NO_FILES = intake.KeptFiles(items=())
STAFF = bearer("s3cret")


def test_anybody_may_keep_a_draft_and_finds_it_at_its_own_address() -> None:
    door = Doorway(save_draft=DRAFT_RECEIPT)
    body = written_by("luz@puerto.example")
    for key in ("k1", "k1", "k2"):
        answer = door.post("/api/v1/drafts", json=body, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/drafts/{CODE}")
    first, again, other = [asked.command_id for asked in door.client.asked]
    assert first == again != other
    assert door.client.asked[0].request == intake.SaveDraft(document=body)


@pytest.mark.parametrize(
    ("method", "path", "asked", "status"),
    [
        ("GET", "/drafts/{code}", "get_draft", 200),
        ("PUT", "/drafts/{code}?expected_revision=3", "revise_draft", 200),
        ("POST", "/drafts/{code}/submit", "submit_draft", 200),
        ("POST", "/applications/{code}/versions", "resubmit_application", 201),
        ("POST", "/applications/{code}/answer", "answer_question", 201),
        ("POST", "/applications/{code}/withdraw", "withdraw_application", 200),
        ("GET", "/applications/{code}/evidence", "list_files", 200),
    ],
)
def test_a_route_is_one_call_by_whoever_is_signed_in(method: str, path: str, asked: str, status: int) -> None:
    answers: dict[str, Any] = {
        "get_draft": DRAFT, "revise_draft": DRAFT_RECEIPT, "submit_draft": RECEIPT, "resubmit_application": RECEIPT,
        "answer_question": RECEIPT, "withdraw_application": RECEIPT, "list_files": intake.KeptFiles(items=(FILE,)),
    }  # fmt: skip
    door = Doorway(issue_token=issue_token, **answers)
    body = {"json": {"city": "Otra"}} if method != "GET" and not path.endswith("/submit") else {}
    answer = door.send(method, f"/api/v1{path.format(code=CODE.lower())}", headers=STAFF, **body)
    assert answer.status_code == status, answer.text
    (call,) = [one for one in door.client.asked if one.request.method == asked]
    assert call.token == f"s3cret:intake.{asked}"
    fields = call.request.model_dump()
    assert fields["code"] == CODE
    assert fields.get("document", {"city": "Otra"}) == {"city": "Otra"}
    assert fields.get("expected_revision", 3) == 3


def test_a_file_is_sent_in_parts_and_added() -> None:
    door = Doorway(issue_token=issue_token, list_files=NO_FILES, add_file_part=Nothing(), add_evidence=ADDED)
    content = PDF + bytes(1_000_000)
    path = f"/api/v1/applications/{CODE}/evidence"
    answer = door.post(path, params={"name": "a.pdf", "kind": "policy"}, content=content, headers=STAFF)
    assert (answer.status_code, answer.json()["file"]["sha256"]) == (201, FILE.sha256)
    parts = [one.request for one in door.client.asked if isinstance(one.request, intake.AddFilePart)]
    assert b"".join(base64.b64decode(part.content) for part in parts) == content
    assert [part.number for part in parts] == list(range(7))
    added = door.client.asked[-1].request
    assert isinstance(added, intake.AddEvidence)
    assert (added.code, added.kind, added.name, added.size) == (CODE, "policy", "a.pdf", len(content))
    assert (added.sha256, {part.upload_id for part in parts}) == (Upload(content).sha256, {added.upload_id})
    asked = [one.request.method for one in door.client.asked if one.request.method != "issue_token"]
    assert asked == ["list_files", *["add_file_part"] * 7, "add_evidence"]


def test_an_empty_file_is_judged_by_the_service() -> None:
    door = Doorway(issue_token=issue_token, list_files=NO_FILES, add_evidence=Refusal("invalid"))
    answer = door.post(f"/api/v1/applications/{CODE}/evidence", params={"name": "a"}, content=b"", headers=STAFF)
    assert (answer.status_code, door.client.asked[-1].request.size) == (422, 0)


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({}, "name", "missing"),
        ({"name": ""}, "name", "too_short"),
        ({"name": "a", "kind": "x"}, "kind", "not_a_choice"),
    ],
)
def test_a_file_without_name_or_of_no_kind_asks_nobody(query: dict[str, str], field: str, code: str) -> None:
    door = Doorway(issue_token=issue_token)
    answer = door.post(f"/api/v1/applications/{CODE}/evidence", params=query, content=PDF, headers=STAFF)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [(one["field"], one["code"]) for one in answer.json()["details"]] == [(field, code)]
    assert door.client.methods == []


def test_a_file_above_the_programs_limit_is_too_large_and_only_files_may_be_large() -> None:
    door = Doorway(issue_token=issue_token)
    large = bytes(20 * 1024 * 1024 + 1)
    answer = door.post(f"/api/v1/applications/{CODE}/evidence", params={"name": "a"}, content=large, headers=STAFF)
    assert answer.status_code == 413
    assert "20,971,520" in answer.json()["detail"]
    for path in (f"/api/v1/applications/{CODE}/versions", f"/api/v1/applications/{CODE}/evidence/x"):
        assert door.post(path, content=bytes(DOCUMENT.most + 1), headers=STAFF).status_code == 413
    for path in ("/api/v1/sign-in", "/api/v1/sign-in/confirm", "/api/v1/nowhere"):
        assert door.post(path, content=bytes(SMALL.most + 1), headers=STAFF).status_code == 413


def test_a_file_comes_back_to_be_saved_and_not_shown() -> None:
    def part(request: intake.GetFilePart) -> intake.FilePart:
        return FilePart(content=base64.b64encode(PDF if request.number == 0 else b"").decode())

    door = Doorway(issue_token=issue_token, list_files=intake.KeptFiles(items=(FILE,)), get_file_part=part)
    answer = door.get(f"/api/v1/applications/{CODE}/evidence/{FILE.sha256}", headers=STAFF)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Decreto no 5.pdf\"; filename*=UTF-8''Decreto%20n%C2%BA%205.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    missing = door.get(f"/api/v1/applications/{CODE}/evidence/{'0' * 64}", headers=STAFF)
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_malformed_requests_have_documented_codes() -> None:
    door = Doorway(issue_token=issue_token)
    bodies = {"[]": "not_an_object", "7": "not_an_object", "{": "not_valid", "": "missing"}
    for content, code in bodies.items():
        answer = door.post("/api/v1/drafts", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, [one["code"] for one in answer.json()["details"]]) == (422, [code]), content
    wrong = door.send("PUT", f"/api/v1/drafts/{CODE}?expected_revision=x", json={}, headers=STAFF)
    assert [one["code"] for one in wrong.json()["details"]] == ["not_a_number"]
