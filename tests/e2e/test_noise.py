"""What a form is refused for is not half done: no table of any service knows that it was sent."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx
import psycopg2
import pytest
from fastapi.routing import APIRoute

from services.cohort.entrypoints.teams import TELL_S
from services.portal.app import PAGES
from shared.contracts.people import PERSON_ROLES
from shared.contracts.registry import REQUESTS
from tests.e2e.signing_in import sign_in
from tests.e2e.system import System, quiet
from tests.e2e.test_leaving import take_part

pytestmark = pytest.mark.long

EVERYTHING = "noise.maker@program.example"
#: Why a form may leave something.
LEFT_OUT = {
    "/applications/{code}/withdraw": "it has no field that must be right",
    "/cities/{code}/calendar/renew": "the same",
    "/staff/applications/{code}/shortlist": "its one field is yes or no, and right by chance",
    "/sign-in": "each try counts against whoever tries",
    "/sign-out": "the others need the session",
    "/my/account/sessions": "the same",
    "/my/account/tokens": "an end of a session that is old asks who somebody is",
    "/ops/rebuild": "the read models are made anew meanwhile",
    "/ops/replay": "events are told again meanwhile",
}
#: What changes by itself, or by being asked: a session stays awake, and what staff read is recorded.
OF_ITSELF = {
    "periodic", "positions", "sessions", "known_sources", "queue_samples", "queue_history", "event_log", "audit_trail",
    "streams", "tallies_by_kind",
}  # fmt: skip
RECORDED = {"outbox": "where type <> 'access_recorded'"}

UNSTORABLE = "a\x00b"
PLAUSIBLE = ["1", "pt", "2027-03-01", "true", "08:30", "Ana Ruiz", "Agreed with the mayor’s office.", ""]
#: Of forms whose fields are no request's: parts of an application, choices of a list.
MORE = (
    "contacts.0.name", "contacts.0.email", "mayor.name", "mayor.term_starts_on.day", "evidence.0.url", "then", "next",
    "second", "repeated", "known", "chosen", "do",
)  # fmt: skip
MOST = 480  # fields of a form
THREADS = 6
REFUSED = frozenset({409, 422})

Fingerprint = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def secret(system: System, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of somebody with every role, to whom no page is closed."""
    person = {"name": "Noise", "email": EVERYTHING, "roles": sorted(PERSON_ROLES), "languages": ["en"]}
    path = tmp_path_factory.mktemp("noise") / "people.json"
    path.write_text(json.dumps({"people": [person]}), encoding="utf-8")
    system.run("people", "add", str(path))
    return sign_in(system, EVERYTHING)


@pytest.fixture(scope="module")
def codes(system: System, files: Path) -> dict[str, str]:
    """By how an address begins: of a city in its cohort, of a draft, of an application that may be decided."""
    city = take_part(system, files)
    document = json.loads((files / "quillota.json").read_text(encoding="utf-8"))
    (files / "draft.json").write_text(json.dumps(document | {"city": "Valdivia"}), encoding="utf-8")
    draft = system.run("draft", "save", str(files / "draft.json"))["code"]
    made = system.run("apply", str(files / "san-juan.json"))["code"]
    system.until(lambda: system.run("application", made)["state"] == "checked")
    return {"/cities/": city, "/apply/": draft, "/": made}


def routes() -> list[str]:
    found = {
        route.path
        for page in PAGES
        for route in page.router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods and not route.path.startswith(tuple(LEFT_OUT))
    }
    return sorted(found)


def names() -> list[str]:
    """Every field that any command has, whichever form asks for it."""
    fields = {name for request in REQUESTS.values() if request.is_command for name in request.model_fields}
    return [*sorted(fields), *MORE][:MOST]


def body(route: str, fields: list[str]) -> dict[str, str]:
    """Of the fields some that no table holds, the others as they might be."""
    mixed = Random(route)  # nosec B311 - the same each time
    return {name: UNSTORABLE if mixed.random() < 0.5 else mixed.choice(PLAUSIBLE) for name in fields}


def fingerprint(urls: dict[str, str]) -> Fingerprint:
    """Of each table how many rows it has, and of what."""
    with ThreadPoolExecutor(len(urls)) as pool:
        return dict(zip(urls, pool.map(tables_of, urls.values()), strict=True))


def tables_of(url: str) -> dict[str, Any]:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' and tablename !~ 'yoyo'")
        names = sorted({name for (name,) in cursor.fetchall()} - OF_ITSELF)
        parts = [
            f"select '{name}', count(*), md5(coalesce(string_agg(row::text, '|' order by row::text), ''))"  # noqa: S608
            f' from "{name}" as row {RECORDED.get(name, "")}'
            for name in names
        ]
        cursor.execute(" union all ".join(parts))
        return {name: (rows, content) for name, rows, content in cursor.fetchall()}


def changed(before: Fingerprint, after: Fingerprint) -> list[str]:
    return [
        f"{service}.{table}"
        for service, tables in after.items()
        for table, content in tables.items()
        if before[service][table] != content
    ]


def test_a_form_of_noise_writes_nothing(system: System, secret: str, codes: dict[str, str], round_name: str) -> None:
    urls, fields = system.endpoints["postgres"], names()
    headers = {"Cookie": f"session={secret}", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    known = {"call": round_name, "cohort": f"cohort-{round_name}", "cohort_id": f"cohort-{round_name}", "step": "city"}

    def send(route: str) -> int:
        given = known | {"code": next(code for begins, code in codes.items() if route.startswith(begins))}
        path = re.sub(r"{(\w+)}", lambda found: given.get(found[1], str(UUID(int=1))), route)
        return portal.post(path, data=body(route, fields)).status_code

    before = at_rest(system, urls, still_s=TELL_S + 1)
    with (
        httpx.Client(base_url=system.endpoints["portal"], headers=headers, timeout=60) as portal,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        statuses = dict(zip(chosen := routes(), pool.map(send, chosen), strict=True))
    assert changed(before, at_rest(system, urls)) == []
    assert [route for route, status in statuses.items() if status >= 500] == []
    unanswered = [route for route, status in statuses.items() if status not in REFUSED]
    assert len(unanswered) < len(statuses) / 2, "they are refused for what they hold, not for what they are about"


def at_rest(system: System, urls: dict[str, str], still_s: float = 1) -> Fingerprint:
    """When nothing of what was done before is still on its way, nor followed by anything for so long."""
    system.until(lambda: quiet(system))
    seen: list[Fingerprint] = []

    def is_same() -> bool:
        seen.append(fingerprint(urls))
        return len(seen) > 1 and not changed(seen[-2], seen[-1])

    system.until(is_same, every=still_s)
    return seen[-1]
