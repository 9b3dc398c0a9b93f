"""`alliance demo`: the scenes in their order, and what to read when they are over."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from alliance.cohort.advancing import tracker_text
from alliance.commands import Commands
from alliance.connection import acts_as_administrator, administrators_keys, client_of, read_endpoints
from alliance.demo import (
    accelerating,
    applying,
    documenting,
    gathering,
    guests,
    looking_back,
    pledging,
    renewing,
    selecting,
    settling,
    taking_part,
    weighing,
)
from alliance.demo.board import Board, bar
from alliance.demo.data import first_day, load_demo
from alliance.embedded.home import Home, program_file
from alliance.operations.system import start
from alliance.output import UNAVAILABLE, CommandError, Progress, paragraph, show, tell
from alliance.reader import words
from alliance.reporting.report_text import funnel_text
from shared.contracts.cohort import GetTracker
from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls
from shared.contracts.reporting import GetFunnel
from shared.messaging.client import Client
from shared.program.load import load_program
from shared.program.model import Program
from shared.runtime.settings import Settings

app = Commands()


class Stage(StrEnum):
    APPLIED = "applied"
    CHECKED = "checked"
    DECIDED = "decided"
    ONBOARDING = "onboarding"
    DEMONSTRATION = "demonstration"
    ACCELERATION = "acceleration"


#: Below this the broker takes no message, and the database soon no row.
LITTLE_MB = 60
FAILING = ("unavailable", "internal_error")

Scene = Callable[[Board], None]

#: What happens up to each stage, after what happened up to the one before.
SCENES: dict[Stage, tuple[Scene, ...]] = {
    Stage.APPLIED: (applying.add_people, applying.open_calls, applying.apply, applying.keep_drafts),
    Stage.CHECKED: (applying.await_checks,),
    Stage.DECIDED: (
        selecting.review,
        applying.resubmit,
        applying.withdraw,
        weighing.weigh,
        selecting.decide,
        applying.answer_questions,
    ),
    Stage.ONBOARDING: (selecting.answer_offers, taking_part.await_members, taking_part.visit),
    Stage.DEMONSTRATION: (taking_part.advance_to_demonstration, taking_part.run_projects, taking_part.pause),
    Stage.ACCELERATION: (
        taking_part.advance_to_acceleration,
        accelerating.accelerate,
        pledging.pledge,
        documenting.keep_documents,
        looking_back.look_back,
        renewing.renew,
    ),
}


@app.command()
def demo(stage: Annotated[Stage, typer.Option(help="Stop there.")] = Stage.ACCELERATION) -> None:
    """Load the example program, people and cities, and walk a cohort through it.

    \b
    Example:
      alliance demo
      alliance demo --stage decided
    """
    console = Console(stderr=True)
    tell(paragraph("", words("demo.welcome")))
    today = datetime.now(UTC).date()
    load_demo(today)  # a broken file is told before anything is begun
    if read_endpoints() or not Settings("cli", os.environ).find("CLI_AMQP_URI"):
        start(Home.find(os.environ), Progress())  # also where a system was killed and has left its addresses
    program = load_program(program_file(os.environ))
    client = client_of(None)  # whoever has signed in
    board = Board(client, load_demo(today), bar(console))
    try:
        with board.progress:
            walk(board, stage, program, today)
    except Refusal as error:
        raise explained(error) from error
    show_end(client, board)


def walk(board: Board, stage: Stage, program: Program, today: date) -> None:
    board.demo = load_demo(first_day(closing_days(board), today))
    for reached in Stage:
        for scene in SCENES[reached]:
            scene(board)
        if reached is stage:
            break
    if stage is Stage.ACCELERATION:
        gathering.gather(board, program)
    settling.settle(board)


def explained(error: Refusal) -> Refusal:
    """A part that does not answer since the disk is full: nothing else says so."""
    home = Home.find(os.environ)
    if error.code not in FAILING or read_endpoints() is None or (free := home.free_mb()) >= LITTLE_MB:
        return error
    fields = {"why": error.foreign or error.phrase, "folder": str(home.path), "free": free}
    return CommandError("unavailable", reason="disk_full", exit_code=UNAVAILABLE, **fields)


def closing_days(board: Board) -> dict[str, date]:
    """Of the demo's calls that are there, by id."""
    own = {call["id"] for call in board.demo.calls.values()}
    return {call.id: call.eligibility_as_of for call in board.call(ListCalls()).items if call.id in own}


def show_end(client: Client, board: Board) -> None:
    cohort = board.demo.calls["past"]["cohort"]["id"]
    funnel = client.call(GetFunnel())
    tracker = client.call(GetTracker(cohort=cohort))
    value: dict[str, Any] = {"funnel": funnel.model_dump(mode="json"), "tracker": tracker.model_dump(mode="json")}
    links = guests.invite(board) if administrators_keys() else {}
    value["sign_in"] = {who: link.model_dump(mode="json") for who, link in links.items()}
    looking = [*where_to_look(cohort), *(["", *guests.lines_of(links)] if links else [])]
    text = "\n".join(["", funnel_text(funnel), "", tracker_text(tracker), "", *looking])
    show(value, text)


def where_to_look(cohort: str) -> list[str]:
    endpoints, settings = read_endpoints(), Settings("cli", os.environ)
    portal = endpoints["portal"] if endpoints else settings.get("PORTAL_URL")
    mailbox = endpoints["mailbox"] if endpoints else settings.find("MAILBOX_URL")
    here = words("demo.no_sign_in") if acts_as_administrator() else words("demo.login")
    lines = [
        ("pages", str(portal)),
        ("mailbox", str(mailbox or words("demo.own_mail_server"))),
        ("sign_in", here),
        ("look", "alliance applications --call round-two"),
        ("", "alliance pool round-two"),
        ("", "alliance proposal list round-two"),
        ("", f"alliance tracker {cohort}"),
        ("", "alliance application CODE"),
        ("", "alliance document list CODE"),
        ("", "alliance maturity show CODE"),
        ("", f"alliance survey results {cohort} start"),
        ("", "alliance report city CODE"),
        ("", "alliance mail list --code CODE"),
        ("stop", words("demo.stop_here") if endpoints else words("demo.stop_elsewhere")),
    ]
    heads = {key: words(f"demo.{key}") if key else "" for key, _ in lines}
    wide = max(map(len, heads.values())) + 2
    return [paragraph(f"{heads[key]:<{wide}}", text) for key, text in lines]
