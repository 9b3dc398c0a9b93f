"""The command line's front door: which command lives in which module, and the one boundary where errors end.

A module is imported when its command is used; `alliance --help` imports none. To add a command: a declaration in a
module with `app = Verbs(…)`, in the folder of its noun, and a line in its part of SECTIONS. A group (`alliance people
add`) is an app of its own.
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
    module: str  # of this package; has `app`, or names another after a colon
    help: str
    group: bool = False  # the app is the command; else the command is one of the app's


SECTIONS = {  # by who uses a command first of all
    "Everybody": {
        "login": Command("people.session", "Sign in."),
        "logout": Command("people.session", "Sign out."),
        "whoami": Command("people.session", "Show who commands act as."),
        "account": Command("people.account", "Your password and second factors.", group=True),
        "sessions": Command("people.signed_in", "Where you are signed in.", group=True),
        "tokens": Command("people.tokens", "Access tokens for programs of your own.", group=True),
        "search": Command("reporting.search", "Find cities, codes, people."),
        "work": Command("reporting.work", "What waits for you."),
    },
    "Applicants": {
        "check": Command("selection.applications", "Judge a city; nothing is stored."),
        "apply": Command("selection.applications", "Submit an application."),
        "mine": Command("selection.applications", "Show your own applications and drafts."),
        "draft": Command("selection.drafts", "Applications not yet submitted.", group=True),
        "evidence": Command("selection.evidence", "Files that show an application's foundations.", group=True),
        "colleagues": Command("selection.colleagues", "Who acts for an application beside its contacts.", group=True),
        "resubmit": Command("selection.applications", "Replace an application with a new version."),
        "answer": Command("selection.applications", "Answer a request for information."),
        "withdraw": Command("selection.applications", "Withdraw an application."),
        "confirm": Command("selection.offers", "Record that a city accepts its offer."),
        "decline-offer": Command("selection.offers", "Record that a city declines its offer."),
    },
    "Reviewers": {
        "review": Command("selection.reviews", "Reviews of an application.", group=True),
    },
    "Cities, their coaches and staff": {
        "timeline": Command("cohort.advancing", "A city's phases and visit."),
        "team": Command("cohort.teams:team_app", "A city's team.", group=True),
        "mayor": Command("cohort.mayors", "Mayors: terms, succession, elections.", group=True),
        "engagement": Command("cohort.teams:engagement_app", "Engagement of residents.", group=True),
        "visit": Command("cohort.visits", "The city visit.", group=True),
        "session": Command("cohort.sessions", "Coaching and other sessions.", group=True),
        "convening": Command("cohort.convenings", "In-person convenings.", group=True),
        "project": Command("cohort.projects", "The Resident Impact Data Project.", group=True),
        "strategy": Command("cohort.strategies", "The Citywide Data Strategy.", group=True),
        "target": Command("cohort.targets", "Targets and performance reviews.", group=True),
        "policy": Command("cohort.policies", "Policies, processes, uses of AI.", group=True),
        "commitment": Command("cohort.commitments", "The shared commitment, and each mayor's.", group=True),
        "document": Command("cohort.documents", "Letters, agreements, charters, slides.", group=True),
        "maturity": Command("cohort.maturity", "Data maturity, at start and end.", group=True),
        "survey": Command("cohort.surveys", "Surveys of a cohort.", group=True),
        "follow-up": Command("cohort.follow_ups", "What remains after a cohort's end.", group=True),
    },
    "Staff, for a round": {
        "call": Command("selection.calls", "Application rounds.", group=True),
        "import": Command("selection.imports", "Import applications from a spreadsheet."),
        "applications": Command("selection.records", "List applications."),
        "application": Command("selection.records", "Show one application."),
        "views": Command("selection.views", "Saved views of the applications.", group=True),
        "read": Command("selection.reading", "Read what a city wrote, in any version."),
        "changes": Command("selection.reading", "Show what changed between two versions."),
        "matches": Command("selection.applications", "List applications that may be duplicates."),
        "merge": Command("selection.applications", "Merge two applications of one city."),
        "reinstate": Command("selection.applications", "Take back a withdrawal or a merger."),
        "criteria": Command("selection.judging", "The versions of the criteria that were used."),
        "what-if": Command("selection.judging", "Who would move under changed criteria."),
        "judge-again": Command("selection.judging", "Judge a call by the criteria in force."),
    },
    "Staff, for decisions and offers": {
        "pool": Command("selection.interviews", "The whole pool of a call, grouped."),
        "shortlist": Command("selection.interviews", "Put a city on the shortlist."),
        "interview": Command("selection.interviews:interview_app", "Interviews with cities.", group=True),
        "decide": Command("selection.decisions", "Decide; pending until sent."),
        "rescind": Command("selection.decisions", "Take back a decision that was not sent."),
        "send-decisions": Command("selection.decisions", "Tell cities their decisions."),
        "correct": Command("selection.decisions", "Replace a decision that was sent."),
        "decisions": Command("selection.decisions", "Every decision ever made."),
        "offers": Command("selection.offers", "A call's offers and their dates."),
        "extend-offer": Command("selection.offers", "Give a city more time to answer its offer."),
        "lapse-offer": Command("selection.offers", "Let an unanswered offer lapse."),
        "reinstate-offer": Command("selection.offers", "Reinstate an offer that ended."),
        "waitlist": Command("selection.waitlists", "Who waits, in their order.", group=True),
        "proposal": Command("selection.waitlists:proposal_app", "Open places and who is next.", group=True),
    },
    "Staff, for cohorts": {
        "cohort": Command("cohort.cohorts", "Cohorts.", group=True),
        "tracker": Command("cohort.advancing", "Where each city of a cohort stands."),
        "advance": Command("cohort.advancing", "Move a city to its next phase."),
        "step-back": Command("cohort.advancing", "Take a city back to its previous phase."),
        "status-change": Command("cohort.advancing", "Pause a city, let it continue, or record that it leaves."),
        "team-lead": Command("cohort.advancing", "Name the lead of a city's team."),
        "coach": Command("cohort.teams:coach_app", "Lead coaches.", group=True),
        "publishing": Command("cohort.publishing", "Electoral silence and media consent.", group=True),
        "mail": Command("mail.mails", "The ledger of mails.", group=True),
        "report": Command("reporting.reports", "Reports, as of any moment.", group=True),
    },
    "Whoever runs it": {
        "up": Command("operations.system", "Start the whole system on this machine."),
        "down": Command("operations.system", "Stop everything; data is kept."),
        "status": Command("operations.system", "Show what is running and whether it answers."),
        "logs": Command("operations.system", "Show the log of a service."),
        "backup": Command("operations.backups", "Back up everything, while it runs."),
        "restore": Command("operations.backups", "Make a system out of a backup."),
        "demo": Command("demo.command", "Load real cities and walk a cohort."),
        "example": Command("operations.example", "Write the files of an example round."),
        "people": Command("people.people", "People of the program.", group=True),
        "privacy": Command("operations.privacy", "What is kept, and for how long.", group=True),
        "audit": Command("reporting.audit_trail", "Who did what, when, from where."),
        "ops": Command("operations.ops", "Queues, backlogs, dead letters.", group=True),
        "webhooks": Command("operations.webhooks", "Events for other systems.", group=True),
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
        group = get_group(getattr(importlib.import_module(f"alliance.{module}"), name or "app"))
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
