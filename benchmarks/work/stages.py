"""What each stage writes, as statements with their parameters, and what it tells the next: no driver, no framework.

A stage runs its statements in one transaction, commits, and sends its event. Running one again changes nothing.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from benchmarks.work.model import Application, check

Statement = tuple[str, dict[str, Any]]
Event = dict[str, Any]

INSERT_APPLICATION = """
insert into applications (application_id, code, call, city, admin_area, country, language, submitted_at)
values (%(application_id)s::uuid, %(code)s, %(call)s, %(city)s, %(admin_area)s, %(country)s, %(language)s, now())
on conflict do nothing
"""
INSERT_VERSION = """
insert into application_versions (application_id, version, document, submitted_at)
values (%(application_id)s::uuid, 1, %(document)s::jsonb, now()) on conflict do nothing
"""
INSERT_CONTACTS = """
insert into contacts (contact_id, application_id, name, email, role, is_primary)
select contact_id, %(application_id)s::uuid, name, email, role, "primary"
from jsonb_to_recordset(%(contacts)s::jsonb)
    as new (contact_id uuid, name text, email text, role text, "primary" boolean)
on conflict do nothing
"""
INSERT_SELECTION = """
insert into selections (application_id, code, call, state)
values (%(application_id)s::uuid, %(code)s, %(call)s, 'checked') on conflict do nothing
"""
INSERT_CHECK = """
insert into checks (application_id, version, result, checked_at)
values (%(application_id)s::uuid, 1, %(result)s::jsonb, now()) on conflict do nothing
"""
INSERT_MAIL = """
insert into mails (mail_id, occasion_id, template, recipient, application_id, code, state, created_at, next_at)
values (%(mail_id)s::uuid, %(application_id)s::uuid, 'application_received', %(recipient)s, %(application_id)s::uuid,
        %(code)s, 'queued', now(), now())
on conflict (occasion_id, template, recipient) do nothing
"""
COUNT_APPLICATION = """
insert into reported_applications (application_id, code, call, city, country, state)
values (%(application_id)s::uuid, %(code)s, %(call)s, %(city)s, %(country)s, %(state)s)
on conflict (application_id) do update set city = coalesce(excluded.city, reported_applications.city),
    country = coalesce(excluded.country, reported_applications.country),
    state = least(excluded.state, reported_applications.state)
"""
COUNT_STATE = """
insert into reported_states (application_id, state, recorded_at)
values (%(application_id)s::uuid, %(state)s, now()) on conflict do nothing
"""


def store(application: Application) -> tuple[list[Statement], Event]:
    """intake: the application, its document, its contacts."""
    key = f"{application.call}/{application.country}/{application.admin_area}/{application.city}"
    application_id = str(uuid5(NAMESPACE_URL, key))
    contacts = [contact.model_dump() | {"contact_id": str(uuid4())} for contact in application.contacts]
    fields = {
        "application_id": application_id,
        "code": application_id[:13],
        "call": application.call,
        "city": application.city,
        "admin_area": application.admin_area,
        "country": application.country,
        "language": application.preferred_language,
    }
    document = {"application_id": application_id, "document": application.model_dump_json()}
    people = {"application_id": application_id, "contacts": json.dumps(contacts)}
    primary = next(contact["contact_id"] for contact in contacts if contact["primary"])
    event = fields | {
        "recipient": f"intake:{primary}",
        "residents": application.residents,
        "population_year": application.population_year,
        "term_ends_on": application.mayor.term_ends_on.isoformat(),
    }
    return [(INSERT_APPLICATION, fields), (INSERT_VERSION, document), (INSERT_CONTACTS, people)], event


def judge(submitted: Event) -> tuple[list[Statement], Event]:
    """eligibility: the check, and what it saw."""
    keys = {name: submitted[name] for name in ("application_id", "code", "call")}
    outcome, criteria = check(submitted)
    result = {"application_id": keys["application_id"], "result": json.dumps(criteria)}
    return [(INSERT_SELECTION, keys), (INSERT_CHECK, result)], keys | {"outcome": outcome}


def mail(submitted: Event) -> list[Statement]:
    """notifications: the mail that confirms it, as a row."""
    keys = {name: submitted[name] for name in ("application_id", "code", "recipient")}
    return [(INSERT_MAIL, keys | {"mail_id": str(uuid4())})]


def count(event: Event, state: str) -> list[Statement]:
    """reporting: a set of states, whichever event comes first (`checked` sorts before `submitted`)."""
    keys = {"application_id": event["application_id"], "state": state}
    row = keys | {"code": event["code"], "call": event["call"]}
    return [
        (COUNT_APPLICATION, row | {"city": event.get("city"), "country": event.get("country")}),
        (COUNT_STATE, keys),
    ]


#: What tells that the last application has gone through: checked, its mail row written, counted.
DONE = {
    "eligibility": "select count(*) from checks",
    "notifications": "select count(*) from mails",
    "reporting": "select count(*) from reported_applications where state = 'checked'",
}
