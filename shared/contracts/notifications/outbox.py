"""The outbox, for staff: rules that hold mails back, a mail changed before it goes, many released at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.field_types import Reason, RecordedMoment, Text, distinct, fault
from shared.contracts.named import CallName
from shared.contracts.notifications.mail import Mail, MailEvent
from shared.contracts.requests import Command, Model, Outcomes, Page, Query

# -- events --------------------------------------------------------------------------------------------------------


class HoldRuleEvent(Event, aggregate="hold_rule", key="rule_id"):
    """`code` names a city, where the rule is for one."""

    rule_id: UUID
    template: str | None
    code: str | None
    call: str | None


class HoldRuleMade(HoldRuleEvent):
    """Staff hold back mails of a kind, a city or a round, until then or until they lift it."""

    until: datetime | None


class HoldRuleLifted(HoldRuleEvent):
    """The mails that it held go."""


class MailEdited(MailEvent):
    """Staff gave one mail another subject or words of their own before it goes, or took them back."""


# -- rules ---------------------------------------------------------------------------------------------------------


class HoldRule(Model):
    """What it names is so of each mail that it holds; one that names nothing holds every mail. `held`: how many it
    holds now. `ended_at`: lifted by somebody, or past its end."""

    id: UUID
    template: str | None
    code: str | None
    call: str | None
    until: datetime | None
    reason: str
    made_by: str
    made_at: datetime
    lifted_by: str | None
    ended_at: datetime | None
    held: int


class ListHoldRules(Query[Page[HoldRule]]):
    """Those in force, or those that have ended; the latest first."""

    ended: bool = False
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class HoldMails(Command[HoldRule]):
    """Hold back what is due: mails of a kind, of a city, of a round, or of all that is named together; or everything,
    and then nothing is named. Sign-in mails and those to operators go."""

    template: Annotated[str | None, Field(max_length=80)] = None
    code: Code | None = None
    call: CallName | None = None
    everything: bool = False
    until: RecordedMoment | None = None
    reason: Reason

    @model_validator(mode="after")
    def _names_some_or_all(self) -> HoldMails:
        names_some = any(named is not None for named in (self.template, self.code, self.call))
        if names_some is self.everything:
            raise fault("held_how")
        return self


class LiftHoldRule(Command[HoldRule]):
    """The mails that it holds go, unless another rule holds them."""

    rule_id: UUID


# -- one mail, and many --------------------------------------------------------------------------------------------


class EditMail(Command[Mail]):
    """Give one mail another subject, a note before its text, or both; neither takes back what was changed before. The
    tracking code stays behind the subject."""

    mail_id: UUID
    subject: Annotated[str, Text(3, 150)] | None = None
    note: Annotated[str, Text(3, 2000, lines=True)] | None = None


class ReleaseMails(Command[Outcomes[Mail]]):
    """Send held mails, each by itself: one that cannot go holds up no other. `code` of an outcome is the mail's id."""

    in_parts: ClassVar[bool] = True

    mail_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=200), AfterValidator(distinct)]
