"""Applications with their versions and contacts; one at a time, and many at once for imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg2.errors import UniqueViolation

from services.intake.domain import (
    ApplicationRecord,
    CityKey,
    Submission,
    Version,
    addresses_of,
    written_to,
)
from services.intake.domain.finding import people_of, searched_words
from services.intake.repository.rows import Rows, queries
from shared.contracts.application import ApplicationDocument
from shared.contracts.application import Contact as DocumentContact
from shared.contracts.intake import Contact, ContactName, FoundPerson
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import PersonRef
from shared.storage.database import Row, as_json


class Applications(Rows):
    def insert_application(self, new: Submission, notice: str, now: datetime) -> bool:
        """Whether nobody held the city. The submission at the same instant waits here."""
        columns = _columns(new.id, new.document, new.city_key, new.time_zone, now)
        columns |= {"code": new.code, "holds_city": new.holds_city}
        if self._tx.execute(queries.insert_application, columns) == 0:
            return False
        self._insert_version(new.id, new.version, new.document, notice, now)
        return True

    def insert_next_version(self, new: Submission, notice: str, now: datetime) -> bool:
        """Whether nobody else holds the city that the new version would."""
        columns = _columns(new.id, new.document, new.city_key, new.time_zone, now)
        columns |= {"version": new.version, "holds_city": new.holds_city}
        try:
            with self._tx.savepoint():
                self._tx.execute(queries.update_application, columns)
        except UniqueViolation:
            return False
        self._insert_version(new.id, new.version, new.document, notice, now)
        return True

    def insert_applications(self, applications: Sequence[Submission], notice: str, now: datetime) -> list[Submission]:
        """Those whose city nobody held, in two statements. At most one for each city.

        By city, so that two imports at once wait for each other and never for a ring of each other.
        """
        rows = [
            {
                name: str(value)
                for name, value in _columns(one.id, one.document, one.city_key, one.time_zone, now).items()
            }
            | {"code": one.code}
            for one in sorted(applications, key=lambda one: one.city_key)
        ]
        inserted = {row["application_id"] for row in self._tx.all(queries.insert_applications, {"rows": as_json(rows)})}
        new = [one for one in applications if one.id in inserted]
        versions = [
            {
                "application_id": str(one.id),
                "document": one.document.model_dump(mode="json"),
                "words": searched_words(one.document),
            }
            for one in new
        ]
        self._tx.execute(queries.insert_versions, {"rows": as_json(versions), "notice": notice, "submitted_at": now})
        return new

    def insert_contacts(self, applications: Sequence[Submission]) -> dict[UUID, tuple[list[PersonRef], str]]:
        """For each new application the references of its contacts, and that of the primary one."""
        people: dict[UUID, tuple[list[PersonRef], str]] = {}
        rows = []
        for one in applications:
            contacts = [_contact(uuid4(), one.id, contact, one.document) for contact in one.document.contacts]
            people[one.id] = _references(contacts)
            rows += [row | {"contact_id": str(row["contact_id"]), "application_id": str(one.id)} for row in contacts]
        self._tx.execute(queries.insert_contacts, {"rows": as_json(rows)})
        self._name_addresses(((one.id, addresses_of(one.document)) for one in applications), are_new=True)
        for one in applications:
            self._allow_first_mails(one.id, one.version, written_to(one.document))
        return people

    def find_live_codes(self, keys: Iterable[CityKey]) -> dict[CityKey, str]:
        """The codes of the live applications that hold those cities."""
        names = ("call", "country", "folded_area", "folded_city")
        rows = [dict(zip(names, key, strict=True)) for key in keys]
        found = self._tx.all(queries.list_live_codes, {"rows": as_json(rows)}) if rows else []
        return {(row["call"], row["country"], row["folded_area"], row["folded_city"]): row["code"] for row in found}

    def find_holder(self, key: CityKey, other_than: UUID) -> str | None:
        """The code of the live application, other than this one, that holds a city."""
        call, country, folded_area, folded_city = key
        names = {"call": call, "country": country, "folded_area": folded_area, "folded_city": folded_city}
        row = self._tx.find(queries.find_holder, names | {"application_id": other_than})
        return None if row is None else str(row["code"])

    def settle_cities(self, ids: Sequence[UUID]) -> None:
        """Where nobody holds these applications' cities, the earliest that somebody owns does from now."""
        self._tx.execute(queries.settle_cities, {"ids": list(ids)})

    def lock_application(self, code: str) -> ApplicationRecord | None:
        """For a change: others wait until this transaction ends."""
        self._hold_owners()
        row = self._tx.find(queries.lock_application, self._theirs(code=code))
        return None if row is None else as_application(row)

    def find_application(self, code: str) -> ApplicationRecord | None:
        row = self._tx.find(queries.find_application, self._theirs(code=code))
        return None if row is None else as_application(row)

    def update_application_state(self, application_id: UUID, state: ApplicationState) -> None:
        self._tx.execute(queries.update_application_state, {"application_id": application_id, "state": state})

    def update_restored(self, application_id: UUID) -> None:
        self._tx.execute(queries.update_restored, {"application_id": application_id})

    def lock_successor(self, application_id: UUID) -> ApplicationRecord | None:
        """The application that holds the city of this one since it ended."""
        row = self._tx.find(queries.lock_successor, {"application_id": application_id})
        return None if row is None else as_application(row)

    def find_contact(self, contact_id: UUID) -> Contact | None:
        row = self._tx.find(queries.find_contact, {"contact_id": contact_id})
        return None if row is None else Contact.model_validate(row)

    def list_contacts_at(self, address: str) -> list[UUID]:
        """Owners of drafts as well."""
        return [row["contact_id"] for row in self._tx.all(queries.list_contacts_at, {"address": address})]

    def search_people(self, query: str, limit: int) -> list[FoundPerson]:
        """All the people of applications of which a text search finds the words."""
        self._tx.execute(queries.search_by_index)
        rows = self._tx.all(queries.search_people, {"query": query, "limit": limit})
        return [
            FoundPerson(
                **asdict(one),
                **{name: row[name] for name in ("code", "call", "city", "state")},
                ref=ref_of(one.email, row["contacts"] or {}),
            )
            for row in rows
            for one in people_of(ApplicationDocument.model_validate(row["document"]))
        ]

    def list_contact_names(self, ids: Sequence[UUID]) -> list[ContactName]:
        rows = self._tx.all(queries.list_contact_names, self._theirs(ids=list(ids)))
        return [ContactName.model_validate(row) for row in rows]

    def get_document(self, application_id: UUID, version: int) -> ApplicationDocument:
        row = self._tx.one(queries.get_document, {"application_id": application_id, "version": version})
        return ApplicationDocument.model_validate(row["document"])

    def list_versions(self, application_id: UUID) -> list[Version]:
        """All there are, the first first."""
        return [Version(**row) for row in self._tx.all(queries.list_versions, {"application_id": application_id})]

    def replace_contacts(
        self, application_id: UUID, version: int, document: ApplicationDocument, known: Mapping[str, UUID]
    ) -> tuple[list[PersonRef], str]:
        """The references of the document's contacts, and that of the primary one; `known` are ids by address."""
        known = {email.casefold(): contact_id for email, contact_id in known.items()} | {
            row["email"].casefold(): row["contact_id"]
            for row in self._tx.all(queries.list_contacts, {"application_id": application_id})
        }
        self._tx.execute(queries.delete_contacts, {"application_id": application_id})
        rows = []
        for contact in document.contacts:
            contact_id = known.get(contact.email.casefold()) or uuid4()
            known[contact.email.casefold()] = uuid4()  # the same address twice in one document: two contacts
            rows.append(_contact(contact_id, application_id, contact, document))
            self._tx.execute(queries.insert_contact, rows[-1])
        self._name_addresses([(application_id, addresses_of(document))])
        self._allow_first_mails(application_id, version, written_to(document))
        return _references(rows)

    def find_latest_document(
        self, application_id: UUID, version: int | None = None
    ) -> tuple[int, dict[str, Any]] | None:
        """Version and document of what was submitted last, or as that version."""
        key = {"application_id": application_id, "version": version}
        row = self._tx.find(queries.find_latest_document, key)
        return None if row is None else (row["version"], row["document"])

    def _insert_version(
        self, application_id: UUID, version: int, document: ApplicationDocument, notice: str, now: datetime
    ) -> None:
        self._tx.execute(
            queries.insert_version,
            {
                "application_id": application_id,
                "version": version,
                "document": as_json(document.model_dump(mode="json")),
                "notice": notice,
                "submitted_at": now,
                "words": searched_words(document),
            },
        )


def _columns(application_id: UUID, document: ApplicationDocument, key: CityKey, time_zone: str, now: datetime) -> Row:
    call, country, folded_area, folded_city = key
    return {
        "application_id": application_id,
        "call": call,
        "city": document.city,
        "admin_area": document.admin_area,
        "country": country,
        "folded_city": folded_city,
        "folded_area": folded_area,
        "time_zone": time_zone,
        "language": document.preferred_language,
        "submitted_at": now,
    }


def _contact(contact_id: UUID, application_id: UUID, contact: DocumentContact, document: ApplicationDocument) -> Row:
    return {
        "contact_id": contact_id,
        "application_id": application_id,
        "name": contact.name,
        "email": contact.email,
        "role": contact.role,
        "is_primary": contact.primary,
        "language": document.preferred_language,
    }


def _references(contacts: Iterable[Row]) -> tuple[list[PersonRef], str]:
    """What events say of contacts, and the reference of the primary one."""
    refs = {f"intake:{row['contact_id']}": row for row in contacts}
    people = [PersonRef(ref=ref, role=row["role"], language=row["language"]) for ref, row in refs.items()]
    return people, next(ref for ref, row in refs.items() if row["is_primary"])


def as_application(row: Row) -> ApplicationRecord:
    return ApplicationRecord(**row | {"state": ApplicationState(row["state"])})


def ref_of(email: str | None, contacts: Mapping[str, str]) -> str | None:
    """Of a contact, by the addresses that there are."""
    contact_id = contacts.get((email or "").lower())
    return f"intake:{contact_id}" if contact_id else None
