"""Alerts: what counts as wrong, when it is raised, when it clears, whom it is told.

The watch reads the system every few seconds (`Seen`); `judge` says what is wrong now, `next_steps` what becomes of the
alerts that are open. What could not be read clears nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shared.contracts.errors import illegal_transition
from shared.contracts.kernel import Backlog
from shared.contracts.operations import AlertCause, Queue
from shared.messaging.names import DEAD, failing_service, is_retry_queue, owner_of
from shared.runtime.settings import SERVICES

MAIL_EVERY = timedelta(hours=1)

#: A cause, and what of it: a queue, a service, …
Key = tuple[AlertCause, str]

#: Causes whose threshold is a time that it has to last before it is raised.
LASTING: frozenset[AlertCause] = frozenset({"no_consumer", "service_silent", "mail_server"})


@dataclass(frozen=True)
class Seen:
    """The system as it was read. None: that part could not be. Days are left of certificates, and over for keys."""

    queues: tuple[Queue, ...] | None
    backlogs: Mapping[str, Backlog | None]
    dead_letters: Mapping[str, int]
    broker_alarms: Mapping[str, int] | None
    certificates: Mapping[str, int]
    keys: Mapping[str, int]


@dataclass(frozen=True)
class Finding:
    value: int
    threshold: int


@dataclass(frozen=True)
class Found:
    """`unread`: causes, or a cause of something, of which nothing is known now."""

    wrong: dict[Key, Finding]
    unread: frozenset[Key | AlertCause]

    def is_unread(self, key: Key) -> bool:
        return key in self.unread or key[0] in self.unread


@dataclass(frozen=True)
class OpenAlert:
    """`raised_at`: None while it has not lasted long enough to be one."""

    key: Key
    seen_at: datetime
    raised_at: datetime | None


@dataclass
class Steps:
    """What becomes of alerts. `begin`: wrong for the first time; `raise_`: long enough; `drop`: over before that."""

    begin: dict[Key, Finding] = field(default_factory=dict)
    raise_: dict[Key, Finding] = field(default_factory=dict)
    update: dict[Key, Finding] = field(default_factory=dict)
    clear: list[Key] = field(default_factory=list)
    drop: list[Key] = field(default_factory=list)


def judge(seen: Seen, thresholds: Mapping[AlertCause, int], now: datetime) -> Found:
    """What is wrong, and what nobody knows."""
    wrong: dict[Key, Finding] = {}
    unread: set[Key | AlertCause] = set()

    def note(cause: AlertCause, about: str, value: float, *, below: bool = False) -> None:
        limit = thresholds[cause]
        most = 1 if cause in LASTING else limit  # whether it lasts is looked at later
        if value <= limit if below else value >= most:
            wrong[cause, about] = Finding(round(value), limit)

    wrong |= _judge_queues(seen.queues or (), note, thresholds)
    if seen.queues is None:
        unread |= {"queue_age", "no_consumer", "failing"}
    for service, backlog in seen.backlogs.items():
        if backlog is None:
            unread |= {("outbox_age", service), ("database_read_only", service), *of_figures(service)}
        else:
            _judge_backlog(service, backlog, note, now)
    silent = silent_services(seen)
    if nobody_is_heard(seen):
        unread |= silent
    else:
        wrong |= dict.fromkeys(silent, Finding(0, thresholds["service_silent"]))
    for queue_name, count in seen.dead_letters.items():
        note("dead_letters", queue_name, count)
    for node, alarms in (seen.broker_alarms or {}).items():
        note("broker_alarm", node, alarms)
    unread |= {"broker_alarm"} if seen.broker_alarms is None else set()
    for file, days in seen.certificates.items():
        note("certificate", file, days, below=True)
    for issuer, days in seen.keys.items():
        note("key_age", issuer, days)
    return Found(wrong, frozenset(unread))


def _judge_queues(queues: Iterable[Queue], note: Note, thresholds: Mapping[AlertCause, int]) -> dict[Key, Finding]:
    """Those that nobody reads, whether or not something waits there."""
    read = watched(queues)
    for queue in read:
        note("queue_age", queue.name, queue.oldest_age_s or 0)
    for service, messages in failing(queues).items():
        note("failing", service, messages)
    limit = thresholds["no_consumer"]
    return {("no_consumer", one.name): Finding(one.ready, limit) for one in read if not one.consumers}


#: Figures of a service's backlog that have a threshold: (service, figure) -> cause.
FIGURES: dict[tuple[str, str], AlertCause] = {
    ("notifications", "kept_back"): "mail_server",
    ("notifications", "oldest_waiting_s"): "mail_waiting",
    ("notifications", "failed_of_a_day"): "mail_failed",
    ("identity", "failed_sign_ins"): "sign_in_failures",
    ("reporting", "webhooks_off"): "webhook_off",
}


def of_figures(service: str) -> Iterable[Key]:
    return [(cause, service) for (owner, _), cause in FIGURES.items() if owner == service]


def _judge_backlog(service: str, backlog: Backlog, note: Note, now: datetime) -> None:
    oldest = backlog.oldest_unpublished_at
    note("outbox_age", service, 0 if oldest is None else (now - oldest).total_seconds())
    note("database_read_only", service, int(backlog.read_only))
    for (owner, figure), cause in FIGURES.items():
        if owner == service and figure in backlog.figures:
            note(cause, service, backlog.figures[figure])


class Note(Protocol):
    """How a value is held against its cause's threshold."""

    def __call__(self, cause: AlertCause, about: str, value: float, *, below: bool = False) -> None: ...


def failing(queues: Iterable[Queue]) -> Counter[str]:
    """How many messages of each service fail again and again."""
    found: Counter[str] = Counter()
    for one in queues:
        if service := failing_service(one.name):
            found[service] += one.ready + one.unacked
    return found


def silent_services(seen: Seen) -> set[Key]:
    return {("service_silent", service) for service, backlog in seen.backlogs.items() if backlog is None}


def nobody_is_heard(seen: Seen) -> bool:
    """Whether it is the broker that is silent: while it has an alarm nobody can ask, or answer."""
    alarmed = any((seen.broker_alarms or {}).values())
    return alarmed and not any(seen.backlogs.values())


def watched(queues: Iterable[Queue]) -> list[Queue]:
    """Those that a service reads: of retry queues nobody does, by design, and other programs' are theirs."""
    return [
        one for one in queues if one.name == DEAD or (owner_of(one.name) in SERVICES and not is_retry_queue(one.name))
    ]


def next_steps(found: Found, open_: Iterable[OpenAlert], now: datetime) -> Steps:
    steps = Steps()
    known = {one.key: one for one in open_}
    for key, finding in found.wrong.items():
        alert = known.get(key)
        lasts = timedelta(seconds=finding.threshold if key[0] in LASTING else 0)
        if alert is None and lasts:
            steps.begin[key] = finding
        elif alert is None or (alert.raised_at is None and now - alert.seen_at >= lasts):
            steps.raise_[key] = finding
        elif alert.raised_at is not None:
            steps.update[key] = finding
    for key, alert in known.items():
        if key not in found.wrong and not found.is_unread(key):
            (steps.drop if alert.raised_at is None else steps.clear).append(key)
    return steps


def insist_on_open(cleared_at: datetime | None) -> None:
    if cleared_at is not None:
        raise illegal_transition("alert", "cleared", "taken")
