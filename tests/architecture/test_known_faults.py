"""Each fault that was met elsewhere has a test here that is there, or the reason why it cannot be."""

import re
from pathlib import Path

import pytest

from tests.architecture.known_faults import FAULTS

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_met_elsewhere_has_its_tests(fault: str) -> None:
    assert FAULTS[fault]
    assert [one for one in FAULTS[fault] if " " not in one and not is_there(one)] == []


def is_there(named: str) -> bool:
    module, _, name = named.partition(":")
    file = TESTS / f"{module}.py"
    return file.exists() and re.search(rf"^def test_{name}\(", file.read_text(encoding="utf-8"), re.M) is not None
