"""A form of a request. The service's contract judges what was typed; no rule is repeated here.

REPLY = Form(ExtendOffer, ("reply_by",))

sent = REPLY.send(posted, page, code=code)
if isinstance(sent, Filled):
    return page.show("offers/extend.html", sent.status, form=sent)
return page.see(f"/applications/{sent.code}", said="extended")
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from services.portal.forms.compare import Difference, compare
from services.portal.forms.filled import PARTS, Filled
from services.portal.forms.posted import Posted
from services.portal.web.page import Page
from shared.contracts.application import ApplicationDocument
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.requests import Model, Request
from shared.contracts.table_cells import LIST_SEPARATOR
from shared.contracts.table_columns import columns_of
from shared.contracts.tabular import Header

Reply = TypeVar("Reply", bound=Model)

#: What no field of a form can mend: these have pages of their own.
ELSEWHERE = frozenset({"unauthenticated", "reauthenticate", "forbidden", "not_found", "internal_error"})

NOT_FIRST = re.compile(r"\.[1-9]\d*\.")  # of a list of groups, any but the first


@dataclass(frozen=True)
class Form(Generic[Reply]):
    """`names` are the paths of its fields, in order. With `document` they are those of the document that the request
    carries whole."""

    model: type[Request[Reply]]
    names: tuple[str, ...]
    document: type[BaseModel] | None = None

    def read(self, posted: Posted, language: str) -> tuple[dict[str, Any], Refusal | None]:
        return read_document(self.names, posted, language, self.document or self.model)

    def send(self, posted: Posted, page: Page, **fixed: Any) -> Filled | Reply:
        """The reply, or the form to be shown again. Raises Refusal: what no field can mend."""
        document, unreadable = self.read(posted, page.language)
        try:
            if unreadable is not None:
                raise unreadable
            request = self._request(document, fixed)
            how = {"command_id": posted.command_id} if request.is_command else {}
            return page.call(request, **how)
        except Refusal as refusal:
            if refusal.code in ELSEWHERE:
                raise
            return Filled(posted=posted, refusal=refusal, command_id=posted.command_id)

    def compare(self, posted: Posted, language: str, theirs: dict[str, Any]) -> list[Difference]:
        """Where the form is shown again since somebody else was faster: how theirs differs from what was typed."""
        typed, _ = self.read(posted, language)
        return compare(theirs, typed, groups_of(self.names), posted)

    def _request(self, document: dict[str, Any], fixed: dict[str, Any]) -> Request[Reply]:
        fields = document if self.document is None else {"document": document}
        return request_of(self.model, **fields | fixed)


def groups_of(names: Iterable[str]) -> list[str]:
    """What is compared and chosen as one: a field, or a list of groups."""
    return list(dict.fromkeys(name.partition(".0.")[0] for name in names if not NOT_FIRST.search(name)))


def read_document(
    names: tuple[str, ...], posted: Posted, language: str, model: type[BaseModel] = ApplicationDocument
) -> tuple[dict[str, Any], Refusal | None]:
    """What was typed in the fields of these paths, and what of it cannot be read."""
    record = Header(names, columns_of(model)).read([text_of(posted, name) for name in names], language)
    if record is None:
        return {}, None
    return record.document, Refusal("invalid", *record.faults) if record.faults else None


def text_of(posted: Posted, name: str) -> str:
    """One cell: boxes ticked together as a list, the three parts of a date as one."""
    if f"{name}.{PARTS[-1]}" in posted:
        day, month, year = (posted.text(f"{name}.{part}").strip() for part in PARTS)
        return f"{year}-{month}-{day}" if day or month or year else ""
    return LIST_SEPARATOR.join(posted.texts(name)) or posted.text(name)
