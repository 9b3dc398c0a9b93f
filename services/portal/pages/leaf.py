"""A page and its verbs as routes: the page, each verb's form open on it, each verb sent.

MAILS = Shelf("/staff/mail/{mail_id}", "staff", desk_of)    # where they stand, their templates, who opens them
router = MAILS.routes(Leaf("", read, (RELEASE, DISCARD), template="mail"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from fastapi import APIRouter, Depends, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Sent
from services.portal.forms.verbs import Acts, Place, Verb
from services.portal.web.names import alone
from shared.contracts.errors import Refusal


class Opened(Place, Protocol):
    """A place with its pages."""

    @property
    def shown(self) -> Mapping[str, Any]:
        """What all of its templates know of it."""

    @property
    def called(self) -> Mapping[str, Any]:
        """For what is said after a verb."""

    @property
    def given(self) -> Mapping[str, str]:
        """What the address names."""

    def path(self, leaf: str = "") -> str: ...

    def read_again(self) -> None:
        """After a command: what was asked before may be so no more."""


P = TypeVar("P", bound=Opened)


@dataclass(frozen=True)
class Leaf(Generic[P]):
    """`path` below the place's address, which may name things (`sessions/{session}`); "" is its own page. `read` gives
    what its template shows."""

    path: str
    read: Callable[[P], Mapping[str, Any]]
    verbs: tuple[Verb[P], ...] = ()
    template: str | None = None

    def address(self, place: P) -> str:
        return place.path(self.path.format(**place.given))


@dataclass(frozen=True)
class Shelf(Generic[P]):
    """`base`: the address of its places. `opens`: the dependency that gives one to its reader."""

    base: str
    folder: str
    opens: Callable[..., P]

    def routes(self, *leaves: Leaf[P]) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        for leaf in leaves:
            self._add(router, leaf)
        return router

    def show(
        self, leaf: Leaf[P], place: P, refused: tuple[Verb[P], Filled] | None = None, wanted: str | None = None
    ) -> Response:
        file = f"{self.folder}/{leaf.template or leaf.path or 'home'}.html"
        acts = Acts(place, leaf.address(place), leaf.verbs, refused, wanted)
        form = refused[1] if refused else blank()
        values = {**place.shown, **leaf.read(place)}
        return place.page.show(file, form.status, place=place, leaf=leaf, acts=acts, form=form, alone=alone, **values)

    def _add(self, router: APIRouter, leaf: Leaf[P]) -> None:
        path, opened = f"{self.base}/{leaf.path}".rstrip("/"), Depends(self.opens)

        def show(place: P = opened) -> Response:
            return self.show(leaf, place)

        router.add_api_route(path, show, methods=["GET"])
        for verb in leaf.verbs:
            router.add_api_route(f"{path}/{verb.name}", self._showing(leaf, verb), methods=["GET"])
            router.add_api_route(f"{path}/{verb.name}", self._sending(leaf, verb), methods=["POST"])

    def _showing(self, leaf: Leaf[P], verb: Verb[P]) -> Callable[..., Response]:
        opened = Depends(self.opens)

        def show(place: P = opened) -> Response:
            """The page with the verb's form open: what a mail leads to, and what a reload of a refused form finds."""
            return self.show(leaf, place, wanted=verb.name)

        return show

    def _sending(self, leaf: Leaf[P], verb: Verb[P]) -> Callable[..., Response]:
        opened = Depends(self.opens)

        def send(posted: Sent, place: P = opened) -> Response:
            if not place.may(verb.request):
                raise Refusal("forbidden", reason="page")
            sent = verb.send(place, posted)
            if isinstance(sent, Filled):
                place.read_again()
                return self.show(leaf, place, (verb, sent))
            return place.page.see(leaf.address(place), said=verb.key, **place.called)

        return send
