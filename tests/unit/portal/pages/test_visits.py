"""`make browser` looks at every page: one that nobody visits, or a visit to none, is told here, without a browser."""

from __future__ import annotations

from collections import Counter

from fastapi.routing import APIRoute

from services.portal.app import ROUTERS
from tests.browser.visits import NO_PAGES, all_visits

#: Below these a verb's form opens on its page.
FOLDED = (
    "/cities/{code}", "/staff/mail/{mail_id}", "/staff/mail/rules", "/staff/mail/suppressed", "/staff/people",
    "/staff/mail/templates",
    "/staff/cohorts/{cohort}/plan", "/reports/mailed", "/staff/applications/views",
    "/ops",
    "/staff/convenings", "/staff/sessions/{cohort}", "/staff/cohorts/{cohort}/surveys",
    "/staff/reviewers/{reviewer_id}",
)  # fmt: skip

#: Verbs with a page each, all of one template: looked at is one of them.
APART = {
    "/staff/applications/{code}": "decide",
    "/staff/calls/{call}": "close",
    "/staff/convenings/{id_}/plan": "invite-all",
    "/ops/webhooks": "new",
    "/ops/webhooks/{webhook_id}": "change",
}

#: What no route answers is a page, too.
NOWHERE = "/nowhere"


def pages() -> set[str]:
    """What the portal answers a reader with: a page with one of its forms open is the page."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    shown = {route.path for route in routes if "GET" in route.methods and not route.include_in_schema}
    sent = {route.path for route in routes if "POST" in route.methods}
    return shown - {path for path in shown & sent if is_form_of(shown, path)}


def is_form_of(shown: set[str], path: str) -> bool:
    page, _, last = path.rpartition("/")
    if page in APART:
        return last != APART[page]
    return page.startswith(FOLDED) and page in shown and not last.startswith("{")


def test_every_page_is_visited_or_is_none_for_a_reason() -> None:
    visited = {visit.route for visit in all_visits()} - {NOWHERE}

    assert visited | set(NO_PAGES) == pages(), "its row is missing or left over: tests/browser/visits"
    assert not visited & set(NO_PAGES)


def test_no_two_visits_leave_the_same_screenshot() -> None:
    assert [name for name, times in Counter(visit.name for visit in all_visits()).items() if times > 1] == []
