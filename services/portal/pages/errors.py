"""Pages for what went wrong: what it is, what to do, and what was typed."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from services.portal.forms.filled import blank
from services.portal.forms.posted import Posted, posted_by
from services.portal.pages.account.again import AGAIN, ask_again
from services.portal.pages.account.onward import SECRETS, Onward
from services.portal.pages.asked import ask_otherwise, asks_otherwise, names_nothing
from services.portal.pages.leading_back import page_above
from services.portal.web.origin import SAFE
from services.portal.web.page import Elsewhere, Page
from services.portal.web.rendering import link, mail_link
from services.portal.web.status import CONFLICT, status_of
from shared.contracts.errors import Refusal
from shared.contracts.identity import NoteDenied
from shared.messaging.cause import current_traceparent
from shared.wording.dates import moment

log = structlog.get_logger()

HEADINGS = {
    400: "invalid",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    408: "invalid",
    413: "invalid",
    422: "invalid",
    429: "unavailable",
    500: "internal",
    503: "unavailable",
}
SAID_HERE = {
    404: "pages.errors.not_found_lead",
    405: "pages.errors.not_found_lead",
    503: "pages.errors.unavailable_lead",
}
#: What whoever runs the system does where its own pages do not come, by the refusal's reason.
MENDED_BY = {"broker": "pages.errors.mend_broker", "broker_alarm": "alerts.mend.broker_alarm",
             "service": "alerts.mend.service_silent"}  # fmt: skip
OPERATORS_PLACE = "/ops"
KEEPING = frozenset({CONFLICT, 429, 503})  # what was typed is sent again from the page that says so
SIGN_IN = "/sign-in?next="
STOP_ASKING = 286  # what htmx takes for the end of what it asks for again and again
RETRY_AFTER_S = "5"
LIVE = "live"  # the part of a page in whose place error.html may stand


async def error_page(request: Request, refusal: Refusal, status: int | None = None) -> Response:
    """A visitor whose session is over signs in and comes back; what they have just sent waits meanwhile."""
    status = status or status_of(refusal.code, refusal.reason)
    page = Page(request)
    reads = request.method in SAFE
    if refusal.code == "forbidden" and refusal.reason == "page":  # a service records its own
        await run_in_threadpool(note_denied, page)
    if reads and refusal.code == "invalid" and names_nothing(page, refusal):
        refusal, status = Refusal("not_found", reason="address"), 404
    if reads and (better := in_place_of(page, refusal, status)):
        return better
    if not reads and status == 401:
        return signed_out(page, await typed_in(request))
    if not reads and refusal.code == "reauthenticate":
        return await prove_again(page)
    typed = [] if reads or status not in KEEPING else (await typed_in(request)).pairs()
    response = page.show_alone(
        "error.html",
        status,
        heading=page.say(f"pages.errors.{HEADINGS.get(status, 'conflict')}"),
        lead=page.say(SAID_HERE[status]) if status in SAID_HERE else refusal.said(page.language),
        ways=ways(page, status),
        mend=mend(page, refusal, status),
        typed=typed,
        now=datetime.now(UTC).isoformat(),
        trace=current_traceparent().split("-")[1] if status in (500, 503) else "",
    )
    if status in (429, 503):
        response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def note_denied(page: Page) -> None:
    """In the audit trail. Whoever is refused stays so, also where identity does not answer."""
    try:
        page.call(NoteDenied(place=page.place))
    except Refusal as refusal:
        log.warning("denial_not_noted", place=page.place, code=refusal.code)


def in_place_of(page: Page, refusal: Refusal, status: int) -> Response | None:
    """What serves its reader better than a page that says what is wrong."""
    if status == 405:
        return page.see(page_above(page.request))
    if asks_by_itself(page.request) and (of_a_part := in_place_of_a_part(page.request, status)):
        return of_a_part
    if status == 401:
        return page.see(SIGN_IN + quote(page.path))
    if refusal.code == "reauthenticate":
        return page.see(f"{AGAIN}?next={quote(page.path)}")
    if refusal.code == "invalid" and asks_otherwise(page, refusal):
        return ask_otherwise(page, refusal)
    return None


def asks_by_itself(request: Request) -> bool:
    """A part of a page that a script asks for, while somebody may be typing beside it: no page stands in its place."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def in_place_of_a_part(request: Request, status: int) -> Response | None:
    """What stands there stays: it asks no more once the session is over, and again where it could not be had now. A
    part that is live gets the page that says so in its place."""
    if status == 401:
        return Response(status_code=STOP_ASKING, headers={"HX-Reswap": "none"})
    if status in (429, 503) and request.headers.get("HX-Target", LIVE) != LIVE:
        return Response(status_code=status, headers={"HX-Reswap": "none"})
    return None


async def see_elsewhere(request: Request, moved: Exception) -> Response:
    assert isinstance(moved, Elsewhere)
    return Page(request).see(moved.path)


def signed_out(page: Page, typed: Posted) -> Response:
    """The session ended meanwhile: the form waits until somebody has signed in."""
    onward = Onward(page.path, tuple(typed.without(*SECRETS).pairs()))
    return page.show_alone("account/sign_in.html", 401, form=blank(), onward=onward)


async def prove_again(page: Page) -> Response:
    """With what was typed, but for what no page repeats."""
    typed = (await typed_in(page.request)).without(*SECRETS).pairs()
    try:
        return await run_in_threadpool(ask_again, page, tuple(typed))
    except Refusal as other:  # identity is down, or the session over meanwhile
        return await error_page(page.request, other)


def foreign_page(request: Request) -> Response:
    page = Page(request)
    said = {"heading": page.say("pages.errors.foreign"), "lead": page.say("pages.errors.foreign_lead")}
    return page.show_alone("error.html", 403, **said, ways=[], mend=[], typed=[], trace="")


async def typed_in(request: Request) -> Posted:
    try:
        return await posted_by(request)
    except Refusal:
        return Posted([])


def mend(page: Page, refusal: Refusal, status: int) -> list[str]:
    """On the pages of operators, which need the same parts as all others: what is wrong, since when, and what to do."""
    way = MENDED_BY.get(refusal.reason or "")
    if status != 503 or way is None or not page.request.url.path.startswith(OPERATORS_PLACE):
        return []
    return [refusal.said(page.language), *since(page, refusal), page.say(way)]


def since(page: Page, refusal: Refusal) -> list[str]:
    """As far as the portal has seen by itself: while the broker takes no calls it can ask nobody."""
    at = page.client.outage.since(refusal.reason)
    return (
        []
        if at is None
        else [page.say("pages.errors.noticed", moment=moment(page.language, at.isoformat(), page.zone))]
    )


def ways(page: Page, status: int) -> list[str]:
    """What its reader can do now."""
    write = page.phrase("pages.errors.write_to", address=mail_link(page.program.reply_to))
    look_for = page.phrase("pages.errors.look_for", link=link("/status", page.say("pages.nav.status")))
    found: dict[int, list[str]] = {
        403: [page.say("pages.errors.other_account"), write],
        404: [page.say("pages.errors.from_mail"), look_for, write],
        500: [write],
    }
    return found.get(status, [])
