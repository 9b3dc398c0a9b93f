"""An address is answered by the route that a walk over all of them, one after the other, would find."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import APIRouter
from starlette.routing import BaseRoute, Match, Mount

from services.portal.app import ROUTERS
from services.portal.web.lookup import Lookup
from tests.unit.portal.doorway import Doorway

ROUTES: list[Any] = [route for router in ROUTERS for route in router.routes]
LOOKUP = Lookup(ROUTES)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS")
VALUES = ("7K2M9QX4TB", "new", "a b.csv\n")  # for parameters; "new" is a part of other addresses, too
NOWHERE = {"", "/", "//", "/nowhere", "/staff//applications", "/staff/applications\n", "/check\n\n", "/" * 5_000}

Found = tuple[Match, BaseRoute | None, Any]


def asked(path: str, method: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}


def walk(routes: Iterable[BaseRoute], path: str, method: str) -> Found:
    """As the framework does it."""
    partial: Found = (Match.NONE, None, None)
    for route in routes:
        match, found = route.matches(asked(path, method))
        if match is Match.FULL:
            return match, route, found["path_params"]
        if match is Match.PARTIAL and partial[0] is Match.NONE:
            partial = match, route, found["path_params"]
    return partial


def look_up(path: str, method: str) -> Found:
    match, found = LOOKUP.matches(asked(path, method))
    return match, found.get("route"), found.get("path_params")


def named(route: Any) -> Any:
    return route and (route.path, *sorted(route.methods))


def addresses() -> list[str]:
    made = {re.sub(r"{\w+(:\w+)?}", value, route.path) for route in ROUTES for value in VALUES}
    return sorted(made | {f"{path}/" for path in made if path.startswith("/ops")} | NOWHERE)


def test_each_address_is_answered_by_the_route_that_a_walk_finds() -> None:
    answered = set()
    for path in addresses():
        fitting = [route for route in ROUTES if route.matches(asked(path, "GET"))[0] is not Match.NONE]
        for method in METHODS:
            found = look_up(path, method)
            assert found == walk(fitting, path, method), f"{method} {path}"
            answered.add(named(found[1]))
    assert [route for route in ROUTES if named(route) not in answered] == [], "no address leads to these"


def test_few_are_asked() -> None:
    assert max(len(LOOKUP.fitting(path)) for path in addresses()) < 10


def test_an_address_that_is_none_and_a_method_that_is_none_are_told() -> None:
    door = Doorway()
    assert door.get("/api/v1/nowhere").status_code == 404
    refused = door.send("DELETE", "/api/v1/openapi.json")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET")
    assert door.get("/healthz/").status_code == 404


def test_a_parameter_that_takes_slashes_takes_what_is_beneath() -> None:
    router = APIRouter()

    @router.get("/files/{name:path}")
    def beneath() -> None: ...

    @router.get("/files/{name}/about")
    def about() -> None: ...

    lookup = Lookup(router.routes)
    for path in ("/files/a/about", "/files/a/b/c", "/files/"):
        assert lookup.matches(asked(path, "GET"))[1]["endpoint"] is beneath
    assert lookup.matches(asked("/files", "GET"))[0] is Match.NONE


def test_what_has_no_address_of_its_own_is_refused() -> None:
    with pytest.raises(AssertionError):
        Lookup([Mount("/within", routes=[])])
