"""Asks the services that know them whether a mail is still true, and for its names, address and texts, when it goes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from uuid import UUID

from services.notifications.domain import Mail
from services.notifications.mails import MAILS
from services.notifications.sending.attaching import Part, attached_to
from services.notifications.sending.letters import Resolved
from services.notifications.templates import CannotRender
from shared.contracts.cohort import GetCityPerson
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetNames, GetRecipient, GetSignInMail
from shared.contracts.intake import GetContact
from shared.contracts.intake import GetMailFacts as GetApplicationFacts
from shared.contracts.mail_facts import MailFacts
from shared.contracts.requests import Request
from shared.messaging.broker import BrokerDown

if TYPE_CHECKING:
    from shared.messaging.client import Client

CALL_LIMIT_S, EACH_LIMIT_S = 5.0, 0.05  # of a round, and more for each question of it

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


#: What is known of a mail, or why it is not.
Found: TypeAlias = Resolved | Exception

#: Asks one thing after the other: is sent each reply, or thrown what became of the question instead.
Asking = Generator[Request[Any], Any, Resolved]


class Resolver:
    """For one batch: a service that did not answer once is not asked again, so that others' mails do not wait."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._down: set[str] = set()

    def resolve(self, mail: Mail) -> Resolved:
        """Raises NotResolved; CannotRender for a recipient of no known owner."""
        (found,) = self.resolve_all([mail])
        if isinstance(found, Exception):
            raise found
        return found

    def resolve_all(self, mails: Sequence[Mail]) -> list[Found]:
        """For each, in their order, what `resolve` gives or raises. What they ask next is asked for all of them at
        once, and once where several ask the same."""
        found: dict[int, Found] = {}
        replies: dict[int, Any] = dict.fromkeys(range(len(mails)))
        asking = {number: resolving(mail) for number, mail in enumerate(mails)}
        while replies:
            questions = {}
            for number, reply in replies.items():
                step = advance(asking[number], reply)
                if isinstance(step, Request):
                    questions[number] = step
                else:
                    found[number] = step
            replies = self._ask(questions)
        return [found[number] for number in range(len(mails))]

    def _ask(self, questions: Mapping[int, Request[Any]]) -> dict[int, Any]:
        """By the same numbers, the replies, or why there is none."""
        distinct = {key_of(one): one for one in questions.values() if one.service not in self._down}
        replies = dict(zip(distinct, self._send([*distinct.values()]), strict=True))
        answers = {number: replies.get(key_of(one), Refusal("unavailable")) for number, one in questions.items()}
        for number, reply in answers.items():
            if isinstance(reply, Refusal):
                service = questions[number].service
                if reply.code == "unavailable":
                    self._down.add(service)
                answers[number] = NotResolved(service, reply)
        return answers

    def _send(self, questions: list[Request[Any]]) -> list[Any]:
        """What is wrong with one question is no other's trouble; a broker that is away is."""
        if not questions:
            return []
        try:
            return self._client.ask_many(questions, limit_s=CALL_LIMIT_S + len(questions) * EACH_LIMIT_S)
        except Exception as error:  # noqa: BLE001  (given to whoever asked)
            away = isinstance(error, BrokerDown) or (isinstance(error, Refusal) and error.code == "unavailable")
            if away or len(questions) == 1:
                return [error for _ in questions]
            return [reply for one in questions for reply in self._send([one])]


def advance(asking: Asking, reply: Any) -> Request[Any] | Found:
    """The next question, or what came of all of them."""
    try:
        return asking.throw(reply) if isinstance(reply, Exception) else asking.send(reply)
    except StopIteration as done:
        found: Resolved = done.value
        return found
    except Exception as error:  # noqa: BLE001  (what is wrong with one mail is its own)
        return error


def key_of(question: Request[Any]) -> tuple[type, str]:
    return type(question), question.model_dump_json()


def resolving(mail: Mail) -> Asking:
    """Raises CannotRender for a recipient of no known owner."""
    if mail.template == "sign_in":
        found = yield GetSignInMail(sign_in_id=UUID(mail.values["sign_in_id"]))
        secrets = {"sign_in_code": found.code, "key": found.key}
        return Resolved(found.recipient.name, found.recipient.email, secrets=secrets)
    facts: MailFacts = yield from facts_of(mail)
    if not facts.holds:
        return Resolved("", "", facts.values, holds=False)
    reader = yield from person(mail.recipient)
    if facts.to_stranger:
        return Resolved("", reader.email, to_stranger=True)
    kind = MAILS.get(mail.template)
    if kind and kind.roles and kind.roles.isdisjoint(reader.roles):
        return Resolved("", "", facts.values, holds=False)
    coach = yield from coach_of(facts)
    mayor = yield from mayor_of(mail, facts)
    bounced = yield from bounced_of(mail)
    attached = yield from attached_to(mail)
    return Resolved(reader.name, reader.email, facts.values | coach | mayor | bounced, attached=attached)


def facts_of(mail: Mail) -> Part:
    """MailFacts; of a mail about nothing that changes, or about no application: what it says."""
    kind = MAILS.get(mail.template)
    said = {"code": mail.code, "recipient": mail.recipient, "language": mail.language, "values": mail.values}
    question = kind.question(**said) if kind and mail.code else None
    return MailFacts() if question is None else (yield cast("Request[MailFacts]", question))


def coach_of(facts: MailFacts) -> Part:
    """The name of the coach whom a service names by id; of whoever it is, let in or not: others read the name."""
    coach_id = facts.values.get("coach_id")
    if coach_id is None:
        return {}
    names = yield GetNames(ids=(UUID(coach_id),))
    return {"coach": next((one.name for one in names.items), "")}


def mayor_of(mail: Mail, facts: MailFacts) -> Part:
    """Of the application, whose mayor intake alone knows by name; of others the city's own service said it."""
    if facts.values.get("mayor", "") is not None:
        return {}
    said: dict[str, Any] = {"code": mail.code, "recipient": mail.recipient, "language": mail.language}
    return (yield GetApplicationFacts.model_validate(said | {"about": "mayor", "values": {}})).values


def bounced_of(mail: Mail) -> Part:
    """Whose address it is that a mail came back from, where anybody knows them still."""
    ref = mail.values.get("bounced")
    if ref is None:
        return {}
    try:
        found = yield from person(ref)
    except NotResolved as error:
        if error.refusal.code == "not_found":
            return {}
        raise
    return {"contact": found.name}


def person(ref: str) -> Part:
    """Whom its owner knows: a name and an address; of the program's own people their roles as well."""
    owner, _, reference = ref.partition(":")
    if owner not in OWNERS:
        raise CannotRender("no_owner", ref)
    return (yield OWNERS[owner](UUID(reference)))
