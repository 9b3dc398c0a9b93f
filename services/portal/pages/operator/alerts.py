"""What is wrong in the system, since when, and what to do about it: one taken by whoever sees to it, or muted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Response

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.listing import Listed
from services.portal.web.page import Page
from services.portal.web.people import id_of, people_called
from services.portal.web.roles import OperatorHere
from shared.contracts.field_codes import request_of
from shared.contracts.operations import Alert, AlertCause, GetAlert, ListAlerts, MuteAlert, TakeAlert, UnmuteAlert
from shared.security.permissions import OPERATORS

PATH = "/ops/alerts"
ONE = f"{PATH}/{{alert_id}}"
SHOWN = 100
LISTED = Listed(("state",), path=PATH)
STATES = ("open", "cleared")

#: Where what is wrong is seen to, by its cause, and what that page is called; of any other it is the overview.
MENDED_AT: dict[AlertCause, tuple[str, str]] = {
    "dead_letters": ("/ops/dead-letters?queue={about}", "pages.ops.dead_letters"),
    "mail_server": ("/staff/mail?state=queued", "pages.nav.staff_mail"),
    "mail_waiting": ("/staff/mail?state=queued", "pages.nav.staff_mail"),
    "mail_failed": ("/staff/mail?state=failed", "pages.nav.staff_mail"),
    "sign_in_failures": ("/staff/audit", "pages.nav.staff_audit"),
    "webhook_off": ("/ops/webhooks", "pages.ops.webhooks"),
}

VERBS: tuple[Verb[Desk], ...] = (
    Verb("take", TakeAlert, look="main", says="take_alert"),
    Verb(
        "mute",
        MuteAlert,
        (Field("hours", "number", label="mute_hours", hint="mute_hours"), Field("reason", "long", rows=2)),
        says="mute_alert",
    ),
    Verb("unmute", UnmuteAlert, says="unmute_alert"),
)


def read(desk: Desk) -> Mapping[str, Any]:
    alert: Alert = desk.page.call(request_of(GetAlert, alert_id=desk.given["alert_id"]))
    path, name = MENDED_AT.get(alert.cause, ("/ops", "pages.nav.ops"))
    return {
        "alert": alert,
        "mended_at": (path.format(about=quote(alert.about)), desk.page.say(name)),
        "taker": takers_of(desk.page, [alert]).get(alert.taken_by or ""),
        "zone": desk.zone,
    }


router = Shelf[Desk](ONE, "operator", desk_at(ONE, *OPERATORS)).routes(Leaf("", read, VERBS, template="alert"))


@router.get(PATH)
def show_alerts(page: OperatorHere) -> Response:
    listing = LISTED.of(page)
    found = page.call(request_of(ListAlerts, **{"state": "open"} | listing.wanted, limit=SHOWN))
    state = listing.given.get("state", "open")
    views = [(page.say(f"pages.ops.alerts.{one}"), listing.to(state=one), one == state) for one in STATES]
    return page.show(
        "operator/alerts.html", listing=listing, found=found, views=views, zone=page.zone,
        takers=takers_of(page, found.items),
    )  # fmt: skip


def takers_of(page: Page, alerts: Iterable[Alert]) -> dict[str, str]:
    """Names by what alerts say of who took them; who is nobody known keeps that."""
    ids = {one.taken_by: id_of(one.taken_by) for one in alerts if one.taken_by}
    names = people_called(page, ids.values())
    return {one: names.get(id_, one) if id_ else one for one, id_ in ids.items()}
