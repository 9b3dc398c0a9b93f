"""A page as its route sees it: who reads it and how, the services behind it, what to show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, TypeVar, overload
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from services.portal.web.cookies import Cookies, flash_of
from services.portal.web.habits import Habits, page_name, pattern_of
from services.portal.web.kept import HOW_MUCH, Kept
from services.portal.web.navigation import Place, groups_of, places_of
from services.portal.web.reader import LANGUAGE, reader_of
from services.portal.web.rendering import phrase, render
from services.portal.web.session import client_of
from shared.contracts.errors import Refusal
from shared.contracts.identity import NoteListTaken, Person
from shared.contracts.people import Role
from shared.contracts.reporting import ListWork, WorkQueue
from shared.contracts.requests import Model, Query
from shared.contracts.requests import Request as ServiceRequest
from shared.messaging.client import Client
from shared.program.named import Titled
from shared.views.session import Method, SessionSigner
from shared.wording import has, say

Reply = TypeVar("Reply", bound=Model)
A = TypeVar("A", bound=Model)
B = TypeVar("B", bound=Model)
C = TypeVar("C", bound=Model)
D = TypeVar("D", bound=Model)
Q = Query
Codes = Collection[str]


class Elsewhere(Exception):
    """What was asked for is under another address by now."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


PRIVATE = {"Vary": "Accept-Language, Cookie"}  # beside what every answer says (headers.py)


@dataclass(frozen=True)
class Missing:
    """A part of a page that its service does not give; the rest is shown. `why`: for a page that has no rest."""

    service: str
    why: Refusal


#: What a part of a page sends that asks again and again by itself: it keeps nobody signed in.
BY_ITSELF = "x-by-itself"

READING = frozenset({"GET", "HEAD"})
ABSENT = frozenset({"unavailable"})
NONE: frozenset[str] = frozenset()


class Page:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.reader = reader_of(request)
        self.program = request.app.state.program
        self.cookies: Cookies = request.app.state.cookies
        self.session = self.cookies.session_of(request)
        self._client = client_of(request)
        self._kept: Kept = request.app.state.kept.of(self.session) if self.session else Kept()
        if request.method not in READING:
            self._kept.acts()
        self._sign = self._signer(self.session) if self.session else None
        self._habits: Habits = request.app.state.habits
        self._name = page_name(request)
        self._person: Person | None = None
        self._unknown: Refusal | None = None  # why it is not known who is signed in
        self._asked_who = False

    def _signer(self, session: str) -> SessionSigner:
        by_itself = BY_ITSELF in self.request.headers
        return SessionSigner(self._client, session, by_itself=by_itself, kept=self._kept.tokens)

    @property
    def language(self) -> str:
        return self.reader.language

    @property
    def zone(self) -> str:
        """By whose clock moments are shown: the reader's, else the program's."""
        return self.reader.zone or str(self.program.call.time_zone)

    @property
    def path(self) -> str:
        """This page's address on this site, without what chooses a language. Two slashes would begin another site's."""
        query = "&".join(
            f"{quote(name)}={quote(value)}"
            for name, value in self.request.query_params.multi_items()
            if name != LANGUAGE
        )
        return f"/{self.request.url.path.lstrip('/')}" + (f"?{query}" if query else "")

    @property
    def place(self) -> str:
        """This page's address as the code writes it: the same for all cities and people."""
        return pattern_of(self.request)

    def takes_out(self) -> None:
        """Before a list or a report is given out as a file: it stands in the audit trail."""
        self.call(NoteListTaken(place=self.place))

    def in_language(self, language: str) -> str:
        return f"{self.path}{'&' if '?' in self.path else '?'}{LANGUAGE}={language}"

    @property
    def person(self) -> Person | None:
        """Who is signed in; None where nobody is, or the session is over."""
        if self._sign is not None and not self._asked_who:
            self._asked_who = True
            try:
                self._person = self._sign.ahead(self._habits.of(self._name))
            except Refusal as refusal:
                if refusal.code == "unavailable":
                    self._unknown = refusal
                elif refusal.code != "unauthenticated":
                    raise
                self._sign = None
        return self._person

    def insist_on_person(self) -> None:
        """Whoever is not signed in signs in; where identity does not answer, that is no reason to."""
        if self.person is None:
            raise self._unknown or Refusal("unauthenticated", reason="sign_in_first")

    @property
    def places(self) -> list[tuple[Role, tuple[Place, ...]]]:
        """Where they may go."""
        return places_of(self.person.roles) if self.person else []

    @property
    def place_paths(self) -> set[str]:
        return {place.path for _, some in self.places for place in some}

    @property
    def place_groups(self) -> list[tuple[str, list[Place]]]:
        """The same under the headings of the side navigation."""
        return groups_of(self.person.roles) if self.person else []

    @cached_property
    def waiting(self) -> WorkQueue | None:
        """How much waits for them, by kind; None where that is not known now: no page fails for it."""
        try:
            (queue,) = self.ask(HOW_MUCH, absent=NONE)
        except Refusal:
            return None
        return queue  # type: ignore[no-any-return]

    def _along(self, queries: Collection[Q[Any]]) -> tuple[Q[Any], ...]:
        """What the page's frame asks later, as it did for its last reader: it waits for nothing, so it goes along."""
        if "waiting" in vars(self) or any(isinstance(one, ListWork) for one in queries) or self.person is None:
            return ()
        if self._kept.find(HOW_MUCH) is not None:
            return ()
        return (HOW_MUCH,) if method_of(HOW_MUCH) in self._habits.of(self._name) else ()

    @property
    def client(self) -> Client:
        """As nobody: for what a stranger may see."""
        return self._client

    def say(self, key: str, /, **values: Any) -> str:
        return say(self.language, key, **values)

    def phrase(self, key: str, /, **values: Any) -> Markup:
        return phrase(self.language, key, **values)

    def title(self, thing: Titled) -> str:
        """What the program file calls it in the reader's language."""
        return thing.by_language.get(self.language, thing.title)

    @property
    def sign(self) -> SessionSigner | None:
        """For compositions of several answers (shared/views), which take a client and who asks by it."""
        return self._sign

    def call(self, request: ServiceRequest[Reply], **how: Any) -> Reply:
        """The reply, asked for whoever is signed in; as nobody once their session is over. Raises Refusal."""
        if isinstance(request, Query) and not how and self._along([request]):
            (answer,) = self.ask(request, absent=NONE)
            return answer  # type: ignore[no-any-return]
        if self.person is not None and not request.is_command:
            self._habits.note(self._name, method_of(request))
        return self._client.call(request, sign=self._sign, **how)

    def part(self, request: ServiceRequest[Reply]) -> Reply | Missing:
        """The reply, or that its service does not answer."""
        try:
            return self.call(request)
        except Refusal as refusal:
            return missing(request, refusal, ABSENT)

    @overload
    def ask(self, a: Q[A], b: Q[B], /, *, absent: Codes = ABSENT) -> tuple[A | Missing, B | Missing]: ...
    @overload
    def ask(
        self, a: Q[A], b: Q[B], c: Q[C], /, *, absent: Codes = ABSENT
    ) -> tuple[A | Missing, B | Missing, C | Missing]: ...
    @overload
    def ask(
        self, a: Q[A], b: Q[B], c: Q[C], d: Q[D], /, *, absent: Codes = ABSENT
    ) -> tuple[A | Missing, B | Missing, C | Missing, D | Missing]: ...
    @overload
    def ask(self, *queries: Q[Any], absent: Codes = ABSENT) -> tuple[Any, ...]: ...
    def ask(self, *queries: Q[Any], absent: Codes = ABSENT) -> tuple[Any, ...]:
        """What does not need each other, asked for at once: each a reply, or Missing where it was refused by a code of
        `absent`. Raises the first other Refusal. `there(part)` raises what is missing.
        """
        kept = [self._kept.find(one) if self.person is not None else None for one in queries]
        fresh = iter(self._send([query for query, reply in zip(queries, kept, strict=True) if reply is None], queries))
        answers = [next(fresh) if reply is None else reply for reply in kept]
        return tuple(
            missing(query, answer, absent) if isinstance(answer, Refusal) else answer
            for query, answer in zip(queries, answers, strict=True)
        )

    def _send(self, asked: list[Q[Any]], among: Collection[Q[Any]]) -> list[Any]:
        """Their replies or refusals; and what the page's frame asks later, unless it is `among` them."""
        if self.person is not None and self._sign is not None:
            methods = [method_of(one) for one in asked]
            for method in methods:
                self._habits.note(self._name, method)
            if self._sign.lacks(methods):
                self._sign.ahead(methods)
        along = self._along(among)
        sent = [*asked, *along]
        answers = self._client.ask(sent, sign=self._sign) if sent else []
        for query, answer in zip(sent, answers, strict=True):
            if not isinstance(answer, Refusal):
                self._kept.keep(query, answer)
        if along:
            waiting = answers.pop()
            self.waiting = None if isinstance(waiting, Refusal) else waiting
        return answers

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        flash = flash_of(self.request)
        known = flash if flash and has(f"flash.{flash[0]}") else None
        response = self._rendered(template, status, flash=known, **values)
        if flash:
            self.cookies.forget_flash(response)
        return response

    def show_alone(self, template: str, status: int, **values: Any) -> HTMLResponse:
        """Without asking any service who is signed in: a page that says that one is down."""
        self._asked_who = True
        return self._rendered(template, status, flash=None, **values)

    def _rendered(self, template: str, status: int, **values: Any) -> HTMLResponse:
        text = render(template, self.language, page=self, status=status, **values)
        response = HTMLResponse(text, status, headers=PRIVATE | {"Content-Language": self.language})
        self._keep_choices(response)
        return response

    def see(self, path: str, said: str | None = None, **values: Any) -> Response:
        """Go on to a page of ours, which says first what was done: a key below `flash`. It is read as this one was."""
        response = RedirectResponse(own_path(path), 303, headers=PRIVATE)
        if said is not None:
            self.cookies.keep_flash(response, said, values)
        self._keep_choices(response)
        return response

    def _keep_choices(self, response: Response) -> None:
        for name, value in self.reader.chosen.items():
            self.cookies.keep_choice(response, name, value)


def method_of(request: ServiceRequest[Any]) -> Method:
    return request.service, request.method


def missing(request: ServiceRequest[Any], refusal: Refusal, absent: Codes) -> Missing:
    """Raises the refusal where it says something else."""
    if refusal.code not in absent:
        raise refusal
    return Missing(request.service, refusal)


def there(part: Reply | Missing) -> Reply:
    """Raises why it is missing."""
    if isinstance(part, Missing):
        raise part.why
    return part


def own_path(path: str | None) -> str:
    """A path of this site; the front page for anything that would lead off it."""
    if not path or not path.startswith("/") or path[1:2] in ("/", "\\") or any(ord(mark) < 32 for mark in path):
        return "/"
    parts = urlsplit(path)
    return "/" if parts.scheme or parts.netloc else path


def page_of(request: Request) -> Page:
    return Page(request)


Here = Annotated[Page, Depends(page_of)]


def signed_in(page: Here) -> Page:
    """Only for somebody who is signed in; others sign in first, and come back."""
    page.insist_on_person()
    return page


SignedInHere = Annotated[Page, Depends(signed_in)]
