"""Rebuild: the read models are made anew from the event log while reports are read and events come in.

Into a twin of each table; then, while no event is recorded, the two are compared, and what differs is taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.projections import project
from shared.contracts.errors import Refusal
from shared.contracts.reporting import Rebuild, StartRebuild

if TYPE_CHECKING:
    from services.reporting.rebuilt import Rebuilt, Running

BATCH = 1000


def start_rebuild(request: StartRebuild, rebuilt: Rebuilt) -> Rebuild:
    """Raises Refusal("rebuild_running") while another one is under way."""
    if not rebuilt.insert_rebuild(request.swap):
        raise Refusal("rebuild_running")
    rebuilt.clear()
    return rebuilt.get_last_rebuild()


def get_rebuild(rebuilt: Rebuilt) -> Rebuild:
    """Raises Refusal("not_found") when there never was one."""
    try:
        return rebuilt.get_last_rebuild()
    except LookupError:
        raise Refusal("not_found", reason="rebuild") from None


def continue_rebuild(rebuilt: Rebuilt) -> bool:
    """Project the next events, or finish; whether there is more to do."""
    running = rebuilt.find_running()
    if running is None:
        return False
    if project_next(running, rebuilt) == BATCH:
        return True
    finish_rebuild(running, rebuilt)
    return False


def finish_rebuild(running: Running, rebuilt: Rebuilt) -> None:
    """Nothing is recorded from here to the end of the transaction, so that both sides have seen the same."""
    rebuilt.wait_for_writers()
    while project_next(running, rebuilt):
        pass
    differences = rebuilt.count_differences()
    if running.swap:
        for table in differences:
            rebuilt.take_over(table)
        rebuilt.forget_tallies()
    rebuilt.finish(running, differences)
    rebuilt.clear()


def project_next(running: Running, rebuilt: Rebuilt) -> int:
    """How many events were projected."""
    entries = rebuilt.list_entries(running.read_to, BATCH)
    with rebuilt.twin() as repository:
        repository.gather_applications({found for entry in entries if (found := entry.application_id)})
        for entry in entries:
            project(entry.event, entry.moment, entry.actor, repository)
        repository.write_gathered()
    if entries:
        rebuilt.move(running, entries[-1].seq)
    return len(entries)
