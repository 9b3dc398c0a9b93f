"""Every form of every page under noise: never a fault, and what was typed stays.

The forms are the portal's own POST routes: a new page is fuzzed without a word here. All routes but a few in turn are
for `make test-long`.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import unescape
from random import Random
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute
from markupsafe import escape
from starlette.routing import Match

from services.portal.app import ROUTERS
from services.portal.web.lookup import Lookup
from shared.messaging.wire import is_unstorable, text_fields
from tests.fuzz.faults import send
from tests.fuzz.pretended import CODE, Pretended
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers


def routes_by(method: str) -> dict[str, APIRoute]:
    found = {
        route.path: route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and method in route.methods and not route.path.startswith("/api/")
    }
    return dict(sorted(found.items()))


ROUTES = list(routes_by("POST"))
READ = routes_by("GET")
A_FEW = 8  # of so many routes one is noised in `make test`


def some(routes: Iterable[str]) -> list[Any]:
    """Each; but for a few the test is a long one."""
    marks = itertools.cycle([[], *([pytest.mark.long] for _ in range(A_FEW - 1))])
    return [pytest.param(route, marks=own) for route, own in zip(routes, marks, strict=False)]


PLACES = {"call": "2027", "code": CODE, "step": "city", "way": "version"}
UUID_TEXT = str(UUID(int=1))

MARK = "Ñandú <b>\"&' {{ 7*7 }} عربى 👩‍🚒"
NOISE = [
    "a\x00b",
    "\x01\x1b[2J\u202e",
    "x" * 6_000,
    "-1e999",
    "NaN",
    "9" * 400,
    "٣٤٥",
    "0000-99-99",
    "../../etc/passwd",
    "\r\n" * 500,
    '{"a": [[[[]]]]}',
]
#: In place of what an address names, and of what it asks.
IN_ADDRESSES = [
    "\x00", "%00", "a\x00b", "x" * 3_000, "👩‍🚒", "person:x", "person:", "-1", "0", "9" * 40, "٣", "\u202e", "..",
    " ", "null", "NaN", "2027-02-30", "2027-01-01T25:00", "'\"><b>", "{{7*7}}", "%s", "a,b;c", "\n",
]  # fmt: skip
#: What lists are asked, and every page.
ASKED = ("actor", "after", "at", "since", "sort", "from", "lang", "zone", "next", "q", "reviewer_id", "call", "code")
PLAUSIBLE = ["1", "pt", "BR", "2027-03-01", "true", "08:30", "Ana", UUID_TEXT, ""]
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "application/json",
)
MANY = "&".join(f"f{number}=1" for number in range(600))
NO_FORMS = ("%00=%00&=&&&==", "--x", "\x00\ud800", "code=%ff%fe", MANY, "--x\r\n\r\n--x--", "", "[]=1&a[b]=2")
#: Forms that nobody types in: what an authenticator wrote, and buttons.
UNTYPED = {
    "/reports/mailed/unsubscribe", "/sign-in/passkey", "/staff/mail/rules/lift",
    "/staff/mail/{mail_id}/release", "/staff/mail/{mail_id}/resend",
    "/staff/people/{person}/reactivate", "/staff/people/{person}/reset-factors",
}  # fmt: skip
FORMS = Lookup(route for router in ROUTERS for route in router.routes)
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))  # of each route; more of them for a longer run
REFUSALS = ("invalid", "stale_version", "unavailable")  # how a command ends, in turn

#: Names that forms of ours know, wherever they are not expected.
NAMES = (
    "command_id", "expected_version", "then", "remove", "primary", "next", "choose.x", "choose.", "theirs.x",
    "shown.x",
    "contacts.0.name", "contacts.9.primary", "contacts.99.name", "contacts..name", "evidence.0.upload.size",
    "evidence.0.upload.sha256",
    "mayor.term_starts_on.day", "mayor.term_starts_on", "residents", "resident_outcomes", "code", "id", "email",
)  # fmt: skip


def place(route: str, **given: str) -> str:
    known = PLACES | {name: quote(text, safe="") for name, text in given.items()}
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: known.get(found[1], UUID_TEXT), route)


def door_of(route: str) -> Doorway:
    """With services that know everything; where a page makes nothing of what is made up, that know nothing."""
    door = Doorway()
    door.client = Pretended(knows=makes_something(route))
    return door


@cache
def makes_something(route: str) -> bool:
    door = Doorway()
    door.client = Pretended()
    return post(door, route, "")[1] is None


def post(door: Doorway, route: str, body: str, kind: str = KINDS[0]) -> tuple[httpx.Response, str | None]:
    content = body.encode("utf-8", "surrogatepass")
    return send(door, "POST", place(route), content=content, headers=headers("pt") | {"Content-Type": kind})


@cache
def fields_of(route: str) -> list[str]:
    """What the page's form has, as far as it is shown here; and what other forms have."""
    door = door_of(route)
    seen, _ = send(door, "GET", place(route), headers=headers("pt"))
    pages = Read(seen), Read(post(door, route, "")[0])
    return list(dict.fromkeys([*(name for page in pages for name in page.fields), *NAMES]))


def filled(names: Sequence[str], values: Sequence[str]) -> str:
    """Each field its own, in turn."""
    return "&".join(f"{quote(name)}={quote(values[number % len(values)])}" for number, name in enumerate(names))


@pytest.mark.parametrize("route", some(ROUTES))
def test_what_was_typed_stays(route: str) -> None:
    """Where the form is shown again, with a room for any text."""
    door = door_of(route)
    answer, fault = post(door, route, filled(fields_of(route), [MARK]))
    assert fault is None, f"{route}: {fault}"
    if route not in UNTYPED and answer.status_code in (409, 422) and has_room(answer):
        assert str(escape(MARK)) in answer.text, f"{route}: what was typed is lost"
    assert [one for one in actions_of(answer) if not is_form_of_ours(one)] == [], f"{route}: leads to no form"


def actions_of(answer: httpx.Response) -> list[str]:
    """Where the forms of a page lead."""
    forms = [tag for tag in re.findall("<form[^>]*>", answer.text) if 'method="post"' in tag]
    return [unescape(found[1]) for tag in forms if (found := re.search('action="([^"]*)"', tag))]


def is_form_of_ours(path: str) -> bool:
    asked = {"type": "http", "method": "POST", "path": unquote(path.partition("?")[0]), "headers": [], "root_path": ""}
    return FORMS.matches(asked)[0] is Match.FULL


@pytest.mark.parametrize("route", some(READ))
def test_forms_of_a_page_lead_to_what_takes_them(route: str) -> None:
    door = Doorway()
    door.client = Pretended()
    answer, _ = send(door, "GET", place(route), headers=headers("pt"))
    assert [one for one in actions_of(answer) if not is_form_of_ours(one)] == []


@pytest.mark.parametrize("route", some(ROUTES))
def test_noise_in_every_field_is_no_fault(route: str) -> None:
    door = door_of(route)
    names = fields_of(route)
    for number in range(EXAMPLES):
        door.client.refusal = REFUSALS[number % len(REFUSALS)]
        mixed = Random(f"{route} {number}")
        values = mixed.choices([*NOISE, *PLAUSIBLE], k=len(names))
        _, fault = post(door, route, filled(names, values))
        assert fault is None, f"{route}: {fault} of {dict(zip(names, values, strict=True))!r}"[:600]


@pytest.mark.parametrize("route", some(ROUTES))
def test_what_no_table_holds_is_in_no_command(route: str) -> None:
    """However many fields are as they should be: what is carried out is made of those alone. What else is noise to us
    may be somebody's text."""
    door = door_of(route)
    names = fields_of(route)
    door.client.commands.clear()
    for values in (["a\x00b"], ["a\x00b", *PLAUSIBLE]):
        _, fault = post(door, route, filled(names, values))
        assert fault is None, f"{route}: {fault} of {values!r}"
    sent = [one for one in door.client.commands if text_fields(one.model_dump(mode="json"), "", is_unstorable)]
    assert sent == []


@pytest.mark.parametrize("route", some(ROUTES))
def test_what_is_no_form_is_no_fault(route: str) -> None:
    door = door_of(route)
    shift = ROUTES.index(route)  # each kind of body meets each kind of form at some route
    for number, body in enumerate(NO_FORMS):
        kind = KINDS[(number + shift) % len(KINDS)]
        _, fault = post(door, route, body, kind)
        assert fault is None, f"{route}: {fault} of {body[:40]!r} as {kind}"


def has_room(answer: httpx.Response) -> bool:
    """Whether the page has a field that takes any text."""
    fields = Read(answer).fields.values()
    return any(one.get("type", "text") in ("text", None) and one.get("id") and "value" in one for one in fields)


@pytest.mark.parametrize("route", some(READ))
def test_noise_in_a_path_is_no_fault(route: str) -> None:
    """What it names that no contract takes is not there."""
    door = Doorway()
    door.client = Pretended()
    for name, text in mixed(route, names_in(route)):
        answer, fault = send(door, "GET", place(route, **{name: text}), headers=headers("pt"))
        assert fault is None, f"{route}: {fault} of {name}={text[:40]!r}"
        assert answer.status_code != 422, f"{route}: {name}={text[:40]!r} is told to be wrong, not to be missing"


@pytest.mark.parametrize("route", some(route for route in ROUTES if "{" in route))
def test_noise_in_the_path_of_a_form_is_no_fault(route: str) -> None:
    door = door_of(route)
    for name, text in mixed(route, names_in(route)):
        _, fault = send(door, "POST", place(route, **{name: text}), content=b"", headers=headers("pt"))
        assert fault is None, f"{route}: {fault} of {name}={text[:40]!r}"


@pytest.mark.parametrize("route", some(READ))
def test_noise_in_what_an_address_asks_is_no_fault(route: str) -> None:
    """Of whatever its route, its links and its forms ask, each for itself; and of what lists ask, all at once."""
    door = Doorway()
    door.client = Pretended()
    asked = [((name, text),) for name, text in mixed(route, asked_of(door, route))]
    for pairs in [*asked, *(tuple((name, text) for name in ASKED) for _, text in mixed(route, ["all"]))]:
        query = "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in pairs)
        answer, fault = send(door, "GET", f"{place(route)}?{query}", headers=headers("pt"))
        assert fault is None, f"{route}: {fault} of {query[:80]}"
        assert answer.status_code < 500, f"{route}: {answer.status_code} of {query[:80]}"


def mixed(route: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Some noise for each name; all of it over the routes together."""
    most = min(EXAMPLES, len(IN_ADDRESSES))
    return [(name, text) for name in names for text in Random(f"{route} {name}").sample(IN_ADDRESSES, most)]


def names_in(route: str) -> list[str]:
    return re.findall(r"{(\w+)", route)


def asked_of(door: Doorway, route: str) -> list[str]:
    """What of its own: other pages' links are tried there."""
    page = Read(send(door, "GET", place(route), headers=headers("pt"))[0])
    links = (parts.query for link in page.links if (parts := urlsplit(link)).path == place(route))
    here = [name for query in links for name, _ in parse_qsl(query, keep_blank_values=True)]
    own = [one.alias for one in READ[route].dependant.query_params]
    return [name for name in dict.fromkeys([*own, *here]) if name not in ASKED]


def test_a_page_can_be_noised_at_all() -> None:
    """That the rest is not all refusals of the door."""
    door: Any = door_of("/apply/{call}")
    door.client.commands.clear()
    post(door, "/apply/{call}", "name=Ana&city=Recife&country=BR&role=primary")
    assert [one.method for one in door.client.commands] == ["save_draft"]
