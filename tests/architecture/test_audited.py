"""Whoever of the team reads of people leaves a trace: what a reply holds says whether its request is audited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from shared.contracts.requests import Request
from shared.messaging.auditing import TEAM
from shared.security.permissions import ALLOWED
from shared.wording.catalogue import has

#: The last word of a field that names people, says where they are reached, or holds what was written about or by them.
PERSONAL = {
    "address", "after", "answers", "before", "body", "chair", "comment", "content", "delegate", "diet", "document",
    "email", "feedback", "html", "name", "notes", "owner", "phone", "recipient", "speaker", "stakeholders", "text",
    "texts", "to",
}  # fmt: skip

#: Why a request whose reply has such a field is none that reads of people.
NOT_AUDITED = {
    "cohort.get_open_commitment": "what anybody may read",
    "cohort.get_open_data": "what anybody may read",
    "cohort.get_open_strategy": "what anybody may read",
    "cohort.get_city": "a cohort's name",
    "cohort.get_cohort": "a cohort's name",
    "cohort.get_invitation_letter": "the program's own address, to answer to",
    "cohort.get_project": "the city's work: data sources by name, parts as documents",
    "cohort.list_cohorts": "a cohort's name",
    "cohort.list_documents": "names of files; the files themselves are audited",
    "cohort.list_own_cities": "a cohort's name",
    "cohort.list_upcoming_reminders": "references: of whom a mail is for, nobody by name",
    "eligibility.get_selection_status": "what the city itself was told",
    "eligibility.list_criteria": "the criteria's own text",
    "eligibility.list_upcoming_reminders": "references: of whom a mail is for, nobody by name",
    "eligibility.list_proposals": "the balance before and after",
    "identity.get_names": "names alone, which tables put beside what was asked for",
    "identity.list_access_tokens": "what a person calls their own tokens",
    "identity.list_factors": "one's own",
    "identity.start_single_sign_on": "a page of the organization's provider",
    "intake.get_privacy_notice": "the program's own text",
    "intake.list_calls": "a cohort's name",
    "intake.list_files": "names of files; the files themselves are audited",
    "kernel.get_retention": "what a rule is called",
    "notifications.list_city_mails": "references: the ledger holds neither name nor address",
    "intake.list_upcoming_reminders": "references: of whom a mail is for, nobody by name",
    "notifications.list_mails": "references: the ledger holds neither name nor address",
    "notifications.list_suppressions": "references: the ledger holds neither name nor address",
    "notifications.preview_template": "made up",
    "notifications.search_mails": "references: the ledger holds neither name nor address",
    "operations.list_queues": "a queue's name",
    "reporting.get_open_counts": "what anybody may read",
    "reporting.get_report": "what a column, a table, a figure is called",
    "reporting.list_counted": "what a column, a table, a figure is called",
    "reporting.list_reports": "what a report is called",
    "reporting.list_views": "what somebody calls a view of theirs",
}


def of_the_team() -> list[type[Request[Any]]]:
    return [request for request, (roles, _) in ALLOWED.items() if not roles.isdisjoint(TEAM)]


def fields(kind: Any, path: str = "", within: tuple[Any, ...] = ()) -> Iterator[str]:
    """Dotted paths of all that may be text, at any depth."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in within:
            for name, field in kind.model_fields.items():
                yield from fields(field.annotation, f"{path}.{name}", (*within, kind))
    elif get_origin(kind) is not Literal and (arguments := get_args(kind)):
        for argument in arguments:
            yield from fields(argument, path, within)
    elif kind in (str, Any):
        yield path.removeprefix(".")


def personal_in(request: type[Request[Any]]) -> list[str]:
    return [path for path in fields(request.reply) if path.rpartition(".")[2].split("_")[-1] in PERSONAL]


def test_a_query_that_tells_of_people_is_audited_or_says_why_not() -> None:
    """A command is an event of its own, which says who sent it."""
    asked = {f"{request.service}.{request.method}": request for request in of_the_team() if not request.is_command}
    silent = {name: personal_in(one) for name, one in asked.items() if one.audited is None and personal_in(one)}
    assert silent.keys() == NOT_AUDITED.keys(), silent


#: Whole rows, whatever their columns; what is done to somebody's; what pages deny and give out by themselves.
WHOLE = {"kernel.export_personal", "kernel.preview_erasure", "kernel.erase_personal", "kernel.reapply_erasures"}
WHOLE |= {"identity.note_denied", "identity.note_list_taken"}


@pytest.mark.parametrize("request_", [one for one in of_the_team() if one.audited], ids=lambda one: one.method)
def test_what_is_audited_tells_of_people(request_: type[Request[Any]]) -> None:
    """Else the trail would be full of what nobody asks for."""
    whole = f"{request_.service}.{request_.method}" in WHOLE
    assert whole or personal_in(request_), "no field of its reply is of people"


def test_what_is_audited_has_a_name_in_the_trail() -> None:
    named = {one.method for one in of_the_team() if one.audited}
    assert {method for method in named if not has(f"accesses.{method}")} == set()
