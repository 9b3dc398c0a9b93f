"""Requests of intake: about an application, a draft, their files and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts import intake as contract
from shared.contracts.requests import Request
from shared.files.transfer import Upload
from tests.rights.row import Row, Rows
from tests.support.sample_files import PDF

FILE = Upload(PDF)


@dataclass(frozen=True)
class Written:
    """An application and a draft of one city; `marks` stand in no answer to whoever does not own them."""

    code: str
    draft: str
    document: dict[str, Any]
    contact_ids: tuple[UUID, ...]
    marks: tuple[str, ...]
    colleague_id: UUID


def of_application(model: type[Request[Any]], *given: str, **fields: Any) -> Row:
    """Named by its code; `given`: also these of what was written."""
    return Row(
        lambda one: model.model_validate({"code": one.code} | {name: getattr(one, name) for name in given} | fields)
    )


def of_draft(model: type[Request[Any]], *given: str) -> Row:
    return Row(lambda one: model.model_validate({"code": one.draft} | {name: getattr(one, name) for name in given}))


ROWS: Rows = {
    # applications
    contract.GetApplication: of_application(contract.GetApplication),
    contract.GetApplicationVersion: of_application(contract.GetApplicationVersion),
    contract.CompareApplicationVersions: of_application(contract.CompareApplicationVersions),
    contract.ResubmitApplication: of_application(contract.ResubmitApplication, "document"),
    contract.AnswerQuestion: of_application(contract.AnswerQuestion, "document"),
    contract.WithdrawApplication: of_application(contract.WithdrawApplication),
    # drafts
    contract.GetDraft: of_draft(contract.GetDraft),
    contract.ListDrafts: Row(lambda _: contract.ListDrafts(), lists=True),
    contract.ListOwnApplications: Row(lambda _: contract.ListOwnApplications(), lists=True),
    contract.ReviseDraft: of_draft(contract.ReviseDraft, "document"),
    contract.SubmitDraft: of_draft(contract.SubmitDraft),
    # files
    contract.AddEvidence: of_application(
        contract.AddEvidence, kind="policy", name="a.pdf", upload_id=FILE.id, size=len(PDF), sha256=FILE.sha256
    ),
    contract.KeepFile: of_application(
        contract.KeepFile, name="a.pdf", upload_id=FILE.id, size=len(PDF), sha256=FILE.sha256
    ),
    contract.ListFiles: of_application(contract.ListFiles),
    contract.GetFilePart: of_application(contract.GetFilePart, sha256=FILE.sha256, number=0),
    # people
    contract.InviteColleague: of_application(contract.InviteColleague, name="Eva", email="eva@city.example"),
    contract.RemoveColleague: Row(lambda one: contract.RemoveColleague(code=one.code, id=one.colleague_id)),
    contract.ListColleagues: of_application(contract.ListColleagues),
    contract.GetContactNames: Row(lambda one: contract.GetContactNames(ids=one.contact_ids), lists=True),
}
