"""Of the people of cities, their coaches and mayors, and the phases that cities go through."""

from __future__ import annotations

from shared.privacy.declared import (
    ACTOR,
    APPLICATION,
    CALLS,
    CODE,
    CODES,
    NO_WORDS,
    NULL,
    PERSON,
    PLACE,
    REFS,
    TOMBSTONE,
    Table,
    by_actor,
    is_address,
)

PEOPLE = (
    Table(
        "team_members",
        city=APPLICATION,
        person=f"{is_address('email')} or array['cohort:' || member_id, ref] && %(refs)s::text[]",
        erased={"name": TOMBSTONE, "email handover": NULL, "words": NO_WORDS},
        plain={CODES: "role", REFS: "ref"},
    ),
    Table("deactivated", person="person_id = %(person_id)s", gone=(PERSON,)),
    Table(
        "proven_addresses",
        person=f"person_id = %(person_id)s or {is_address('folded_email')}",
        gone=(PERSON,),
        erased={"folded_email": NULL},
    ),
    Table("contact_people", person="person_id = %(person_id)s", gone=(PERSON,), plain={REFS: "ref"}),
    Table("city_people_told"),
    Table("roster", plain={CODES: "role", REFS: "ref", PLACE: "language"}),
    Table("coaches", person="person_id = %(person_id)s", erased={"languages": "'[]'"}),
    Table(
        "coach_assignments",
        city=APPLICATION,
        person=by_actor("assigned_by"),
        erased={"override_reason": NULL},
        plain={ACTOR: "assigned_by"},
    ),
    Table(
        "mayors",
        city=APPLICATION,
        person=is_address("office_email"),
        erased={"name office_name office_email": NULL, "words": NO_WORDS},
        of_person={"office_name office_email": NULL},
        plain={PLACE: "office_language", ACTOR: "recorded_by"},
    ),
    Table("elections"),
    Table("term_changes", plain={ACTOR: "changed_by"}),
)

PHASES = (
    Table(
        "phase_entries",
        city=APPLICATION,
        person=by_actor("undone_by"),
        erased={"undone_reason": NULL},
        plain={CODES: "phase", ACTOR: "entered_by undone_by"},
    ),
    Table(
        "waivers",
        city=APPLICATION,
        person=by_actor("granted_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "phase condition", ACTOR: "granted_by"},
    ),
    Table(
        "status_changes",
        city=APPLICATION,
        person=by_actor("changed_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "from_status to_status", ACTOR: "changed_by"},
    ),
    Table(
        "planned_moves",
        city=APPLICATION,
        person=by_actor("moved_by"),
        erased={"reason": TOMBSTONE},
        plain={CALLS: "cohort", CODES: "phase", ACTOR: "moved_by"},
    ),
    Table(
        "program_adoptions",
        person=by_actor("adopted_by"),
        erased={"reason": TOMBSTONE},
        plain={CALLS: "cohort", CODES: "from_program to_program", ACTOR: "adopted_by"},
    ),
    Table("programs", plain={"the program file": "digest document"}),
    Table("cohorts", plain={CALLS: "cohort name call", CODES: "program"}),
    Table(
        "participations",
        city=APPLICATION,
        erased={"city admin_area": TOMBSTONE},
        plain={
            CODE: "code",
            CALLS: "cohort call",
            PLACE: "country time_zone language",
            CODES: "phase status",
            REFS: "team_lead_ref",
        },
    ),
)
