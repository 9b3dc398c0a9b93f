"""What notifications keeps of people and cities, how it is found, and what erasing leaves (shared/privacy/declared.py).

The ledger holds no name, no address and no text but what staff wrote to a group: whoever owns them is asked when a
mail goes. What a mail server answered may name the recipient.
"""

from __future__ import annotations

from typing import Any

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
    REFS,
    TOMBSTONE,
    Keeping,
    Personal,
    Table,
    is_ref,
    mentions,
)

BOTH = (PERSON, CITY)
RECIPIENT = is_ref("recipient")
OF_THEIR_MAILS = "mail_id in (select m.mail_id from mails m where {})"

#: What is known of an address by a mail to it.
OF_MAIL: Any = {
    "city": OF_THEIR_MAILS.format(f"m.{APPLICATION}"),
    "person": OF_THEIR_MAILS.format(is_ref("m.recipient")),
    "gone": BOTH,
    "erased": {"address": NULL},
}

#: Nobody who was erased gets what waits.
STOPPED = "case when state in ('held', 'queued', 'failed') then 'cancelled' else state end"

#: Of what a mail says, the city's name alone is a name; what staff wrote may hold any.
WITHOUT_TEXT = "\"values\" - 'subject' - 'text'"
WITHOUT_CITY = f"""
case when "values" ? 'city' then jsonb_set({WITHOUT_TEXT}, '{{city}}', '"[erased]"') else {WITHOUT_TEXT} end
"""

TABLES = (
    Table("calls", plain={CALLS: "call title", PLACE: "time_zone"}),
    Table(
        "report_subscriptions",
        person=is_ref("ref"),
        gone=(PERSON,),
        plain={REFS: "ref", CODES: "report by form every", CALLS: "call cohort", PLACE: "language time_zone"},
    ),
    Table("people", person=is_ref("ref"), gone=(PERSON,), plain={REFS: "ref", PLACE: "language"}),
    Table(
        "contacts",
        city=APPLICATION,
        person=is_ref("ref"),
        gone=BOTH,
        plain={REFS: "ref", CODES: "role", PLACE: "language"},
    ),
    Table(
        "pending_occasions",
        city=APPLICATION,
        person=RECIPIENT,
        gone=BOTH,
        erased={"values": NULL},
        plain={CODES: "template audience traceparent", REFS: "recipient", PLACE: "language"},
    ),
    Table(
        "addressed",
        city=OF_THEIR_MAILS.format(f"m.{APPLICATION}"),
        person=OF_THEIR_MAILS.format(is_ref("m.recipient")),
        gone=BOTH,
        erased={"digest address": NULL},
        plain={CODES: "template"},
    ),
    Table("link_secret", plain={CODES: "secret"}, hidden="secret"),
    Table("bounces", **OF_MAIL, plain={CODES: "action status"}),
    Table("suppressed_addresses", **OF_MAIL, plain={CODES: "status", ACTOR: "lifted_by"}),
    Table("unwanted", **OF_MAIL, plain={CODES: "topic"}),
    Table(
        "mail_words",
        city=OF_THEIR_MAILS.format(f"m.{APPLICATION}"),
        person=OF_THEIR_MAILS.format(is_ref("m.recipient")),
        erased={"words": NO_WORDS},
    ),
    Table(
        "mails",
        city=APPLICATION,
        person=RECIPIENT,
        erased={
            "values": WITHOUT_CITY,
            "notes": "'[]'",
            "state": STOPPED,
            "discarded_for edited_subject note": NULL,
        },
        of_person={
            "values": "'{}'",
            "notes": "'[]'",
            "state": STOPPED,
            "discarded_for edited_subject note": NULL,
        },
        plain={
            ACTOR: "edited_by",
            CODES: "template template_version message_id traceparent",
            CODE: "code",
            REFS: "recipient",
            PLACE: "language",
        },
    ),
    Table(
        "hold_rules",
        city=mentions("code"),
        erased={"reason": TOMBSTONE},
        plain={CODE: "code", CODES: "template", CALLS: "call", ACTOR: "made_by lifted_by"},
    ),
    Table(
        "exchanges",
        city=APPLICATION,
        person=mentions("person"),
        erased={"person notes": TOMBSTONE},
        plain={CODE: "code", CODES: "kind direction source", ACTOR: "logged_by"},
    ),
    Table(
        "applications",
        city=APPLICATION,
        erased={"city": TOMBSTONE},
        plain={CODE: "code", CALLS: "call", PLACE: "time_zone"},
    ),
)

PERSONAL = Personal(
    tables=TABLES,
    keepings=(
        Keeping(
            "mail_words",
            "mail_days",
            table="mail_words",
            since="(select coalesce(sent_at, created_at) from mails where mails.mail_id = mail_words.mail_id)",
            where=f"words <> {NO_WORDS} and exists (select from mails"  # nosec B608 - of our declarations
            " where mails.mail_id = mail_words.mail_id"
            " and state in ('sent', 'suppressed', 'cancelled', 'failed'))",
            leaves={"words": NO_WORDS},
        ),
        Keeping(
            "mail_texts",
            "mail_days",
            table="mails",
            since="coalesce(sent_at, created_at)",
            where="state in ('sent', 'suppressed', 'cancelled', 'failed')"
            " and (\"values\" <> '{}' or notes <> '[]' or coalesce(discarded_for, edited_subject, note) is not null)",
            leaves={"values": "'{}'", "notes": "'[]'", "discarded_for": NULL, "edited_subject": NULL, "note": NULL},
        ),
    ),
)
