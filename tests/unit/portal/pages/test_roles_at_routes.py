"""Each route of the program's people as everybody whose role has nothing to do there: refused by the page, unasked.

What the services refuse again is in tests/rights; what is somebody's own, in theirs.
"""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from services.portal.app import PAGES
from shared.contracts.people import Role
from shared.security.permissions import LEADS, OPERATORS, PROGRAM, REVIEW, STAFF
from shared.wording import say
from shared.wording.language import LANGUAGES
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

#: The longest that fits says who may come; not named here: whoever it is about, as its service says.
ROOMS: dict[str, frozenset[Role]] = {
    "/staff": STAFF,
    "/staff/cohorts": PROGRAM,
    "/staff/cohorts/{cohort}/plan": STAFF,
    "/staff/cohorts/{cohort}/surveys": STAFF,
    "/staff/cohorts/{cohort_id}/advance": STAFF,
    "/staff/sessions": PROGRAM,
    "/staff/audit": LEADS,
    "/staff/people/{person}/privacy": LEADS,
    "/staff/applications/{code}/privacy": LEADS,
    "/reports": PROGRAM,
    "/reports/mailed": STAFF,
    "/ops": OPERATORS,
    "/coaching": frozenset({Role.COACH}),
    "/reviews": REVIEW,
}
#: What tells the frame of a page who is signed in and what is theirs.
FRAME = {"issue_token", "issue_tokens", "list_own_cities", "list_work"}
VALUES = {"session_id": "0" * 8, "code": "7K2M9QX4TB"}

ROUTES = [
    (method, route.path)
    for page in PAGES
    for route in page.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods - {"HEAD"})
]


def room_of(path: str) -> frozenset[Role] | None:
    fitting = [room for room in ROOMS if path == room or path.startswith((f"{room}/", f"{room}."))]
    return ROOMS[max(fitting, key=len)] if fitting else None


GUARDED = [(method, path, room) for method, path in ROUTES if (room := room_of(path)) is not None]
EACH = pytest.mark.parametrize(
    ("method", "path", "room"), GUARDED, ids=[f"{method} {path}" for method, path, _ in GUARDED]
)


def filled(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: VALUES.get(found.group(1), "7K2M9QX4TB"), path)


@EACH
def test_who_has_nothing_to_do_there_is_refused_by_the_page(method: str, path: str, room: frozenset[Role]) -> None:
    for role in (Role.APPLICANT, Role.CITY_MEMBER, Role.REVIEWER, Role.COACH, Role.STAFF, Role.PROGRAM_LEAD):
        if role in room:
            continue
        door = door_of(role)
        answer = door.send(method, filled(path), headers=headers())
        assert (answer.status_code, set(door.client.methods) - FRAME) == (403, {"note_denied"}), role
        (noted,) = [one.request for one in door.client.asked if one.request.method == "note_denied"]
        assert noted.place == path


@EACH
def test_the_refusal_names_who_may(method: str, path: str, room: frozenset[Role]) -> None:
    language = LANGUAGES[len(path) % len(LANGUAGES)]
    answer = door_of(Role.APPLICANT).send(method, filled(path), headers=headers(language))
    named = say(language, "refusals.forbidden.page", roles=[role.value for role in Role if role in room])
    assert " ".join(named.split()) in Read(answer).text


@EACH
def test_who_has_not_signed_in_is_asked_to(method: str, path: str, room: frozenset[Role]) -> None:
    door = door_of(Role.STAFF)
    answer = door.send(method, filled(path), headers={name: one for name, one in headers().items() if name != "Cookie"})
    assert set(door.client.methods) == set(), room
    if method == "GET":
        assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/sign-in")
    else:  # what was typed waits while they sign in
        assert answer.status_code == 401
