"""The thresholds of alerts, from the settings: a number that cannot be stops the start, with its name."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.operations import AlertCause
from shared.runtime.settings import SettingError, Settings

DAY_S = 86_400


@dataclass(frozen=True)
class Threshold:
    """The setting that holds it, and the numbers that make sense there."""

    setting: str
    least: int
    most: int


THRESHOLDS: dict[AlertCause, Threshold] = {
    "queue_age": Threshold("ALERT_QUEUE_AGE_S", 10, 7 * DAY_S),
    "no_consumer": Threshold("ALERT_NO_CONSUMER_S", 10, DAY_S),
    "service_silent": Threshold("ALERT_SERVICE_SILENT_S", 10, DAY_S),
    "outbox_age": Threshold("ALERT_OUTBOX_AGE_S", 10, 7 * DAY_S),
    "dead_letters": Threshold("ALERT_DEAD_LETTERS", 1, 1_000_000),
    "mail_server": Threshold("ALERT_MAIL_SERVER_S", 10, 7 * DAY_S),
    "mail_waiting": Threshold("ALERT_MAIL_WAITING_S", 60, 7 * DAY_S),
    "mail_failed": Threshold("ALERT_MAILS_FAILED", 1, 1_000_000),
    "certificate": Threshold("ALERT_CERTIFICATE_DAYS", 1, 365),
    "key_age": Threshold("ALERT_KEY_AGE_DAYS", 1, 3650),
    "sign_in_failures": Threshold("ALERT_SIGN_IN_FAILURES", 1, 1_000_000),
}

#: For how many days it is kept what waited in queues.
HISTORY = Threshold("QUEUE_HISTORY_DAYS", 1, 365)

#: What is wrong or not, whatever anybody sets.
YES_OR_NO: dict[AlertCause, int] = {"broker_alarm": 1, "database_read_only": 1, "failing": 1, "webhook_off": 1}


def read_thresholds(settings: Settings) -> dict[AlertCause, int]:
    return {cause: read(settings, one) for cause, one in THRESHOLDS.items()} | YES_OR_NO


def read(settings: Settings, threshold: Threshold) -> int:
    number = settings.number(threshold.setting)
    if not threshold.least <= number <= threshold.most:
        raise SettingError(
            f"{threshold.setting} must be a whole number from {threshold.least} to {threshold.most}, not {number}"
        )
    return number
