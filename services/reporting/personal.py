"""What reporting keeps of cities, how it is found, and what erasing leaves (shared/privacy/declared.py).

Of people it keeps nothing but ids, and the views that they save. The event log is only added to, and its hashes cover
every event: a city's name in an old event stays (docs/privacy.md says why). The read models lose it, also when they are
made anew, since the event that a city was anonymised is in the log as well.
"""

from __future__ import annotations

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
    Keeping,
    Personal,
    Table,
    mentions,
)

EVENTS = "events carry ids, codes, places, dates and scores (tests/contracts); the log is only added to"

WEBHOOKS = "where operators have events sent, and what they say of it"

NAMED = mentions("name || ' ' || filters")

TABLES = (
    Table(  # somebody may have typed into a filter what somebody else, or a city, is called
        "saved_views",
        city=NAMED,
        person=f"person_id = %(person_id)s or {NAMED}",
        gone=(PERSON, CITY),
        erased={"name folded_name filters": NULL},
    ),
    Table("webhooks", plain={WEBHOOKS: "url description", CODES: "event_types state"}),
    Table("webhook_secrets", plain={"what proves to a receiver that we sent it": "secret"}, hidden="secret"),
    Table("webhook_deliveries", plain={CODES: "state failure"}),
    Table(
        "event_log",
        plain={
            EVENTS: "source type aggregate envelope",
            ACTOR: "actor",
            "hashes of events": "previous_hash hash",
        },
    ),
    Table("calls", plain={CALLS: "call title cohort", PLACE: "time_zone"}),
    Table("cohorts", plain={CALLS: "cohort name call"}),
    Table("rebuilds", plain={"rows that differ, by code": "differences"}),
    Table("attendances", plain={CODES: "role gathering kind attendance"}),
    Table("review_requests"),
    Table("searched", city=APPLICATION, erased={"words": NO_WORDS}),  # until the event writes those of its code
    Table("work", plain={CODES: "kind key values", CODE: "code"}),
    Table("readers", plain={CODES: "part"}),
    Table("audit_trail", plain={CODES: "kind", ACTOR: "actor", CODE: "code"}),
    Table("participation_phases", plain={CODES: "phase status"}),
    Table("facts", plain={CODES: "kind key", "codes, dates and numbers of events": "says"}),
    Table("tallies_by_kind", plain={CALLS: "call", CODES: "kind part name what"}),
    Table("stays", plain={CALLS: "call", CODES: "state"}),
    Table(
        "application_states",
        city=APPLICATION,
        erased={"city": TOMBSTONE},
        plain={CALLS: "call", PLACE: "country language", CODES: "state resident_outcomes eligibility"},
    ),
    Table(
        "participations",
        city=APPLICATION,
        erased={"city admin_area": TOMBSTONE},
        plain={CODE: "code", CALLS: "cohort call", PLACE: "country time_zone language"},
    ),
    Table(
        "applications",
        city=APPLICATION,
        erased={"city admin_area": TOMBSTONE, "folded": "'erased|erased|' || lower(code)"},
        plain={
            CODE: "code",
            CALLS: "call",
            PLACE: "country time_zone language",
            CODES: "intake_state selection_state state eligibility resident_outcomes timeline",
        },
    ),
)

PERSONAL = Personal(
    tables=TABLES,
    keepings=(Keeping("webhook_deliveries", "dead_letter_days", table="webhook_deliveries", since="made_at"),),
)
