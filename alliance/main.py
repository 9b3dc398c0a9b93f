"""The command line's front door: which command lives in which module, and the one boundary where errors end.

A module is imported when its command is used; `alliance --help` imports none. To add a command: a function in a module
with `app = Commands()`, and a line in its part of SECTIONS. A group (`alliance people add`) is an app of its own:
GROUP.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from alliance.connection import one_client
from alliance.output import DONE, INTERRUPTED, REFUSED, UNAVAILABLE, CommandError, answer_in_json, show_error, usage
from alliance.reader import VARIABLE, asked_for
from shared.contracts.errors import Refusal
from shared.runtime import loading
from shared.runtime.settings import SettingError
from shared.wording.language import LANGUAGES


@dataclass(frozen=True)
class Command:
    module: str  # has `app`, or names another after a colon
    help: str
    group: bool = False  # the app is the command; else the command is one of the app's


SECTIONS = {
    "The system": {
        "up": Command("alliance.system", "Start the whole system on this machine."),
        "down": Command("alliance.system", "Stop everything; data is kept."),
        "status": Command("alliance.system", "Show what is running and whether it answers."),
        "logs": Command("alliance.system", "Show the log of a service."),
        "demo": Command("alliance.demo.command", "Load real cities and walk a cohort."),
        "example": Command("alliance.example", "Write the files of an example round."),
        "login": Command("alliance.session", "Sign in."),
        "logout": Command("alliance.session", "Sign out."),
        "sessions": Command("alliance.signed_in", "Where you are signed in.", group=True),
        "tokens": Command("alliance.tokens", "Access tokens for programs of your own.", group=True),
        "whoami": Command("alliance.session", "Show who commands act as."),
        "search": Command("alliance.search", "Find cities, codes, people."),
        "work": Command("alliance.work", "What waits for you."),
        "audit": Command("alliance.audit_trail", "Who did what, when, from where."),
        "account": Command("alliance.account", "Your password and second factors.", group=True),
        "people": Command("alliance.people", "People of the program.", group=True),
        "privacy": Command("alliance.privacy", "What is kept, and for how long.", group=True),
        "ops": Command("alliance.operations", "Queues, backlogs, dead letters.", group=True),
    },
    "Rounds and applications": {
        "call": Command("alliance.calls", "Application rounds.", group=True),
        "check": Command("alliance.applications", "Judge a city; nothing is stored."),
        "mine": Command("alliance.applications", "Show your own applications and drafts."),
        "apply": Command("alliance.applications", "Submit an application."),
        "draft": Command("alliance.drafts", "Applications not yet submitted.", group=True),
        "evidence": Command("alliance.evidence", "Files that show an application's foundations.", group=True),
        "colleagues": Command("alliance.colleagues", "Who acts for an application beside its contacts.", group=True),
        "import": Command("alliance.imports", "Import applications from a spreadsheet."),
        "resubmit": Command("alliance.applications", "Replace an application with a new version."),
        "answer": Command("alliance.applications", "Answer a request for information."),
        "withdraw": Command("alliance.applications", "Withdraw an application."),
        "reinstate": Command("alliance.applications", "Take back a withdrawal or a merger."),
        "merge": Command("alliance.applications", "Merge two applications of one city."),
        "matches": Command("alliance.applications", "List applications that may be duplicates."),
        "applications": Command("alliance.records", "List applications."),
        "application": Command("alliance.records", "Show one application."),
        "read": Command("alliance.reading", "Read what a city wrote, in any version."),
        "changes": Command("alliance.reading", "Show what changed between two versions."),
    },
    "Reviews and decisions": {
        "what-if": Command("alliance.judging", "Who would move under changed criteria."),
        "judge-again": Command("alliance.judging", "Judge a call by the criteria in force."),
        "criteria": Command("alliance.judging", "The versions of the criteria that were used."),
        "review": Command("alliance.reviews", "Reviews of an application.", group=True),
        "pool": Command("alliance.interviews", "The whole pool of a call, grouped."),
        "shortlist": Command("alliance.interviews", "Put a city on the shortlist."),
        "interview": Command("alliance.interviews:interview_app", "Interviews with cities.", group=True),
        "decide": Command("alliance.decisions", "Decide; pending until sent."),
        "rescind": Command("alliance.decisions", "Take back a decision that was not sent."),
        "send-decisions": Command("alliance.decisions", "Tell cities their decisions."),
        "correct": Command("alliance.decisions", "Replace a decision that was sent."),
        "decisions": Command("alliance.decisions", "Every decision ever made."),
    },
    "Offers and the waitlist": {
        "offers": Command("alliance.offers", "A call's offers and their dates."),
        "confirm": Command("alliance.offers", "Record that a city accepts its offer."),
        "decline-offer": Command("alliance.offers", "Record that a city declines its offer."),
        "extend-offer": Command("alliance.offers", "Give a city more time to answer its offer."),
        "lapse-offer": Command("alliance.offers", "Let an unanswered offer lapse."),
        "reinstate-offer": Command("alliance.offers", "Reinstate an offer that ended."),
        "waitlist": Command("alliance.waitlists", "Who waits, in their order.", group=True),
        "proposal": Command("alliance.waitlists:proposal_app", "Open places and who is next.", group=True),
    },
    "Cities in a cohort": {
        "cohort": Command("alliance.cohorts", "Cohorts.", group=True),
        "tracker": Command("alliance.advancing", "Where each city of a cohort stands."),
        "timeline": Command("alliance.advancing", "A city's phases and visit."),
        "advance": Command("alliance.advancing", "Move a city to its next phase."),
        "step-back": Command("alliance.advancing", "Take a city back to its previous phase."),
        "status-change": Command("alliance.advancing", "Pause a city, let it continue, or record that it leaves."),
        "team": Command("alliance.teams:team_app", "A city's team.", group=True),
        "team-lead": Command("alliance.advancing", "Name the lead of a city's team."),
        "mayor": Command("alliance.mayors", "Mayors: terms, succession, elections.", group=True),
        "coach": Command("alliance.teams:coach_app", "Lead coaches.", group=True),
        "engagement": Command("alliance.teams:engagement_app", "Engagement of residents.", group=True),
    },
    "Meetings": {
        "visit": Command("alliance.visits", "The city visit.", group=True),
        "convening": Command("alliance.convenings", "In-person convenings.", group=True),
        "session": Command("alliance.sessions", "Coaching and other sessions.", group=True),
    },
    "What cities work on": {
        "project": Command("alliance.projects", "The Resident Impact Data Project.", group=True),
        "strategy": Command("alliance.strategies", "The Citywide Data Strategy.", group=True),
        "target": Command("alliance.targets", "Targets and performance reviews.", group=True),
        "policy": Command("alliance.policies", "Policies, processes, uses of AI.", group=True),
        "commitment": Command("alliance.commitments", "The shared commitment, and each mayor's.", group=True),
        "document": Command("alliance.documents", "Letters, agreements, charters, slides.", group=True),
        "maturity": Command("alliance.maturity", "Data maturity, at start and end.", group=True),
        "survey": Command("alliance.surveys", "Surveys of a cohort.", group=True),
        "follow-up": Command("alliance.follow_ups", "What remains after a cohort's end.", group=True),
    },
    "Mail, publishing, reports": {
        "mail": Command("alliance.mails", "The ledger of mails.", group=True),
        "publishing": Command("alliance.publishing", "Electoral silence and media consent.", group=True),
        "report": Command("alliance.reports", "Reports, as of any moment.", group=True),
    },
}
COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}

INTERRUPTION = CommandError("interrupted", exit_code=INTERRUPTED)

HELP = """Run and use Alliance, a cohort program for cities.

With --json after its words a command prints one JSON document on stdout, errors too. It exits 0 when done, 1 when
refused, 2 on wrong usage, 3 when a part of the system is down.

It speaks the language of your locale, or that of ALLIANCE_LANG: en, es, pt, fr.

\b
Example:
  alliance up
  alliance status --json
"""


class LazyGroup(TyperGroup):
    """Commands by the table above."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(COMMANDS, self)  # the names alone: what a typo is compared with

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        command = COMMANDS.get(cmd_name)
        if command is None:
            return None
        module, _, name = command.module.partition(":")
        group = get_group(getattr(importlib.import_module(module), name or "app"))
        return group if command.group else group.commands[cmd_name]

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, command.help) for name, command in commands.items()])


app = typer.Typer(
    cls=LazyGroup,
    name="alliance",
    help=HELP,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


@app.callback()
def alliance() -> None:
    """Only here so that Typer makes a group; the help is above."""


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. No error leaves here as a trace unless ALLIANCE_DEBUG is set."""
    answer_in_json("--json" in arguments)  # until the command has read its own words: what they lack is told, too
    try:
        insist_on_language()
        with one_client():
            code = get_group(app).main(arguments or ["--help"], prog_name="alliance", standalone_mode=False)
        if code == INTERRUPTED:  # Typer's answer to Ctrl-C
            return show_error(INTERRUPTION)
        sys.stdout.flush()
    except BrokenPipeError:  # `alliance … | head`: the reader has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Exception, KeyboardInterrupt) as error:
        known = _explained(error)
        if known is None and os.environ.get("ALLIANCE_DEBUG"):
            raise
        unknown = CommandError("internal_error", reason="unexpected", error=f"{type(error).__name__}: {error}")
        return show_error(known or unknown)
    return code if isinstance(code, int) else DONE


def insist_on_language() -> None:
    """Raises CommandError for a language that was asked for and is none of ours; a locale may be any."""
    if (wanted := asked_for(os.environ)) and wanted not in LANGUAGES:
        raise usage("no_such_language", variable=VARIABLE, name=wanted, languages=list(LANGUAGES))


def _explained(error: BaseException) -> Refusal | None:
    """An error that is an answer; None for a fault of ours."""
    match error:
        case Refusal(code="not_found", reason="method", values=method):
            return CommandError("unavailable", reason="older_code", exit_code=UNAVAILABLE, **method)
        case Refusal():
            return error
        case SettingError():
            return CommandError("invalid", reason="setting", why=str(error))
        case typer.TyperException():
            code = getattr(error, "exit_code", REFUSED)
            command = getattr(getattr(error, "ctx", None), "command_path", "alliance")
            said = {"why": sentence(error.format_message()), "command": command}
            return CommandError("usage", reason="typer", exit_code=code, **said)
        case KeyboardInterrupt() | typer.Abort():
            return INTERRUPTION
    return None


def sentence(words: str) -> str:
    """Typer ends some of its messages, and not others; and it leaves in them what kind of error its reader found."""
    words = words.replace(": Value error, ", ": ")
    return words if words.endswith((".", "?", "!")) else f"{words}."


def main() -> None:
    loading.begin()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
