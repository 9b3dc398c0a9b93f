"""The ledger's tables as dicts, with the signatures of its Repository, and samples of everything that is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.notifications.admission import Candidate, Standing
from services.notifications.domain import (
    HELD_BY_RULE,
    INTERRUPTED,
    PENDING,
    WITH_TOMORROWS,
    Application,
    Call,
    Contact,
    Mail,
    Occasion,
    State,
)
from services.notifications.exchange import ExchangeRecord
from services.notifications.handlers.telling import Telling
from services.notifications.mails import CANCELLATIONS, NEVER_HELD, SAMPLE
from services.notifications.reminders import is_reminder
from services.notifications.sending.letters import Letters
from services.notifications.service import Service
from services.notifications.templates import Templates
from shared.contracts.application import EligibilityFacts
from shared.contracts.events import Event
from shared.contracts.intake import ApplicationSubmitted, CallOpened, DraftSaved, PlannedCohort
from shared.contracts.named import id_of_name
from shared.contracts.notifications import HoldRule, ListMails, MailNote, NotDelivered, Suppression
from shared.contracts.people import PersonRef
from shared.messaging.cause import Cause
from shared.program.load import load_program
from tests.support.answering import hear

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")
LETTERS = Letters(PROGRAM, Templates(), "https://portal.example/")

APPLICATION_ID = UUID("11111111-1111-4111-8111-111111111111")
CODE = "K7Q2M9X4TB"
PRIMARY = PersonRef(ref=f"intake:{UUID(int=1)}", role="team_lead", language="es")
MAYORS_OFFICE = PersonRef(ref=f"intake:{UUID(int=2)}", role="mayors_office", language="en")
ANALYST = PersonRef(ref=f"intake:{UUID(int=3)}", role="team", language="pt")

CALL = CallOpened(
    call_id=id_of_name("2027"),
    call="2027",
    title="City Data Alliance 2027",
    opens_at=datetime(2027, 1, 1, tzinfo=UTC),
    closes_at=datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC),
    time_zone="America/New_York",
    eligibility_as_of=date(2027, 3, 31),
    capacity=22,
    offer_reply_days=14,
    cohort=PlannedCohort(id="2027", name="Cohort 2027", starts_on=date(2027, 6, 1)),
)
SUBMITTED = ApplicationSubmitted(
    application_id=APPLICATION_ID,
    code=CODE,
    call="2027",
    version=1,
    city="Puerto Ejemplo",
    admin_area="Magdalena",
    country="CO",
    time_zone="America/Bogota",
    language="es",
    resident_outcomes=("affordable_housing",),
    facts=EligibilityFacts(
        country="CO",
        city="Puerto Ejemplo",
        residents=512_300,
        population_year=2025,
        population_official=True,
        mayor_term_starts_on=date(2024, 1, 1),
        mayor_term_ends_on=date(2032, 1, 1),
    ),
    eligibility_as_of=date(2027, 3, 31),
    contacts=(MAYORS_OFFICE, PRIMARY, ANALYST),
    primary_contact=PRIMARY.ref,
    submitted_at=NOW,
)


def a_mail(**changes: Any) -> Mail:
    """A queued mail that an application was received."""
    mail_id = uuid4()
    values = {
        "version": 1,
        "closes_at": CALL.closes_at.isoformat(),
        "city": "Puerto Ejemplo",
        "city_zone": "America/Bogota",
        "call_title": CALL.title,
        "call_zone": CALL.time_zone,
    }
    mail = Mail(
        id=mail_id,
        occasion_id=uuid4(),
        template="application_received",
        template_version="0",
        language="en",
        recipient=PRIMARY.ref,
        application_id=APPLICATION_ID,
        code=CODE,
        values=values,
        state=State.QUEUED,
        attempts=0,
        notes=(),
        message_id=f"<{mail_id}@program.example>",
        traceparent="00-" + "1" * 32 + "-" + "2" * 16 + "-01",
        created_at=NOW,
        next_at=NOW,
        claimed_at=None,
        sent_at=None,
        resent_from=None,
    )
    return replace(mail, **changes)


def telling_of(repository: Any, cause: Cause) -> Telling:
    return Telling(repository, LETTERS, cause, NOW)


def tell(event: Event, repository: Any, cause: Cause) -> None:
    """What the service does when it hears this."""
    hear(Service, event, telling=telling_of(repository, cause), repository=repository)


@dataclass
class FakeLedger:
    calls: dict[str, CallOpened] = field(default_factory=dict)
    applications: dict[UUID, ApplicationSubmitted | DraftSaved] = field(default_factory=dict)
    ended: set[UUID] = field(default_factory=set)  # drafts that were withdrawn
    contacts: dict[UUID, list[Contact]] = field(default_factory=dict)
    pending: list[Occasion] = field(default_factory=list)
    mails: dict[UUID, Mail] = field(default_factory=dict)
    told_stopped: set[UUID] = field(default_factory=set)
    discarded_for: dict[UUID, str | None] = field(default_factory=dict)
    locked: list[UUID] = field(default_factory=list)
    people: dict[str, tuple[str, bool]] = field(default_factory=dict)  # reference -> language, whether staff
    exchanges: list[ExchangeRecord] = field(default_factory=list)
    rules: dict[UUID, HoldRule] = field(default_factory=dict)
    released_at: dict[UUID, datetime] = field(default_factory=dict)
    addresses: dict[UUID, str] = field(default_factory=dict)  # of mails, as they are known again
    bounces: list[tuple[UUID, str, str, str]] = field(default_factory=list)
    suppressed: list[Suppression] = field(default_factory=list)
    unwanted: set[tuple[str, str]] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    addressed: dict[tuple[UUID, str, str], UUID] = field(default_factory=dict)  # occasion, template, digest -> mail

    def upsert_call(self, event: CallOpened) -> None:
        self.calls[event.call] = event

    def update_call_closing(self, call: str, closes_at: datetime) -> None:
        self.calls[call] = self.calls[call].model_copy(update={"closes_at": closes_at})

    def get_call(self, call: str, application_id: UUID) -> Call:
        is_awaited = any(occasion.application_id == application_id for occasion in self.pending)
        opened = self.calls[call]
        is_held = bool(self.list_awaiting(application_id))
        return Call(opened.title, opened.time_zone, opened.closes_at, is_awaited, is_held)

    def lock_application(self, application_id: UUID) -> None:
        self.locked.append(application_id)

    def upsert_application(self, event: ApplicationSubmitted | DraftSaved, contacts: Iterable[Contact]) -> None:
        self.applications[event.application_id] = event
        self.contacts[event.application_id] = list(contacts)

    def find_application_called(self, code: str) -> Application | None:
        return next(
            (self.find_application(one.application_id) for one in self.applications.values() if one.code == code), None
        )

    def find_application(self, application_id: UUID) -> Application | None:
        event = self.applications.get(application_id)
        if event is None:
            return None
        call = self.calls[event.call]
        zone = event.time_zone or call.time_zone
        return Application(application_id, event.code, event.city, zone, call.title, call.time_zone)

    def end_draft(self, application_id: UUID) -> None:
        self.ended.add(application_id)

    def list_drafts(self, call: str) -> list[UUID]:
        drafts = [e for e in self.applications.values() if isinstance(e, DraftSaved) and e.call == call]
        return sorted(e.application_id for e in drafts if e.application_id not in self.ended)

    def replace_contacts(self, application_id: UUID, contacts: Iterable[Contact]) -> None:
        self.contacts[application_id] = list(contacts)

    def list_contacts(self, application_id: UUID) -> list[Contact]:
        return self.contacts.get(application_id, [])

    def list_recipients(self, codes: Sequence[str]) -> dict[str, list[Contact]]:
        known = {one.code: self.list_contacts(one.application_id) for one in self.applications.values()}
        return {
            code: sorted(known[code], key=lambda one: (not one.is_primary, one.ref))
            for code in codes
            if known.get(code)
        }

    def upsert_person(self, ref: str, language: str, is_staff: bool) -> None:
        self.people[ref] = language, is_staff

    def list_staff(self) -> list[tuple[str, str]]:
        return sorted((ref, language) for ref, (language, is_staff) in self.people.items() if is_staff)

    def list_languages(self, refs: Sequence[str]) -> dict[str, str]:
        return {ref: self.people[ref][0] for ref in refs if ref in self.people}

    def insert_pending_occasion(self, occasion: Occasion, now: datetime) -> None:
        key = (occasion.id, occasion.template, occasion.recipient)
        self.pending = [one for one in self.pending if (one.id, one.template, one.recipient) != key]
        self.pending.append(occasion)

    def delete_pending_decisions(self, application_id: UUID) -> None:
        self.pending = [
            one for one in self.pending if one.application_id != application_id or PENDING not in one.values
        ]

    def take_pending_occasions(self, application_id: UUID) -> list[Occasion]:
        taken = [one for one in self.pending if one.application_id == application_id]
        self.pending = [one for one in self.pending if one not in taken]
        return taken

    def insert_mail(self, mail: Mail, subject: str, now: datetime) -> bool:
        key = (mail.occasion_id, mail.template, mail.recipient)
        if key in {(one.occasion_id, one.template, one.recipient) for one in self.mails.values()}:
            return False
        self.mails[mail.id] = mail
        return True

    def list_told_of_meeting(self, meeting_id: UUID) -> dict[str, str]:
        about = [one for one in self.mails.values() if one.values.get("meeting_id") == str(meeting_id)]
        last = {one.recipient: one for one in about if one.state is not State.CANCELLED}
        return {one.recipient: one.language for one in last.values() if one.template not in CANCELLATIONS}

    def list_told_ahead(self, meeting_id: UUID, now: datetime) -> dict[str, str]:
        about = [one for one in self.mails.values() if one.values.get("meeting_id") == str(meeting_id)]
        last = {one.recipient: one for one in about if one.state is not State.CANCELLED}
        ahead = {ref: one for ref, one in last.items() if datetime.fromisoformat(one.values["ends_at"]) > now}
        return {ref: one.language for ref, one in ahead.items() if one.template not in CANCELLATIONS}

    def list_told(self, application_id: UUID, templates: Sequence[str]) -> dict[str, str]:
        about = [
            one for one in self.mails.values() if one.application_id == application_id and one.template in templates
        ]
        gone = [one for one in about if one.state in (State.SENDING, State.SENT)]
        return {one.recipient: one.language for one in sorted(gone, key=lambda one: not one.is_first)}

    def list_awaiting(self, application_id: UUID) -> list[Mail]:
        mine = [one for one in self.mails.values() if one.application_id == application_id]
        return [one for one in mine if one.state is State.HELD and one.awaits_decision]

    def cancel_awaiting(self, mail_id: UUID, note: MailNote, now: datetime) -> None:
        self.mails[mail_id] = replace(self.mails[mail_id], state=State.CANCELLED, notes=(note,), next_at=now)

    def update_awaiting_language(self, mail_id: UUID, language: str) -> None:
        self.mails[mail_id] = replace(self.mails[mail_id], language=language)

    def release_awaiting(self, occasion: Occasion, state: State, notes: Sequence[MailNote], now: datetime) -> None:
        self.pending = [one for one in self.pending if one.id != occasion.id or PENDING not in one.values]
        for one in list(self.mails.values()):
            if one.occasion_id == occasion.id and one.awaits_decision:
                values = {name: value for name, value in one.values.items() if name != PENDING} | occasion.values
                said = {"values": values, "template": occasion.template, "next_at": now}
                held = {"state": state, "notes": tuple(notes)} if one.state is State.HELD else {}
                self.mails[one.id] = replace(one, **said, **held)

    def list_written(self, occasion_id: UUID) -> set[str]:
        return {one.recipient for one in self.mails.values() if one.occasion_id == occasion_id}

    def was_told(self, code: str, template: str, value: str, said: str, occasion_id: UUID) -> bool:
        told = [one for one in self.mails.values() if one.template == template and one.code == code]
        return any(
            str(one.values.get(value)) == said and one.occasion_id != occasion_id and one.state is not State.CANCELLED
            for one in told
        )

    def has_unsent(self, application_id: UUID, templates: Sequence[str]) -> bool:
        unsent = (State.HELD, State.QUEUED, State.SENDING)
        mine = [one for one in self.mails.values() if one.application_id == application_id]
        return any(one.template in templates and one.state in unsent for one in mine)

    def list_standings(self, wanted: Sequence[Candidate]) -> dict[UUID, Standing]:
        return {one.mail.id: self._standing(one) for one in wanted}

    def _standing(self, one: Candidate) -> Standing:
        mail, known_as = one.mail, one.known_as
        contacts = self.contacts.get(mail.application_id, []) if mail.application_id else []
        topic = one.asked["topic"]
        return Standing(
            is_contact=any(contact.ref == mail.recipient for contact in contacts),
            is_suppressed=known_as is not None and self.is_suppressed(known_as),
            is_unwanted=(known_as, topic) in self.unwanted,
        )

    def get_link_secret(self) -> str:
        return "a secret"

    def find_address(self, mail_id: UUID) -> str | None:
        return self.addresses.get(mail_id)

    def has_addressed(self, mail: Mail, digest: str) -> bool:
        return (mail.occasion_id, mail.template, digest) in self.addressed

    def lock_mail_sent_as(self, message_id: str) -> Mail | None:
        return next((one for one in self.mails.values() if one.message_id == message_id), None)

    def is_suppressed(self, address: str) -> bool:
        return any(one.lifted_at is None and self.addresses.get(one.mail_id) == address for one in self.suppressed)

    def insert_bounce(self, mail_id: UUID, told: NotDelivered, address: str, now: datetime) -> bool:
        bounce = (mail_id, told.action, told.status, address)
        new = bounce[:3] not in {one[:3] for one in self.bounces}
        if new:
            self.bounces.append(bounce)
        return new

    def update_bounced(self, mail_id: UUID, state: State, note: MailNote, now: datetime) -> None:
        self.mails[mail_id] = replace(self.mails[mail_id], state=state, notes=(note,), next_at=now)

    def suppress(self, suppression_id: UUID, address: str, mail_id: UUID, status: str, now: datetime) -> bool:
        if self.is_suppressed(address):
            return False
        mail = self.mails[mail_id]
        found = {"id": suppression_id, "mail_id": mail_id, "recipient": mail.recipient, "code": mail.code, "soft": 0}
        never = {"lifted_by": None, "lifted_at": None}
        self.suppressed.append(Suppression.model_validate(found | never | {"status": status, "since": now}))
        return True

    def list_suppressions(self, lifted: bool, limit: int, after: UUID | None) -> list[Suppression]:
        return [one for one in self.suppressed if (one.lifted_at is not None) is lifted][:limit]

    def count_suppressions(self, lifted: bool) -> int:
        return len(self.list_suppressions(lifted, 1_000, None))

    def find_suppression(self, suppression_id: UUID) -> Suppression | None:
        return next((one for one in self.suppressed if one.id == suppression_id), None)

    def lift_suppression(self, suppression_id: UUID, lifted_by: str, now: datetime) -> None:
        lifted = {"lifted_by": lifted_by, "lifted_at": now}
        self.suppressed = [
            one.model_copy(update=lifted) if one.id == suppression_id else one for one in self.suppressed
        ]

    def insert_unwanted(self, address: str, topic: str, mail_id: UUID, now: datetime) -> None:
        self.unwanted.add((address, topic))

    def delete_unwanted(self, address: str, topic: str) -> None:
        self.unwanted.discard((address, topic))

    def list_unwanted(self, address: str) -> set[str]:
        return {topic for one, topic in self.unwanted if one == address}

    def insert_reply(self, record: ExchangeRecord, source: str) -> bool:
        if source in self.sources:
            return False
        self.sources.add(source)
        self.exchanges.append(record)
        return True

    def take_addresses(self, wanted: Sequence[Candidate]) -> set[UUID]:
        taken = set()
        for one in wanted:
            assert one.mail.id in self.mails, "a mail of the ledger"
            if one.known_as is not None:
                self.addresses[one.mail.id] = one.known_as
            place = one.place
            key = (place["occasion_id"], place["template"], place["digest"])
            if self.addressed.setdefault(key, one.mail.id) == one.mail.id:
                taken.add(one.mail.id)
        return taken

    def find_mail(self, mail_id: UUID) -> Mail | None:
        return self.mails.get(mail_id)

    lock_mail = find_mail

    def _of_city(self, code: str) -> list[Mail]:
        return [
            one
            for one in self.mails.values()
            if one.code == code
            and one.state is State.SENT
            and one.template != "sign_in"
            and not one.recipient.startswith("identity:")
        ]

    def list_city_mails(self, code: str, limit: int, after: UUID | None) -> list[Mail]:
        mails = latest_first(self._of_city(code))
        start = next((n for n, one in enumerate(mails, 1) if one.id == after), 0)
        return mails[start : start + limit]

    def count_city_mails(self, code: str) -> int:
        return len(self._of_city(code))

    def find_city_mail(self, code: str, mail_id: UUID) -> Mail | None:
        return next((one for one in self._of_city(code) if one.id == mail_id), None)

    def list_mails(self, wanted: ListMails, limit: int, after: UUID | None) -> list[Mail]:
        mails = [
            one
            for one in self.mails.values()
            if wanted.code in (None, one.code)
            and wanted.state in (None, one.state)
            and (wanted.recipients is None or one.recipient in wanted.recipients)
            and wanted.template in (None, one.template)
            and wanted.language in (None, one.language)
            and wanted.rule_id in (None, one.rule_id)
            and (wanted.call is None or self._call_of(one) == wanted.call)
        ]
        mails = latest_first(mails)
        start = next((n for n, one in enumerate(mails, 1) if one.id == after), 0)
        return mails[start : start + limit]

    def knows_call(self, call: str) -> bool:
        return call in self.calls

    def update_mail_edited(self, mail: Mail, subject: str) -> None:
        self.mails[mail.id] = mail

    def insert_hold_rule(self, rule: HoldRule) -> None:
        self.rules[rule.id] = rule

    def find_hold_rule(self, rule_id: UUID) -> HoldRule | None:
        rule = self.rules.get(rule_id)
        held = sum(one.rule_id == rule_id for one in self.mails.values())
        return None if rule is None else rule.model_copy(update={"held": held})

    lock_hold_rule = find_hold_rule

    def list_hold_rules(self, ended: bool, limit: int, after: UUID | None) -> list[HoldRule]:
        found = [one for one in self.rules.values() if (one.ended_at is not None) is ended]
        return [rule for one in found if (rule := self.find_hold_rule(one.id))][:limit]

    def count_hold_rules(self, ended: bool) -> int:
        return len(self.list_hold_rules(ended, 1_000, None))

    def lift_hold_rule(self, rule_id: UUID, lifted_by: str, now: datetime) -> None:
        self.rules[rule_id] = self.rules[rule_id].model_copy(update={"lifted_by": lifted_by, "ended_at": now})

    def has_hold_rules(self) -> bool:
        return any(one.ended_at is None for one in self.rules.values())

    def end_hold_rules(self, now: datetime) -> None:
        for one in list(self.rules.values()):
            if one.ended_at is None and one.until is not None and one.until <= now:
                self.rules[one.id] = one.model_copy(update={"ended_at": one.until})

    def free_from_rules(self, now: datetime) -> None:
        for one in list(self.mails.values()):
            if one.rule_id is not None and self.rules[one.rule_id].ended_at is not None:
                self.mails[one.id] = replace(one, state=State.QUEUED, rule_id=None, next_at=now, notes=())

    def hold_by_rules(self, now: datetime) -> None:
        for one in list(self.mails.values()):
            rule = next((rule for rule in self.rules.values() if self._holds(rule, one)), None)
            if rule is not None and one.state is State.QUEUED and one.next_at <= now:
                self.mails[one.id] = replace(one, state=State.HELD, rule_id=rule.id, notes=(HELD_BY_RULE,))

    def _holds(self, rule: HoldRule, mail: Mail) -> bool:
        released = self.released_at.get(mail.id)
        return (
            rule.ended_at is None
            and mail.template not in NEVER_HELD
            and rule.template in (None, mail.template)
            and rule.code in (None, mail.code)
            and rule.call in (None, self._call_of(mail))
            and (released is None or released < rule.made_at)
        )

    def insert_exchange(self, record: ExchangeRecord) -> None:
        self.exchanges.append(record)

    def list_exchanges(self, code: str, limit: int, after: UUID | None) -> list[ExchangeRecord]:
        mine = [one for one in self.exchanges if one.code == code]
        latest = sorted(mine, key=lambda one: (one.held_on, one.logged_at, one.id), reverse=True)
        start = next((n for n, one in enumerate(latest, 1) if one.id == after), 0)
        return latest[start : start + limit]

    def count_exchanges(self, code: str) -> int:
        return len(self.list_exchanges(code, 1_000, None))

    def knows_code(self, code: str) -> bool:
        known = [*self.applications.values(), *self.mails.values()]
        return any(one.code == code for one in known)

    def count_mails(self, wanted: ListMails) -> int:
        return len(self.list_mails(wanted, 1_000, None))

    def count_samples(self, recipient: str, since: datetime) -> int:
        mine = [one for one in self.mails.values() if one.template == SAMPLE and one.recipient == recipient]
        return sum(one.created_at > since for one in mine)

    def _call_of(self, mail: Mail) -> str | None:
        about = self.applications.get(mail.application_id) if mail.application_id else None
        return about.call if about else None

    def update_mail_state(self, mail_id: UUID, state: State, now: datetime, discarded_for: str | None = None) -> None:
        mail = self.mails[mail_id]
        notes = () if mail.state is State.HELD else mail.notes
        if state is State.QUEUED:
            self.released_at[mail_id] = now
        self.mails[mail_id] = replace(mail, state=state, next_at=now, notes=notes, rule_id=None)
        self.discarded_for[mail_id] = discarded_for

    def _stopped(self, mail: Mail) -> bool:
        resent = any(one.resent_from == mail.id for one in self.mails.values())
        return (mail.state is State.HELD and not mail.awaits_decision and not mail.rule_id) or (
            mail.state is State.FAILED and not resent
        )

    def list_untold_stops(self, limit: int) -> list[UUID]:
        untold = [one.id for one in self.mails.values() if self._stopped(one) is not (one.id in self.told_stopped)]
        return untold[:limit]

    def take_untold_stop(self, mail_id: UUID) -> tuple[Mail, bool] | None:
        if mail_id not in self.list_untold_stops(1_000):
            return None
        self.told_stopped ^= {mail_id}
        return self.mails[mail_id], mail_id in self.told_stopped

    def recover_interrupted(self, before: datetime, now: datetime) -> list[UUID]:
        found = [
            one
            for one in self.mails.values()
            if one.state is State.SENDING and one.claimed_at is not None and one.claimed_at < before
        ]
        for one in found:
            self.mails[one.id] = replace(one, state=State.QUEUED, next_at=now, notes=(INTERRUPTED,))
        return [one.id for one in found]

    def wake_reminders(self, now: datetime) -> None:
        for one in list(self.mails.values()):
            if one.state is State.HELD and WITH_TOMORROWS in one.notes and one.next_at <= now:
                self.mails[one.id] = replace(one, state=State.QUEUED, notes=())

    def claim_reminders(self, recipients: Sequence[str], now: datetime) -> list[Mail]:
        mine = [one for one in self.mails.values() if one.recipient in recipients and is_reminder(one)]
        for one in (waiting := [one for one in mine if one.state is State.QUEUED and one.attempts == 0]):
            self.mails[one.id] = replace(one, state=State.SENDING, claimed_at=now)
        return [self.mails[one.id] for one in waiting]

    def find_last_reminder(self, recipient: str) -> datetime | None:
        mine = [one for one in self.mails.values() if one.recipient == recipient and is_reminder(one)]
        return max((one.sent_at for one in mine if one.state is State.SENT and one.sent_at), default=None)

    def has_reminder_on_its_way(self, recipient: str, now: datetime) -> bool:
        mine = [one for one in self.mails.values() if one.recipient == recipient and is_reminder(one)]
        return any(one.state is State.SENDING and one.claimed_at and one.claimed_at < now for one in mine)

    def put_back_reminder(self, mail: Mail, until: datetime) -> None:
        self.mails[mail.id] = replace(self.mails[mail.id], state=State.QUEUED, next_at=until, claimed_at=None)

    def hold_reminder(self, mail: Mail, until: datetime) -> None:
        held = {"state": State.HELD, "notes": (WITH_TOMORROWS,), "next_at": until, "claimed_at": None}
        self.mails[mail.id] = replace(self.mails[mail.id], **held)

    def claim_due(self, now: datetime, limit: int) -> list[Mail]:
        waiting = [one for one in self.mails.values() if one.state is State.QUEUED and one.next_at <= now]
        waiting.sort(key=lambda one: (one.template != "sign_in", one.next_at, one.id))
        due = [one for one in waiting if one.is_first or not self._is_first_open(one)][:limit]
        for one in due:
            self.mails[one.id] = replace(one, state=State.SENDING, claimed_at=now)
        return [self.mails[one.id] for one in due]

    def _is_first_open(self, mail: Mail) -> bool:
        """Whether it is not known yet where the first mail of the occasion goes."""
        firsts = [
            one
            for one in self.mails.values()
            if one.is_first and (one.occasion_id, one.template) == (mail.occasion_id, mail.template)
        ]
        return any(
            one.state in (State.QUEUED, State.SENDING) and one.id not in self.addressed.values() for one in firsts
        )

    def update_settled(self, settled: Sequence[tuple[Mail, dict[str, Any]]]) -> set[UUID]:
        held = set()
        for mail, changes in settled:
            row = self.mails[mail.id]
            if row.state is State.SENDING and row.claimed_at == mail.claimed_at:
                self.mails[mail.id] = replace(row, claimed_at=None, **changes)
                held.add(mail.id)
        return held


def latest_first(mails: Iterable[Mail]) -> list[Mail]:
    return sorted(mails, key=lambda one: (one.created_at, one.id), reverse=True)
