"""Where the effect of each submission is to be found, stage by stage: read from the owners' tables and the post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.faults.lab.driver import address
from tests.faults.lab.ledger import Ledger
from tests.faults.lab.system import Lab
from tests.faults.lab.tally import Tally, tally

#: One row for each effect.
STORED = "select city from applications where call = %s"
CHECKED = """
select city from checks join selections using (application_id) where call = %s
"""
MAIL_ROW = """
select city from mails join applications using (application_id) where call = %s and template = 'application_received'
"""
COUNTED = """
select envelope -> 'data' ->> 'city' as city from event_log
where type = 'application_submitted' and envelope -> 'data' ->> 'call' = %s
"""
#: Mails of which their own row says that they may have left twice.
FLAGGED = """
select message_id from mails join applications using (application_id)
where call = %s and last_answer like 'interrupted while it was being sent%%'
"""

Found = Counter[str]


def from_table(service: str, sql: str) -> Callable[[Lab, str], Found]:
    return lambda lab, call: Counter(row["city"] for row in lab.rows(service, sql, (call,)))


def in_the_post(lab: Lab, call: str) -> Found:
    """Cities whose mail was taken by the mail server; a second copy counts unless the mail's row says so."""
    flagged = {row["message_id"] for row in lab.rows("notifications", FLAGGED, (call,))}
    found: Found = Counter()
    seen: set[str] = set()
    for delivered in list(lab.post.delivered):
        name, _, place = delivered.recipient.partition("@")
        if place == f"{call}.example" and not (delivered.message_id in seen and delivered.message_id in flagged):
            found[name] += 1
            seen.add(delivered.message_id)
    return found


STAGES: dict[str, Callable[[Lab, str], Found]] = {
    "stored": from_table("intake", STORED),
    "checked": from_table("eligibility", CHECKED),
    "mail row": from_table("notifications", MAIL_ROW),
    "counted": from_table("reporting", COUNTED),
}


def tallies(lab: Lab, call: str, ledger: Ledger) -> dict[str, Tally]:
    counts = {
        stage: tally(ledger.attempted, ledger.promised, found(lab, call)) for stage, found in STAGES.items()
    }  # fmt: skip
    names = {city: address(call, city).partition("@")[0] for city in ledger.attempted}
    promised = [names[city] for city in ledger.promised]
    return counts | {"mailed": tally(list(names.values()), promised, in_the_post(lab, call))}


def flagged_copies(lab: Lab, call: str) -> int:
    """Second copies of mails whose rows say that this may have happened."""
    flagged = {row["message_id"] for row in lab.rows("notifications", FLAGGED, (call,))}
    copies = Counter(delivered.message_id for delivered in lab.post.delivered if delivered.message_id in flagged)
    return sum(times - 1 for times in copies.values())
