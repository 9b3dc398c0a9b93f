"""Every form of every page under noise: never a fault, nothing carried out, and what was typed stays.

The forms are the portal's own POST routes: a new page is fuzzed without a word here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute
from markupsafe import escape

from services.portal.app import ROUTERS
from tests.fuzz.pretended import CODE, Pretended
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers

ROUTES = sorted(
    {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods and not route.path.startswith("/api/")
    }
)
PLACES = {"call": "2027", "code": CODE, "step": "city", "way": "version"}
UUID_TEXT = "00000000-0000-0000-0000-000000000001"

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
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain")
MANY = "&".join(f"f{number}=1" for number in range(600))
NO_FORMS = ("%00=%00&=&&&==", "--x", "\x00\ud800", "code=%ff%fe", MANY, "--x\r\n\r\n--x--", "", "[]=1&a[b]=2")

#: Names that forms of ours know, wherever they are not expected.
NAMES = (
    "command_id", "expected_version", "then", "remove", "primary", "next", "choose.x", "choose.", "theirs.x",
    "shown.x",
    "contacts.0.name", "contacts.9.primary", "contacts.99.name", "contacts..name", "evidence.0.upload.size",
    "evidence.0.upload.sha256",
    "mayor.term_starts_on.day", "mayor.term_starts_on", "residents", "resident_outcomes", "code", "id", "email",
)  # fmt: skip


def place(route: str) -> str:
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: PLACES.get(found[1], UUID_TEXT), route)


def door_of(route: str) -> Doorway:
    """With services that know everything; where a page makes nothing of what is made up, that know nothing."""
    door = Doorway()
    door.client = Pretended()
    if post(door, route, "").status_code == 500:
        door.client = Pretended(knows=False)
    return door


def post(door: Doorway, route: str, body: str, kind: str = "application/x-www-form-urlencoded") -> httpx.Response:
    return door.post(
        place(route), content=body.encode("utf-8", "surrogatepass"), headers=headers("pt") | {"Content-Type": kind}
    )


def fields_of(door: Doorway, route: str) -> list[str]:
    """What the page's form has, as far as it is shown here; and what other forms have."""
    seen = [Read(answer) for answer in (door.get(place(route), headers=headers("pt")), post(door, route, ""))]
    return list(dict.fromkeys([*(name for page in seen for name in page.fields), *NAMES]))


def filled(names: Sequence[str], values: Sequence[str]) -> str:
    """Each field its own, in turn."""
    return "&".join(f"{quote(name)}={quote(values[number % len(values)])}" for number, name in enumerate(names))


@pytest.mark.parametrize("route", ROUTES)
def test_noise_in_every_field_is_no_fault_and_loses_nothing(route: str) -> None:
    door = door_of(route)
    names = fields_of(door, route)
    answer = post(door, route, filled(names, [MARK]))
    assert answer.status_code != 500, answer.text[:200]
    if answer.status_code in (409, 422) and has_room(answer):
        assert str(escape(MARK)) in answer.text, "what was typed is lost"
    for turn in range(len(NOISE)):
        if turn % 4 == 0 or os.environ.get("FUZZ_EXAMPLES"):
            mixed = [*NOISE[turn:], *NOISE[:turn]]
            assert post(door, route, filled(names, mixed)).status_code != 500, mixed


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_no_form_is_no_fault(route: str, body: str) -> None:
    door = door_of(route)
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "application/json",
    ):
        assert post(door, route, body, kind).status_code != 500, kind


def has_room(answer: httpx.Response) -> bool:
    """Whether the page has a field that takes any text."""
    fields = Read(answer).fields.values()
    return any(one.get("type", "text") in ("text", None) and one.get("id") and "value" in one for one in fields)


def test_a_page_can_be_noised_at_all() -> None:
    """That the rest is not all refusals of the door."""
    door: Any = door_of("/apply/{call}")
    post(door, "/apply/{call}", filled(["name", "city", "country", "role"], ["Ana"]))
    assert [one.method for one in door.client.commands] == ["save_draft"]
