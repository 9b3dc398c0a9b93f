"""The services that the portal calls, in this process: intake's real use cases on fake tables, behind the same form,
permission and repetition as over the broker. What is not served here is answered with its example."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from services.eligibility.handlers.checking import check_eligibility
from services.intake.handlers import answers, applications, calls, drafts, evidence
from shared.contracts import eligibility, identity, intake
from shared.contracts.errors import Refusal
from shared.contracts.requests import Model, Nothing, Request
from shared.files.store import FileStore
from shared.messaging.arguments import parse_request
from shared.messaging.client import Sign
from shared.messaging.wire import insist_on_depth, insist_on_size, write_json
from shared.security.permissions import insist_on_permission
from tests.fuzz.exemplary import Exemplary
from tests.support.fake_client import answer_or_refusal
from tests.unit.intake.fake_intake import ANYBODY, NOW, PROGRAM, STAFF, Desk

NO_CALLS: Any = SimpleNamespace(find_call=lambda _name: None)  # eligibility's repository, as far as a self-check asks
DEADLINE = "2100-01-01T00:00:00Z"


class Services:
    """`Client.call`, answered here. Who has a bearer token is a member of staff."""

    def __init__(self, folder: Path) -> None:
        desk = Desk()
        rows, box, files = desk.repository, desk.outbox, FileStore(folder)
        self.desk = desk
        self._others = Exemplary()
        self._carried_out: dict[tuple[str, str, UUID], tuple[bytes, Model]] = {}
        self._answers: dict[type[Request[Any]], Callable[[Any, Any], Model]] = {
            identity.RequestSignIn: lambda _r, _c: Nothing(),
            identity.IssueToken: lambda _r, _c: identity.IssuedToken(token="for-this-call"),
            eligibility.CheckEligibility: lambda r, _c: check_eligibility(r, NO_CALLS, PROGRAM, NOW.date()),
            intake.ListCalls: lambda _r, _c: calls.list_calls(rows, NOW),
            intake.SubmitApplication: lambda r, c: applications.submit_application(r, rows, box, PROGRAM, c, NOW),
            intake.ResubmitApplication: lambda r, c: applications.resubmit_application(r, rows, box, PROGRAM, c, NOW),
            intake.AnswerQuestion: lambda r, _c: answers.answer_question(r, rows, box, PROGRAM, NOW),
            intake.WithdrawApplication: lambda r, _c: applications.withdraw_application(r, rows, box, NOW),
            intake.GetApplication: lambda r, c: applications.get_application(r, rows, c),
            intake.GetApplicationStatus: lambda r, _c: applications.get_application_status(r, rows),
            intake.SaveDraft: lambda r, c: drafts.save_draft(r, rows, box, PROGRAM, c, NOW),
            intake.ReviseDraft: lambda r, c: drafts.revise_draft(r, rows, box, PROGRAM, c, NOW),
            intake.SubmitDraft: lambda r, c: drafts.submit_draft(r, rows, box, PROGRAM, c, NOW),
            intake.GetDraft: lambda r, _c: drafts.get_draft(r, rows, NOW),
            intake.AddFilePart: lambda r, c: evidence.add_file_part(r, files, PROGRAM, c),
            intake.KeepFile: lambda r, c: evidence.keep_file(r, rows, files, PROGRAM, c, NOW),
            intake.AddEvidence: lambda r, c: evidence.add_evidence(r, rows, box, files, PROGRAM, c, NOW),
            intake.ListFiles: lambda r, _c: evidence.list_files(r, rows),
            intake.GetFilePart: lambda r, _c: evidence.get_file_part(r, rows, files),
        }

    def coming_from(self, _source: str) -> Services:
        return self

    def ask(self, queries: Sequence[Request[Any]], *, sign: Sign | None = None) -> list[Any]:
        return [answer_or_refusal(self, one, sign) for one in queries]

    def call(
        self,
        request: Request[Any],
        *,
        of: str | None = None,
        command_id: UUID | None = None,
        sign: Sign | None = None,
        source: str | None = None,
        limit_s: float | None = None,
    ) -> Any:
        insist_on_depth({name: getattr(request, name) for name in request.model_fields_set})
        insist_on_size(request.model_dump(mode="json", exclude_unset=True))
        token = sign(of or request.service, request.method) if sign else ""
        kind, caller = type(request), STAFF if token else ANYBODY
        body = write_json(request.model_dump(mode="json"))
        insist_on_permission(kind, caller)
        frame = {"id": str(command_id or uuid4()), "deadline": DEADLINE}
        parsed, _ = parse_request(kind, {"body": json.loads(body), "command": frame})
        if kind not in self._answers:
            return self._others.call(request, of=of, command_id=command_id, sign=sign)
        key = (request.method, caller.actor, command_id or uuid4())
        known = self._carried_out.get(key)
        if known is not None and request.is_command and request.remembered:
            if known[0] != body:
                raise Refusal("idempotency_conflict")
            return known[1]
        reply = self._answers[kind](parsed, caller)
        self._carried_out[key] = (body, reply)
        return reply
