"""What cohort keeps of people and cities, how it is found, what erasing leaves of it (shared/privacy/declared.py)."""

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
    is_address,
    is_ref,
    mentions,
)

BOTH = (PERSON, CITY)
PROGRAM = "what the program's staff write for all cities"

#: Keys of documents whose values are codes out of closed lists.
OF_PROJECTS = frozenset({"component", "direction", "resident_outcome"})
OF_STRATEGIES = frozenset({"component", "state", "currency"})
OF_RECORDS = frozenset({"area", "instrument", "state", "function", "risk"})

#: Of a session of several cities nothing is one city's.
ITS_OWN_SESSION = """
session_id in (select c.session_id from session_cities c where c.application_id = %(application_id)s
               and not exists (select from session_cities o where o.session_id = c.session_id
                               and o.application_id <> c.application_id))
"""
ITS_TARGETS = "target_id in (select t.target_id from targets t where t.application_id = %(application_id)s)"
ITS_DOCUMENTS = "document_id in (select d.document_id from documents d where d.application_id = %(application_id)s)"
ITS_COMMITMENT = """
commitment_id in (select c.commitment_id from commitments c where c.application_id = %(application_id)s)
"""
ITS_INVITATIONS = """
(convening_id, ref) in (select i.convening_id, i.ref from invitations i where i.application_id = %(application_id)s)
"""

PEOPLE = (
    Table(
        "team_members",
        city=APPLICATION,
        person=f"{is_address('email')} or array['cohort:' || member_id, ref] && %(refs)s::text[]",
        erased={"name": TOMBSTONE, "email handover": NULL},
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
        erased={"name office_name office_email": NULL},
        of_person={"office_name office_email": NULL},
        plain={PLACE: "office_language", ACTOR: "recorded_by"},
    ),
    Table("elections"),
    Table("term_changes", plain={ACTOR: "changed_by"}),
)

MEETINGS = (
    Table(
        "calendar_feeds",
        person="person_id = %(person_id)s",
        gone=(PERSON,),
        plain={"a hash of what is random": "secret_hash"},
    ),
    Table(
        "visits",
        city=APPLICATION,
        person=mentions("write_up"),
        erased={"place": TOMBSTONE, "participants write_up": Texts(), "cancelled_because answer_note": NULL},
        of_person={"write_up": Texts()},
        plain={CODES: "state"},
    ),
    Table(
        "session_people",
        city=APPLICATION,
        person=is_ref("ref"),
        gone=BOTH,
        erased={"person name": NULL},
        plain={REFS: "ref", CODES: "role", PLACE: "language"},
    ),
    Table(
        "session_notes",
        city=ITS_OWN_SESSION,
        person=by_actor("written_by"),
        erased={"text": TOMBSTONE},
        plain={CODES: "visibility", ACTOR: "written_by"},
    ),
    Table(
        "session_steps",
        city=ITS_OWN_SESSION,
        person=by_actor("taken_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "state", ACTOR: "taken_by"},
    ),
    Table(
        "action_items",
        city=APPLICATION,
        person=is_ref("owner_ref"),
        erased={"what owner": TOMBSTONE},
        of_person={"owner": TOMBSTONE},
        plain={CODES: "state", REFS: "owner_ref", ACTOR: "agreed_by"},
    ),
    Table(
        "sessions",
        city=ITS_OWN_SESSION,
        erased={"title place": TOMBSTONE, "speaker": NULL, "words": "''::tsvector"},
        plain={CALLS: "cohort", CODES: "kind state modules roles", PLACE: "time_zone language interpretation"},
    ),
    Table("session_cities", plain={CODES: "attendance modules", ACTOR: "recorded_by"}),
    Table(
        "invitation_needs",
        city=ITS_INVITATIONS,
        person=is_ref("ref"),
        gone=BOTH,
        erased={"travel diet access interpretation": NULL},
        plain={REFS: "ref"},
    ),
    Table(
        "invitations",
        city=APPLICATION,
        person=is_ref("ref"),
        erased={"delegate": NULL},
        plain={REFS: "ref", CODES: "role state removed_because earlier_answer answered", PLACE: "language"},
    ),
    Table(
        "convenings",
        plain={CALLS: "cohort", CODES: "kind state", PLACE: "time_zone", PROGRAM: "place cancelled_because"},
    ),
    Table(
        "endings",
        city=APPLICATION,
        erased={"title": NULL},
        plain={CODES: "kind", PLACE: "time_zone"},
    ),
)

WORK = (
    Table(
        "project_parts",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_PROJECTS), "returned_because": NULL},
        of_person={"document": Texts(OF_PROJECTS)},
        plain={CODES: "part state", ACTOR: "judged_by"},
    ),
    Table("project_sources", city=APPLICATION, gone=(CITY,), erased={"name finding": NULL}),
    Table("project_gaps", city=APPLICATION, erased={"description": TOMBSTONE, "mended_how": NULL}),
    Table("project_milestones", city=APPLICATION, erased={"title": TOMBSTONE, "evidence": NULL}),
    Table(
        "engagements",
        city=APPLICATION,
        erased={"engaged_by finding changed": TOMBSTONE, "reference": NULL},
        plain={CODES: "linked_to"},
    ),
    Table("strategies", city=APPLICATION, erased={"vision": NULL}, plain={CODES: "state"}),
    Table(
        "strategy_components",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_STRATEGIES), "feedback": NULL},
        of_person={"document": Texts(OF_STRATEGIES)},
        plain={CODES: "component state"},
    ),
    Table(
        "strategy_actions",
        city=APPLICATION,
        erased={"what": TOMBSTONE, "owner": NULL},
        plain={CODES: "component currency state"},
    ),
    Table(
        "strategy_versions",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_STRATEGIES)},
        plain={CODES: "part", ACTOR: "saved_by"},
    ),
    Table(
        "strategy_steps",
        city=APPLICATION,
        person=by_actor("taken_by"),
        erased={"reason": NULL},
        plain={CODES: "component step", ACTOR: "taken_by"},
    ),
    Table(
        "measurements",
        city=ITS_TARGETS,
        person=by_actor("entered_by"),
        erased={"note": NULL},
        plain={ACTOR: "entered_by"},
    ),
    Table(
        "target_steps",
        city=ITS_TARGETS,
        person=by_actor("taken_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "state", ACTOR: "taken_by"},
    ),
    Table(
        "targets",
        city=APPLICATION,
        erased={"indicator unit": TOMBSTONE, "owner": NULL},
        plain={CODES: "state direction resident_outcome component cadence"},
    ),
    Table("review_routines", city=APPLICATION, erased={"chair": TOMBSTONE}, plain={CODES: "cadence"}),
    Table("performance_reviews", city=APPLICATION, erased={"decisions": Texts()}, plain={ACTOR: "entered_by"}),
    Table(
        "codified",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_RECORDS)},
        plain={CODES: "register", ACTOR: "saved_by"},
    ),
    Table(
        "maturity_assessments",
        city=APPLICATION,
        erased={"evidence": Texts()},
        plain={CODES: "moment view", "levels by component": "levels", ACTOR: "saved_by"},
    ),
    Table(
        "follow_ups",
        city=APPLICATION,
        person=by_actor("said_by"),
        erased={"found": Texts(), "reason": f"case when reason is null then null else {TOMBSTONE} end"},
        of_person={"reason": f"case when reason is null then null else {TOMBSTONE} end"},
        plain={ACTOR: "said_by"},
    ),
    Table("surveys_asked", plain={CALLS: "cohort", CODES: "survey", ACTOR: "said_by"}),
    Table(
        "survey_responses",
        city=APPLICATION,
        erased={"answers": Texts()},
        plain={CODES: "survey role", ACTOR: "answered_by"},
    ),
)

PAPERS = (
    Table(
        "document_versions",
        city=ITS_DOCUMENTS,
        gone=(CITY,),
        erased={"name sha256": NULL},
        plain={CODES: "media_type", ACTOR: "saved_by"},
    ),
    Table(
        "document_steps",
        city=ITS_DOCUMENTS,
        person=by_actor("done_by"),
        gone=(CITY,),
        erased={"reason": TOMBSTONE},
        plain={CODES: "step", ACTOR: "done_by"},
    ),
    Table(
        "documents",
        city=APPLICATION,
        gone=(CITY,),
        erased={"title about other_kind": NULL},
        plain={CODES: "kind visibility", PLACE: "language"},
    ),
    Table(
        "signatures",
        city=APPLICATION,
        erased={"name title": TOMBSTONE, "file": NULL},
        plain={CODES: "method", ACTOR: "entered_by"},
    ),
    Table(
        "commitment_steps",
        city=ITS_COMMITMENT,
        person=by_actor("taken_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "step", ACTOR: "taken_by"},
    ),
    Table(
        "commitments",
        city=APPLICATION,
        erased={"title": TOMBSTONE, "texts": Texts()},
        plain={CODES: "kind state", CALLS: "cohort"},
    ),
    Table(
        "silences",
        city=APPLICATION,
        person=by_actor("taken_back_by"),
        erased={"taken_back_because": NULL},
        plain={ACTOR: "recorded_by taken_back_by"},
    ),
    Table(
        "silence_overrides",
        city=APPLICATION,
        person=by_actor("overridden_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "about", ACTOR: "overridden_by"},
    ),
    Table("media_consents", city=APPLICATION, erased={"name title": TOMBSTONE}, plain={ACTOR: "recorded_by"}),
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

LEADS = """
select p.code as name from team_members m join participations p using (application_id)
where (lower(m.email) = any(%(addresses)s::text[]) or 'cohort:' || m.member_id = any(%(refs)s::text[]))
  and m.lead and m.left_on is null and p.status in ('active', 'paused') and p.phase <> 'completed' order by 1
"""
COACHED = """
select code as name from participations
where lead_coach_id = %(person_id)s and status in ('active', 'paused') and phase <> 'completed' order by 1
"""
RUNNING = """
select code as name from participations
where application_id = %(application_id)s and status in ('active', 'paused') and phase <> 'completed'
"""

PERSONAL = Personal(
    tables=(*PEOPLE, *MEETINGS, *WORK, *PAPERS, *PHASES),
    refs=(
        "select 'cohort:' || member_id as ref from team_members where lower(email) = any(%(addresses)s::text[])",
        "select ref from team_members where lower(email) = any(%(addresses)s::text[]) and ref is not null",
        "select 'cohort:' || office_id as ref from mayors where lower(office_email) = any(%(addresses)s::text[])",
    ),
    addresses=(
        "select folded_email as address from proven_addresses",
        "select distinct lower(email) as address from team_members where email is not null",
        "select distinct lower(office_email) as address from mayors where office_email is not null",
    ),
    own="select folded_email as address from proven_addresses where person_id = %(person_id)s",
    holds=(
        Hold("team_lead", PERSON, LEADS),
        Hold("coached_cities", PERSON, COACHED),
        Hold("in_a_cohort", CITY, RUNNING),
    ),
    files=(("document_versions", "sha256"),),
)
