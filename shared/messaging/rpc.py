"""The RPC entrypoints: `@command(Model)` and `@query(Model)`.

    @command(AdvancePhase)
    def advance_phase(self, request, tx, caller): ...

A command for many (`in_parts`) is handed Parts (parts.py) in place of the transaction.

They alone know token, permission, form, deadline, command log, commit, reply and ack, in that order. The wire is
nameko's own: a plain nameko proxy can call, and receives refusals as remote errors named by their code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import eventlet
import structlog
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.contracts.requests import CommandFrame, Request
from shared.messaging import dead_letters, names
from shared.messaging.arguments import address_of, as_remote_error, parse_request, read_arguments, source_of
from shared.messaging.auditing import Audit, record_done
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.cause import Cause, traceparent_of
from shared.messaging.command_log import OTHERS_HOLD_IT, run_once
from shared.messaging.parts import Parts
from shared.messaging.plural import BODIES, is_plural
from shared.messaging.publisher import Outgoing, Publisher, publish_until_taken
from shared.messaging.retry import Permanent, Stopping
from shared.messaging.subscription import Delivery, Subscription
from shared.messaging.topology import rpc_queue_spec
from shared.messaging.wire import write_json
from shared.security.binding import insist_on_binding
from shared.security.permissions import insist_on_permission, insist_on_recent_proof, noting_overrides
from shared.security.sources import masked
from shared.security.tokens import Verifier
from shared.storage.database import TRANSIENT, DatabaseDown, Transaction, immediately_again

log = structlog.get_logger()

CONCURRENCY = 10
PROBE_S = 1
Outcome = dict[str, Any]
TRANSIENT_PROPERTIES = {"delivery_mode": 1}


class RpcServer(SharedExtension, ProviderCollector):  # type: ignore[misc]
    """The RPC queue of one service, up to CONCURRENCY requests at a time."""

    def setup(self) -> None:
        settings = self.container.settings
        self._verifier = Verifier(self.container.service_name, settings.keys_dir)
        self._replies = Publisher(settings.amqp_uri, f"replies of {self.container.service_name}")
        self._audit = Audit(self.container.database)
        self._running = eventlet.GreenPool(CONCURRENCY)
        self._loop: Any = None
        self._methods: dict[str, Answers] = {}
        self._subscription = Subscription(
            settings.amqp_uri,
            rpc_queue_spec(self.container.service_name),
            prefetch=CONCURRENCY,
            receive=self._spawn,
            idle=self._replies.idle,
            quiesce=self._running.waitall,
        )

    def start(self) -> None:
        # kept: they unregister while a last request is still being answered
        self._methods = {entrypoint.request.method: entrypoint for entrypoint in self._providers}
        self._subscription.check()
        self._loop = self.container.spawn_managed_thread(self._subscription.run, identifier="rpc")

    def stop(self) -> None:
        self._subscription.stop()
        if self._loop is not None:
            self._loop.wait()
        self._replies.close()

    @property
    def attached(self) -> bool:
        return self._subscription.attached

    def _spawn(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._running.spawn_n(self._receive, delivery)

    def _receive(self, delivery: Delivery) -> None:
        """One request: answered, or a dead letter where there is no address for an answer; then acked. Never raises."""
        try:
            reply_to, correlation_id = address_of(delivery)
        except Permanent as error:
            self._bury(delivery, str(error))
            return
        try:
            outcome = self._outcome(delivery.routing_key, lambda: self._answer(delivery))
        except Stopping:
            return  # not acked: another process takes it
        self._reply(reply_to, correlation_id, outcome)
        delivery.ack()

    def _outcome(self, what: str, answer: Callable[[], Any]) -> Outcome:
        """What is answered, or why it is not. Raises Stopping alone."""
        try:
            return {"result": answer(), "error": None}
        except Stopping:
            raise
        except Refusal as refusal:
            return {"result": None, "error": as_remote_error(refusal)}
        except DatabaseDown:
            down = Refusal("unavailable", reason="database", service=self.container.service_name)
            return {"result": None, "error": as_remote_error(down)}
        except TRANSIENT:
            return {"result": None, "error": as_remote_error(OTHERS_HOLD_IT)}
        except Exception as error:
            log.error("request_failed", method=what, error=type(error).__name__, exc_info=True)
            return {"result": None, "error": as_remote_error(Refusal("internal_error"))}

    def _answer(self, delivery: Delivery) -> Any:
        """Judge in the order of docs/program.md: token, form, then what the service says."""
        arguments = read_arguments(delivery.body)
        method = delivery.routing_key.partition(".")[2]
        entrypoint = self._methods.get(method)
        if entrypoint is None:
            service = delivery.routing_key.partition(".")[0]
            raise Refusal("not_found", reason="method", service=service, method=method)
        caller, bound = self._verifier.verify(str(arguments.get("token", "")), method)
        caller = replace(caller, source=source_of(arguments))
        traceparent = traceparent_of(arguments.get("traceparent"))
        structlog.contextvars.bind_contextvars(trace=traceparent[3:35])  # of this request's own thread
        try:
            insist_on_permission(entrypoint.request, caller)
            insist_on_recent_proof(entrypoint.request, caller, datetime.now(UTC))
            if is_plural(arguments, entrypoint.request, caller):
                return self._answer_all(entrypoint, arguments[BODIES], caller, traceparent)
            request, frame = parse_request(entrypoint.request, arguments)
            if frame is not None and not caller.has(Role.ANONYMOUS):
                insist_on_binding(bound, frame.id, arguments.get("body", {}))
            reply = self._run(entrypoint, request, frame, caller, traceparent)
        except Refusal as refusal:
            self._audit.denied(entrypoint.request, arguments.get("body"), refusal.code, caller, traceparent)
            raise
        self._audit.answered(request, reply, caller, traceparent)
        return reply

    def _answer_all(self, entrypoint: Any, bodies: list[Any], caller: Caller, traceparent: str) -> list[Outcome]:
        """Of a question that is asked many times at once: in one transaction; where that breaks, each in its own."""
        method = entrypoint.request.method

        def answer(body: Any, tx: Transaction | None) -> Outcome:
            request, _ = parse_request(entrypoint.request, {"body": body})
            reply = self._run(entrypoint, request, None, caller, traceparent, tx)
            self._audit.answered(request, reply, caller, traceparent)
            return reply

        try:
            with self.container.database.transaction(read_only=True) as tx:
                return [outcome_or_refusal(partial(answer, body, tx)) for body in bodies]
        except (Stopping, DatabaseDown):
            raise
        except Exception:  # noqa: BLE001  (whose fault it is, is found when each is answered)
            return [self._outcome(method, partial(answer, body, None)) for body in bodies]

    def _run(
        self,
        entrypoint: Any,
        request: Request[Any],
        frame: CommandFrame | None,
        caller: Caller,
        traceparent: str,
        tx: Transaction | None = None,
    ) -> Outcome:
        """In a transaction of its own, unless it is handed one."""
        causation_id, origin = frame.id if frame else None, masked(caller.source)
        cause = Cause(actor=caller.actor, traceparent=traceparent, causation_id=causation_id, origin=origin)

        def work(means: Transaction | Parts) -> Outcome:
            with noting_overrides() as overridden:
                reply = self.container.run_worker(entrypoint, (request, means, caller), cause)
            if isinstance(means, Transaction):
                record_done(overridden, request, caller, means, cause)
            assert isinstance(reply, request.reply), f"{request.method} answers with another model"
            return reply.model_dump(mode="json")

        if frame is not None and request.in_parts:
            return work(Parts(self.container.database, request, frame, caller))
        if tx is not None:
            return work(tx)
        return immediately_again(lambda: self._transact(request, frame, caller, work))

    def _transact(
        self, request: Request[Any], frame: CommandFrame | None, caller: Caller, work: Callable[[Transaction], Outcome]
    ) -> Outcome:
        with self.container.database.transaction(read_only=frame is None) as tx:
            if frame is None:
                return work(tx)
            try:
                return run_once(tx, request, frame, caller, lambda: work(tx))
            except Refusal as refusal:
                if not refusal.keep:
                    raise
                kept = refusal
        raise kept  # after the commit

    def _reply(self, reply_to: str, correlation_id: str, outcome: dict[str, Any]) -> None:
        """A caller that is gone, or a broker that is down, loses the reply; a command repeated finds it in the log."""
        properties = {"correlation_id": correlation_id, **TRANSIENT_PROPERTIES}
        message = Outgoing(str(uuid4()), names.RPC_EXCHANGE, reply_to, write_json(outcome), {}, properties)
        try:
            self._replies.publish([message])
        except Exception as error:  # a request that is not acked would take one of CONCURRENCY places for good
            foreseen = isinstance(error, BrokerDown | BrokerRefused)
            log.warning("reply_lost", error=type(error).__name__, exc_info=not foreseen)

    def _bury(self, delivery: Delivery, reason: str) -> None:
        queue = names.rpc_queue(self.container.service_name)
        log.error("request_dead_lettered", queue=queue, reason=reason)
        copy = dead_letters.dead_copy(dead_letters.in_short(delivery), queue, reason)
        try:
            publish_until_taken(self._replies, copy, partial(self.container.pause, PROBE_S))
        except Stopping:
            return  # not acked: it goes back to the queue
        delivery.ack()


def outcome_or_refusal(answer: Callable[[], Outcome]) -> Outcome:
    try:
        return {"result": answer(), "error": None}
    except Refusal as refusal:
        return {"result": None, "error": as_remote_error(refusal)}


class Answers(Entrypoint):  # type: ignore[misc]
    """One method of the service, for one request model."""

    server = RpcServer()
    traced_as = "server"

    def __init__(self, request: type[Request[Any]], **kwargs: Any) -> None:
        super().__init__(expected_exceptions=(Refusal,), **kwargs)
        self.request = request

    def setup(self) -> None:
        if (
            self.request.service not in (self.container.service_name, "kernel")
            or self.request.method != self.method_name
        ):
            raise TypeError(f"{self.method_name} answers {self.request.service}.{self.request.method}")
        self.server.register_provider(self)

    def stop(self) -> None:
        self.server.unregister_provider(self)
        self.server.stop()


Method = TypeVar("Method", bound=Callable[..., Any])


def command(request: type[Request[Any]]) -> Callable[[Method], Method]:
    """The method answers a command. Two names for one entrypoint: service.py shows what changes and what reads."""
    entrypoint: Callable[[Method], Method] = Answers.decorator(request)
    return entrypoint


def query(request: type[Request[Any]]) -> Callable[[Method], Method]:
    """The method answers a query."""
    entrypoint: Callable[[Method], Method] = Answers.decorator(request)
    return entrypoint
