"""What operations keeps of people and cities (shared/privacy/declared.py): nothing.

Of a request that could not be handled a digest is kept in place of the request, and no event holds anything of people.
"""

from __future__ import annotations

from shared.privacy.declared import CODES, Keeping, Personal, Table

MESSAGES = "an event, which holds ids, codes, places, dates and scores; of a request its digest alone"

PERSONAL = Personal(
    tables=(
        Table("letter_groups", plain={CODES: "queue event_type code"}),
        Table("queue_samples", plain={CODES: "queue"}),
        Table("queue_history", plain={CODES: "queue"}),
        Table("service_starts", plain={CODES: "service version"}),
        Table("put_backs"),
        Table("alerts", plain={CODES: "cause about taken_by"}),
        Table("mutes", plain={CODES: "cause about", "what staff say of an alert": "reason"}),
        Table("alert_mails", plain={CODES: "cause"}),
        Table(
            "dead_letters",
            plain={
                CODES: "message_id queue event_type about reason code again_code state",
                MESSAGES: "headers body body_sha256",
                "what staff say of a message": "discard_reason",
            },
        ),
    ),
    keepings=(
        Keeping("alerts", "dead_letter_days", table="alerts", since="cleared_at", where="cleared_at is not null"),
        Keeping(
            "put_backs",
            "dead_letter_days",
            table="put_backs",
            since="published_at",
            where="published_at is not null",
        ),
        Keeping(
            "dead_letters",
            "dead_letter_days",
            table="dead_letters",
            since="arrived_at",
            where="state <> 'dead' and dead_letter_id not in (select p.dead_letter_id from put_backs p)",
        ),
    ),
)
