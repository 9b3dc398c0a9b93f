"""What may be published of a city under its name, and what holds it: electoral silence, media consent, an embargo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import HumanName, IsoDate, Reason, Text, YesNo
from shared.contracts.requests import Command, Model, Query
from shared.wording import say

HoldRule = Literal["embargo", "electoral_silence", "media_consent"]
SilencedThing = Literal["strategy", "mayor"]

# -- events --------------------------------------------------------------------------------------------------------


class SilenceRecorded(ParticipationEvent):
    """Nothing of the city is published from the one day to the other, both inside, days of the city."""

    silence_id: UUID
    starts_on: date
    ends_on: date


class SilenceTakenBack(ParticipationEvent):
    """A silence was recorded wrongly."""

    silence_id: UUID


class SilenceOverridden(ParticipationEvent):
    """A program lead lets the strategy, or the mayor's commitment, be published in a silence."""

    about: SilencedThing


class MediaConsentRecorded(ParticipationEvent):
    """The city may be named in public, or not any more."""

    given: bool
    said_on: date


# -- what is shown -------------------------------------------------------------------------------------------------


class Hold(Model):
    """Why something is not shown in public. `until` None: until somebody does something about it."""

    rule: HoldRule
    until: datetime | None

    def said(self, language: str, time_zone: str = "UTC") -> str:
        return say(language, f"holds.{self.rule}", until=self.until and self.until.isoformat(), time_zone=time_zone)


class Silence(Model):
    id: UUID
    starts_on: date
    ends_on: date
    holds: bool
    taken_back_because: str | None
    recorded_by: str
    recorded_at: datetime


class MediaConsent(Model):
    given: bool
    said_on: date
    name: str
    title: str
    recorded_by: str
    recorded_at: datetime


class Publishing(Model):
    """`consent` None: the city was not asked. `strategy`, `commitment`: what holds each at this moment."""

    code: str
    time_zone: str
    silences: tuple[Silence, ...]
    consent: MediaConsent | None
    strategy: tuple[Hold, ...]
    commitment: tuple[Hold, ...]


class GetPublishing(Query[Publishing]):
    audited = "read"

    code: Code


# -- commands ------------------------------------------------------------------------------------------------------


class RecordSilence(Command[Publishing]):
    """Record the electoral silence of a city: nothing of it is published on these days."""

    code: Code
    starts_on: IsoDate
    ends_on: IsoDate


class TakeBackSilence(Command[Publishing]):
    """Take back a silence that was recorded wrongly."""

    code: Code
    id: UUID
    reason: Reason


class OverrideSilence(Command[Publishing]):
    """Let the strategy, or the mayor's commitment with its message, be published in the silence that holds."""

    code: Code
    about: SilencedThing
    reason: Reason


class RecordMediaConsent(Command[Publishing]):
    """Whether the city may be named in public, and who said so for it; again when that changes."""

    code: Code
    given: YesNo
    said_on: IsoDate
    name: HumanName
    title: Annotated[str, Text(1, 120)]
