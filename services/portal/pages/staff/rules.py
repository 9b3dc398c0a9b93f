"""Rules that hold mails back: those in force, one more, one lifted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.pages.staff.mail import PATH as MAILS
from services.portal.pages.staff.templates import template_names
from services.portal.web.calls import calls_of
from services.portal.web.listing import Listed
from services.portal.web.names import named
from services.portal.web.people import id_of, people_called
from shared.contracts.notifications import HoldMails, HoldRule, LiftHoldRule, ListHoldRules
from shared.wording.order import order_of

PATH = f"{MAILS}/rules"
SHOWN = 100
LISTED = Listed(("ended",), path=PATH)

#: What a link from a mail fills in.
LINKED = ("template", "code", "call")


def templates_to_choose(desk: Desk) -> list[tuple[str, str]]:
    language = desk.page.language
    found = [(name, named(language, "mail_templates", name)) for name in template_names()]
    return sorted(found, key=lambda one: order_of(one[1], language))


def calls_to_choose(desk: Desk) -> list[tuple[str, str]]:
    return [(call.id, call.title) for call in calls_of(desk.page)]


HOLD = Verb[Desk](
    "hold",
    HoldMails,
    (
        Field("template", "choice", optional=True, options=templates_to_choose, label="mail_template"),
        Field("code", optional=True, label="application_code"),
        Field("call", "choice", optional=True, options=calls_to_choose),
        Field("everything", "tick"),
        Field("until", "moment", optional=True, label="held_until", hint="held_until"),
        Field("reason", "long", rows=2),
    ),
    look="main",
    says="hold_mails",
)
VERBS = (HOLD, Verb[Desk]("lift", LiftHoldRule, says="lift_hold_rule"))


def read(desk: Desk) -> Mapping[str, Any]:
    page = desk.page
    listing = LISTED.of(page)
    ended = bool(listing.given.get("ended"))
    found = page.call(ListHoldRules(ended=ended, limit=SHOWN, after=listing.after))
    views = [
        (page.say("pages.rules.in_force"), listing.to(ended=None), not ended),
        (page.say("pages.rules.ended"), listing.to(ended="yes"), ended),
    ]
    return {
        "listing": listing,
        "found": found,
        "views": views,
        "ended": ended,
        "zone": page.zone,
        "makers": makers_of(desk, found.items),
        "titles": dict(calls_to_choose(desk)),
        "asked": {name: text for name in LINKED if (text := page.request.query_params.get(name))},
    }


def makers_of(desk: Desk, rules: Iterable[HoldRule]) -> dict[str, str]:
    """Names by what rules say of who made or lifted them."""
    actors = {actor for one in rules for actor in (one.made_by, one.lifted_by) if actor}
    ids = {actor: id_of(actor.partition(":")[2]) for actor in actors}
    names = people_called(desk.page, ids.values())
    return {actor: names.get(id_, actor) if id_ else actor for actor, id_ in ids.items()}


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(Leaf("", read, VERBS, template="mail_rules"))
