"""Whether a lab is at rest: every event told, and taken in by each follower or a dead letter; every mail settled."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from shared.runtime.settings import SERVICES
from shared.runtime.setup import followed_by
from tests.faults.lab.system import Lab

Stream = tuple[str, str, UUID]

_UNPUBLISHED = "select count(*) from outbox where published_at is null"
_WAITING = "select count(*) from waiting"
_UNSETTLED = "select count(*) from mails where state in ('queued', 'sending')"
_OUTBOX = "select event_id, aggregate, aggregate_id, aggregate_version from outbox"
_POSITIONS = "select producer, aggregate, aggregate_id, version from positions"
_DEAD = "select message_id from dead_letters where state = 'dead'"
_PUT_BACKS = "select count(*) from put_backs where published_at is null"


@cache
def followed(service: str) -> dict[str, set[str]]:
    """The aggregates that a service hears of, by producer."""
    return followed_by(service)


def reasons(lab: Lab) -> list[str]:
    """What is still on its way; empty when nothing is."""
    counts = {f"{service}: untold events": lab.value(service, _UNPUBLISHED) for service in SERVICES}
    counts |= {
        f"{service}: events waiting for their predecessors": lab.value(service, _WAITING) for service in SERVICES
    }
    counts["mails on their way"] = lab.value("notifications", _UNSETTLED)
    counts["dead letters on their way back"] = lab.value("operations", _PUT_BACKS)
    found = [f"{what}: {number}" for what, number in counts.items() if number]
    if found:
        return found
    counts = {f"{service}: events not taken in": len(missing) for service, missing in not_taken_in(lab).items()}
    found = [f"{what}: {number}" for what, number in counts.items() if number]
    return [
        *found,
        *(str(queue) for queue in lab.queues().values() if queue.messages and not queue.name.startswith("reply.")),
    ]


def positions(lab: Lab, service: str) -> dict[Stream, int]:
    """The last version that a service has taken in of each aggregate of others."""
    rows = lab.rows(service, _POSITIONS)
    return {(row["producer"], row["aggregate"], row["aggregate_id"]): row["version"] for row in rows}


def not_taken_in(lab: Lab) -> dict[str, set[UUID]]:
    """For each service the events that it follows, but neither took in nor left to the dead letters."""
    told = {service: lab.rows(service, _OUTBOX) for service in SERVICES}
    dead = {row["message_id"] for row in lab.rows("operations", _DEAD)}
    missing = {}
    for service in SERVICES:
        at = positions(lab, service)
        missing[service] = {
            row["event_id"]
            for producer, aggregates in followed(service).items()
            for row in told[producer]
            if aggregates & {"*", row["aggregate"]}
            and at.get((producer, row["aggregate"], row["aggregate_id"]), 0) < row["aggregate_version"]
            and str(row["event_id"]) not in dead
        }
    return missing
