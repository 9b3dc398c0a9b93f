"""`alliance demo`: the scenes in their order, and what to read when they are over."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from alliance.advancing import tracker_text
from alliance.connection import connect, read_endpoints
from alliance.demo import applying, gathering, selecting, taking_part
from alliance.demo.board import Board, bar
from alliance.demo.data import load_demo
from alliance.embedded.home import Home, checkout
from alliance.output import Json, Progress, show
from alliance.reports import funnel_text
from alliance.system import start
from shared.contracts.cohort import GetTracker
from shared.contracts.notifications import ListMails
from shared.contracts.operations import ListBacklogs, ListQueues
from shared.contracts.reporting import GetFunnel
from shared.messaging.client import Client
from shared.program.load import load_program
from shared.runtime.settings import Settings

app = typer.Typer(rich_markup_mode=None)


class Stage(StrEnum):
    APPLIED = "applied"
    CHECKED = "checked"
    DECIDED = "decided"
    ONBOARDING = "onboarding"
    DEMONSTRATION = "demonstration"
    ACCELERATION = "acceleration"


Scene = Callable[[Board], None]

#: What happens up to each stage, after what happened up to the one before.
SCENES: dict[Stage, tuple[Scene, ...]] = {
    Stage.APPLIED: (applying.add_people, applying.open_calls, applying.apply, applying.keep_drafts),
    Stage.CHECKED: (applying.await_checks,),
    Stage.DECIDED: (
        selecting.review,
        applying.resubmit,
        applying.withdraw,
        selecting.decide,
        applying.answer_questions,
    ),
    Stage.ONBOARDING: (selecting.answer_offers, taking_part.await_members, taking_part.visit),
    Stage.DEMONSTRATION: (taking_part.advance_to_demonstration, taking_part.run_projects, taking_part.pause),
    Stage.ACCELERATION: (taking_part.advance_to_acceleration,),
}

WELCOME = """The demo: applications of real cities, with invented people, to two rounds of a
City Data Alliance. It starts the system if need be, applies, reviews, decides,
and walks a cohort to the acceleration program. A minute or two the first time;
again adds nothing. Ctrl-C, then again: it goes on."""


@app.command()
def demo(stage: Annotated[Stage, typer.Option(help="Stop there.")] = Stage.ACCELERATION, json_: Json = False) -> None:
    """Load the example program, people and cities, and walk a cohort through it.

    \b
    Example:
      alliance demo
      alliance demo --stage decided
    """
    console = Console(stderr=True)
    console.print(WELCOME, highlight=False)
    if read_endpoints() is None and not Settings("cli", os.environ).find("CLI_AMQP_URI"):
        start(Home.find(os.environ), Progress())
    program = load_program(checkout() / Path(Settings("cli", os.environ).get("PROGRAM_FILE")))
    client = connect()
    with bar(console) as progress:
        board = Board(client, load_demo(datetime.now(UTC).date()), progress)
        for reached in Stage:
            for scene in SCENES[reached]:
                scene(board)
            if reached is stage:
                break
        if stage is Stage.ACCELERATION:
            gathering.gather(board, program)
        await_quiet(board)
    show_end(client, board, json_)


def await_quiet(board: Board) -> None:
    """Every event told, every message handled, every mail out: what is printed then is what the owners hold."""

    def done() -> int:
        mails = sum(board.call(ListMails.model_validate({"state": s, "limit": 1})).total for s in ("queued", "sending"))
        queues = sum(queue.ready + queue.unacked for queue in board.call(ListQueues()).items)
        untold = sum(b.backlog.unpublished if b.backlog else 1 for b in board.call(ListBacklogs()).items)
        return int(not (mails or queues or untold))

    board.until("everything told and mailed", 1, done)


def show_end(client: Client, board: Board, json_: bool) -> None:
    cohort = board.demo.calls["past"]["cohort"]["id"]
    funnel = client.call(GetFunnel())
    tracker = client.call(GetTracker(cohort=cohort))
    value: dict[str, Any] = {"funnel": funnel.model_dump(mode="json"), "tracker": tracker.model_dump(mode="json")}
    endpoints = read_endpoints() or {}
    where = [
        f"Pages:    {endpoints.get('portal', Settings('cli', os.environ).get('PORTAL_URL'))}",
        f"Mailbox:  {endpoints.get('mailbox', 'the mail catcher of your installation')}",
        "Look:     alliance applications --call round-two",
        f"          alliance tracker {cohort}",
        "          alliance report city CODE       alliance mail list --code CODE",
        "Stop:     alliance down   (data are kept)" if endpoints else "",
    ]
    text = "\n".join(["", funnel_text(funnel), "", tracker_text(tracker), "", *where])
    show(value, json_, text)
