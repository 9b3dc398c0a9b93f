"""Cities join; their people become known."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import convening, joining, mayors
from shared.contracts import eligibility, intake
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction


class Joining(Entrypoints):
    @consumes(intake.CallOpened)
    def on_call_opened(self, event: intake.CallOpened, tx: Transaction) -> None:
        joining.plan_cohort(event, self.repository(tx), Outbox(tx), self.program, self.clock.now())

    @consumes(eligibility.OfferConfirmed)
    def on_offer_confirmed(self, event: eligibility.OfferConfirmed, tx: Transaction) -> None:
        joining.join_cohort(event, self.repository(tx), Outbox(tx), self.program, self.clock.now())

    @consumes(intake.ApplicationSubmitted)
    def on_application_submitted(self, event: intake.ApplicationSubmitted, tx: Transaction) -> None:
        convening.keep_roster(event, self.repository(tx))
        mayors.keep_first_mayor(event, self.repository(tx), self.clock.now())
