"""A page and its verbs as routes: the page, each verb's form open on it, each verb sent.

MAILS = Shelf("/staff/mail/{mail_id}", "staff", desk_of)    # where they stand, their templates, who opens them
router = MAILS.routes(Leaf("", read, (RELEASE, DISCARD), template="mail"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from fastapi import APIRouter, Depends, Response

from services.portal.forms.acts import Acts
from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Sent
from services.portal.forms.verbs import Place, Verb
from services.portal.web.names import alone
from services.portal.web.roles import reserved
from shared.security.permissions import ALLOWED


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
    what its template shows; None where there are only its verbs. `apart`: the template of pages that its verbs have
    each to itself. `said`: the key of what is said after any of them, where they share a sentence. `back`: where one
    goes on after them, else to the page itself."""

    path: str
    read: Callable[[P], Mapping[str, Any]] | None
    verbs: tuple[Verb[P], ...] = ()
    template: str | None = None
    apart: str | None = None
    said: str | None = None
    back: str | None = None

    def address(self, place: P) -> str:
        return place.path(self.path.format(**place.given))

    def onward(self, place: P) -> str:
        return self.back or self.address(place)

    def shown(self, place: P) -> Mapping[str, Any]:
        return {**place.shown, **(self.read(place) if self.read else {})}

    def after(self, place: P, verb: Verb[P]) -> Response:
        told = {"said": self.said, "verb": verb.key} if self.said else {"said": verb.key}
        return place.page.see(self.onward(place), **told, **place.called)


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
        apart = leaf.apart if refused or wanted else None
        acts = Acts(place, leaf.address(place), leaf.verbs, refused, wanted, apart=apart is not None)
        form = refused[1] if refused else blank()
        values = place.shown if apart else leaf.shown(place)
        return place.page.show(
            f"{self.folder}/{apart or leaf.template or leaf.path or 'home'}.html", form.status,
            place=place, leaf=leaf, acts=acts, form=form, alone=alone, **values,
        )  # fmt: skip

    def _add(self, router: APIRouter, leaf: Leaf[P]) -> None:
        path, opened = f"{self.base}/{leaf.path}".rstrip("/"), Depends(self.opens)

        def show(place: P = opened) -> Response:
            return self.show(leaf, place)

        if leaf.read:
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
                raise reserved(ALLOWED[verb.request][0])
            sent = verb.send(place, posted)
            if isinstance(sent, Filled):
                place.read_again()
                return self.show(leaf, place, (verb, sent))
            return leaf.after(place, verb)

        return send
