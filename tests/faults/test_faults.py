"""Every fault of the catalogue: the system stands it with nothing lost, nothing doubled, nothing left over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults import catalogue
from tests.faults.conftest import Labs
from tests.faults.lab.fault import FAULTS, Fault
from tests.faults.lab.table import Row
from tests.faults.lab.trial import Outcome, Trial

assert catalogue.__all__

SHOWN = 20  # of what is wrong

CASES = [
    pytest.param(fault, id=fault.name, marks=[pytest.mark.short] if fault.short else []) for fault in FAULTS.values()
]


@pytest.mark.parametrize("fault", CASES)
def test_nothing_is_lost_and_nothing_done_twice(
    fault: Fault, labs: Labs, rows: list[Row], say: Callable[[str], None]
) -> None:
    say(f"{fault.name}: {fault.sentence}")
    lab = labs.take()
    try:
        outcome = Trial(lab, fault, lambda text: say(f"  {text}")).run()
        rows.append(Row(fault.name, fault.sentence, outcome.tallies, remark_of(outcome)))
        say(f"  {'passed' if outcome.passed else 'FAILED'} in {outcome.seconds:.0f} s; {remark_of(outcome)}")
        faulty = [f"{stage}: {tally}" for stage, tally in outcome.tallies.items() if not tally.clean]
        for line in faulty + outcome.wrong[:SHOWN]:
            say(f"  {line}")
        if faulty + outcome.wrong:
            say(f"  its logs are in {lab.keep_logs()}")
        assert not faulty + outcome.wrong
        if not fault.keeps_lab:
            labs.give_up()
    except BaseException:
        labs.give_up()
        raise


def remark_of(outcome: Outcome) -> str:
    parts = [count(outcome.kills, "kill")] if outcome.kills else []
    parts += [f"{count(outcome.flagged, 'mail')} twice, flagged"] if outcome.flagged else []
    return "; ".join([*parts, *outcome.notes])


def count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
