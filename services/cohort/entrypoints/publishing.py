"""Electoral silence and media consent."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import publishing
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Publications(Entrypoints):
    get_publishing = answers(contract.GetPublishing, publishing.get_publishing)
    record_silence = answers(contract.RecordSilence, publishing.record_silence)
    take_back_silence = answers(contract.TakeBackSilence, publishing.take_back_silence)
    override_silence = answers(contract.OverrideSilence, publishing.override_silence)
    record_media_consent = answers(contract.RecordMediaConsent, publishing.record_consent)
