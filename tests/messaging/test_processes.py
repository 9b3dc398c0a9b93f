"""Services as the production runner runs them: a process each, real signals, real logs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared.contracts.errors import Refusal
from shared.security.binding import bound_to
from tests.messaging.parcels import FindParcel, PackParcel, Parcel, ParcelPacked
from tests.messaging.process import CANARY, UNLUCKY
from tests.messaging.world import PATIENCE_S, World, wait_for

SCRIPT = Path(__file__).with_name("process.py")


class Runner:
    """Starts services of one world and keeps their logs."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, service: str) -> subprocess.Popen[bytes]:
        environment = {
            **self._world.environment(service),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SCRIPT.parents[2]),
            "LOG_LEVEL": "debug",
        }
        with (self._folder / service).open("wb") as log:
            command = [sys.executable, "-W", "ignore", str(SCRIPT), service]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._processes[service] = process
        return process

    def log(self, service: str) -> str:
        return (self._folder / service).read_text()

    def events(self, service: str) -> list[str]:
        return [json.loads(line)["event"] for line in self.log(service).splitlines() if line.startswith("{")]

    def started(self, *services: str) -> None:
        for service in services:
            wait_for(partial(self._has_started, service), f"the start of {service}")

    def _has_started(self, service: str) -> bool:
        assert self._processes[service].poll() is None, self.log(service)
        return "started" in self.events(service)

    def ended(self, process: subprocess.Popen[bytes]) -> int:
        wait_for(lambda: process.poll() is not None, "the end of the process")
        return process.wait()

    def close(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def runner(world: World, tmp_path: Path) -> Iterator[Runner]:
    made = Runner(world, tmp_path)
    yield made
    made.close()


#: Each effect takes a while.
SLOW = """
create function take_long() returns trigger language plpgsql as $$ begin perform pg_sleep(1.5); return new; end $$;
create trigger taking_long before insert on shelf for each row execute function take_long()
"""


def test_sigterm_finishes_what_runs_and_exits_0(world: World, runner: Runner) -> None:
    """A handler and a request that are in the middle of their work when the signal comes."""
    processes = [runner.start(service) for service in ("depot", "parcels")]
    runner.started("depot", "parcels")
    packed, asked = uuid4(), uuid4()
    for service in ("depot", "parcels"):
        world.rows(service, SLOW)
    world.publish(ParcelPacked(parcel_id=packed, grams=5))
    body, command = {"parcel_id": str(asked)}, {"id": str(uuid4()), "deadline": "2999-01-01T00:00:00Z"}
    token = world.token("parcels", "peek_parcel", bound_to(UUID(command["id"]), body))
    reply = world.send_request("peek_parcel", token=token, body=body, command=command)
    for service in ("depot", "parcels"):
        wait_for(partial(world.waiting, service, "PgSleep"), f"{service} at work")
    for process in processes:
        process.send_signal(signal.SIGTERM)
    assert [runner.ended(process) for process in processes] == [0, 0]
    assert [world.shelf("depot"), world.shelf("parcels")] == [[(packed, "packed")], [(asked, "peeked")]]
    assert world.reply(reply)["error"] is None
    told = world.rows("parcels", "select 1 from outbox where type = 'access_recorded' and published_at is not null")
    heard = world.rows("depot", "select 1 from positions where aggregate <> 'parcel'")
    assert world.ready("depot.parcels") == len(told) - len(heard)  # of the request, told when the other had ended
    assert world.ready("rpc-parcels") == 0


def test_a_missing_queue_ends_the_start_with_its_name(world: World, runner: Runner) -> None:
    """With exit code 1 and a last line that says what to do."""
    world.channel.queue_delete("depot.parcels")
    assert runner.ended(runner.start("depot")) == 1
    last = json.loads(runner.log("depot").splitlines()[-1])
    reason = "queue depot.parcels is missing: run the set-up step (alliance up does)"
    assert (last["event"], last["reason"]) == ("not_started", reason)
    assert "TopologyError" not in runner.log("depot")


def test_a_queue_that_disappears_ends_the_process_with_its_name(world: World, runner: Runner) -> None:
    depot = runner.start("depot")
    runner.started("depot")
    world.channel.queue_delete("depot.parcels")
    assert runner.ended(depot) == 1
    assert "queue depot.parcels is missing" in runner.log("depot")


def test_no_log_quotes_what_an_exception_says(world: World, runner: Runner) -> None:
    """Of a request, an event and PostgreSQL, at the lowest level; nor do reply, retries and dead letters."""
    world.slow_retries()
    for service in ("parcels", "depot"):
        runner.start(service)
    runner.started("parcels", "depot")
    with pytest.raises(Refusal) as refused:
        world.client().call(PackParcel(parcel_id=uuid4(), grams=UNLUCKY))
    assert str(refused.value) == "internal_error: Something went wrong on our side; it was logged."
    world.publish(ParcelPacked(parcel_id=uuid4(), grams=UNLUCKY))
    (message,) = world.take_all("depot.retry.5s", 1)
    world.send(json.dumps({"id": CANARY, "nobody": CANARY}).encode())
    world.dead(1)
    logs = {service: runner.log(service) for service in ("parcels", "depot")}
    assert [CANARY in text for text in (*logs.values(), str(message.headers))] == [False, False, False]
    assert "request_failed" in runner.events("parcels")
    assert "event_retried" in runner.events("depot")
    assert "explode" in logs["parcels"]  # where it happened


def test_a_killed_process_loses_nothing(world: World, runner: Runner) -> None:
    """kill -9 in the middle of a handler and of a request; the next process does them once."""
    depot = runner.start("depot")
    runner.started("depot")
    parcel = uuid4()
    lock = world.connect("depot")
    lock.autocommit = False
    lock.cursor().execute("lock table shelf in share mode")
    world.publish(ParcelPacked(parcel_id=parcel, grams=5))
    wait_for(lambda: world.blocked("depot") == 1, "the handler at its lock")
    depot.kill()
    depot.wait(PATIENCE_S)
    lock.rollback()
    lock.close()
    runner.start("depot")
    assert world.wait_for_shelf(1) == [(parcel, "packed")]
    runner.start("parcels")
    runner.started("parcels")
    assert world.client().call(FindParcel(parcel_id=parcel)) == Parcel(parcel_id=parcel, packed=0)
