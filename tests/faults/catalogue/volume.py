"""More than the consumers can do at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

from shared.contracts.intake import CallExtended
from shared.contracts.named import id_of_name
from shared.messaging.outbox import Outbox
from shared.storage.database import Database
from tests.faults.lab.fault import fault
from tests.faults.lab.system import Lab, until
from tests.faults.lab.trial import Trial

BACKLOG = 20_000
CALLS = 100
AT_ONCE = 2_000  # events recorded in one transaction
FOLLOWERS = ("eligibility", "cohort", "notifications", "reporting")


@fault(f"{BACKLOG:,} events wait in each queue when its consumer starts", per_second=1, rest_within_s=400)
def backlog(trial: Trial) -> None:
    lab = trial.lab
    for follower in FOLLOWERS:
        lab.processes.stop(follower)
    before = {follower: taken_in(lab, follower) for follower in FOLLOWERS}
    record_extensions(lab)
    assert until(lambda: not lab.value("intake", "select count(*) from outbox where published_at is null"), 120)
    began = monotonic()
    lab.start(*FOLLOWERS)
    for follower in FOLLOWERS:
        enough = before[follower] + BACKLOG
        assert until(lambda: taken_in(lab, follower) >= enough, trial.fault.rest_within_s), f"{follower} was not done"  # noqa: B023
    trial.notes.append(f"drained by four consumers at once in {monotonic() - began:.0f} s, their start included")


def taken_in(lab: Lab, service: str) -> int:
    found: int = lab.value(service, "select coalesce(sum(version), 0) from positions")
    return found


def record_extensions(lab: Lab) -> None:
    """As a service would: events of many calls, each call's in order."""
    database = Database(lab.direct.database("intake"), size=1)
    now = datetime.now(UTC)
    names = [f"backlog-{n % CALLS}" for n in range(BACKLOG)]
    events = [
        CallExtended(call_id=id_of_name(name), call=name, closes_at=now + timedelta(seconds=n))
        for n, name in enumerate(names)
    ]
    for start in range(0, BACKLOG, AT_ONCE):
        with database.transaction() as tx:
            Outbox(tx).record_all(events[start : start + AT_ONCE])
    database.close()
