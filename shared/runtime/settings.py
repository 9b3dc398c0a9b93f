"""The settings of a process, read from the environment once at its start.

Each setting X may come as X_FILE, the path of a file that holds the value: secrets then stay out of the environment.
docs/configuration.md is made from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("identity", "intake", "eligibility", "cohort", "notifications", "reporting", "operations")

#: Processes that talk to the broker; each has its own broker user.
BROKER_USERS = (*SERVICES, "portal", "cli")


LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingError(Exception):
    """A setting is missing or wrong; the message names it. The process exits 1."""


@dataclass(frozen=True)
class Setting:
    name: str
    purpose: str
    default: str | None = None  # None: the process that reads it does not start without


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("AMQP_URI", "the broker; <NAME>_AMQP_URI gives one process its own user"),
        Setting("MANAGEMENT_URL", "RabbitMQ's management API with its credentials (set-up and operations)"),
        Setting("DATABASE_ADMIN_URL", "a PostgreSQL role that may create roles and databases (set-up)"),
        Setting("RESTORED_AT", "when the databases were restored from a backup, ISO 8601 with its offset (set-up)"),
        Setting("<SERVICE>_DATABASE_URL", "the database of one service, with the service's own role"),
        Setting("KEYS_DIR", "signing keys: <issuer>.key, and <issuer>.<kid>.pub to check them (PEM, Ed25519)"),
        Setting("SIGN_IN_SECRET", "the secret that sign-in codes and the keys of app codes hang on (identity)"),
        Setting("OIDC_ISSUER", "the organization's sign-in provider (OpenID Connect), for staff; unset without one"),
        Setting("OIDC_CLIENT_ID", "this installation's name there"),
        Setting("OIDC_CLIENT_SECRET", "its secret there, best as OIDC_CLIENT_SECRET_FILE"),
        Setting("PROGRAM_FILE", "the program file", "programs/city-data-alliance.toml"),
        Setting("FILES_DIR", "files that people hand in; one folder for all replicas", ".alliance/files"),
        Setting("UPLOADS_OF_A_PERSON", "files of a person that are under way, or were cut off, at most", "10"),
        Setting("UPLOADS_IN_ALL", "such files in a service, whoever sends them", "200"),
        Setting(
            "FIRST_MAILS_BY_SOURCE",
            "mails to unproven addresses that a network causes in an hour at most (intake)",
            "20",
        ),
        Setting("FIRST_MAILS_IN_ALL", "such mails in an hour, whoever causes them", "300"),
        Setting("SMTP_URL", "where mail is handed over: see Real mail", "smtp://127.0.0.1:1025"),
        Setting("MAIL_RATES", "mails a minute to a domain, of each sender: gmail.com=60,*=600; none is no limit", ""),
        Setting(
            "MAIL_INBOX",
            "the address of a mailbox whose mail Alliance takes in, for replies and what comes back; none without one",
            "",
        ),
        Setting("IMAP_URL", "that mailbox, read each 20 seconds: see Real mail; unset where a server hands each over"),
        Setting("DKIM_SELECTOR", "the DNS record that mails are signed by: see Real mail; unset: the provider signs"),
        Setting("DKIM_KEY", "its private key (PEM, RSA), best as DKIM_KEY_FILE"),
        Setting(
            "PORTAL_URL",
            "the portal's public address: for links in mails, and a name under which it answers",
            "http://127.0.0.1:8000",
        ),
        Setting("ALLOWED_HOSTS", "more names under which the portal answers, by commas, beside that of PORTAL_URL"),
        Setting("TRUSTED_PROXIES", "addresses or networks, by commas, whose X-Forwarded-For the portal believes"),
        Setting("MAILBOX_URL", "where people read what a mail catcher caught; unset with real mail"),
        Setting("PORTAL_HOST", "the address that the portal listens on", "127.0.0.1"),
        Setting("ALLIANCE_PORT", "the port that the portal listens on", "8000"),
        Setting("ALERT_QUEUE_AGE_S", "an alert (operations): the oldest message of a queue waits so long", "300"),
        Setting("ALERT_NO_CONSUMER_S", "an alert: nobody reads a service's queue for so long", "60"),
        Setting("ALERT_SERVICE_SILENT_S", "an alert: a service does not answer for so long", "60"),
        Setting("ALERT_OUTBOX_AGE_S", "an alert: what a service has recorded is not published for so long", "120"),
        Setting("ALERT_DEAD_LETTERS", "an alert: so many dead letters of a queue", "1"),
        # Somebody waits for a code to sign in, which is good for an hour: what keeps all mails back is told soon.
        Setting("ALERT_MAIL_SERVER_S", "an alert: the mail server is not reached for so long", "60"),
        # Many servers put off what they see for the first time by five minutes, and take it at the attempt after 6:10.
        Setting("ALERT_MAIL_WAITING_S", "an alert: a mail is due, or was tried in vain first, so long ago", "420"),
        Setting("ALERT_MAILS_FAILED", "an alert: so many mails were refused for good in a day", "5"),
        Setting("ALERT_CERTIFICATE_DAYS", "an alert: a certificate has so many days left", "30"),
        Setting("ALERT_KEY_AGE_DAYS", "an alert: a signing key has been in use for so many days", "365"),
        Setting("ALERT_SIGN_IN_FAILURES", "an alert: so many sign-ins failed in a quarter of an hour", "50"),
        Setting("QUEUE_HISTORY_DAYS", "for so long it is kept what waited in queues (operations)", "30"),
        Setting("HEALTH_HOST", "the address of a service's health page", "127.0.0.1"),
        Setting("HEALTH_PORT", "the port of a service's health page, of the portal's figures alone; 0 for none", "0"),
        Setting("OTLP_ENDPOINT", "a collector that traces go to, as http://collector:4318: see Traces; unset for none"),
        Setting("OTLP_SHARE", "the share of traces that go there, from 0 to 1", "1"),
        Setting("LOG_FORMAT", "json or console", "json"),
        Setting("LOG_LEVEL", "debug, info, warning or error", "info"),
    )
}


class Settings:
    """The environment of one process. `name` is the service, or `portal`, `cli`, `setup`."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self.name = name
        self._environment = environment

    def get(self, setting: str) -> str:
        """The value of a setting, from X, else the file that X_FILE names, else its default."""
        value = self.find(setting)
        if value is None:
            raise SettingError(f"{setting} is not set ({purpose_of(setting)})")
        return value

    def find(self, setting: str) -> str | None:
        value = self._environment.get(setting)
        if value:
            return value
        if path := self._environment.get(f"{setting}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingError(f"{setting}_FILE: cannot read {path}: {error.strerror}") from error
        return SETTINGS[setting].default if setting in SETTINGS else None

    def insist_on(self, *settings: str) -> None:
        """Raises SettingError that names all of them that are missing."""
        missing = [setting for setting in settings if self.find(setting) is None]
        if missing:
            raise SettingError("\n".join(f"{setting} is not set ({purpose_of(setting)})" for setting in missing))

    def log_level(self) -> str:
        level = self.get("LOG_LEVEL").lower()
        if level not in LOG_LEVELS:
            raise SettingError(f"LOG_LEVEL must be {', '.join(LOG_LEVELS[:-1])} or {LOG_LEVELS[-1]}, not {level!r}")
        return level

    def number(self, setting: str) -> int:
        value = self.get(setting)
        if not value.isdecimal():
            raise SettingError(f"{setting} must be a whole number, not {value!r}")
        return int(value)

    @property
    def broker(self) -> str:
        """The setting that names this process's broker: its own where it is set."""
        own = f"{self.name.upper()}_AMQP_URI"
        return own if self.find(own) else "AMQP_URI"

    @property
    def amqp_uri(self) -> str:
        return self.get(self.broker)

    @property
    def database_url(self) -> str:
        return self.get(f"{self.name.upper()}_DATABASE_URL")

    @property
    def keys_dir(self) -> Path:
        return Path(self.get("KEYS_DIR"))

    @property
    def program_file(self) -> Path:
        return Path(self.get("PROGRAM_FILE"))


def purpose_of(setting: str) -> str:
    """What a setting is, also for one that names a service: <SERVICE>_DATABASE_URL, <NAME>_AMQP_URI."""
    known = SETTINGS.get(setting) or SETTINGS.get("<SERVICE>_" + setting.partition("_")[2])
    return known.purpose if known else "see docs/configuration.md"
