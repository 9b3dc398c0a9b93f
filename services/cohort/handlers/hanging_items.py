"""Action items that hang on a city and its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.handlers.hanging import Noun, Succession, Work
from services.cohort.handlers.session_lookup import get_session, session_keys
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef

if TYPE_CHECKING:
    from services.cohort.domain.attendance import ItemRecord
    from services.cohort.domain.participation import ParticipationRecord


def end(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """A city that has left owes nothing more."""
    ended = []
    for item in work.repository.list_open_items(city.application_id):
        work.repository.change(item, state="dropped")
        keys = keys_of(item, work) | {"state": "dropped"}
        work.outbox.record(contract.ActionItemChanged.model_validate(keys))
        ended.append(shown(item))
    return ended


def replace(succession: Succession, work: Work) -> None:
    """To the successor, else to whoever leads the team."""
    owner = succession.successor
    if owner is None and succession.successor_name is None:
        owner = lead_of(succession, work)
    name = succession.successor_name or (owner.role if owner else None)
    for item in work.repository.list_open_items(succession.city.application_id):
        if name is not None and succession.means(item.owner_ref, item.owner):
            pass_on(item, owner, name, work)


def pass_on(item: ItemRecord, owner: PersonRef | None, name: str, work: Work) -> None:
    work.repository.change(item, owner=name, owner_ref=owner.ref if owner else None)
    keys = keys_of(item, work) | {"owner": owner, "due_on": item.due_on}
    work.outbox.record(contract.ActionItemPassed.model_validate(keys))


def lead_of(succession: Succession, work: Work) -> PersonRef | None:
    for one in work.repository.list_roster([succession.city.application_id]):
        if one.role == "team_lead" and not succession.means(one.ref, None):
            return PersonRef.model_validate({"ref": one.ref, "role": one.role, "language": one.language})
    return None


def keys_of(item: ItemRecord, work: Work) -> dict[str, object]:
    session = get_session(item.session_id, work.repository)
    return session_keys(session, item) | {"item_id": item.item_id}


def shown(item: ItemRecord) -> contract.Hanging:
    return contract.Hanging(kind="action_item", id=item.item_id, title=item.what, starts_at=None, time_zone=None)


ITEMS = Noun(end=end, replace=replace)
