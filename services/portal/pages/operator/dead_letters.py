"""One message that could not be handled, whole: put back, or given up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.operator.letter_groups import PATH
from services.portal.pages.staff.desk import Desk, desk_at
from shared.contracts.field_codes import request_of
from shared.contracts.operations import DeadLetterDetail, DiscardDeadLetter, GetDeadLetter, RetryDeadLetter
from shared.security.permissions import OPERATORS

ONE = f"{PATH}/{{dead_letter_id}}"

VERBS: tuple[Verb[Desk], ...] = (
    Verb("retry", RetryDeadLetter, look="main", says="retry_letter"),
    Verb("discard", DiscardDeadLetter, (Field("reason", "long", rows=2),), look="stop", says="discard_letter"),
)


def read(desk: Desk) -> Mapping[str, Any]:
    found: DeadLetterDetail = desk.page.call(request_of(GetDeadLetter, dead_letter_id=desk.given["dead_letter_id"]))
    body = json.dumps(found.body, ensure_ascii=False, indent=2) if found.body is not None else found.text or ""
    return {"letter": found.letter, "size": found.size_bytes, "body": body, "zone": desk.zone}


router = Shelf[Desk](ONE, "operator", desk_at(ONE, *OPERATORS)).routes(Leaf("", read, VERBS, template="letter"))
