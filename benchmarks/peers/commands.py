"""How each peer's stages are started, which queues they must listen to, and how a file is imported into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import PEERS

STAGES = ("intake", "eligibility", "notifications", "reporting")

#: consumer, producer, event: what the work needs, under the names that nameko and FastStream share here.
QUEUES = (
    "intake.importer.application_read",
    "eligibility.intake.application_submitted",
    "notifications.intake.application_submitted",
    "reporting.intake.application_submitted",
    "reporting.eligibility.eligibility_checked",
)


@dataclass(frozen=True)
class Peer:
    name: str
    commands: Mapping[str, Sequence[str | Path]]  # by stage
    queues: Sequence[str]  # in the broker
    makes_tables: bool = False  # of its own, which it prepares, as an administrator of the database
    keeps: bool = False  # outbox, inbox and order
    workers: str = "select 0"  # how many have told the database that they are there

    @property
    def module(self) -> str:
        return f"benchmarks.peers.{self.name}"

    @property
    def prepare_command(self) -> Sequence[str | Path]:
        return (PEERS / "python", "-m", self.module, "prepare")

    def import_command(self, file: Path) -> Sequence[str | Path]:
        return (PEERS / "python", "-m", self.module, file)

    def backlog_command(self, number: int) -> Sequence[str | Path]:
        """Of a peer that makes tables, and so has its backlog there."""
        return (PEERS / "python", "-m", self.module, "backlog", str(number))

    def environment(self, stage: str) -> dict[str, str]:
        return {"STAGE": stage}


def nameko() -> Peer:
    words = (PEERS / "nameko", "run", "--config", "benchmarks/peers/nameko.yml")
    commands = {stage: (*words, f"benchmarks.peers.nameko:{stage.capitalize()}") for stage in STAGES}
    return Peer("nameko", commands, QUEUES)


def nameko_kept() -> Peer:
    """With a relay for each stage that tells something. Intake, which keeps no order, has as many workers as plain
    nameko's."""
    words = (PEERS / "nameko", "run", "--config")
    stages = {
        stage: (*words, f"benchmarks/peers/{'nameko' if stage == 'intake' else 'nameko_kept'}.yml",
                f"benchmarks.peers.nameko_kept:{stage.capitalize()}")
        for stage in STAGES
    }  # fmt: skip
    relay = (PEERS / "python", "-m", "benchmarks.peers.nameko_kept", "relay")
    relays = {f"relay of {stage}": (*relay, stage) for stage in ("intake", "eligibility")}
    return Peer("nameko_kept", stages | relays, QUEUES, keeps=True)


def faststream() -> Peer:
    words = (PEERS / "faststream", "run", "benchmarks.peers.faststream:app")
    return Peer("faststream", dict.fromkeys(STAGES, words), QUEUES)


def celery() -> Peer:
    words = (PEERS / "celery", "-A", "benchmarks.peers.celery", "worker", "--loglevel=WARNING", "--concurrency=1")
    commands = {stage: (*words, "-Q", stage, "-n", f"{stage}@bench") for stage in STAGES}
    return Peer("celery", commands, STAGES)


def procrastinate() -> Peer:
    words = (PEERS / "procrastinate", "--app=benchmarks.peers.procrastinate.app", "worker", "--concurrency", "10")
    commands = {stage: (*words, "--queues", stage, "--name", stage) for stage in STAGES}
    workers = "select count(*) from procrastinate_workers"
    return Peer("procrastinate", commands, (), makes_tables=True, keeps=True, workers=workers)


PEERS_MEASURED = (nameko(), faststream(), celery(), nameko_kept(), procrastinate())
PEERS_DRAINED = (nameko(), nameko_kept(), procrastinate())  # of a backlog
