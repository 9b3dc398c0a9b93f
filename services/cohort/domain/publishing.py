"""What may be published of a city under its name: its media consent is asked for before, and its electoral silence
holds everything until it is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from shared.contracts.cohort.publishing import Hold
from shared.contracts.errors import Detail, Refusal
from shared.program.wall_time import end_of_day, wall_time

STRATEGY: Final = "strategy"
MAYOR: Final = "mayor"


@dataclass(frozen=True)
class SilenceRecord:
    """Days of the city, both inside."""

    silence_id: UUID
    starts_on: date
    ends_on: date
    recorded_by: str
    recorded_at: datetime
    taken_back_because: str | None

    def holds(self, zone: str, now: datetime) -> bool:
        is_now = wall_time(self.starts_on, time(0), zone) <= now <= end_of_day(self.ends_on, zone)
        return is_now and self.taken_back_because is None

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on and self.taken_back_because is None


@dataclass(frozen=True)
class ConsentRecord:
    """What the city said last. `name`, `title`: who spoke for it."""

    given: bool
    said_on: date
    name: str
    title: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Publishing:
    """All that is known of one city. `overridden`: when each thing was let through a silence last."""

    zone: str
    silences: Sequence[SilenceRecord] = ()
    consent: ConsentRecord | None = None
    overridden: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def consents(self) -> bool:
        return self.consent is not None and self.consent.given

    def silence_on(self, day: date) -> SilenceRecord | None:
        """Of several the one that ends last."""
        return max((one for one in self.silences if one.is_on(day)), key=lambda one: one.ends_on, default=None)

    def holds(self, about: str, now: datetime) -> tuple[Hold, ...]:
        """Why something is not to be shown in public at this moment. A silence that was recorded after somebody let the
        thing through holds it anew."""
        passed = self.overridden.get(about)
        holding = [
            one
            for one in self.silences
            if one.holds(self.zone, now) and (passed is None or one.recorded_at > passed)
        ]  # fmt: skip
        held = [Hold(rule="electoral_silence", until=end_of_day(one.ends_on, self.zone)) for one in holding]
        return (*held, *(() if self.consents else (Hold(rule="media_consent", until=None),)))


def silence_refusal(city: str, publishing: Publishing, day: date) -> Refusal | None:
    """Nothing of the city is published on that day; a program lead may override."""
    silence = publishing.silence_on(day)
    return None if silence is None else Refusal("electoral_silence", city=city, ends_on=silence.ends_on)


def insist_on_consent(city: str, publishing: Publishing) -> None:
    """Only the city itself gives it: nobody overrides."""
    if not publishing.consents:
        raise Refusal("media_consent_missing", city=city)


def shared_refusals(cities: Collection[tuple[str, Publishing]], day: date) -> list[Refusal]:
    """Of what many cities publish together. A program lead may override: those that are held are not named then."""
    silent = [(code, found) for code, publishing in cities if (found := publishing.silence_on(day))]
    asked = [code for code, publishing in cities if not publishing.consents]
    refusals = []
    if silent:
        details = [Detail("cities", "city_silent", city=code, ends_on=one.ends_on) for code, one in silent]
        refusals.append(Refusal("electoral_silence", *details, reason="of_cities"))
    if asked:
        details = [Detail("cities", "city_without_consent", city=code) for code in asked]
        refusals.append(Refusal("media_consent_missing", *details, reason="of_cities"))
    return refusals


def insist_on_silence(starts_on: date, ends_on: date, today: date) -> None:
    """Some day, or many; what is over holds nothing."""
    details = []
    if ends_on < starts_on:
        details.append(Detail("ends_on", "end_before_start"))
    elif ends_on < today:
        details.append(Detail("ends_on", "before_today", today=today))
    if details:
        raise Refusal("invalid", *details)


def insist_on_standing(silence: SilenceRecord, today: date) -> None:
    if silence.taken_back_because is not None or silence.ends_on < today:
        raise Refusal("illegal_transition", reason="silence_is_over")
