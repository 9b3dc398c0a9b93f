"""Sessions, the cities and people they are for, attendance, notes, action items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.cohort.domain.attendance import CityRecord, ItemRecord
from services.cohort.domain.invitations import Member, Person
from services.cohort.domain.sessions import SessionRecord
from services.cohort.repository.rows import Rows, by_city, queries
from shared.contracts import cohort as contract
from shared.program.finding import kept_words
from shared.storage.database import Row


class Sessions(Rows):
    def insert_session(self, session: SessionRecord) -> None:
        columns = {key: value for key, value in vars(session).items() if key not in ("state", "sequence", "version")}
        self._tx.execute(queries.insert_session, _plain(columns) | {"words": kept_words(session.title)})

    def find_session(self, session_id: UUID) -> SessionRecord | None:
        return as_session(self._tx.find(queries.find_session, {"session_id": session_id, **self._seen}))

    def lock_session(self, session_id: UUID) -> SessionRecord | None:
        return as_session(self._tx.find(queries.lock_session, {"session_id": session_id, **self._seen}))

    def list_following_sessions(self, series_id: UUID, starts_at: datetime) -> list[SessionRecord]:
        rows = self._tx.all(queries.list_following_sessions, {"series_id": series_id, "starts_at": starts_at})
        return _sessions(rows)

    def list_upcoming_cohort_sessions(self, cohort: str, now: datetime) -> list[SessionRecord]:
        return _sessions(self._tx.all(queries.list_upcoming_cohort_sessions, {"cohort": cohort, "now": now}))

    def list_upcoming_sessions(
        self, cohort: str, cities: Collection[UUID], now: datetime
    ) -> list[tuple[SessionRecord, list[str]]]:
        """Each with the codes of its cities."""
        rows = self._tx.all(
            queries.list_upcoming_sessions, {"cohort": cohort, "application_ids": list(cities), "now": now}
        )  # fmt: skip
        return _with_codes(rows)

    def list_city_sessions(self, application_id: UUID, now: datetime) -> list[SessionRecord]:
        """What the city has before it; others wait for each until this transaction ends."""
        return _sessions(self._tx.all(queries.list_city_sessions, {"application_id": application_id, "now": now}))

    def list_coach_sessions(self, coach_id: UUID, now: datetime) -> list[tuple[SessionRecord, list[str]]]:
        """What the coach has before them, each with the codes of its cities."""
        rows = self._tx.all(queries.list_coach_sessions, {"coach_id": coach_id, "now": now})
        return _with_codes(rows)

    def list_cities_booked(
        self, cities: Collection[UUID], since: datetime, until: datetime
    ) -> list[tuple[SessionRecord, list[str]]]:
        """Sessions of any of these cities, each with the codes of those of them that it is for."""
        span = {"application_ids": list(cities), "since": since, "until": until}
        return _with_codes(self._tx.all(queries.list_cities_booked, span))

    def lock_coach(self, coach_id: UUID) -> None:
        self._tx.one(queries.lock_coach, {"coach_id": coach_id})

    def list_booked_sessions(self, coach_id: UUID, since: datetime, until: datetime) -> list[SessionRecord]:
        span = {"coach_id": coach_id, "since": since, "until": until}
        return _sessions(self._tx.all(queries.list_booked_sessions, span))

    def update_session_times(self, session_id: UUID, changes: dict[str, Any]) -> None:
        self._tx.execute(queries.update_session_times, changes | {"session_id": session_id})

    def update_session_state(self, session_id: UUID, state: str, *, told: bool = False) -> None:
        """`told`: calendars are, so the sequence rises."""
        self._tx.execute(
            queries.update_session_state, {"session_id": session_id, "state": state, "raised": int(told)}
        )  # fmt: skip

    def insert_session_step(self, session_id: UUID, state: str, reason: str, taken_by: str, taken_at: datetime) -> None:
        """A step that needed a reason."""
        columns = {"session_id": session_id, "state": state, "reason": reason, "taken_by": taken_by}
        self._tx.execute(queries.insert_session_step, {**columns, "taken_at": taken_at})

    def list_session_steps(self, session_id: UUID) -> list[contract.ReasonedStep]:
        rows = self._tx.all(queries.list_session_steps, {"session_id": session_id})
        return [contract.ReasonedStep.model_validate(row) for row in rows]

    # -- cities and people -------------------------------------------------------------------------------------------

    def replace_session_people(self, session: SessionRecord, cities: Iterable[UUID], people: Iterable[Person]) -> None:
        """The attendance of cities that stay is kept."""
        key, application_ids = {"session_id": session.session_id}, list(cities)
        columns = {"roles": list(session.roles), "whole_cohort": session.whole_cohort}
        self._tx.execute(queries.update_session_people, key | columns)
        self._tx.execute(queries.delete_session_people, key)
        self._tx.execute(queries.delete_session_cities, key | {"application_ids": application_ids})
        self.add_session_people(session.session_id, application_ids, people)

    def delete_session_city(self, session_id: UUID, application_id: UUID) -> None:
        """The city and its people take part no more."""
        key = {"session_id": session_id}
        self._tx.execute(queries.delete_session_city, {**key, "application_id": application_id})
        self._tx.execute(queries.update_session_changed, key)

    def replace_session_person(self, session_id: UUID, gone: Person, successor: Person | None) -> None:
        key = {"session_id": session_id, "application_id": gone.application_id}
        self._tx.execute(queries.delete_session_person, {**key, "person": gone.key})
        self.add_session_people(session_id, (), [successor] if successor else [])
        self._tx.execute(queries.update_session_changed, {"session_id": session_id})

    def add_session_people(self, session_id: UUID, cities: Iterable[UUID], people: Iterable[Person]) -> None:
        for application_id in cities:
            self._tx.execute(
                queries.insert_session_city, {"session_id": session_id, "application_id": application_id}
            )  # fmt: skip
        for person in people:
            columns = {key: value for key, value in vars(person).items() if key != "code"}
            self._tx.execute(
                queries.insert_session_person, columns | {"session_id": session_id, "person": person.key}
            )  # fmt: skip

    def list_session_people(self, session_id: UUID) -> list[Person]:
        return [Person(**row) for row in self._tx.all(queries.list_session_people, {"session_id": session_id})]

    def list_session_cities(self, session_id: UUID) -> list[CityRecord]:
        rows = self._tx.all(queries.list_session_cities, {"session_id": session_id})
        return sorted((CityRecord(**row | {"modules": tuple(row["modules"])}) for row in rows), key=by_city)

    def list_roster(self, application_ids: Sequence[UUID]) -> list[Member]:
        return [Member(**row) for row in self._tx.all(queries.list_roster, {"application_ids": list(application_ids)})]

    # -- attendance, notes, items ------------------------------------------------------------------------------------

    def upsert_attendance(
        self, session_id: UUID, city: CityRecord, entry: tuple[str, Sequence[str]], recorded_by: str, now: datetime
    ) -> None:
        columns = {"session_id": session_id, "application_id": city.application_id, "recorded_by": recorded_by}
        recorded = {"attendance": entry[0], "modules": list(entry[1]), "recorded_at": now}
        self._tx.execute(queries.upsert_attendance, {**columns, **recorded})

    def clear_attendance(self, session_id: UUID) -> None:
        self._tx.execute(queries.clear_attendance, {"session_id": session_id})

    def count_sessions_attended(self, application_id: UUID, kinds: Sequence[str]) -> int:
        row = self._tx.one(queries.count_sessions_attended, {"application_id": application_id, "kinds": list(kinds)})
        return int(row["number"])

    def insert_session_note(
        self, session_id: UUID, visibility: str, text: str, written_by: str, written_at: datetime
    ) -> None:
        columns = {"note_id": uuid4(), "session_id": session_id, "visibility": visibility, "text": text}
        self._tx.execute(
            queries.insert_session_note, {**columns, "written_by": written_by, "written_at": written_at}
        )  # fmt: skip

    def list_session_notes(self, session_id: UUID) -> list[contract.SessionNote]:
        rows = self._tx.all(queries.list_session_notes, {"session_id": session_id})
        return [
            contract.SessionNote(at=row["written_at"], visibility=row["visibility"], text=row["text"]) for row in rows
        ]

    def insert_action_item(self, item: ItemRecord, agreed_by: str, agreed_at: datetime) -> None:
        columns = {key: value for key, value in vars(item).items() if key not in ("code", "state")}
        self._tx.execute(queries.insert_action_item, columns | {"agreed_by": agreed_by, "agreed_at": agreed_at})

    def lock_action_item(self, item_id: UUID) -> ItemRecord | None:
        row = self._tx.find(queries.lock_action_item, {"item_id": item_id, "cities": self._cities})
        return None if row is None else ItemRecord(**row)

    def list_open_items(self, application_id: UUID) -> list[ItemRecord]:
        """Others wait for each until this transaction ends."""
        return [ItemRecord(**row) for row in self._tx.all(queries.list_open_items, {"application_id": application_id})]

    def list_action_items(self, session_id: UUID) -> list[ItemRecord]:
        return [ItemRecord(**row) for row in self._tx.all(queries.list_action_items, {"session_id": session_id})]

    def list_city_action_items(
        self, application_id: UUID, state: str | None, after: tuple[date, UUID] | None, limit: int
    ) -> list[ItemRecord]:
        on, after_id = after or (None, None)
        page = {"application_id": application_id, "state": state, "after_on": on, "after_id": after_id, "limit": limit}
        return [ItemRecord(**row) for row in self._tx.all(queries.list_city_action_items, page)]

    def count_city_action_items(self, application_id: UUID, state: str | None) -> int:
        row = self._tx.one(queries.count_city_action_items, {"application_id": application_id, "state": state})
        return int(row["number"])

    # -- lists -------------------------------------------------------------------------------------------------------

    def list_sessions(
        self, filters: dict[str, Any], after: tuple[datetime, UUID] | None, limit: int
    ) -> list[contract.ListedSession]:
        at, after_id = after or (None, None)
        page = {"after_at": at, "after_id": after_id, "limit": limit, **self._seen}
        rows = self._tx.all(queries.list_sessions, filters | page)
        return _listed(rows)

    def search_sessions(self, query: str, limit: int) -> list[contract.ListedSession]:
        """Of a text search of their titles, the latest first."""
        self._tx.later(queries.search_by_index)
        return _listed(self._tx.all(queries.search_sessions, {"query": query, "limit": limit, **self._seen}))

    def count_sessions(self, filters: dict[str, Any]) -> int:
        return int(self._tx.one(queries.count_sessions, filters | self._seen)["number"])

    @property
    def _seen(self) -> dict[str, Any]:
        """Sessions of the caller's cities, and those that they hold."""
        return {"cities": self._cities, "coach": self.audience.coach}


def as_session(row: Row | None) -> SessionRecord | None:
    if row is None:
        return None
    lists = {name: tuple(row[name]) for name in ("interpretation", "modules", "roles")}
    return SessionRecord(**row | lists)


def _sessions(rows: Iterable[Row]) -> list[SessionRecord]:
    return [found for row in rows if (found := as_session(row)) is not None]


def _listed(rows: Iterable[Row]) -> list[contract.ListedSession]:
    return [contract.ListedSession.model_validate(row | {"id": row.pop("session_id")}) for row in rows]


def _with_codes(rows: list[Row]) -> list[tuple[SessionRecord, list[str]]]:
    codes = [row.pop("codes") for row in rows]
    return list(zip(_sessions(rows), codes, strict=True))


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in columns.items()}
