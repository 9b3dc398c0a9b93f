"""Rows of notifications and the objects they stand for. With its parts the only user of queries.sql."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.notifications.admission import Candidate, Standing
from services.notifications.domain import (
    TRIED_FOR,
    Application,
    Audience,
    Call,
    Contact,
    Mail,
    Occasion,
    State,
)
from services.notifications.exchange import ExchangeRecord
from services.notifications.mail_rows import as_mail, as_mails, kept, queries
from services.notifications.mails import CANCELLATIONS, SAMPLE
from services.notifications.return_rows import Returns
from services.notifications.rule_rows import Rules
from services.notifications.sending_rows import Sending
from services.notifications.subscription_rows import Subscriptions
from shared.contracts.intake import ApplicationSubmitted, CallOpened, DraftSaved
from shared.contracts.notifications import ListMails, MailNote
from shared.program.finding import kept_words
from shared.storage.database import Row, as_json, as_rows


class Repository(Sending, Rules, Returns, Subscriptions):
    """All of them: of what mails say, of the ledger, and what its parts have."""

    # -- what mails say ----------------------------------------------------------------------------------------------

    def upsert_call(self, event: CallOpened) -> None:
        columns = {"call": event.call, "title": event.title, "time_zone": event.time_zone}
        self._tx.execute(queries.upsert_call, columns | {"closes_at": event.closes_at})

    def update_call_closing(self, call: str, closes_at: datetime) -> None:
        self._tx.execute(queries.update_call_closing, {"call": call, "closes_at": closes_at})

    def get_call(self, call: str, application_id: UUID) -> Call:
        """The call of that application.

        Raises LookupError for a call that is not known yet: its event is on the way, on the same queue.
        """
        known = self._tx.known.pop(application_id, None) or self._calls_of([(application_id, call)]).get(application_id)
        if known is None:
            raise LookupError(f"the call {call} is not known")
        return known

    def get_calls_ahead(self, applications: Sequence[tuple[UUID, str]]) -> None:
        """Lock many applications, and read at once what `get_call` gives of each, for the first that asks."""
        self._tx.later(queries.lock_applications, {"ids": [application_id for application_id, _ in applications]})
        self._tx.known.update(self._calls_of(applications))

    def _calls_of(self, applications: Sequence[tuple[UUID, str]]) -> dict[UUID, Call]:
        ids, calls = zip(*applications, strict=True)
        rows = self._tx.all(queries.list_calls_of, {"ids": list(ids), "calls": list(calls)})
        return {row.pop("application_id"): Call(**row) for row in rows}

    def lock_application(self, application_id: UUID) -> None:
        """For what is read from here on."""
        if application_id not in self._tx.known:  # what is known ahead is locked
            self._tx.later(queries.lock_application, {"application_id": application_id})

    def upsert_application(self, event: ApplicationSubmitted | DraftSaved, contacts: Iterable[Contact]) -> None:
        application = {"application_id": event.application_id}
        columns = {"code": event.code, "call": event.call, "city": event.city, "time_zone": event.time_zone}
        draft = {"draft": isinstance(event, DraftSaved)}
        self._tx.later(queries.upsert_application, application | columns | draft)
        self.replace_contacts(event.application_id, contacts)

    def replace_contacts(self, application_id: UUID, contacts: Iterable[Contact]) -> None:
        rows = as_json([vars(contact) for contact in contacts])
        self._tx.later(queries.replace_contacts, {"application_id": application_id, "contacts": rows})

    def end_draft(self, application_id: UUID) -> None:
        self._tx.execute(queries.end_draft, {"application_id": application_id})

    def list_drafts(self, call: str) -> list[UUID]:
        return [row["application_id"] for row in self._tx.all(queries.list_drafts, {"call": call})]

    def find_application(self, application_id: UUID) -> Application | None:
        row = self._tx.find(queries.find_application, {"application_id": application_id})
        return None if row is None else Application(**row)

    def find_application_called(self, code: str) -> Application | None:
        row = self._tx.find(queries.find_application_called, {"code": code})
        return None if row is None else Application(**row)

    def list_contacts(self, application_id: UUID) -> list[Contact]:
        return [Contact(**row) for row in self._tx.all(queries.list_contacts, {"application_id": application_id})]

    def list_recipients(self, codes: Sequence[str]) -> dict[str, list[Contact]]:
        """The contacts of these applications, by code."""
        found: dict[str, list[Contact]] = {}
        for row in self._tx.all(queries.list_recipients, {"codes": list(codes)}):
            found.setdefault(row.pop("code"), []).append(Contact(**row))
        return found

    def insert_pending_occasion(self, occasion: Occasion, now: datetime) -> None:
        columns = vars(occasion) | {"values": as_json(occasion.values), "now": now}
        self._tx.later(queries.insert_pending_occasion, columns)

    def take_pending_occasions(self, application_id: UUID) -> list[Occasion]:
        rows = self._tx.all(queries.take_pending_occasions, {"application_id": application_id})
        return [Occasion(**row | {"audience": Audience(row["audience"])}) for row in rows]

    def delete_pending_decisions(self, application_id: UUID) -> None:
        self._tx.execute(queries.delete_pending_decisions, {"application_id": application_id})

    def upsert_person(self, ref: str, language: str, is_staff: bool) -> None:
        self._tx.execute(queries.upsert_person, {"ref": ref, "language": language, "is_staff": is_staff})

    def list_languages(self, refs: Sequence[str]) -> dict[str, str]:
        """By reference, of those who are known."""
        return {row["ref"]: row["language"] for row in self._tx.all(queries.list_languages, {"refs": list(refs)})}

    def list_staff(self) -> list[tuple[str, str]]:
        """References and languages."""
        return [(row["ref"], row["language"]) for row in self._tx.all(queries.list_staff)]

    def count_figures(self) -> dict[str, int]:
        """What operators watch: mails that wait, are held, have failed."""
        return dict(self._tx.one(queries.count_figures, {"tried_for": TRIED_FOR}))

    # -- the ledger --------------------------------------------------------------------------------------------------

    def insert_mail(self, mail: Mail, subject: str, now: datetime) -> None:
        """Unless the recipient has this mail of this occasion. `subject`: by which it is found."""
        columns = vars(mail) | {"values": as_json(mail.values), "notes": as_json(kept(*mail.notes)), "now": now}
        self._tx.later(queries.insert_mail, columns)
        self._tx.later(queries.insert_mail_words, {"id": mail.id, "words": kept_words(subject)})

    def list_told_of_meeting(self, meeting_id: UUID) -> dict[str, str]:
        """In whose calendars it stands, each with the language of what they were told last."""
        params = {"meeting_id": str(meeting_id), "cancellations": list(CANCELLATIONS)}
        return {row["recipient"]: row["language"] for row in self._tx.all(queries.list_told_of_meeting, params)}

    def list_told_ahead(self, meeting_id: UUID, now: datetime) -> dict[str, str]:
        """In whose calendars it stands as something to come, as list_told_of_meeting."""
        params = {"meeting_id": str(meeting_id), "cancellations": list(CANCELLATIONS)}
        rows = self._tx.all(queries.list_told_of_meeting, params)
        return {
            row["recipient"]: row["language"] for row in rows if row["ends_at"] is not None and row["ends_at"] > now
        }

    def list_told(self, application_id: UUID, templates: Sequence[str]) -> dict[str, str]:
        """Whom one of these mails has reached or is about to, each with its language; the first of them first."""
        params = {"application_id": application_id, "templates": list(templates)}
        return {row["recipient"]: row["language"] for row in self._tx.all(queries.list_told, params)}

    def list_awaiting(self, application_id: UUID) -> list[Mail]:
        """Held until a decision of this application is sent."""
        return as_mails(self._tx.all(queries.list_awaiting, {"application_id": application_id}))

    def cancel_awaiting(self, mail_id: UUID, note: MailNote, now: datetime) -> None:
        params = {"mail_id": mail_id, "notes": as_json(kept(note)), "now": now}
        self._tx.execute(queries.cancel_awaiting, params)

    def update_awaiting_language(self, mail_id: UUID, language: str) -> None:
        self._tx.execute(queries.update_awaiting_language, {"mail_id": mail_id, "language": language})

    def release_awaiting(self, occasion: Occasion, state: State, notes: Sequence[MailNote], now: datetime) -> None:
        """The mails of a decision that is sent, with what they say from now on."""
        self._tx.execute(queries.delete_pending_decision, {"occasion_id": occasion.id})
        says = {"occasion_id": occasion.id, "template": occasion.template, "values": as_json(occasion.values)}
        params = says | {"state": state, "notes": as_json(kept(*notes)), "now": now}
        self._tx.execute(queries.release_awaiting, params)

    def list_written(self, occasion_id: UUID) -> set[str]:
        """Who has a mail of this occasion, whatever became of it."""
        return {row["recipient"] for row in self._tx.all(queries.list_written, {"occasion_id": occasion_id})}

    def was_told(self, code: str, template: str, value: str, said: str, occasion_id: UUID) -> bool:
        """By another occasion, in a mail that says `said` of this value."""
        params = {"code": code, "template": template, "value": value, "said": said, "occasion_id": occasion_id}
        return self._tx.find(queries.find_told, params) is not None

    def has_unsent(self, application_id: UUID, templates: Sequence[str]) -> bool:
        """Whether one of these mails still waits."""
        params = {"application_id": application_id, "templates": list(templates)}
        return self._tx.find(queries.find_unsent, params) is not None

    def list_standings(self, wanted: Sequence[Candidate]) -> dict[UUID, Standing]:
        """Of whoever is to get each of these mails, by the mail's id."""
        rows = self._tx.all(queries.list_standings, {"wanted": as_rows([one.asked for one in wanted])})
        return {row.pop("mail_id"): Standing(**row) for row in rows}

    def take_addresses(self, wanted: Sequence[Candidate]) -> set[UUID]:
        """Those of the mails that are their occasion's mail to their address, so too when they were tried before; of
        two for one address the first. By address, so that two senders never wait for each other in a ring."""
        rows = as_rows(sorted((one.place for one in wanted), key=lambda place: (place["digest"], place["template"])))
        self._tx.later(queries.insert_addressed, {"addressed": rows})
        return {row["mail_id"] for row in self._tx.all(queries.list_addressed, {"addressed": rows})}

    # -- the ledger, row by row --------------------------------------------------------------------------------------

    def find_mail(self, mail_id: UUID) -> Mail | None:
        return as_mail(self._tx.find(queries.find_mail, {"mail_id": mail_id}))

    def lock_mail(self, mail_id: UUID) -> Mail | None:
        return as_mail(self._tx.find(queries.lock_mail, {"mail_id": mail_id}))

    def list_mails(self, wanted: ListMails, limit: int, after: UUID | None) -> list[Mail]:
        return as_mails(self._tx.all(queries.list_mails, filters_of(wanted) | {"limit": limit, "after": after}))

    def search_mails(self, query: str, limit: int) -> list[Mail]:
        """Of a text search of their subjects, the latest first."""
        self._tx.later(queries.search_by_index)
        return as_mails(self._tx.all(queries.search_mails, {"query": query, "limit": limit}))

    def list_city_mails(self, code: str, limit: int, after: UUID | None) -> list[Mail]:
        """What was sent to a city's own people, the latest first."""
        return as_mails(self._tx.all(queries.list_city_mails, {"code": code, "limit": limit, "after": after}))

    def count_city_mails(self, code: str) -> int:
        return int(self._tx.one(queries.count_city_mails, {"code": code})["total"])

    def find_city_mail(self, code: str, mail_id: UUID) -> Mail | None:
        return as_mail(self._tx.find(queries.find_city_mail, {"code": code, "mail_id": mail_id}))

    def insert_exchange(self, record: ExchangeRecord) -> None:
        self._tx.execute(queries.insert_exchange, vars(record))

    def list_exchanges(self, code: str, limit: int, after: UUID | None) -> list[ExchangeRecord]:
        """The latest first."""
        rows = self._tx.all(queries.list_exchanges, {"code": code, "limit": limit, "after": after})
        return [ExchangeRecord(**row) for row in rows]

    def count_exchanges(self, code: str) -> int:
        return int(self._tx.one(queries.count_exchanges, {"code": code})["total"])

    def knows_code(self, code: str) -> bool:
        """Whether any mail, or any application that mails could be about, has it."""
        return bool(self._tx.one(queries.count_code, {"code": code})["known"])

    def count_mails(self, wanted: ListMails) -> int:
        return int(self._tx.one(queries.count_mails, filters_of(wanted))["total"])

    def count_samples(self, recipient: str, since: datetime) -> int:
        """How many somebody had sent to themselves."""
        params = {"recipient": recipient, "since": since, "sample": SAMPLE}
        return int(self._tx.one(queries.count_samples, params)["total"])

    def update_mail_state(self, mail_id: UUID, state: State, now: datetime, discarded_for: str | None = None) -> None:
        params = {"mail_id": mail_id, "state": state, "now": now, "discarded_for": discarded_for}
        self._tx.execute(queries.update_mail_state, params)

    def knows_call(self, call: str) -> bool:
        return bool(self._tx.one(queries.count_call, {"call": call})["known"])


def filters_of(wanted: ListMails) -> Row:
    recipients = None if wanted.recipients is None else list(wanted.recipients)
    given = {"code": wanted.code, "state": wanted.state, "template": wanted.template, "language": wanted.language}
    return given | {"call": wanted.call, "rule_id": wanted.rule_id, "recipients": recipients}
