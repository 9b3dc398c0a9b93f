"""People, cities and things as people name them, made into the ids and codes that requests carry.

A person: their address, their name or a part of it, `me`, or the id; identity finds them. A city: its tracking code,
its name or a part of that. Another thing: its title or a part of it, its id or how that begins. In any case, without
accents. What is not one is refused: `ambiguous` names those that it may be, `not_found` says where to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from alliance.connection import connect
from alliance.output import CommandError
from shared.contracts.codes import is_code
from shared.contracts.cohort import FindCityPeople, ListSessions
from shared.contracts.eligibility import ListReviews
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetPerson, ListAccessTokens
from shared.contracts.intake import FindContacts
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.notifications import ListHoldRules, ListMails, ListSuppressions, Mail
from shared.contracts.operations import ListAlerts, ListDeadLetters
from shared.contracts.reporting import ListApplications, ListViews, ListWebhooks
from shared.contracts.requests import Page
from shared.program.folding import fold, fold_city
from shared.views import people

NAMED = 10  # candidates that a refusal names
A_PAGE = 1000
LONGEST = 120  # characters of a text that is looked for

#: What an application in one of these is of is asked for only where no other has the name.
ENDED = frozenset({ApplicationState.WITHDRAWN})


# -- people ------------------------------------------------------------------------------------------------------------


def person_id(text: str) -> UUID:
    """Of a person by address, name, part of it, or `me`; an id is taken as it is."""
    return as_id(text) or connect().call(GetPerson(person=text.strip() or "?")).id


def names_of(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """What people are called, for a table; who is unknown stays an id."""
    wanted = list(dict.fromkeys(ids))
    found = people.names_of_people(connect().call, wanted) if wanted else {}
    return {one: found.get(one, str(one)) for one in wanted}


def names_of_actors(actors: Iterable[str]) -> Mapping[str, str]:
    """As names_of, of actors as they are recorded: `person:<id>`, `local-admin`, `service:<name>`."""
    ids = {actor: as_id(actor.removeprefix("person:")) for actor in actors}
    names = names_of(id_ for id_ in ids.values() if id_)
    return {actor: names[id_] if id_ else actor for actor, id_ in ids.items()}


def names_of_refs(refs: Iterable[str]) -> dict[str, str]:
    """Whom answers name by reference; the cohort names its own. Who is unknown stays a reference."""
    wanted = list(dict.fromkeys(refs))
    found = people.names_of_refs(connect().call, wanted) if wanted else {}
    return {one: found.get(one, one) for one in wanted}


def refs_at(address: str) -> list[str]:
    """Under which references mail goes there: a city's people are known to intake and the cohort, others to identity.
    None for what is no address."""
    if "@" not in address:
        return []
    asked = address.strip()
    refs = [*connect().call(FindContacts(address=asked)).refs, *connect().call(FindCityPeople(address=asked)).refs]
    try:
        return [*refs, f"identity:{person_id(asked)}"]
    except Refusal as refusal:
        if refusal.code != "not_found" or not refs:
            raise
        return refs


def names_of_rosters(codes: Iterable[str]) -> dict[str, str]:
    """By reference, those who are or were in the teams of these cities."""
    return people.names_of_rosters(connect().call, codes)


def names_of_recipients(mails: Iterable[Mail]) -> dict[str, str]:
    """By reference; the ledger of mails holds these alone."""
    return people.names_of_recipients(connect().call, mails)


# -- cities ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class City:
    code: str
    name: str
    place: str  # area and country
    ended: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({self.place}) {self.code}"


def city_code(text: str) -> str:
    """The tracking code of a city by its name or a part of it; what is written as a code is taken as it is."""
    if is_code(text) and any(letter.isdigit() for letter in text):
        return text
    wanted = fold_city(text)
    found = list(cities_called(wanted)) if wanted else []
    if not found and is_code(text):
        return text
    return one_city(text, found)


def one_city(text: str, found: list[City]) -> str:
    """The whole name goes before a part of another, a live application before one that ended."""
    wanted = fold_city(text)
    whole = [city for city in found if fold_city(city.name) == wanted] or found
    live = [city for city in whole if not city.ended] or whole
    if not live:
        raise CommandError("not_found", reason="no_such_city", name=text)
    if len(live) > 1:
        raise CommandError("ambiguous", reason="city", name=text, count=len(live), found=[*map(str, live[:NAMED])])
    return live[0].code


def cities_called(wanted: str) -> Iterator[City]:
    """Applications and drafts whose city has that in its name; somebody who finds none, in what they review."""
    found = {city.code: city for city in allowed(_applications(wanted)) if wanted in fold_city(city.name)}
    found = found or {city.code: city for city in allowed(_under_review()) if wanted in fold_city(city.name)}
    yield from found.values()


def allowed(cities: Iterator[City]) -> Iterator[City]:
    """None of a list that whoever asks may not see."""
    try:
        yield from cities
    except Refusal as refusal:
        if refusal.code != "forbidden":
            raise


def _applications(wanted: str) -> Iterator[City]:
    for one in every(ListApplications, text=wanted[:LONGEST]):
        place = ", ".join(filter(None, (one.admin_area, one.country)))
        yield City(one.code, one.city, place, one.state in ENDED)


def _under_review() -> Iterator[City]:
    return (City(one.code, one.city, one.country) for one in every(ListReviews))


def every(model: type[Any], limit: int = A_PAGE, **fields: Any) -> Iterator[Any]:
    """All of a list, page by page."""
    after: str | None = None
    while True:
        page: Page[Any] = connect().call(model(**fields, limit=limit, after=after))
        yield from page.items
        if page.next is None:
            return
        after = page.next


def with_people(fields: dict[str, Any]) -> dict[str, Any]:
    """A file names its coach as people do, and cities by name where it names them."""
    if isinstance(coach := fields.pop("coach", None), str):
        fields["coach_id"] = person_id(coach)
    for name in ("people", "attendance"):
        fields |= {name: [with_city(one) for one in fields[name]]} if isinstance(fields.get(name), list) else {}
    if isinstance(cities := fields.get("cities"), list):
        fields["cities"] = [city_code(one) if isinstance(one, str) else one for one in cities]
    return {**with_city(fields)}


def with_city(fields: Any) -> Any:
    if isinstance(fields, dict) and isinstance(code := fields.get("code"), str):
        return {**fields, "code": city_code(code)}
    return fields


# -- other things ------------------------------------------------------------------------------------------------------


def session_id(text: str) -> UUID:
    return as_id(text) or pick("session", text, {one.id: one.title for one in every(ListSessions, 500)})


def token_id(text: str) -> UUID:
    own = connect().call(ListAccessTokens()).items
    return as_id(text) or pick("access_token", text, {one.id: one.name for one in own})


def mail_id(text: str) -> UUID:
    return as_id(text) or pick("mail", text, {one.id: one.subject for one in every(ListMails)})


def hold_rule_id(text: str) -> UUID:
    return as_id(text) or pick("hold_rule", text, {one.id: one.reason for one in every(ListHoldRules)})


def suppression_id(text: str) -> UUID:
    return as_id(text) or pick("suppression", text, {one.id: one.code or "" for one in every(ListSuppressions)})


def dead_letter_id(text: str) -> UUID:
    letters = (one for state in ("dead", "retried", "discarded") for one in every(ListDeadLetters, state=state))
    return as_id(text) or pick("dead_letter", text, {one.id: one.reason for one in letters})


def alert_id(text: str) -> UUID:
    alerts = (one for state in ("open", "cleared") for one in every(ListAlerts, state=state))
    return as_id(text) or pick("alert", text, {one.id: f"{one.cause} {one.about}" for one in alerts})


def webhook_id(text: str) -> UUID:
    return as_id(text) or pick(
        "webhook", text, {one.id: one.description for one in connect().call(ListWebhooks()).items}
    )


def view_id(text: str) -> UUID:
    return as_id(text) or pick("view", text, {one.id: one.name for one in connect().call(ListViews()).items})


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def pick(thing: str, text: str, titles: Mapping[UUID, str]) -> UUID:
    """The id of one of these by how it begins, or by its title or a part of that. `thing`: a key of `things`."""
    wanted, start = fold(text), text.strip().lower()
    begins = [key for key in titles if start and str(key).startswith(start)]
    whole = [key for key, title in titles.items() if wanted and fold(title) == wanted]
    found = begins or whole or [key for key, title in titles.items() if wanted and wanted in fold(title)]
    if not found:
        raise CommandError("not_found", reason="no_such_thing", thing=thing, name=text)
    if len(found) > 1:
        called = [f"{titles[key]} ({key})" for key in found[:NAMED]]
        raise CommandError("ambiguous", reason="thing", thing=thing, name=text, count=len(found), found=called)
    return found[0]
