"""Electoral silence and media consent: recorded, taken back, overridden, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from services.cohort.domain import publishing as domain
from services.cohort.domain.project import insist_on_past
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_participation, lock_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal, not_found
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def record_silence(
    request: contract.RecordSilence, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Publishing:
    city = lock_participation(repository, request.code)
    domain.insist_on_silence(request.starts_on, request.ends_on, city.today(now))
    known = repository.find_publishing(city).silences
    days = request.starts_on, request.ends_on
    if any((one.starts_on, one.ends_on) == days and one.taken_back_because is None for one in known):
        return show_publishing(city, repository, now)
    silence = domain.SilenceRecord(uuid4(), *days, caller.actor, now, None)
    repository.insert_silence(city.application_id, silence)
    told = {"silence_id": silence.silence_id, "starts_on": silence.starts_on, "ends_on": silence.ends_on}
    record(contract.SilenceRecorded, city, repository, outbox, **told)
    return show_publishing(city, repository, now)


def take_back_silence(
    request: contract.TakeBackSilence, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Publishing:
    city = lock_participation(repository, request.code)
    known = repository.find_publishing(city).silences
    silence = next((one for one in known if one.silence_id == request.id), None)
    if silence is None:
        raise not_found("silence", request.id)
    domain.insist_on_standing(silence, city.today(now))
    repository.update_silence_taken_back(silence.silence_id, request.reason, caller.actor, now)
    record(contract.SilenceTakenBack, city, repository, outbox, silence_id=silence.silence_id)
    return show_publishing(city, repository, now)


def override_silence(
    request: contract.OverrideSilence, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Publishing:
    """Raises illegal_transition where none holds."""
    city = lock_participation(repository, request.code)
    refusal = domain.silence_refusal(city.city, repository.find_publishing(city), city.today(now))
    if refusal is None:
        raise Refusal("illegal_transition", reason="silence_is_over")
    insist_on_override(request.reason, caller, refusal)
    let_through(city, request.about, request.reason, repository, outbox, caller, now)
    return show_publishing(city, repository, now)


def let_through(
    city: ParticipationRecord,
    about: contract.SilencedThing,
    reason: str,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> None:
    repository.insert_silence_override(city.application_id, about, reason, caller.actor, now)
    record(contract.SilenceOverridden, city, repository, outbox, about=about)


def record_consent(
    request: contract.RecordMediaConsent, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Publishing:
    city = lock_participation(repository, request.code)  # one that has left, too: what it launched is still public
    insist_on_past("said_on", request.said_on, city.today(now))
    said = request.model_dump(exclude={"code"})
    consent = domain.ConsentRecord(**said, recorded_by=caller.actor, recorded_at=now)
    repository.insert_media_consent(city.application_id, consent)
    record(contract.MediaConsentRecorded, city, repository, outbox, given=request.given, said_on=request.said_on)
    return show_publishing(city, repository, now)


def get_publishing(request: contract.GetPublishing, repository: Repository, now: datetime) -> contract.Publishing:
    return show_publishing(get_participation(repository, request.code), repository, now)


def show_publishing(city: ParticipationRecord, repository: Repository, now: datetime) -> contract.Publishing:
    found = repository.find_publishing(city)
    return contract.Publishing(
        code=city.code,
        time_zone=city.time_zone,
        silences=tuple(
            contract.Silence(
                **{key: value for key, value in vars(one).items() if key != "silence_id"},
                id=one.silence_id,
                holds=one.holds(city.time_zone, now),
            )
            for one in found.silences
        ),
        consent=None if found.consent is None else contract.MediaConsent(**vars(found.consent)),
        strategy=found.holds(domain.STRATEGY, now),
        commitment=found.holds(domain.MAYOR, now),
    )
