"""The kernel's own tables, declared once for every service."""

from __future__ import annotations

from shared.privacy.declared import ACTOR, CODES, NULL, Keeping, Table, by_actor, mentions

EVENTS = "events carry ids, codes, places, dates and scores (tests/contracts); the log of them is only added to"

TABLES = (
    Table(
        "command_log",
        city=mentions("response"),
        person=f"{by_actor('caller')} or {mentions('response')}",
        erased={"response": NULL},
        plain={CODES: "method", ACTOR: "caller", "the hash of a whole request": "request_sha256"},
    ),
    Table("outbox", plain={EVENTS: "aggregate type payload", ACTOR: "actor", CODES: "traceparent"}),
    Table("waiting", plain={EVENTS: "producer aggregate envelope"}),
    Table("streams", plain={CODES: "aggregate"}),
    Table("positions", plain={CODES: "producer aggregate"}),
    Table("partitions", plain={CODES: "producer"}),
    Table("periodic", plain={CODES: "name"}),
    Table("replays", plain={CODES: "consumer"}),
    Table(
        "erasures",
        plain={
            "ids of the erased, so that nothing of them comes back": "erasure refs",
            "keyed hashes, so that the log holds no address": "prints",
            ACTOR: "erased_by",
            "the reason that staff gave for erasing all the same": "override",
        },
    ),
    Table("retentions", plain={CODES: "name"}),
    Table("reminders_told", plain={CODES: "rule subject anchor"}),
)

#: A command that is repeated later than this is told that it was done, and no more what came of it. That a reminder was
#: told is kept for longer than any rule could tell it again.
KEEPINGS = (
    Keeping(
        "command_answers",
        "command_answer_days",
        table="command_log",
        since="carried_out_at",
        where="response is not null",
        leaves={"response": NULL},
    ),
    Keeping("reminders_told", "mail_days", table="reminders_told", since="over_at"),
)
