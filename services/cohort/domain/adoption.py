"""Another version of the program file for a running cohort: what differs, and whether the cohort can run by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shared.contracts.cohort import ProgramDifference
from shared.contracts.errors import Detail, Refusal
from shared.program.model import Program


def differences(old: Program, new: Program) -> tuple[ProgramDifference, ...]:
    """Key by key, in the order of the files; the entries of a list by their id where they have one."""
    before, after = dict(flat(old.model_dump(mode="json"))), dict(flat(new.model_dump(mode="json")))
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        ProgramDifference(key=key, old=before.get(key), new=after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    )


def flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    named = by_id(value) if isinstance(value, list) else value
    if not isinstance(named, dict):
        yield key, value
        return
    for name, part in named.items():
        yield from flat(part, f"{key}.{name}" if key else str(name))


def by_id(entries: Sequence[Any]) -> Any:
    """A list of things with an id, as things by their id; any other list as it is."""
    if entries and all(isinstance(entry, dict) and "id" in entry for entry in entries):
        return {entry["id"]: {k: v for k, v in entry.items() if k != "id"} for entry in entries}
    return entries


def insist_on_fit(old: Program, new: Program, phases: Iterable[str], convenings: Iterable[str]) -> None:
    """`phases`: where cities of the cohort have been; `convenings`: kinds that are scheduled. Raises program_unfit."""
    known = {phase.id for phase in new.phases}
    details = [
        *(Detail("id", "not_changeable") for _ in range(old.id != new.id)),
        *(Detail(f"phases.{phase}", "phase_in_use") for phase in phases if phase not in known),
        *(Detail(f"convenings.{kind}", "convening_in_use") for kind in convenings if kind not in new.convenings),
    ]
    if details:
        raise Refusal("program_unfit", *details)
