"""What intake keeps of people and cities, how it is found, what erasing leaves of it (shared/privacy/declared.py)."""

from __future__ import annotations

from services.intake.domain.finding import words_left
from shared.contracts.intake import CityAnonymised
from shared.contracts.kernel import Subject
from shared.privacy.declared import (
    ACTOR,
    APPLICATION,
    CALLS,
    CITY,
    CODE,
    CODES,
    NO_WORDS,
    NULL,
    PERSON,
    PLACE,
    TOMBSTONE,
    Hold,
    Keeping,
    Personal,
    Table,
    Texts,
    Words,
    by_actor,
    is_address,
    mentions,
)
from shared.storage.database import Transaction

BOTH = (PERSON, CITY)

#: Keys of an application's document whose values are codes out of closed lists.
KEPT = frozenset({"call", "country", "time_zone", "kind", "role", "preferred_language", "resident_outcomes"})

ENDED = "('declined', 'declined_by_city', 'lapsed', 'withdrawn')"

TABLES = (
    Table(
        "calls",
        plain={CALLS: "call title cohort_id cohort_name", PLACE: "time_zone"},
    ),
    Table(
        "files",
        city=APPLICATION,
        gone=(CITY,),
        erased={"name": NULL, "sha256": NULL},
        plain={CODES: "media_type", ACTOR: "added_by"},
    ),
    Table(
        "contacts",
        city=APPLICATION,
        person=is_address("email"),
        gone=BOTH,
        erased={"name email": NULL},
        plain={CODES: "role", PLACE: "language"},
    ),
    Table(
        "colleagues",
        city=APPLICATION,
        person=is_address("email"),
        gone=BOTH,
        erased={"name email": NULL},
        plain={PLACE: "language", ACTOR: "invited_by"},
    ),
    Table(
        "named_addresses",
        city=APPLICATION,
        person=is_address("folded_email"),
        gone=BOTH,
        erased={"folded_email": NULL},
    ),
    Table(
        "first_mails",
        city=APPLICATION,
        person=is_address("folded_email"),
        erased={"folded_email": NULL},
        gone=BOTH,
        plain={"a network, in part": "source"},
    ),
    Table("coaches"),
    Table(
        "application_versions",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(KEPT), "words": NO_WORDS},
        of_person={"document": Texts(KEPT), "words": Words("document", words_left)},
        plain={"the version of a notice": "privacy_notice"},
        hidden="words",  # of all whom the document names
    ),
    Table(
        "drafts",
        city=APPLICATION,
        person=f"{is_address('owner_email')} or {mentions('document')}",
        gone=(CITY,),
        erased={"document owner_name owner_email": NULL},
        of_person={"document": Texts(KEPT)},
        plain={CODE: "code", CALLS: "call", CODES: "state", PLACE: "language"},
    ),
    Table(
        "overrides",
        city=APPLICATION,
        person=by_actor("actor"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "rule", ACTOR: "actor"},
    ),
    Table("deactivated", person="person_id = %(person_id)s", gone=(PERSON,)),
    Table(
        "proven_addresses",
        person=f"person_id = %(person_id)s or {is_address('folded_email')}",
        gone=(PERSON,),
        erased={"folded_email": NULL},
    ),
    Table(
        "applications",
        city=APPLICATION,
        erased={"city admin_area": TOMBSTONE, "folded_city folded_area": "application_id::text"},
        plain={CODE: "code", CALLS: "call", PLACE: "country time_zone language", CODES: "state"},
    ),
    Table("questions", plain={CODES: "state"}),
)

PRIMARY = """
select a.code as name from contacts c join applications a using (application_id)
where lower(c.email) = any(%(addresses)s::text[]) and c.is_primary and a.state <> 'withdrawn'
"""


OPEN = f"""
select a.code as name from applications a left join questions q using (application_id)
where a.application_id = %(application_id)s and a.state <> 'withdrawn'
  and coalesce(q.state, 'submitted') not in ('confirmed', {ENDED[1:]}
"""  # noqa: S608  # nosec B608 - of our declarations

ENDED_APPLICATION = f"""
city <> {TOMBSTONE} and (state = 'withdrawn'
    or application_id in (select q.application_id from questions q where q.state in {ENDED}))
"""  # noqa: S608  # nosec B608 - of our declarations
SINCE_ITS_END = """
coalesce((select q.said_at from questions q where q.application_id = applications.application_id), submitted_at)
"""


NAMED = """
select application_id, code, call from applications where application_id = %(id)s
union all select application_id, code, call from drafts where application_id = %(id)s
"""


def anonymised(subject: Subject, tx: Transaction) -> CityAnonymised | None:
    row = tx.find(NAMED, {"id": subject.application_id})
    return None if row is None else CityAnonymised(**row)


PERSONAL = Personal(
    tables=TABLES,
    refs=(
        "select 'intake:' || contact_id as ref from contacts where lower(email) = any(%(addresses)s::text[])",
        "select 'intake:' || colleague_id as ref from colleagues where lower(email) = any(%(addresses)s::text[])",
        "select 'intake:' || owner_id as ref from drafts where lower(owner_email) = any(%(addresses)s::text[])",
    ),
    addresses=(
        "select distinct lower(email) as address from contacts",
        "select distinct lower(email) as address from colleagues",
        "select distinct lower(owner_email) as address from drafts",
        "select folded_email as address from proven_addresses",
        "select distinct lower(contact ->> 'email') as address"
        " from application_versions, jsonb_array_elements(document -> 'contacts') as contact",
    ),
    own="select folded_email as address from proven_addresses where person_id = %(person_id)s",
    prints={
        CITY: "select concat_ws('|', call, country, folded_area, folded_city) as print from applications"
        " where application_id = %(application_id)s"
    },
    holds=(Hold("primary_contact", PERSON, PRIMARY), Hold("application_open", CITY, OPEN)),
    keepings=(
        Keeping("drafts", "draft_days", table="drafts", since="saved_at"),
        Keeping(
            "ended_cities",
            "ended_city_days",
            table="applications",
            since=SINCE_ITS_END,
            where=ENDED_APPLICATION,
            cities=True,
        ),
    ),
    files=(("files", "sha256"),),
    tell=anonymised,
)
