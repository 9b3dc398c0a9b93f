"""Of visits, sessions, convenings."""

from __future__ import annotations

from shared.privacy.declared import (
    ACTOR,
    APPLICATION,
    CALLS,
    CITY,
    CODES,
    NO_WORDS,
    NULL,
    PERSON,
    PLACE,
    REFS,
    TOMBSTONE,
    Table,
    Texts,
    by_actor,
    is_ref,
    mentions,
)

BOTH = (PERSON, CITY)

PROGRAM = "what the program's staff write for all cities"

#: Of a session of several cities nothing is one city's.
ITS_OWN_SESSION = """
session_id in (select c.session_id from session_cities c where c.application_id = %(application_id)s
               and not exists (select from session_cities o where o.session_id = c.session_id
                               and o.application_id <> c.application_id))
"""

ITS_INVITATIONS = """
(convening_id, ref) in (select i.convening_id, i.ref from invitations i where i.application_id = %(application_id)s)
"""

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
        erased={"title place": TOMBSTONE, "speaker bring": NULL, "words": NO_WORDS},
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
        erased={"delegate": NULL, "words": NO_WORDS},
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
