"""Asks the services that know them for name, address, place and texts of a mail, at the moment of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from services.notifications.domain import Mail
from services.notifications.sending.letters import Resolved
from services.notifications.templates import CannotRender
from shared.contracts.cohort import GetCityPerson, GetOccasionPlace, GetStrategyFeedback
from shared.contracts.eligibility import GetDecisionTexts
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetRecipient, GetSignInMail
from shared.contracts.intake import GetContact
from shared.contracts.requests import Model, Request

if TYPE_CHECKING:
    from shared.messaging.client import Client

CALL_LIMIT_S = 5.0

Reply = TypeVar("Reply", bound=Model)


class NotResolved(Exception):
    """A service said no, or did not answer."""

    def __init__(self, service: str, refusal: Refusal) -> None:
        super().__init__(service)
        self.service = service
        self.refusal = refusal


class Resolver:
    """For one batch: a service that did not answer once is not asked again, so that others' mails do not wait."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._down: set[str] = set()

    def resolve(self, mail: Mail) -> Resolved:
        """Raises NotResolved; CannotRender for a recipient of no known owner."""
        if mail.template == "sign_in":
            found = self._ask(GetSignInMail(sign_in_id=UUID(mail.values["sign_in_id"])))
            secrets = {"sign_in_code": found.code, "key": found.key}
            return Resolved(found.recipient.name, found.recipient.email, sign_in=secrets)
        owner, _, reference = mail.recipient.partition(":")
        feedback, place = self._feedback(mail), self._place(mail)
        if owner == "intake":
            contact = self._ask(GetContact(contact_id=UUID(reference)))
            return Resolved(contact.name, contact.email, feedback, place)
        if owner == "identity":
            person = self._ask(GetRecipient(person_id=UUID(reference)))
            return Resolved(person.name, person.email, feedback, place)
        if owner == "cohort":
            of_city = self._ask(GetCityPerson(person_id=UUID(reference)))
            return Resolved(of_city.name, of_city.email, feedback, place)
        raise CannotRender(f"nobody resolves the recipient {mail.recipient}")

    def _feedback(self, mail: Mail) -> str | None:
        if not mail.values.get("has_feedback") or mail.application_id is None:
            return None
        if mail.template == "strategy_feedback":
            asked = GetStrategyFeedback(application_id=mail.application_id, component=mail.values["component"])
            return self._ask(asked).feedback
        decision_id = mail.values.get("decision_id")  # mails of before this was told have none: the latest is meant
        return self._ask(
            GetDecisionTexts(application_id=mail.application_id, decision_id=decision_id)
        ).feedback  # fmt: skip

    def _place(self, mail: Mail) -> str | None:
        """None for a meeting that cohort does not know: its time is worth a mail without it."""
        if "meeting_id" not in mail.values:
            return None
        try:
            return self._ask(GetOccasionPlace(occasion_id=UUID(mail.values["meeting_id"]))).place
        except NotResolved as unknown:
            if unknown.refusal.code == "not_found":
                return None
            raise

    def _ask(self, request: Request[Reply]) -> Reply:
        if request.service in self._down:
            raise NotResolved(request.service, Refusal("unavailable", "It did not answer a moment ago."))
        try:
            return self._client.call(request, limit_s=CALL_LIMIT_S)
        except Refusal as refusal:
            if refusal.code == "unavailable":
                self._down.add(request.service)
            raise NotResolved(request.service, refusal) from refusal
