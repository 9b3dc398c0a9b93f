"""Every address of one start, with its credentials, and which process is told which of them.

The names are those of shared/runtime/settings.py. A process gets what it needs and nothing else: not the environment
of the shell that started the system, and never another service's password.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from alliance.embedded import broker, postgres
from alliance.embedded.credentials import secret, secret_file
from alliance.embedded.home import Home, program_file
from alliance.embedded.ports import LOOPBACK
from alliance.embedded.processes import marks
from shared.runtime.settings import BROKER_USERS, SERVICES, SETTINGS

#: What any program needs to find files, its language and the time.
BASICS = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")
PASSED_ON = ("LOG_LEVEL", "OTLP_ENDPOINT", "OTLP_SHARE")
SIGN_ON = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLIENT_SECRET_FILE")
FIRST_MAILS = ("FIRST_MAILS_BY_SOURCE", "FIRST_MAILS_IN_ALL")
UPLOADS = ("UPLOADS_OF_A_PERSON", "UPLOADS_IN_ALL")
ALERTS = tuple(name for name in SETTINGS if name.startswith("ALERT_"))
KNOWN_BY_THE_PORTAL = ("ALLOWED_HOSTS", "TRUSTED_PROXIES", "OIDC_ISSUER")
VIRTUAL_HOST = "%2F"


def basics(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in BASICS if name in environment}


@dataclass(frozen=True)
class Addresses:
    home: Home
    ports: Mapping[str, int]
    portal_port: int
    parent: Mapping[str, str]  # the environment of `alliance up`

    def amqp(self, user: str) -> str:
        return f"amqp://{user}:{secret(self.home, f'broker-{user}')}@{LOOPBACK}:{self.ports['amqp']}/{VIRTUAL_HOST}"

    @property
    def management(self) -> str:
        return f"http://{broker.ADMIN}:{secret(self.home, 'broker-admin')}@{LOOPBACK}:{self.ports['management']}"

    @property
    def monitoring(self) -> str:
        """The management API as operations sees it: its own broker user may read figures and nothing else."""
        return f"http://operations:{secret(self.home, 'broker-operations')}@{LOOPBACK}:{self.ports['management']}"

    @property
    def database_admin(self) -> str:
        return self._dsn(postgres.ADMIN, secret(self.home, "postgres-admin"), postgres.ADMIN)

    def database(self, service: str) -> str:
        name = f"alliance_{service}"
        return self._dsn(name, secret(self.home, f"postgres-{service}"), name)

    def _dsn(self, role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.ports['postgres']}/{database}"

    @property
    def smtp(self) -> str:
        return f"smtp://{LOOPBACK}:{self.ports['smtp']}"

    @property
    def mailbox(self) -> str:
        return f"http://{LOOPBACK}:{self.ports['mailbox']}"

    @property
    def portal(self) -> str:
        return f"http://{LOOPBACK}:{self.portal_port}"

    def health(self, service: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[f'health-{service}']}"

    def endpoints(self) -> dict[str, object]:
        """endpoints.json but for the processes."""
        return {
            "portal": self.portal,
            "amqp": self.amqp(broker.ADMIN),
            "cli_amqp": self.amqp("cli"),
            "management": self.management,
            "smtp": self.smtp,
            "mailbox": self.mailbox,
            "postgres": {service: self.database(service) for service in SERVICES},
            "health": {service: self.health(service) for service in SERVICES},
            "metrics": {name: f"{self.health(name)}/metrics" for name in (*SERVICES, "portal")},
            "keys_dir": str(self.home.keys),
        }

    def setup_environment(self) -> dict[str, str]:
        """Set-up alone holds every password: it makes the users."""
        return {
            **self._common("setup"),
            "AMQP_URI": self.amqp(broker.ADMIN),
            "MANAGEMENT_URL": self.management,
            "DATABASE_ADMIN_URL": self.database_admin,
            **{f"{user.upper()}_AMQP_URI": self.amqp(user) for user in BROKER_USERS},
            **{f"{service.upper()}_DATABASE_URL": self.database(service) for service in SERVICES},
            **({"RESTORED_AT": self.home.restored.read_text()} if self.home.restored.exists() else {}),
        }

    def service_environment(self, service: str) -> dict[str, str]:
        settings = {
            **self._common(service),
            f"{service.upper()}_AMQP_URI": self.amqp(service),
            f"{service.upper()}_DATABASE_URL": self.database(service),
            "SMTP_URL": self.smtp,
            "HEALTH_PORT": str(self.ports[f"health-{service}"]),
        }
        if service in ("intake", "cohort"):
            settings |= {name: self.parent[name] for name in UPLOADS if name in self.parent}
        if service == "intake":
            settings |= {name: self.parent[name] for name in FIRST_MAILS if name in self.parent}
        if service == "identity":
            settings |= {name: self.parent[name] for name in SIGN_ON if name in self.parent}
            settings["SIGN_IN_SECRET_FILE"] = str(secret_file(self.home, "sign-in"))
        if service == "operations":
            settings["MANAGEMENT_URL"] = self.monitoring
            settings |= {name: self.parent[name] for name in ALERTS if name in self.parent}
        return settings

    def portal_environment(self) -> dict[str, str]:
        address = {"PORTAL_HOST": LOOPBACK, "ALLIANCE_PORT": str(self.portal_port)}
        known = {name: self.parent[name] for name in KNOWN_BY_THE_PORTAL if name in self.parent}
        figures = {"HEALTH_PORT": str(self.ports["health-portal"])}
        return {**self._common("portal"), "PORTAL_AMQP_URI": self.amqp("portal"), **address, **figures, **known}

    def mailbox_environment(self) -> dict[str, str]:
        return {**basics(self.parent), **marks(self.home, "mailbox")}

    def _common(self, name: str) -> dict[str, str]:
        return {
            **basics(self.parent),
            **{name: self.parent[name] for name in PASSED_ON if name in self.parent},
            **marks(self.home, name),
            "PYTHONUNBUFFERED": "1",
            "KEYS_DIR": str(self.home.keys),
            "FILES_DIR": str(self.home.files),
            "PROGRAM_FILE": str(program_file(self.parent)),
            "PORTAL_URL": self.portal,
            "LOG_FORMAT": "json",
        }


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
