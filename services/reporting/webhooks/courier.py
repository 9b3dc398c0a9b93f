"""The courier: claims what is due, sends it outside any transaction, writes down what came of each.

An event that was sent is sent twice only where the process dies between the answer and the commit; its receiver knows
it by its id.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import structlog
from prometheus_client import Counter

from services.reporting.webhooks.addresses import look_up
from services.reporting.webhooks.domain import Answer, Parcel, headers_of, settle, state_after
from services.reporting.webhooks.posting import LIMIT_S, Poster
from services.reporting.webhooks.rows import Webhooks
from shared.contracts.envelope import Envelope
from shared.messaging.wire import write_json
from shared.runtime.extensions import Provider
from shared.runtime.green import all_at_once
from shared.runtime.settings import SettingError
from shared.runtime.transactions import Begin
from shared.security.sealing import Seals

log = structlog.get_logger()

EACH = 5  # deliveries of one webhook at once: a slow one holds up no other by more
LEASE_S = 4 * LIMIT_S
ROUNDS = 20  # a turn, so that the end of the process does not wait for long

ATTEMPTS = Counter("alliance_webhook_attempts", "Attempts to deliver an event to a webhook", ["outcome"])


class Courier:
    """What the service sends by. `going_on`: whether the process is not asked to end."""

    def __init__(self, begin: Begin, poster: Poster, seals: Seals, going_on: Callable[[], bool]) -> None:
        self.poster, self.seals = poster, seals
        self._begin, self._going_on = begin, going_on

    def send_due(self) -> None:
        """Until none is due, or its turn is over."""
        for _ in range(ROUNDS):
            if not (self._going_on() and self._send_some()):
                return

    def _send_some(self) -> bool:
        with self._begin() as tx:
            parcels = Webhooks(tx).claim_deliveries(EACH, LEASE_S)
        if not parcels:
            return False
        answers = all_at_once(self._attempt, parcels)
        with self._begin() as tx:
            note_answers(parcels, answers, Webhooks(tx), tx.now())
        return True

    def _attempt(self, parcel: Parcel) -> Answer:
        body = write_json(Envelope.model_validate(parcel.envelope).as_recorded())
        signing = [secret for one in parcel.secrets if (secret := self.seals.unseal(one)) is not None]
        headers = headers_of(parcel.event_id, body.decode(), signing, datetime.now(UTC))
        answer = self.poster.post(parcel.url, body, headers) if signing else Answer(failure="secret_unreadable")
        ATTEMPTS.labels("taken" if answer.taken else answer.failure or str(answer.status)).inc()
        return answer


def note_answers(parcels: Sequence[Parcel], answers: Sequence[Answer], webhooks: Webhooks, now: datetime) -> None:
    """Webhooks by their id, so that two transactions never wait for each other in a ring."""
    for parcel, answer in sorted(zip(parcels, answers, strict=True), key=lambda one: (one[0].webhook_id, one[0].seq)):
        standing = webhooks.find_standing(parcel.webhook_id)
        if standing is None:
            continue  # deleted meanwhile
        state, failing_since = standing
        following = state_after(answer, state, failing_since, now)
        webhooks.update_delivery(parcel, answer, settle(answer, parcel.attempts))
        webhooks.note_answer(parcel.webhook_id, following, answer)
        if following != state:
            log.warning("webhook_turned_off", webhook=str(parcel.webhook_id), answer=answer.status)


class Couriers(Provider):
    """`courier = Couriers()` in the service class."""

    def setup(self) -> None:
        poster, begin = Poster(look_up, ssl.create_default_context()), self.container.database.transaction
        try:
            seals = Seals(self.container.settings.keys_dir, self.container.service_name)
        except (OSError, ValueError) as error:
            raise SettingError(f"KEYS_DIR: no key to seal secrets with: {error}") from error
        self._courier = Courier(begin, poster, seals, lambda: not self.container.stopping)

    def get_dependency(self, _worker_ctx: object) -> Courier:
        return self._courier


def poster_of(courier: Courier) -> Poster:
    return courier.poster


def seals_of(courier: Courier) -> Seals:
    return courier.seals
