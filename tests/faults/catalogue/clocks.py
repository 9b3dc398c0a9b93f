"""Machines whose clocks are wrong."""

from __future__ import annotations

from tests.faults.lab.fault import fault
from tests.faults.lab.system import until
from tests.faults.lab.trial import Trial

HOUR_S = 3600
#: Nobody asks these anything by RPC before the mail is sent, so that each can be wrong for itself.
APART = {"eligibility": HOUR_S, "notifications": -HOUR_S, "reporting": HOUR_S, "cohort": -HOUR_S}
CHECKED = """
select (select count(*) from checks join selections using (application_id) where call = %(call)s) as checked
"""
FOLLOWED_S = 60


@fault(
    "the clocks of four services are an hour apart, two ahead and two behind",
    environments={service: {"CLOCK_S": str(seconds)} for service, seconds in APART.items()},
)
def clocks_apart(trial: Trial) -> None:
    """Events are taken in all the while: what decides is the database's clock. What a service with a wrong clock asks
    of another is refused, its token not being valid, and asked again: mails wait, and go out once clocks are right."""

    def all_checked() -> bool:
        checked = trial.lab.value("eligibility", CHECKED, {"call": trial.call})
        return len(trial.ledger.promised) >= trial.fault.at_least and checked >= trial.fault.at_least

    if not until(all_checked, FOLLOWED_S):
        trial.wrong.append("events were not followed while clocks were apart")
