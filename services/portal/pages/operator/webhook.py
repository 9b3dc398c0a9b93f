"""One webhook: how it stands, and what became of each delivery; sent again, one or all since a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.filled import blank
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.operator.webhooks import PATH
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.listing import Filter, Listed
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import (
    GetWebhook,
    ListWebhookDeliveries,
    PauseWebhook,
    ReplayWebhook,
    ResendDelivery,
    ResumeWebhook,
)
from shared.security.permissions import OPERATORS
from shared.wording.dates import time_of_day

ONE = f"{PATH}/{{webhook_id}}"
SHOWN = 100
STATES = ("waiting", "delivered", "failed")

VERBS: tuple[Verb[Desk], ...] = (
    Verb("pause", PauseWebhook, says="pause_webhook"),
    Verb("resume", ResumeWebhook, look="main", says="resume_webhook"),
    Verb(
        "replay", ReplayWebhook, (Field("since", "moment", label="webhook_since", hint="webhook_since"),),
        says="replay_webhook",
    ),
    Verb("resend", ResendDelivery, says="resend_delivery"),
)  # fmt: skip


def read(desk: Desk) -> Mapping[str, Any]:
    page = desk.page
    listing = Listed(("state", "type", "text"), path=desk.path()).of(page)
    webhook = page.call(request_of(GetWebhook, **desk.given))
    found = page.call(request_of(ListWebhookDeliveries, **desk.given, **listing.wanted, limit=SHOWN))
    state = listing.given.get("state")
    views = [(page.say("pages.ops.webhook_deliveries.all"), listing.to(state=None), state is None)]
    views += [(page.say(f"pages.ops.webhook_deliveries.{one}"), listing.to(state=one), state == one) for one in STATES]
    return {
        "webhook": webhook,
        "listing": listing,
        "found": found,
        "views": views,
        "filters": [
            Filter("type", page.say("pages.ops.event"), [(one, one) for one in webhook.event_types]),
            Filter("text", page.say("pages.ops.webhook_text")),
        ],
        "blank": blank(),
        "zone": desk.zone,
        "clock": lambda at: time_of_day(page.language, at.isoformat(), desk.zone),
    }


router = Shelf[Desk](ONE, "operator", desk_at(ONE, *OPERATORS)).routes(Leaf("", read, VERBS, template="webhook"))
