"""Every test is in a lane: what `make test` leaves out as long is in `make test-long`, and CI runs both."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
#: With targets of their own, which run more than the short part: in a browser, of faults, in containers.
ELSEWHERE = {"tests/browser": "browser", "tests/faults": "faults", "tests/compose": "compose-test"}


def variables() -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+) := (.*?)(?: +#.*)?$", MAKEFILE, re.M))


def lanes(name: str) -> list[str]:
    """The command of each lane of that list, with its folders written out."""
    found = []
    for lane in variables()[name].split():
        (command,) = re.findall(rf"^{lane}:.*\n\t\$\(PYTEST\) (.*)$", MAKEFILE, re.M)
        found.append(re.sub(r"\$\((\w+)\)", lambda each: variables()[each[1]], command))
    return found


def folders(command: str) -> set[str]:
    return {word for word in command.partition("--ignore")[0].split() if word.startswith("tests/")}


def test_each_folder_of_tests_is_in_a_lane_or_has_a_target() -> None:
    there = {f"tests/{found.relative_to(ROOT / 'tests').parts[0]}" for found in ROOT.glob("tests/**/test_*.py")}
    assert there == {folder for lane in lanes("LANES") for folder in folders(lane)} | ELSEWHERE.keys()
    assert [target for target in ELSEWHERE.values() if not re.search(rf"^{target}:", MAKEFILE, re.M)] == []


def test_what_is_left_out_as_long_is_run_among_the_long() -> None:
    short = {folder for lane in lanes("LANES") if "--short" in lane for folder in folders(lane)}
    long = {folder for lane in lanes("LONG_LANES") if "--long" in lane for folder in folders(lane)}
    ignored = {lane.partition("--ignore ")[2] for lane in lanes("LANES")} - {""}
    assert short - ELSEWHERE.keys() == long
    assert ignored == {folder for lane in lanes("LONG_LANES") if "--long" not in lane for folder in folders(lane)}


def test_ci_runs_both() -> None:
    assert {"make test", "make test-long"} <= set((ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines())
