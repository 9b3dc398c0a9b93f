"""Reads the system for the alerts: the broker's figures, each service's backlog, certificates and keys.

Everything here is asked outside of any transaction, and each wait is bounded: what does not answer is unknown.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import structlog
from cryptography import x509
from prometheus_client import Gauge

from services.operations.domain.alerts import Found
from services.operations.domain.thresholds import HISTORY, read, read_thresholds
from shared.contracts.errors import Refusal
from shared.contracts.identity import ListOperators
from shared.contracts.operations import AlertCause
from shared.contracts.people import PersonRef
from shared.messaging.broker import BrokerRefused
from shared.messaging.client import Client
from shared.runtime.extensions import Provider
from shared.runtime.settings import Settings
from shared.security.keyring import public_files
from shared.security.keys import ISSUERS
from shared.security.tokens import Signer

log = structlog.get_logger()

DAY_S = 86_400
LIMIT_S = 2.0
OPEN = Gauge("alliance_alerts", "What is wrong now, by cause", ["cause"])

#: What in an address names a file with certificates.
FILES = ("cacertfile", "certfile", "sslrootcert", "sslcert")


class Thresholds(Provider):
    """`thresholds = Thresholds()` in the service class. Raises SettingError at the start."""

    def setup(self) -> None:
        self.by_cause = read_thresholds(self.container.settings)

    def get_dependency(self, _worker_ctx: object) -> dict[AlertCause, int]:
        return self.by_cause


class Watch(Provider):
    """`watch = Watch()` in the service class."""

    def setup(self) -> None:
        self._settings: Settings = self.container.settings
        self._signer = Signer(self.container.service_name, self._settings.keys_dir)
        self.history_days = read(self._settings, HISTORY)

    def get_dependency(self, _worker_ctx: object) -> Watch:
        return self

    def certificates(self) -> dict[str, int]:
        """Days that are left of each, by the file's name."""
        addresses = (self._settings.amqp_uri, self._settings.database_url, self._settings.get("MANAGEMENT_URL"))
        return dict(days_left(path) for address in addresses for path in files_of(address) if path.exists())

    def keys(self) -> dict[str, int]:
        """For how many days each issuer has signed with its present key."""
        newest = {issuer: newest_of(public_files(self._settings.keys_dir, issuer)) for issuer in ISSUERS}
        return {issuer: int((time.time() - made) // DAY_S) for issuer, made in newest.items() if made is not None}

    def operators(self) -> tuple[PersonRef, ...] | None:
        """Who is mailed; None where identity does not answer."""
        client = Client(self._settings.amqp_uri, self.container.service_name, self._signer.sign)
        try:
            return client.call(ListOperators(), limit_s=LIMIT_S).items
        except (Refusal, BrokerRefused) as error:
            log.warning("operators_not_known", error=type(error).__name__)
            return None
        finally:
            client.close()

    @staticmethod
    def show(found: Found) -> None:
        """For whoever watches by Prometheus."""
        OPEN.clear()
        for cause, _ in found.wrong:
            OPEN.labels(cause).inc()


def files_of(address: str) -> Iterator[Path]:
    named: Mapping[str, str] = dict(parse_qsl(urlsplit(address).query))
    yield from (Path(named[name]) for name in FILES if named.get(name))


def days_left(path: Path) -> tuple[str, int]:
    """Of the one in the file that ends first; a file that holds none is over."""
    try:
        ends = [one.not_valid_after_utc for one in x509.load_pem_x509_certificates(path.read_bytes())]
    except (OSError, ValueError, ssl.SSLError):
        return path.name, 0
    return path.name, (min(ends) - datetime.now(UTC)).days


def newest_of(files: list[Path]) -> float | None:
    return max((file.stat().st_mtime for file in files), default=None)


def alarms_of(nodes: list[dict[str, Any]]) -> dict[str, int]:
    """How many alarms each node of the broker has: memory, disk; one that does not run has one."""
    return {
        node["name"]: int(bool(node.get("mem_alarm")))
        + int(bool(node.get("disk_free_alarm")))
        + int(not node.get("running", True))
        for node in nodes
    }
