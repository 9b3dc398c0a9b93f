"""Intake's tables as dicts, with the signatures of its Repository, and a desk that runs the handlers on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.intake.domain import (
    ApplicationRecord,
    CallRecord,
    CityKey,
    DraftRecord,
    Homonym,
    Named,
    Question,
    Standing,
    Submission,
    Version,
    addresses_of,
    addresses_of_draft,
    written_to,
)
from services.intake.domain.audience import EVERYTHING, Audience, FirstMails, audience_of
from services.intake.domain.colleagues import INVITATION, ColleagueRecord
from services.intake.domain.reminders import RemindableDraft
from services.intake.handlers import answers, applications, calls, drafts, importing, merging, owning, reinstating
from services.intake.repository import Repository
from shared.contracts import intake
from shared.contracts.application import ApplicationDocument
from shared.contracts.intake import Contact, ContactName, KeptFile, LikelyMatch, Override
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller, PersonRef, Role
from shared.contracts.requests import Model
from shared.program.folding import fold, fold_address, fold_city
from shared.program.load import load_program
from tests.support.fakes import FakeOutbox
from tests.support.standing import seen_by, stores

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
ANYBODY = Caller("anonymous:portal", frozenset({Role.ANONYMOUS}))
STAFF = Caller(f"person:{UUID(int=1)}", frozenset({Role.STAFF}))
LEAD = Caller(f"person:{UUID(int=2)}", frozenset({Role.PROGRAM_LEAD}))
ADMINISTRATOR = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))

#: Everything in `document()` that names somebody or was written by somebody.
PERSONAL = (
    "Ana Ficticia", "Luz Ejemplar", "luz@puerto.example", "Leo Supuesto", "leo@puerto.example",
    "Queremos", "Publicamos", "Comité de datos", "proyección nacional",
)  # fmt: skip


def document(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "call": "2027",
        "city": "Puerto Ejemplo",
        "admin_area": "Magdalena",
        "country": "CO",
        "time_zone": "America/Bogota",
        "residents": 512_300,
        "population_source": "proyección nacional",
        "population_year": 2025,
        "mayor": {"name": "Ana Ficticia", "term_starts_on": "2024-01-01", "term_ends_on": "2032-01-01"},
        "ambition": "Queremos " * 30,
        "foundations": "Publicamos " * 30,
        "evidence": [{"kind": "governance_body", "text": "Comité de datos"}],
        "resident_outcomes": ["affordable_housing"],
        "contacts": [
            {"name": "Luz Ejemplar", "email": "luz@puerto.example", "role": "mayors_office", "primary": True},
            {"name": "Leo Supuesto", "email": "leo@puerto.example", "role": "team_lead"},
        ],
        "endorsed_by_mayor": True,
        "preferred_language": "es",
        "privacy_notice_accepted": True,
    }
    return {key: value for key, value in (fields | changes).items() if value is not ...}


def call_request(**changes: Any) -> intake.OpenCall:
    fields: dict[str, Any] = {
        "id": "2027",
        "title": "Round 2027",
        "opens_at": date(2027, 1, 10),
        "closes_at": date(2027, 3, 31),
        "cohort": {"id": "cohort-2027", "name": "Cohort 2027", "starts_on": date(2027, 6, 1)},
    }
    return intake.OpenCall.model_validate(fields | changes)


@dataclass
class Stored:
    record: ApplicationRecord
    versions: list[ApplicationDocument]

    @property
    def live_key(self) -> tuple[str, str, str, str] | None:
        """What the unique index of live applications holds."""
        if self.record.state is ApplicationState.WITHDRAWN:
            return None
        return live_key_of(self.versions[-1])

    @property
    def held_key(self) -> tuple[str, str, str, str] | None:
        """What the unique index of those that hold their city holds."""
        return self.live_key if self.record.holds_city else None


@dataclass
class FakeRepository:
    calls: dict[str, CallRecord] = field(default_factory=dict)
    applications: dict[UUID, Stored] = field(default_factory=dict)
    contacts: dict[UUID, tuple[UUID, Contact]] = field(default_factory=dict)  # with the application
    drafts: dict[UUID, DraftRecord] = field(default_factory=dict)
    questions: dict[UUID, Question] = field(default_factory=dict)
    reopenings: dict[UUID, datetime] = field(default_factory=dict)
    selections: dict[UUID, ApplicationState] = field(default_factory=dict)
    matches: set[frozenset[UUID]] = field(default_factory=set)
    merged: dict[UUID, UUID] = field(default_factory=dict)
    overrides: list[tuple[UUID, Override]] = field(default_factory=list)
    files: list[tuple[UUID, KeptFile]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)  # of versions, as they came
    proven: dict[UUID, str] = field(default_factory=dict)  # folded addresses by person
    named: dict[UUID, frozenset[str]] = field(default_factory=dict)  # folded addresses by application or draft
    vouched: set[tuple[UUID, str]] = field(default_factory=set)  # what staff named
    first_mails: dict[str, tuple[UUID, int, str]] = field(default_factory=dict)  # by address: about, version, source
    limits: FirstMails = field(default_factory=FirstMails)
    coaches: dict[UUID, UUID] = field(default_factory=dict)  # by application
    colleagues: list[tuple[UUID, ColleagueRecord]] = field(default_factory=list)  # with the application
    audience: Audience = EVERYTHING

    def insert_colleague(self, application_id: UUID, new: ColleagueRecord, invited_by: str, now: datetime) -> None:
        self.colleagues.append((application_id, new))
        self._name(application_id, INVITATION, self.named[application_id], [fold_address(new.email)])

    def delete_colleague(self, application_id: UUID, one: ColleagueRecord) -> None:
        self.colleagues = [(of, other) for of, other in self.colleagues if other.id != one.id]
        self.named[application_id] -= {fold_address(one.email)}

    def list_colleagues(self, application_id: UUID) -> list[ColleagueRecord]:
        return [
            replace(one, joined=self.has_proven([fold_address(one.email)]))
            for of, one in self.colleagues
            if of == application_id
        ]

    def _may_see(self, application_id: UUID) -> bool:
        person = self.audience.person
        coached = self.audience.coaching and self.coaches.get(application_id) == person
        return person is None or coached or person in self.list_owners([application_id])[application_id]

    def lock_owners(self) -> None:
        """Nobody else is here."""

    def _name(self, application_id: UUID, version: int, named: frozenset[str], mailed: Iterable[str]) -> None:
        invited = {fold_address(one.email) for of, one in self.colleagues if of == application_id}
        named |= invited
        self.named[application_id] = named
        if self.audience.vouches:
            self.vouched |= {(application_id, email) for email in named}
        for email in sorted(mailed):
            stranger = not self.has_proven([email]) and (application_id, email) not in self.vouched
            of_source = [one for one in self.first_mails.values() if one[2] == self.audience.source]
            room = len(of_source) < self.limits.by_source and len(self.first_mails) < self.limits.in_all
            if stranger and room:
                self.first_mails.setdefault(email, (application_id, version, self.audience.source))

    def list_own(self, person_id: UUID) -> list[intake.OwnApplication]:
        found = []
        for one in [*self.drafts.values(), *(stored.record for stored in self.applications.values())]:
            if person_id in self.list_owners([one.id])[one.id]:
                asked = self.questions.get(one.id, Question(open=False, answered_version=None)).open
                city = one.document.get("city") if isinstance(one, DraftRecord) else one.city
                version = 0 if isinstance(one, DraftRecord) else one.version
                until = self.reopenings.get(one.id, self.calls[one.call].closes_at)
                found.append(
                    intake.OwnApplication(
                        code=one.code, call=one.call, city=city, state=one.state, version=version, asked=asked,
                        until=until, merged_into=self.find_relations(one.id)[0],
                    )
                )  # fmt: skip
        return sorted(found, key=lambda one: one.code)

    def find_standing(self, contact_id: UUID) -> Standing | None:
        draft = next((one for one in self.drafts.values() if one.owner_id == contact_id), None)
        for application_id, one in self.colleagues:
            if one.id == contact_id:
                email = fold_address(one.email)
                known = self.has_proven([email]) or (application_id, email) in self.vouched
                return Standing(known, *self.first_mails.get(email, (None, None))[:2])
        if draft is None and contact_id not in self.contacts:
            return None
        of, email = (draft.id, draft.owner_email) if draft else (
            self.contacts[contact_id][0], self.contacts[contact_id][1].email,
        )  # fmt: skip
        known = self.has_proven([email.casefold()]) or (of, email.casefold()) in self.vouched
        return Standing(known, *self.first_mails.get(email.casefold(), (None, None))[:2])

    def list_named(self, emails: Collection[str]) -> list[Named]:
        known = {one.record.id: one.record for one in self.applications.values()} | self.drafts
        ids = [key for key, named in self.named.items() if named & set(emails)]
        return sorted((Named(known[key].id, known[key].code, known[key].call) for key in ids), key=lambda one: one.code)

    def list_owners(self, ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        named = self.named
        return {one: frozenset(who for who, email in self.proven.items() if email in named.get(one, ())) for one in ids}

    def list_contact_owners(self, ids: Sequence[UUID]) -> Mapping[UUID, tuple[intake.ContactOwner, ...]]:
        return {
            one: tuple(
                intake.ContactOwner(ref=f"intake:{contact_id}", person_id=who)
                for contact_id, (owner, contact) in self.contacts.items()
                for who, email in self.proven.items()
                if owner == one and fold_address(contact.email) == email
            )
            for one in ids
        }

    def find_proven_address(self, person_id: UUID) -> str | None:
        return self.proven.get(person_id)

    def upsert_coach(self, application_id: UUID, coach_id: UUID) -> None:
        self.coaches[application_id] = coach_id

    def find_call(self, call: str) -> CallRecord | None:
        return self.calls.get(call)

    def list_calls(self) -> list[CallRecord]:
        return sorted(self.calls.values(), key=lambda call: (-call.opens_at.timestamp(), call.id))

    def insert_call(self, call: CallRecord) -> bool:
        return self.calls.setdefault(call.id, call) is call

    def list_calls_of_cohort(self, cohort: str) -> list[CallRecord]:
        return [call for call in self.calls.values() if call.cohort.id == cohort]

    def lock_cohort(self, cohort: str) -> None:
        """Nobody else is here."""

    def lock_call(self, call: str) -> None:
        """Nobody else is here."""

    def update_call_closing(self, call: str, closes_at: datetime, *, closed_at: datetime | None) -> None:
        self.calls[call] = replace(self.calls[call], closes_at=closes_at, closed_at=closed_at)

    def find_reopening(self, application_id: UUID) -> datetime | None:
        return self.reopenings.get(application_id)

    def upsert_reopening(self, application_id: UUID, until: datetime) -> None:
        self.reopenings[application_id] = until

    def insert_application(self, new: Submission, notice: str, now: datetime) -> bool:
        if self._taken(live_key_of(new.document), new.id):
            return False
        self.notices.append(notice)
        record = ApplicationRecord(
            **_columns(new.document), id=new.id, code=new.code, time_zone=new.time_zone,
            state=ApplicationState.SUBMITTED, version=1, submitted_at=now, holds_city=new.holds_city,
        )  # fmt: skip
        self.applications[new.id] = Stored(record, [new.document])
        return True

    def insert_next_version(self, new: Submission, notice: str, now: datetime) -> bool:
        if new.holds_city and self._taken(live_key_of(new.document), new.id):
            return False
        self.notices.append(notice)
        stored = self.applications[new.id]
        columns = _columns(new.document) | {"version": new.version, "time_zone": new.time_zone, "submitted_at": now}
        columns |= {"state": ApplicationState.SUBMITTED, "holds_city": new.holds_city}
        self.merged.pop(new.id, None)
        stored.record = replace(stored.record, **columns)
        stored.versions.append(new.document)
        return True

    def insert_applications(self, applications: Sequence[Submission], notice: str, now: datetime) -> list[Submission]:
        return [one for one in applications if self.insert_application(one, notice, now)]

    def insert_contacts(self, applications: Sequence[Submission]) -> dict[UUID, tuple[list[PersonRef], str]]:
        return {one.id: self.replace_contacts(one.id, 1, one.document, {}) for one in applications}

    def find_live_codes(self, keys: Iterable[CityKey]) -> dict[CityKey, str]:
        live = {one.held_key: one.record.code for one in self.applications.values() if one.held_key is not None}
        return {key: live[key] for key in keys if key in live}

    def find_holder(self, key: CityKey, other_than: UUID) -> str | None:
        others = [one.record for one in self.applications.values() if one.held_key == key]
        return next((one.code for one in others if one.id != other_than), None)

    def settle_cities(self, ids: Sequence[UUID]) -> None:
        keys = {live_key_of(self.applications[one].versions[-1]) for one in ids if one in self.applications}
        for key in keys:
            live = [one for one in self.applications.values() if one.live_key == key]
            owned = [one for one in live if self.list_owners([one.record.id])[one.record.id]]
            if owned and not any(one.record.holds_city for one in live):
                first = min(owned, key=lambda one: (one.record.submitted_at, one.record.code))
                first.record = replace(first.record, holds_city=True)

    def has_proven(self, emails: Collection[str]) -> bool:
        return not set(emails).isdisjoint(self.proven.values())

    def find_application(self, code: str) -> ApplicationRecord | None:
        found = next((one.record for one in self.applications.values() if one.record.code == code), None)
        return found if found and self._may_see(found.id) else None

    def lock_application(self, code: str) -> ApplicationRecord | None:
        return self.find_application(code)

    def update_application_state(self, application_id: UUID, state: ApplicationState) -> None:
        stored = self.applications[application_id]
        stored.record = replace(stored.record, state=state)

    def find_contact(self, contact_id: UUID) -> Contact | None:
        colleague = next((one for _, one in self.colleagues if one.id == contact_id), None)
        if colleague:
            return Contact(name=colleague.name, email=colleague.email, language=colleague.language)
        owner = next((one for one in self.drafts.values() if one.owner_id == contact_id), None)
        if owner:
            return Contact(name=owner.owner_name, email=owner.owner_email, language=owner.language)
        return self.contacts[contact_id][1] if contact_id in self.contacts else None

    def list_contacts_at(self, address: str) -> list[UUID]:
        owners = [one.owner_id for one in self.drafts.values() if one.owner_email.casefold() == address.casefold()]
        contacts = [key for key, (_, one) in self.contacts.items() if one.email.casefold() == address.casefold()]
        return sorted({*owners, *contacts})

    def list_contact_names(self, ids: Sequence[UUID]) -> list[ContactName]:
        of = {key: owner for key, (owner, _) in self.contacts.items()} | {
            one.owner_id: one.id for one in self.drafts.values()
        }
        found = {one: self.find_contact(one) for one in ids if one in of and self._may_see(of[one])}
        return [ContactName(id=one, name=contact.name) for one, contact in found.items() if contact]

    def get_document(self, application_id: UUID, version: int) -> ApplicationDocument:
        return self.applications[application_id].versions[version - 1]

    def insert_draft(self, draft: DraftRecord) -> None:
        self.drafts[draft.id] = draft
        self._name(draft.id, 0, addresses_of_draft(draft), [draft.owner_email.casefold()])

    def update_draft(self, draft: DraftRecord) -> None:
        self.drafts[draft.id] = draft
        self._name(draft.id, 0, addresses_of_draft(draft), [])

    def delete_draft(self, application_id: UUID) -> None:
        del self.drafts[application_id]

    def find_draft(self, code: str) -> DraftRecord | None:
        found = next((one for one in self.drafts.values() if one.code == code), None)
        return found if found and self._may_see(found.id) else None

    def lock_draft(self, code: str) -> DraftRecord | None:
        return self.find_draft(code)

    def list_drafts(self, call: str | None, email: str | None, after: str | None, limit: int) -> list[DraftRecord]:
        found = sorted(self._matching(call, email), key=lambda one: (one.saved_at, one.code), reverse=True)
        codes = [one.code for one in found]
        return found[codes.index(after) + 1 if after else 0 :][:limit]

    def count_drafts(self, call: str | None, email: str | None) -> int:
        return len(self._matching(call, email))

    def _matching(self, call: str | None, email: str | None) -> list[DraftRecord]:
        live = [one for one in self.drafts.values() if one.state is ApplicationState.DRAFT and self._may_see(one.id)]
        return [d for d in live if call in (None, d.call) and (email is None or email.lower() == d.owner_email.lower())]

    def list_remindable(self, now: datetime, until: datetime) -> list[RemindableDraft]:
        found = []
        for one in sorted(self.drafts.values(), key=lambda one: one.id):
            call = self.calls[one.call]
            moments = [call.closes_at] * (call.closed_at is None) + [self.reopenings.get(one.id, call.closes_at)]
            closes_at = max(moments)
            open_ = now < closes_at <= until and (call.closed_at is None or one.id in self.reopenings)
            if one.state is ApplicationState.DRAFT and open_:
                zone = one.document.get("time_zone") or call.time_zone
                found.append(RemindableDraft(one.id, one.code, one.call, closes_at, one.saved_at, zone))
        return found

    def upsert_question(self, application_id: UUID, state: ApplicationState, asked: bool | None) -> None:
        known = self.questions.get(application_id, Question(open=False, answered_version=None))
        self.questions[application_id] = replace(known, open=known.open if asked is None else asked)
        self.selections[application_id] = state

    def find_selection_state(self, application_id: UUID) -> ApplicationState | None:
        return self.selections.get(application_id)

    def lock_homonyms(self, keys: Iterable[CityKey]) -> None:
        """Nobody else is here."""

    def list_homonyms(self, application_ids: Sequence[UUID]) -> list[tuple[UUID, Homonym]]:
        live = {one.record.id: one for one in self.applications.values() if one.live_key is not None}
        found = []
        for one in (live[one] for one in application_ids if one in live):
            call, country, _, city = live_key_of(one.versions[-1])
            for other in live.values():
                theirs = live_key_of(other.versions[-1])
                if other is not one and (theirs[0], theirs[1], theirs[3]) == (call, country, city):
                    found.append((one.record.id, Homonym(other.record.id, other.record.code, theirs[2])))
        return found

    def insert_match(self, one: UUID, other: UUID) -> None:
        self.matches.add(frozenset((one, other)))

    def delete_matches(self, application_ids: Sequence[UUID]) -> set[frozenset[UUID]]:
        gone = {pair for pair in self.matches if pair & set(application_ids)}
        self.matches -= gone
        return gone

    def list_matches(self, call: str | None, after: str | None, limit: int) -> list[LikelyMatch]:
        found = []
        for pair in self.matches:
            one, other = sorted((self.applications[key].record for key in pair), key=lambda record: record.code)
            names = {"country": one.country, "city": min(one.city, other.city), "codes": (one.code, other.code)}
            areas = {"admin_areas": (one.admin_area, other.admin_area)}
            found.append(LikelyMatch.model_validate({"call": one.call} | names | areas))
        matching = [one for one in found if call in (None, one.call) and (after is None or "-".join(one.codes) > after)]
        return sorted(matching, key=lambda one: one.codes)[:limit]

    def count_matches(self, call: str | None) -> int:
        return len(self.list_matches(call, None, 1_000))

    def find_relations(self, application_id: UUID) -> tuple[str | None, tuple[str, ...]]:
        into = self.merged.get(application_id)
        others = [next(iter(pair - {application_id})) for pair in self.matches if application_id in pair]
        live = [self.applications[other] for other in others if self.applications[other].live_key is not None]
        own = self.applications.get(application_id)
        codes = sorted(one.record.code for one in live) if own and own.live_key is not None else []
        return (self.applications[into].record.code if into else None), tuple(codes)

    def update_merged(self, application_id: UUID, into: UUID) -> None:
        self.update_application_state(application_id, ApplicationState.WITHDRAWN)
        self.merged[application_id] = into

    def update_restored(self, application_id: UUID) -> None:
        assert self.lock_successor(application_id) is None, "the unique index of live applications"
        self.update_application_state(application_id, ApplicationState.SUBMITTED)
        self.merged.pop(application_id, None)

    def lock_successor(self, application_id: UUID) -> ApplicationRecord | None:
        key = live_key_of(self.applications[application_id].versions[-1])
        live = [one.record for one in self.applications.values() if one.held_key == key]
        held = self.applications[application_id].record.holds_city
        return next((one for one in live if held and one.id != application_id), None)

    def find_latest_document(
        self, application_id: UUID, version: int | None = None
    ) -> tuple[int, dict[str, Any]] | None:
        if application_id not in self.applications:
            return None
        known = self.applications[application_id].versions
        number = version or len(known)
        return number, known[number - 1].model_dump(mode="json")

    def list_versions(self, application_id: UUID) -> list[Version]:
        versions = self.applications[application_id].versions
        return [
            Version(number, document.model_dump(mode="json"), self.notices[0], NOW)
            for number, document in enumerate(versions, 1)
        ]

    def insert_file(self, application_id: UUID, file: KeptFile, added_by: str) -> None:
        if not any((key, one.sha256) == (application_id, file.sha256) for key, one in self.files):
            self.files.append((application_id, file))

    def list_files(self, application_id: UUID) -> tuple[KeptFile, ...]:
        return tuple(one for key, one in self.files if key == application_id)

    def upsert_proven_address(self, person_id: UUID, folded_email: str, now: datetime) -> None:
        for person in [person for person, email in self.proven.items() if email == folded_email]:
            del self.proven[person]
        self.proven[person_id] = folded_email

    def insert_overrides(self, application_ids: Sequence[UUID], override: Override) -> None:
        self.overrides += [(application_id, override) for application_id in application_ids]

    def list_overrides(self, application_id: UUID) -> tuple[Override, ...]:
        own = (override for key, override in self.overrides if key == application_id)
        return tuple(sorted(own, key=lambda one: (one.at, one.rule)))

    def lock_question(self, application_id: UUID) -> Question | None:
        return self.questions.get(application_id)

    def update_answered(self, application_id: UUID, version: int) -> None:
        self.questions[application_id] = Question(open=False, answered_version=version)

    def replace_contacts(
        self, application_id: UUID, version: int, document: ApplicationDocument, known: Mapping[str, UUID]
    ) -> tuple[list[PersonRef], str]:
        self._name(application_id, version, addresses_of(document), written_to(document))
        mine = {key: one for key, (owner, one) in self.contacts.items() if owner == application_id}
        known = {email.casefold(): key for email, key in known.items()}
        known |= {one.email.casefold(): key for key, one in mine.items()}
        for key in mine:
            del self.contacts[key]
        references, primary = [], ""
        for one in document.contacts:
            contact_id = known.pop(one.email.casefold(), None) or uuid4()
            language = document.preferred_language
            self.contacts[contact_id] = application_id, Contact(name=one.name, email=one.email, language=language)
            references.append(PersonRef(ref=f"intake:{contact_id}", role=one.role, language=language))
            primary = references[-1].ref if one.primary else primary
        return references, primary

    def _taken(self, key: tuple[str, str, str, str], by_another_than: UUID) -> bool:
        return any(one.held_key == key and one.record.id != by_another_than for one in self.applications.values())


def live_key_of(document: ApplicationDocument) -> tuple[str, str, str, str]:
    return document.call, document.country, fold(document.admin_area), fold_city(document.city)


def _columns(document: ApplicationDocument) -> dict[str, Any]:
    columns = {name: getattr(document, name) for name in ("call", "city", "admin_area", "country")}
    return columns | {"language": document.preferred_language}


class Desk:
    """Intake's handlers on one fake database, with the call 2027 open at NOW."""

    def __init__(self, *, open_call: bool = True) -> None:
        self.repository, self.reminded = stores(FakeRepository, Repository)
        self.outbox = FakeOutbox()
        if open_call:
            self.open_call()
            self.outbox.events.clear()

    def seen(self, request: Model, caller: Caller) -> Any:
        """The tables as an entrypoint hands them over: what the caller of this request may see."""
        return seen_by(self.repository, audience_of(type(request), caller))

    def open_call(self, now: datetime = NOW, **changes: Any) -> intake.Call:
        return calls.open_call(call_request(**changes), self.repository, self.outbox, PROGRAM, now)

    def extend(self, until: datetime | date, now: datetime = NOW, call: str = "2027") -> intake.Call:
        request = intake.ExtendCall(call=call, until=until)
        return calls.extend_call(request, self.repository, self.outbox, now)

    def close(self, now: datetime = NOW, call: str = "2027") -> intake.Call:
        return calls.close_call(intake.CloseCall(call=call), self.repository, self.outbox, PROGRAM, now)

    def reopen(self, code: str, until: datetime | date, now: datetime = NOW, call: str = "2027") -> intake.Reopening:
        request = intake.ReopenCall(call=call, code=code, until=until)
        return calls.reopen_call(request, self.repository, self.outbox, now)

    def submit(
        self, now: datetime = NOW, caller: Caller = STAFF, override: str | None = None, **changes: Any
    ) -> intake.Receipt:
        """By staff, who hold the city at once."""
        request = intake.SubmitApplication(document=document(**changes), override=override)
        return applications.submit_application(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def resubmit(
        self, code: str, now: datetime = NOW, caller: Caller = STAFF, override: str | None = None, **changes: Any
    ) -> intake.Receipt:
        request = intake.ResubmitApplication(code=code, document=document(**changes), override=override)
        return applications.resubmit_application(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def withdraw(self, code: str, now: datetime = NOW, caller: Caller = STAFF) -> intake.Receipt:
        request = intake.WithdrawApplication(code=code)
        return applications.withdraw_application(request, self.seen(request, caller), self.outbox, now)

    def bring_in(
        self, *rows: dict[str, Any], now: datetime = NOW, caller: Caller = STAFF, **options: Any
    ) -> intake.ImportOutcome:
        """Rows 2 and on: documents of `document()` with these changes; `faults` are the reader's."""
        request = intake.ImportApplications(
            rows=tuple(
                intake.ImportRow(row=number, faults=row.pop("faults", ()), document=document(**row))
                for number, row in enumerate(rows, 2)
            ),
            **options,
        )
        return importing.import_applications(request, self.repository, self.outbox, PROGRAM, caller, now)

    # -- drafts and answers ------------------------------------------------------------------------------------------

    def save(self, now: datetime = NOW, caller: Caller = ANYBODY, override: str | None = None, **changes: Any
             ) -> intake.DraftReceipt:  # fmt: skip
        request = intake.SaveDraft(document=document(**changes), override=override)
        return drafts.save_draft(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def revise(
        self, code: str, now: datetime = NOW, expected: int | None = None, caller: Caller = STAFF, **changes: Any
    ) -> intake.DraftReceipt:
        request = intake.ReviseDraft(code=code, document=document(**changes), expected_revision=expected)
        return drafts.revise_draft(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def submit_draft(
        self, code: str, now: datetime = NOW, caller: Caller = STAFF, override: str | None = None
    ) -> intake.Receipt:
        request = intake.SubmitDraft(code=code, override=override)
        return drafts.submit_draft(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def answer(self, code: str, now: datetime = NOW, caller: Caller = STAFF, **changes: Any) -> intake.Receipt:
        request = intake.AnswerQuestion(code=code, document=document(**changes))
        return answers.answer_question(request, self.seen(request, caller), self.outbox, PROGRAM, now)

    def reinstate(
        self, code: str, now: datetime = NOW, caller: Caller = STAFF, override: str | None = None
    ) -> intake.Receipt:
        request = intake.ReinstateApplication(code=code, reason="the new mayor wants to go on", override=override)
        return reinstating.reinstate_application(request, self.repository, self.outbox, PROGRAM, caller, now)

    def merge(self, code: str, into: str, now: datetime = NOW) -> intake.Receipt:
        request = intake.MergeApplications(code=code, into=into)
        return merging.merge_applications(request, self.repository, self.outbox, PROGRAM, now)

    def claim(self, address: str, person: UUID | None = None, now: datetime = NOW) -> Caller:
        """Somebody proves an address: who they are from then on."""
        caller = Caller(f"person:{person or uuid4()}", frozenset({Role.APPLICANT}), address=address)
        owning.claim_address(self.repository, self.outbox, caller, now)
        return replace(caller, address=None)

    def show(self, code: str, caller: Caller = STAFF) -> intake.Application:
        request = intake.GetApplication(code=code)
        return applications.get_application(request, self.seen(request, caller), caller)
