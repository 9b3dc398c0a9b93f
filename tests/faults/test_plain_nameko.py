"""The suite is trusted as far as it fails where it should: the same flow in plain nameko loses, or doubles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import sleep

import pytest

from tests.faults.conftest import Labs
from tests.faults.lab.system import Lab, until
from tests.faults.lab.table import Row
from tests.faults.plain_nameko.twin import Twin

CRASHES = 3
WITHIN_S = 40


@dataclass(frozen=True)
class Case:
    """A fault, and what plain nameko does under it: `lost` or `duplicated`, at one of the stages."""

    name: str
    sentence: str
    act: Callable[[Lab, Twin], None]
    suffers: str
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    short: bool = False  # also in `make test`


def crash(_lab: Lab, twin: Twin) -> None:
    assert until(lambda: twin.crashes >= CRASHES, WITHIN_S), "too few crashes"


def stumble(_lab: Lab, _twin: Twin) -> None:
    sleep(4)


CONSUMERS = ("checking", "mailing", "reporting")
CASES = [
    Case(
        "plain-kill-command-after-commit",
        "plain nameko, killed: a command, after its commit, before anything is published or answered",
        crash,
        "lost",
        {"intake": {"CRASH": "command-after-commit:0.05"}},
    ),
    Case(
        "plain-kill-consumer-after-commit",
        "plain nameko, killed: a consumer, after its commit, before its ack",
        crash,
        "duplicated",
        {consumer: {"CRASH": "consumer-after-commit:0.05"} for consumer in CONSUMERS},
        short=True,
    ),
    Case(
        "plain-handler-fails",
        "plain nameko: one handler in five fails at its first attempt",
        stumble,
        "lost",
        {"checking": {"STUMBLE": "on_application_submitted:0.2"}},
    ),
]


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name, marks=[pytest.mark.short] if c.short else []) for c in CASES]
)
def test_plain_nameko_loses_or_doubles(case: Case, labs: Labs, rows: list[Row], say: Callable[[str], None]) -> None:
    say(f"{case.name}: {case.sentence}")
    lab = labs.take()
    twin = Twin(lab)
    try:
        with twin.running(case.environments):
            with twin.driver.submitting(at_least=40):
                case.act(lab, twin)
            twin.calm()
            tallies = twin.tallies()
    except BaseException:
        labs.give_up()
        raise
    rows.append(Row(case.name, case.sentence, tallies, f"{twin.crashes} kills" if twin.crashes else ""))
    say(f"  {case.suffers}: " + ", ".join(f"{stage} {getattr(t, case.suffers)}" for stage, t in tallies.items()))
    assert max(getattr(tally, case.suffers) for tally in tallies.values()) > 0
