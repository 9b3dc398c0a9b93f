"""What eligibility keeps of people and cities, how it is found, what erasing leaves (shared/privacy/declared.py)."""

from __future__ import annotations

from shared.privacy.declared import (
    ACTOR,
    APPLICATION,
    CALLS,
    CITY,
    CODE,
    CODES,
    NULL,
    PERSON,
    PLACE,
    REFS,
    TOMBSTONE,
    Hold,
    Personal,
    Table,
    Texts,
    by_actor,
)

REVIEWER = "reviewer_id = %(person_id)s"
MINE = "person_id = %(person_id)s"

#: Keys of a check's facts and result whose values are codes; the name of the city is none.
KEPT = frozenset({
    "country", "id", "outcome", "code", "note", "region", "criteria_version", "observed", "threshold", "overall",
})  # fmt: skip

TABLES = (
    Table("calls", plain={CALLS: "call cohort", PLACE: "time_zone"}),
    Table("criteria", plain={"the criteria, as staff wrote them": "version content"}),
    Table("reviewers", person=MINE, erased={"languages": "'{}'"}),
    Table("panelists"),
    Table(
        "checks",
        city=APPLICATION,
        erased={"facts": Texts(KEPT)},
        plain={"outcomes, by codes": "result criteria_version"},
    ),
    Table(
        "reviews",
        city=APPLICATION,
        person=REVIEWER,
        erased={"comment reminder_note": NULL},
        plain={CODES: "state", "scores": "scores"},
    ),
    Table(
        "review_entries",
        city=APPLICATION,
        person=f"{REVIEWER} or {by_actor('entered_by')}",
        erased={"comment": NULL},
        plain={CODES: "state", "scores": "scores", ACTOR: "entered_by"},
    ),
    Table(
        "decisions",
        city=APPLICATION,
        person=by_actor("decided_by"),
        erased={"reason feedback override_reason": NULL},
        plain={CODES: "outcome state decided_from", ACTOR: "decided_by"},
    ),
    Table("application_people", city=APPLICATION, person=MINE, gone=(PERSON, CITY)),
    Table("offers", city=APPLICATION, erased={"mayor reason": NULL}, plain={ACTOR: "answered_by"}),
    Table(
        "overrides",
        city=APPLICATION,
        person=by_actor("overridden_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "code", ACTOR: "overridden_by"},
    ),
    Table("waitlist", plain={CALLS: "call"}),
    Table("freed_places", plain={CALLS: "call", CODES: "how"}),
    Table(
        "proposals",
        city=APPLICATION,
        person=by_actor("closed_by"),
        erased={"reason": NULL},
        plain={CALLS: "call", CODES: "state", ACTOR: "closed_by"},
    ),
    Table(
        "interviews",
        city=APPLICATION,
        person=by_actor("entered_by"),
        erased={"notes reason": NULL},
        plain={PLACE: "time_zone", CODES: "state recommendation", ACTOR: "entered_by"},
    ),
    Table(
        "selections",
        city=APPLICATION,
        erased={"city admin_area": TOMBSTONE},
        plain={
            CODE: "code",
            CALLS: "call",
            CODES: "state resident_outcomes",
            PLACE: "country time_zone language",
            REFS: "team_lead_ref",
        },
    ),
)

#: What a reviewer was asked for and has not given; interviews to come that they sit in.
OPEN_REVIEWS = """
select s.code as name from reviews r join selections s using (application_id)
where r.reviewer_id = %(person_id)s and r.state in ('assigned', 'cleared') order by 1
"""
INTERVIEWS = """
select s.code as name from interviews i join selections s using (application_id)
where %(person_id)s = any(i.panel) and i.state = 'scheduled' order by 1
"""

PERSONAL = Personal(
    tables=TABLES,
    holds=(Hold("open_reviews", PERSON, OPEN_REVIEWS), Hold("interviews_to_come", PERSON, INTERVIEWS)),
)
