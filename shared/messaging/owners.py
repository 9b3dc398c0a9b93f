"""Whether the owner of a thing knows what this service has not heard of yet: events take a moment."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.codes import is_code
from shared.contracts.cohort import GetCityBelonging, GetCityCoach
from shared.contracts.errors import Refusal
from shared.contracts.intake import GetApplicationStatus, ListCalls
from shared.contracts.people import PersonRef
from shared.contracts.reporting import GetReport, Report
from shared.messaging.client import Client
from shared.runtime.extensions import Provider
from shared.security.tokens import Signer

LIMIT_S = 4.0  # below what a transaction may last, since a query asks inside one


class Owners:
    """Asked of a name alone that is not known here. Raises Refusal("unavailable") where the owner does not answer."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def know_call(self, name: str) -> bool:
        return any(call.id == name for call in self._client.call(ListCalls(), limit_s=LIMIT_S).items)

    def know_cohort(self, name: str) -> bool:
        """A cohort is planned with its call."""
        return any(call.cohort.id == name for call in self._client.call(ListCalls(), limit_s=LIMIT_S).items)

    def belongs(self, code: str, person_id: UUID) -> bool:
        """Whether somebody is of a city that takes part: one of its people, or its lead coach. Raises not_found."""
        asked = GetCityBelonging(code=code, person_id=person_id)
        return self._client.call(asked, limit_s=LIMIT_S).belongs

    def coach_of(self, code: str) -> PersonRef | None:
        """The lead coach; None of a city that does not take part, or has none."""
        try:
            return self._client.call(GetCityCoach(code=code), limit_s=LIMIT_S).coach
        except Refusal as refusal:
            if refusal.code == "not_found":
                return None
            raise

    def read_report(self, asked: GetReport) -> Report:
        """Raises what reporting says of one that is not there."""
        return self._client.call(asked, limit_s=LIMIT_S)

    def know_application(self, code: str) -> bool:
        """Or a draft. What is no code is nobody's."""
        if not is_code(code):
            return False
        try:
            self._client.call(GetApplicationStatus(code=code), limit_s=LIMIT_S)
        except Refusal as refusal:
            if refusal.code == "not_found":
                return False
            raise
        return True


class AskOwners(Provider):
    """`owners = AskOwners()` in the service class, and `owners` among its supplies. What the service asks stands in
    shared/security/permissions.py."""

    def setup(self) -> None:
        settings, name = self.container.settings, self.container.service_name
        self._client = Client(settings.amqp_uri, name, Signer(name, settings.keys_dir).sign)

    def get_dependency(self, _worker_ctx: object) -> Owners:
        return Owners(self._client)

    def stop(self) -> None:
        self._client.close()
