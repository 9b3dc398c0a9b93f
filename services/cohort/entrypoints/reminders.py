"""What comes near is told by the clock."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints, repository_for
from services.cohort.handlers import reminding
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic

HOUR_S = 3600


class Reminders(Entrypoints):
    @periodic(seconds=HOUR_S)
    def tell_what_comes_near(self) -> None:
        """A transaction a cohort: one that fails leaves the others told."""
        with self.begin() as tx:
            cohorts = [cohort for cohort, _ in repository_for(tx, self.program).list_cohorts()]
        for cohort in cohorts:
            with self.begin() as tx:
                reminding.tell_of_requirements(cohort, repository_for(tx, self.program), Outbox(tx), tx.now())
                reminding.tell_of_follow_ups(cohort, repository_for(tx, self.program), Outbox(tx), tx.now())
