"""Crash points: where a service of a lab kills itself, as kill -9 would, with some probability.

    CRASH="consumer-after-commit:0.05,relay-after-confirm:0.1"   where, and how probably
    CRASH_LOG=/path                                              a line for each crash
    STUMBLE="on_application_submitted:0.2"                       methods that raise, and how probably
    KILLER="on_application_submitted:Killer"                     methods that die of an event whose text holds the word

Production never loads this module: `service_process.py`, which only the lab starts, wraps what is named here from
outside. What a commit, an ack or a publish belongs to is read off the call stack.
"""

from __future__ import annotations

import functools
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import amqp
import psycopg2

#: Modules whose code, met first on the way out of the call stack, says what is being done.
DOING = {
    "shared.messaging.rpc": "command",
    "shared.messaging.event_queue": "consumer",
    "shared.messaging.relay": "relay",
    "shared.messaging.periodic": "periodic",
    "services.notifications.sending.sender": "mail",
}

POINTS = {
    "command-before-commit": "a command, before its commit",
    "command-after-commit": "a command, after its commit, before anything is published or answered",
    "command-after-reply": "a command, after its reply, before its ack",
    "relay-after-confirm": "the relay, after the broker's confirm, before the rows are marked",
    "consumer-before-commit": "a consumer, before its commit",
    "consumer-after-commit": "a consumer, after its commit, before its ack",
    "consumer-after-ack": "a consumer, after its ack",
    "consumer-after-retry-copy": "a consumer, after the copy to a retry queue, before the ack",
    "mail-after-250": "the sender, after the mail server's 250, before its commit",
}


class Stumble(Exception):
    """What a method raises that is told to fail now and then."""


class CrashPoints:
    def __init__(self, service: str, environment: Mapping[str, str]) -> None:
        self._service = service
        self._log = environment.get("CRASH_LOG", os.devnull)
        self._probability = {name: float(value) for name, value in pairs(environment.get("CRASH", ""))}
        if unknown := self._probability.keys() - POINTS:
            raise SystemExit(f"no such crash point: {', '.join(sorted(unknown))}")

    def reached(self, point: str) -> None:
        if random.random() < self._probability.get(point, 0):
            self.die(point)

    def die(self, point: str) -> None:
        with Path(self._log).open("a", encoding="ascii") as log:
            log.write(f"{self._service} {point}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def install(service: str, environment: Mapping[str, str]) -> None:
    """To be called once, before the service runs."""
    points = CrashPoints(service, environment)
    wrap_commits(points)
    wrap_acks(points)
    wrap_publishing(points)
    if service == "notifications":
        wrap_mailing(points)
    service_class = import_module(f"services.{service}.service").Service
    for method, probability in pairs(environment.get("STUMBLE", "")):
        wrap_method(service_class, method, functools.partial(stumble, float(probability)))
    for method, word in pairs(environment.get("KILLER", "")):
        wrap_method(service_class, method, functools.partial(die_of, word, points))


def pairs(text: str) -> list[tuple[str, str]]:
    """`a:1,b:2`"""
    parts = (part.partition(":") for part in text.split(",") if part)
    return [(name, value) for name, _, value in parts]


def doing() -> str:
    """What the running code is part of, from its call stack."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if name := DOING.get(frame.f_globals.get("__name__", "")):
            return name
        frame = frame.f_back
    return "something else"


def wrap_commits(points: CrashPoints) -> None:
    connect = psycopg2.connect

    class Connection(psycopg2.extensions.connection):
        def commit(self) -> None:
            part = "nothing" if self.readonly else doing()
            points.reached(f"{part}-before-commit")
            super().commit()
            points.reached(f"{part}-after-commit")

    psycopg2.connect = functools.partial(connect, connection_factory=Connection)


def wrap_acks(points: CrashPoints) -> None:
    ack = amqp.Channel.basic_ack

    def basic_ack(channel: Any, *args: Any, **kwargs: Any) -> Any:
        part = doing()
        if part == "command":
            points.reached("command-after-reply")
        outcome = ack(channel, *args, **kwargs)
        points.reached(f"{part}-after-ack")
        return outcome

    amqp.Channel.basic_ack = basic_ack


def wrap_publishing(points: CrashPoints) -> None:
    from shared.messaging.publisher import Publisher

    publish = Publisher.publish

    def wrapped(publisher: Any, messages: Any) -> Any:
        outcome = publish(publisher, messages)
        part = doing()
        if part == "relay":
            points.reached("relay-after-confirm")
        elif part == "consumer":
            points.reached("consumer-after-retry-copy")
        return outcome

    Publisher.publish = wrapped  # type: ignore[method-assign]


def wrap_mailing(points: CrashPoints) -> None:
    from services.notifications.sending.conversation import is_success
    from services.notifications.sending.smtp import SmtpLine

    deliver = SmtpLine.deliver

    def wrapped(line: Any, *args: Any) -> Any:
        answer = deliver(line, *args)
        if is_success(answer):
            points.reached("mail-after-250")
        return answer

    SmtpLine.deliver = wrapped  # type: ignore[method-assign]


def wrap_method(service_class: Any, name: str, act: Callable[[Any], None]) -> None:
    """The entrypoint runs `act` on its event first; it keeps what makes it an entrypoint."""
    method = getattr(service_class, name)

    @functools.wraps(method)
    def wrapped(service: Any, subject: Any, *args: Any) -> Any:
        act(subject)
        return method(service, subject, *args)

    setattr(service_class, name, wrapped)


def stumble(probability: float, _subject: Any) -> None:
    if random.random() < probability:
        raise Stumble


def die_of(word: str, points: CrashPoints, subject: Any) -> None:
    if word in repr(subject):
        points.die("killer")
