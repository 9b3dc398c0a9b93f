"""The city that a page is about, read once: who reads it, and what they may do there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from fastapi import Depends

from services.portal.pages.city.places import groups_of
from services.portal.web.names import role_title
from services.portal.web.page import ABSENT, Missing, Page, SignedInHere, missing, there
from services.portal.web.people import people_called
from services.portal.web.phases import phase_title
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.people import Role
from shared.contracts.requests import Model, Query, Request
from shared.security.permissions import ALLOWED, LEADS, OF_EVERYBODY, STAFF

Reply = TypeVar("Reply", bound=Model)
Key = tuple[type[Request[Any]], str]


class Room:
    def __init__(self, page: Page, code: str) -> None:
        self.page = page
        self.city = page.call(request_of(cohort.GetCity, code=code))
        self._asked: dict[Key, Any] = {}  # a reply, or Missing

    @property
    def code(self) -> str:
        return self.city.code

    @property
    def own(self) -> Mapping[str, Any]:
        return {"code": self.code}

    @property
    def version(self) -> int:
        return self.city.version

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"room": self, "city": self.city}

    @property
    def called(self) -> Mapping[str, Any]:
        return {"city": self.city.city}

    @property
    def given(self) -> dict[str, str]:
        """What the address names below the city: a session, a version."""
        return self.page.request.path_params

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.page.person.roles) if self.page.person else frozenset()

    @property
    def runs(self) -> bool:
        """Whether its reader runs the program there: staff, or the city's coach."""
        return self.staff or "coach" in self.city.parts

    @property
    def staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def leads(self) -> bool:
        return bool(self.roles & LEADS)

    @property
    def zone(self) -> str:
        """The city's clock: what is typed and shown on its pages is said by it."""
        return self.city.time_zone

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def places(self) -> Any:
        return groups_of(self.may)

    def path(self, leaf: str = "") -> str:
        return f"/cities/{self.code}/{leaf}".rstrip("/")

    def may(self, request: type[Request[Any]]) -> bool:
        """Whether a verb is shown. Its service judges again."""
        if request.service == cohort.GetCity.service:
            return request.method in self.city.may
        return not ALLOWED[request][0].isdisjoint({*self.roles, *OF_EVERYBODY})

    def may_send(self, method: str) -> bool:
        return method in self.city.may

    def ahead(self, *queries: Query[Any]) -> None:
        """Ask at once for what the page will ask for; what is refused or does not answer is so for it."""
        answers = self.page.ask(*queries, absent=ABSENT | {"not_found"})
        self._asked |= {key_of(query): answer for query, answer in zip(queries, answers, strict=True)}

    def ask(self, request: Request[Reply]) -> Reply:
        """The reply, asked for once a page. Raises Refusal."""
        key = key_of(request)
        if key not in self._asked:
            self._asked[key] = self.page.call(request)
        return cast("Reply", there(self._asked[key]))

    def part(self, request: Request[Reply]) -> Reply | Missing:
        """The reply, asked for once, or that its service does not answer; the rest of the page is shown."""
        try:
            return self.ask(request)
        except Refusal as refusal:
            return missing(request, refusal, ABSENT)

    def read_again(self) -> None:
        """After a command: what was asked before may be so no more."""
        self._asked.clear()
        self.city = self.page.call(cohort.GetCity(code=self.code))

    def names(self, *ids: Any) -> dict[Any, str]:
        """What people are called; without those whom the reader has no business to know."""
        return people_called(self.page, ids)

    def phase_title(self, key: str | None) -> str:
        return phase_title(self.page, key)

    def role_title(self, role: str) -> str:
        return role_title(self.page.language, role)


def key_of(request: Request[Any]) -> Key:
    return type(request), request.model_dump_json()


def room_of(page: SignedInHere, code: str) -> Room:
    """Raises not_found for a city that is not the reader's."""
    return Room(page, code)


RoomHere = Annotated[Room, Depends(room_of)]
