"""Files in a form: taken in parts once their owner is known, kept by the form, refused beside their field."""

import base64
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.fake_client import unavailable
from tests.support.sample_files import PDF
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_applicant import (
    AT,
    CODE,
    DOCUMENT,
    HERE,
    VERSION,
    applicants_door,
    draft,
    owners_door,
    receipt,
    revised,
    seen_in,
)

HASH = "ab" * 32
KEPT = intake.KeptFile(sha256=HASH, name="Decreto nº 5 #%.pdf", media_type="application/pdf", size=84_000, added_at=AT)
THERE = {"list_files": intake.KeptFiles(items=(KEPT,))}
NAMING = draft(evidence=[{"kind": "policy", "file": HASH}, {"kind": "other", "text": "A decree"}])


def parts(door: Doorway) -> list[intake.AddFilePart]:
    return [one.request for one in door.client.asked if isinstance(one.request, intake.AddFilePart)]


def taking(**answers: Any) -> Doorway:
    return applicants_door(
        **{"revise_draft": receipt(), "add_file_part": intake.Nothing(), "keep_file": KEPT} | answers
    )


def send(door: Doorway, content: bytes = PDF, path: str = f"{HERE}/foundations", **texts: str) -> Any:
    form = {"foundations": "A long text", "evidence.0.kind": "policy", "expected_version": "3"} | texts
    files = {"evidence.0.upload": ("Decreto.pdf", content, "application/pdf")}
    return door.post(path, data=form, files=files, headers=headers())


def test_a_file_goes_to_its_service_in_parts_and_the_step_names_it() -> None:
    door, content = taking(), PDF + bytes(400_000)
    assert send(door, content, then="here").headers["Location"] == f"{HERE}/foundations"
    assert [one.number for one in parts(door)] == [0, 1, 2]
    assert b"".join(base64.b64decode(one.content) for one in parts(door)) == content
    kept = next(one.request for one in door.client.asked if one.request.method == "keep_file")
    assert (kept.code, kept.name, kept.size, kept.upload_id) == (
        CODE,
        "Decreto.pdf",
        len(content),
        parts(door)[0].upload_id,
    )
    assert revised(door)[0]["evidence"] == [{"kind": "policy", "file": HASH}]
    assert revised(door)[0]["foundations"] == "A long text"


@pytest.mark.parametrize("refused", [not_found("draft", CODE), unavailable()])
def test_nothing_of_a_file_is_read_before_its_owner_is_known(refused: Refusal) -> None:
    door = taking(get_draft=refused)
    assert send(door).status_code == {"not_found": 404, "unavailable": 503}[refused.code]
    assert parts(door) == []


@pytest.mark.parametrize("answers", [
    {"keep_file": Refusal("invalid", Detail("name", "not_a_kept_kind", kinds=[".pdf"]))},
    {"add_file_part": Refusal("invalid", Detail("size", "file_too_large", most=20))},
])  # fmt: skip
def test_a_refused_file_is_told_beside_its_field_and_nothing_is_written(answers: dict[str, Any]) -> None:
    door = taking(**answers)
    answer = send(door)
    page = Read(answer)
    assert (answer.status_code, revised(door)) == (422, [])
    assert "#evidence.0.upload" in page.links
    assert "A long text" in answer.text
    assert page.fields["evidence.0.upload"]["aria-invalid"] == "true"


def test_too_many_files_on_their_way_are_told() -> None:
    answer = send(taking(add_file_part=Refusal("too_many_uploads", reason="own")))
    assert answer.status_code == 429
    assert "Try again in ten minutes" in answer.text
    assert "A long text" in answer.text


def test_a_file_that_is_said_to_be_too_large_is_not_read_and_what_was_typed_stays() -> None:
    door = taking()
    answer = send(door, bytes(21 * 1024 * 1024))
    assert (answer.status_code, parts(door), revised(door)) == (422, [], [])
    assert "#evidence.0.upload" in Read(answer).links
    assert "A long text" in answer.text


def test_a_kept_file_stays_when_something_else_is_wrong() -> None:
    """Nobody sends it again: the form has it still, with its name and size."""
    door = taking(revise_draft=Refusal("invalid", Detail("foundations", "too_short", count=200)), **THERE)
    answer = send(door)
    page = Read(answer)
    assert page.fields["evidence.0.file"]["value"] == HASH
    assert "Decreto nº 5 #%.pdf" in page.text
    assert "84 KB" in page.text
    assert f"/applications/{CODE}/evidence/{HASH}" in page.links


def test_one_is_removed_with_what_it_names_and_the_others_move_up() -> None:
    door = taking(get_draft=NAMING, **THERE)
    rows = {"evidence.0.file": HASH, "evidence.1.kind": "other", "evidence.1.text": "A decree", "remove": "evidence.0"}
    answer = door.post(f"{HERE}/foundations", data={"evidence.0.kind": "policy"} | rows, headers=headers())
    assert answer.headers["Location"] == f"{HERE}/foundations"
    assert revised(door)[0]["evidence"] == [{"kind": "other", "text": "A decree"}]


def test_a_removed_contact_takes_its_mark_along() -> None:
    door = taking()
    rows = {f"contacts.{number}.name": name for number, name in ((0, "Ana"), (1, "Bo"), (3, "Eva"))}
    door.post(f"{HERE}/contacts", data=rows | {"primary": "3", "remove": "contacts.1"}, headers=headers())
    assert revised(door)[0]["contacts"] == [{"name": "Ana"}, {"name": "Eva", "primary": True}]


def test_what_is_wrong_with_a_row_is_said_beside_it_where_rows_before_it_are_empty() -> None:
    wrong = Refusal("invalid", Detail("evidence.0.url", "not_https"))
    page = Read(taking(revise_draft=wrong).post(
        f"{HERE}/foundations", data={"evidence.2.kind": "policy", "evidence.2.url": "ftp://x"}, headers=headers()
    ))  # fmt: skip
    assert (page.fields["evidence.0.url"]["value"], page.fields["evidence.0.url"]["aria-invalid"]) == (
        "ftp://x",
        "true",
    )


def test_enter_in_a_field_removes_nothing() -> None:
    page = taking(get_draft=NAMING, **THERE).get(f"{HERE}/foundations", headers=headers()).text
    first = page[page.index("<form class") :].partition("<button")[2].partition(">")[0]
    assert "name=" not in first


@pytest.mark.parametrize(("way", "method"), [("version", "resubmit_application"), ("answer", "answer_question")])
def test_a_new_version_takes_files_in_the_same_form(way: str, method: str) -> None:
    sent = intake.Receipt(id=UUID(int=1), code=CODE, state=State.SUBMITTED, version=3)
    kept = {"add_file_part": intake.Nothing(), "keep_file": KEPT}
    door = owners_door(State.MORE_INFO, get_application_version=VERSION, **{method: sent}, **kept)
    seen = send(door, path=f"/applications/{CODE}/send/{way}")
    assert Read(seen).fields["evidence.0.file"]["value"] == HASH
    hidden = {name: one for name, one in Read(seen).fields.items() if one.get("type") == "hidden"}
    form = {name: one.get("value") or "" for name, one in hidden.items()}
    form |= {"evidence.0.kind": "policy", "foundations": "A long text", "seen": seen_in(seen)}
    assert door.post(f"/applications/{CODE}/send/{way}", data=form, headers=headers()).status_code == 303
    document = next(one.request.document for one in door.client.asked if one.request.method == method)
    assert document["evidence"] == [{"kind": "policy", "file": HASH}]
    refused = owners_door(State.MORE_INFO, get_application_version=VERSION, add_file_part=unavailable())
    assert "A long text" in send(refused, path=f"/applications/{CODE}/send/{way}").text


def test_a_file_is_saved_under_its_own_name() -> None:
    part = {0: base64.b64encode(PDF).decode(), 1: ""}
    door = applicants_door(**THERE, get_file_part=lambda request: intake.FilePart(content=part[request.number]))
    answer = door.get(f"/applications/{CODE}/evidence/{HASH}", headers=headers())
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''Decreto%20n%C2%BA%205%20%23%25.pdf")
    assert door.get(f"/applications/{CODE}/evidence/{'0' * 64}", headers=headers()).status_code == 404


def test_answers_name_the_files_before_they_are_sent() -> None:
    page = Read(applicants_door(get_draft=NAMING, **THERE).get(f"{HERE}/review", headers=headers("fr")))
    assert "84 ko" in page.text
    assert DOCUMENT["city"] in page.text


def test_a_session_that_is_over_keeps_what_was_typed_beside_a_file() -> None:
    door = taking(issue_token=Refusal("unauthenticated"), get_person=Refusal("unauthenticated"))
    answer = send(door)
    assert (answer.status_code, parts(door)) == (401, [])
    assert Read(answer).fields["foundations"]["value"] == "A long text"


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n", b"\x00" * 100, b"--x\r\nContent-Disposition: form-data\r\n\r\nx"]
)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    said = headers() | {"Content-Type": "multipart/form-data; boundary=x"}
    assert taking().post(f"{HERE}/foundations", content=body, headers=said).status_code == 422
