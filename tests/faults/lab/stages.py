"""Where the effect of each submission is to be found, stage by stage: read from the owners' tables and the post.

Of an application with several versions, the first counts here; the others are for the invariants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.faults.lab.ledger import Ledger
from tests.faults.lab.system import Lab
from tests.faults.lab.tally import Tally, tally

#: One row for each effect.
STORED = "select city from applications where call = %s"
CHECKED = """
select city from checks join selections using (application_id) where call = %s and checks.application_version = 1
"""
MAIL_ROW = """
select city, message_id, notes @> '[{"code": "interrupted"}]' as flagged,
       state = 'suppressed' and notes @> '[{"code": "changed"}]' as untrue
from mails join applications using (application_id)
where call = %s and template = 'application_received' and "values" ->> 'version' = '1'
"""
COUNTED = """
select envelope -> 'data' ->> 'city' as city from event_log
where type = 'application_submitted' and envelope -> 'data' ->> 'call' = %s
  and envelope -> 'data' ->> 'version' = '1'
"""

WITHDRAWN = "select city from applications where call = %s and state = 'withdrawn'"

Found = Counter[str]


def from_table(service: str, sql: str) -> Callable[[Lab, str], Found]:
    return lambda lab, call: Counter(row["city"] for row in lab.rows(service, sql, (call,)))


def in_the_post(lab: Lab, call: str) -> Found:
    """Cities whose mail was taken by the mail server; a second copy counts unless the mail's row says so. So does a
    mail that was rightly kept back: its row says that it was no longer true, intake's that the city had withdrawn."""
    copies = Counter(delivered.message_id for delivered in lab.post.delivered)
    withdrawn = from_table("intake", WITHDRAWN)(lab, call)
    found: Found = Counter()
    for row in lab.rows("notifications", MAIL_ROW, (call,)):
        taken = copies[row["message_id"]] + (row["untrue"] and row["city"] in withdrawn)
        found[row["city"]] += min(taken, 1) if row["flagged"] else taken
    return found


def flagged_copies(lab: Lab, call: str) -> int:
    """Second copies of mails whose rows say that this may have happened."""
    copies = Counter(delivered.message_id for delivered in lab.post.delivered)
    rows = lab.rows("notifications", MAIL_ROW, (call,))
    return sum(max(copies[row["message_id"]] - 1, 0) for row in rows if row["flagged"])


STAGES: dict[str, Callable[[Lab, str], Found]] = {
    "stored": from_table("intake", STORED),
    "checked": from_table("eligibility", CHECKED),
    "mail row": from_table("notifications", MAIL_ROW),
    "counted": from_table("reporting", COUNTED),
    "mailed": in_the_post,
}


def tallies(lab: Lab, call: str, ledger: Ledger) -> dict[str, Tally]:
    return {stage: tally(ledger.attempted, ledger.promised, found(lab, call)) for stage, found in STAGES.items()}
