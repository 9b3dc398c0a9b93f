"""The end of a walk: waits until every service has told and heard everything, and what reports say is what owners hold.

Then the printed summary is the state of the system, not of a moment ago.
"""

from __future__ import annotations

from alliance.demo.applying import list_applications
from alliance.demo.board import Board
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.notifications import ListMails
from shared.contracts.operations import ListBacklogs, ListQueues

ON_THEIR_WAY = ("queued", "sending")
#: What intake holds and eligibility does not hear of again.
INTAKES_OWN = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


def settle(board: Board) -> None:
    board.until("mails", lambda: mails(board))
    board.until("at_rest", lambda: at_rest(board))
    board.until("reports", lambda: agreed(board))


def mails(board: Board) -> tuple[int, int]:
    waiting = sum(board.call(ListMails.model_validate({"state": s, "limit": 1})).total for s in ON_THEIR_WAY)
    total = board.call(ListMails(limit=1)).total
    return total - waiting, total


def at_rest(board: Board) -> tuple[int, int]:
    """Queues without a message, services without an event to tell and without a mail to send."""
    queues = [not (queue.ready or queue.unacked) for queue in board.call(ListQueues()).items]
    services = [b.backlog is not None and not b.backlog.unpublished for b in board.call(ListBacklogs()).items]
    sent, total = mails(board)
    parts = [*queues, *services, sent == total]
    return sum(parts), len(parts)


def agreed(board: Board) -> tuple[int, int]:
    """Applications of which reports show the state that their owner holds."""
    listed = {a.code: a for call in board.demo.calls.values() for a in list_applications(board, call["id"])}
    shown = [listed.get(code) for code in board.codes.values()]
    true = [a for a in shown if a and (a.state in INTAKES_OWN or a.state == board.selection(a.code).state)]
    return len(true), len(shown)
