"""An end is carried to what hangs on it: a city leaves and comes back, somebody of it is gone. One line a noun.

Each noun says in a module of its own (hanging_*.py) what of it lies ahead of a city or a person, how that ends, and to
what a city is welcomed. What rests while a city is paused, and is due again afterwards, looks at the city's status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain.participation import LEFT
from services.cohort.domain.team import MAYORS_OFFICE
from services.cohort.handlers.hanging import Noun, Succession, Work
from services.cohort.handlers.hanging_invitations import INVITATIONS
from services.cohort.handlers.hanging_items import ITEMS
from services.cohort.handlers.hanging_launches import LAUNCHES
from services.cohort.handlers.hanging_sessions import SESSIONS
from services.cohort.handlers.hanging_surveys import SURVEYS
from services.cohort.handlers.hanging_visits import VISITS
from services.cohort.handlers.lookup import lock_participation
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox

#: In the order in which their rows are locked.
NOUNS: tuple[Noun, ...] = (VISITS, SESSIONS, INVITATIONS, ITEMS, LAUNCHES, SURVEYS)


def settle_status(city: ParticipationRecord, status: str, work: Work) -> dict[str, tuple[contract.Hanging, ...]]:
    """What a city's new status entails: `ended`, or `invited` and `proposed`."""
    if status in LEFT:
        return {"ended": tuple(end_all(city, work))}
    if status == "active":
        proposed = work.repository.take_endings(city.application_id, work.now)
        invited = welcome(city, work)
        again = {one.id for one in invited}
        ahead = [one for one in proposed if one.id not in again and (one.starts_at is None or one.starts_at > work.now)]
        return {"invited": tuple(invited), "proposed": tuple(ahead)}
    return {}


def end_all(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    ended = [one for noun in NOUNS if noun.end for one in noun.end(city, work)]
    for one in ended:
        work.repository.insert_ending(city.application_id, one, work.now)
    return ended


def list_left(repository: Repository) -> list[str]:
    """The codes of the cities that have left."""
    cohorts = [cohort for cohort, _ in repository.list_cohorts()]
    members = [city for cohort in cohorts for city in repository.list_members(cohort.cohort)]
    return [city.code for city in members if city.status in LEFT]


def end_left_over(code: str, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """The periodic step for one of those: what still lies ahead, as of a city that left before leaving ended it."""
    city = lock_participation(repository, code)
    if city.status in LEFT:
        why = [step["reason"] for step in repository.list_steps(city.application_id) if step["step"] == city.status]
        end_all(city, Work(repository, outbox, "system", now, why[-1] if why else ""))


def welcome(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """To what lies ahead for the whole cohort and the city is not invited to."""
    return [one for noun in NOUNS if noun.welcome for one in noun.welcome(city, work)]


def replace_person(succession: Succession, work: Work) -> None:
    for noun in NOUNS:
        if noun.replace:
            noun.replace(succession, work)


def replace_office(city: ParticipationRecord, office: PersonRef | None, work: Work) -> None:
    """The mayor before gets no further mail: the office of the new one is invited in their place, if it is known."""
    before = [one for one in work.repository.list_roster([city.application_id]) if one.role == MAYORS_OFFICE]
    if office is not None:
        work.repository.insert_roster(city.application_id, office)
    for one in before:
        if office is None or one.ref != office.ref:
            work.repository.update_roster_left(city.application_id, one.ref, city.today(work.now))
            gone = PersonRef.model_validate({"ref": one.ref, "role": one.role, "language": one.language})
            replace_person(Succession(city, gone, office), work)


def endings_of(ended: Sequence[contract.Hanging]) -> tuple[contract.Ending, ...]:
    """As an event may tell them."""
    return tuple(contract.Ending.model_validate(one.model_dump(exclude={"title"})) for one in ended)
