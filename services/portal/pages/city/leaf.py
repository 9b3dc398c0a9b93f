"""A page of a city and its verbs as routes: the page, each verb's form open on it, each verb sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Sent
from services.portal.pages.city.room import Room, RoomHere
from services.portal.pages.city.verbs import Acts, Verb
from services.portal.web.names import alone
from shared.contracts.errors import Refusal


@dataclass(frozen=True)
class Leaf:
    """`path` below the city's address, which may name things (`sessions/{session}`); "" is the city's own page. `read`
    gives what its template shows."""

    path: str
    read: Callable[[Room], Mapping[str, Any]]
    verbs: tuple[Verb, ...] = ()
    template: str | None = None

    @property
    def file(self) -> str:
        return f"city/{self.template or self.path or 'home'}.html"

    def address(self, room: Room) -> str:
        return room.path(self.path.format(**room.given))

    def show(self, room: Room, refused: tuple[Verb, Filled] | None = None, wanted: str | None = None) -> Response:
        acts = Acts(room, self.address(room), self.verbs, refused, wanted)
        form = refused[1] if refused else blank()
        return room.page.show(
            self.file, form.status, room=room, city=room.city, leaf=self, acts=acts, form=form, alone=alone,
            **self.read(room),
        )  # fmt: skip


def routes_of(*leaves: Leaf) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for leaf in leaves:
        add(router, leaf)
    return router


def add(router: APIRouter, leaf: Leaf) -> None:
    path = f"/cities/{{code}}/{leaf.path}".rstrip("/")

    def show(room: RoomHere) -> Response:
        return leaf.show(room)

    router.add_api_route(path, show, methods=["GET"])
    for verb in leaf.verbs:
        router.add_api_route(f"{path}/{verb.name}", showing(leaf, verb), methods=["GET"])
        router.add_api_route(f"{path}/{verb.name}", sending(leaf, verb), methods=["POST"])


def showing(leaf: Leaf, verb: Verb) -> Callable[..., Response]:
    def show(room: RoomHere) -> Response:
        """The page with the verb's form open: what a mail leads to, and what a reload of a refused form finds."""
        return leaf.show(room, wanted=verb.name)

    return show


def sending(leaf: Leaf, verb: Verb) -> Callable[..., Response]:
    def send(room: RoomHere, posted: Sent) -> Response:
        if not room.may(verb.request):
            raise Refusal("forbidden", reason="page")
        sent = verb.send(room, posted)
        if isinstance(sent, Filled):
            room.read_again()
            return leaf.show(room, (verb, sent))
        return room.page.see(leaf.address(room), said=verb.key, city=room.city.city)

    return send
