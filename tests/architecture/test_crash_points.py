"""What the fault suite does to services stays out of production."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = sorted(path for part in ("alliance", "services", "shared") for path in (ROOT / part).rglob("*.py"))


@pytest.mark.parametrize("word", ["tests.faults", "CRASH_LOG", '"CRASH"', "CLOCK_S"])
def test_production_knows_no_crash_point(word: str) -> None:
    assert [path.name for path in PRODUCTION if word in path.read_text(encoding="utf-8")] == []
