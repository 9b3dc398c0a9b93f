"""Asks the services that know them whether a mail is still true, and for its names, address and texts, when it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from services.notifications.domain import Mail
from services.notifications.mails import MAILS
from services.notifications.sending.attaching import attached_to
from services.notifications.sending.letters import Resolved
from services.notifications.templates import CannotRender
from shared.contracts.cohort import GetCityPerson
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetNames, GetRecipient, GetSignInMail
from shared.contracts.intake import GetContact
from shared.contracts.intake import GetMailFacts as GetApplicationFacts
from shared.contracts.mail_facts import MailFacts
from shared.contracts.requests import Model, Request

if TYPE_CHECKING:
    from shared.messaging.client import Client

CALL_LIMIT_S = 5.0

Reply = TypeVar("Reply", bound=Model)

#: Who knows the people of a reference owner:id, and how they are asked.
OWNERS: dict[str, Callable[[UUID], Any]] = {
    "intake": lambda reference: GetContact(contact_id=reference),
    "identity": lambda reference: GetRecipient(person_id=reference),
    "cohort": lambda reference: GetCityPerson(person_id=reference),
}


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
            return Resolved(found.recipient.name, found.recipient.email, secrets=secrets)
        facts = self._facts(mail)
        if not facts.holds:
            return Resolved("", "", facts.values, holds=False)
        person = self._person(mail.recipient)
        if facts.to_stranger:
            return Resolved("", person.email, to_stranger=True)
        kind = MAILS.get(mail.template)
        if kind and kind.roles and kind.roles.isdisjoint(person.roles):
            return Resolved("", "", facts.values, holds=False)
        values = facts.values | self._coach(facts) | self._mayor(mail, facts) | self._bounced(mail)
        return Resolved(person.name, person.email, values, attached=attached_to(mail, self._ask))

    def _facts(self, mail: Mail) -> MailFacts:
        """Of a mail about nothing that changes, or about no application: what it says."""
        kind = MAILS.get(mail.template)
        said = {"code": mail.code, "recipient": mail.recipient, "language": mail.language, "values": mail.values}
        question = kind.question(**said) if kind and mail.code else None
        return MailFacts() if question is None else self._ask(cast("Request[MailFacts]", question))

    def _coach(self, facts: MailFacts) -> dict[str, str]:
        """The name of the coach whom a service names by id."""
        coach_id = facts.values.get("coach_id")
        return {} if coach_id is None else {"coach": self._called(UUID(coach_id))}

    def _mayor(self, mail: Mail, facts: MailFacts) -> dict[str, Any]:
        """Of the application, whose mayor intake alone knows by name; of others the city's own service said it."""
        if facts.values.get("mayor", "") is not None:
            return {}
        said: dict[str, Any] = {"code": mail.code, "recipient": mail.recipient, "language": mail.language}
        return self._ask(GetApplicationFacts.model_validate(said | {"about": "mayor", "values": {}})).values

    def _bounced(self, mail: Mail) -> dict[str, str]:
        """Whose address it is that a mail came back from, where anybody knows them still."""
        ref = mail.values.get("bounced")
        if ref is None:
            return {}
        try:
            return {"contact": self._person(ref).name}
        except NotResolved as error:
            if error.refusal.code == "not_found":
                return {}
            raise

    def _called(self, person_id: UUID) -> str:
        """Of whoever it is, let in or not: others read the name."""
        return next((one.name for one in self._ask(GetNames(ids=(person_id,))).items), "")

    def _person(self, ref: str) -> Any:
        """Whom its owner knows: a name and an address; of the program's own people their roles as well."""
        owner, _, reference = ref.partition(":")
        if owner not in OWNERS:
            raise CannotRender("no_owner", ref)
        return self._ask(OWNERS[owner](UUID(reference)))

    def _ask(self, request: Request[Reply]) -> Reply:
        if request.service in self._down:
            raise NotResolved(request.service, Refusal("unavailable"))
        try:
            return self._client.call(request, limit_s=CALL_LIMIT_S)
        except Refusal as refusal:
            if refusal.code == "unavailable":
                self._down.add(request.service)
            raise NotResolved(request.service, refusal) from refusal
