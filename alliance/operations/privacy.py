"""`alliance privacy`, and `alliance people export|erase`: what is kept of people and cities, shown, erased, removed in
time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect, forget_ended_session, read_endpoints
from alliance.embedded import scrubbing
from alliance.embedded.children import StartFailed
from alliance.embedded.home import Home
from alliance.files import read_document
from alliance.options import Code
from alliance.output import UNAVAILABLE, CommandError, Progress, counted, in_json, paragraph, show, table, usage
from alliance.reader import language, words
from shared.contracts.errors import Detail
from shared.contracts.intake import GetPrivacyNotice
from shared.contracts.kernel import Reapplied, Subject
from shared.contracts.people import Language
from shared.views import privacy
from shared.wording import say
from shared.wording.language import FALLBACK

app = Commands(help="What is kept of cities, and for how long; the privacy notice.")

PersonText = Annotated[str, typer.Argument(metavar="ADDRESS", help="An address, a name or an id; `me` to export.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write JSON to this file.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
OverrideNeeded = Annotated[
    str | None,
    typer.Option("--override", metavar="REASON", help="Erase what is still needed, too; administrators only."),
]
Preview = Annotated[bool, typer.Option("--preview", help="Only show what would be erased.")]

HEADINGS = ("service", "table", "rows", "")


def export_person(person: PersonText, output: Output = None) -> None:
    """Export everything that is kept of a person, from every service.

    \b
    Example:
      alliance people export ana@alliance.example -o ana.json
    """
    write_export(privacy.subject_of_person(connect(), person), output)


def erase_person(
    person: PersonText, preview: Preview = False, yes: Yes = False, override: OverrideNeeded = None
) -> None:
    """Erase everything that is kept of a person, after showing what will go.

    \b
    Example:
      alliance people erase ana@alliance.example --preview
      alliance people erase ana@alliance.example --yes
    """
    erase(privacy.subject_of_person(connect(), person), person, preview, yes, override)


@app.command("export")
def export_city(code: Code, output: Output = None) -> None:
    """Export everything that is kept of a city.

    \b
    Example:
      alliance privacy export JK2MPJ4V23 -o city.json
    """
    write_export(privacy.subject_of_city(connect(), code), output)


@app.command()
def anonymise(code: Code, preview: Preview = False, yes: Yes = False, override: OverrideNeeded = None) -> None:
    """Erase names, addresses, texts and files of a city; country, dates, outcomes and scores stay.

    \b
    Example:
      alliance privacy anonymise JK2MPJ4V23 --preview
    """
    erase(privacy.subject_of_city(connect(), code), code, preview, yes, override)


@app.command()
def schedule() -> None:
    """Show what is removed when, how many rows are due, and when that was done last.

    \b
    Example:
      alliance privacy schedule
    """
    rules, missing = privacy.schedule(connect())
    items = [{"service": service, **rule.model_dump(mode="json")} for service, rule in rules]
    headings = ("service", "what", "kept_days", "rows", "due", "next", "last_run", "removed")
    rows = [
        (
            service,
            say(language(), f"keepings.{rule.name}"),
            rule.days or words("privacy.for_ever"),
            rule.kept + rule.due,
            rule.due,
            day_of(rule.next_at),
            day_of(rule.last_run_at),
            "" if rule.last_removed is None else rule.last_removed,
        )
        for service, rule in rules
    ]
    value = {"items": items, "next": None, "total": len(items), "missing": missing}
    show(value, "\n".join([table(headings, rows), *missing_lines(missing)]))
    leave(missing)


@app.command()
def notice(
    lang: Annotated[Language | None, typer.Option("--language", help="en, es, pt or fr; yours unless given.")] = None,
    version: Annotated[str | None, typer.Option(help="An earlier version; else the one in force.")] = None,
) -> None:
    """Show the privacy notice that applications accept.

    \b
    Example:
      alliance privacy notice --language es
    """
    asked = {} if version is None else {"version": version}
    chosen = lang or (FALLBACK if in_json() else language())
    ask(GetPrivacyNotice, lambda found: found.text, language=chosen, **asked)


@app.command()
def log(output: Output = None) -> None:
    """Write the erasure log, to be kept beside backups: ids and keyed hashes, no names, no addresses.

    \b
    Example:
      alliance privacy log -o erasures.json
    """
    logs = privacy.kept_logs(connect())
    if output is not None:
        write(output, logs)
    show(logs, words("privacy.entries", count=sum(map(len, logs.values()))) if output else json.dumps(logs, indent=2))


@app.command()
def reapply(file: Annotated[str, typer.Argument(metavar="FILE", help="What `alliance privacy log` wrote.")]) -> None:
    """Erase again what a restored backup has brought back, by a kept erasure log.

    \b
    Example:
      alliance privacy reapply erasures.json
    """
    logs = read_document(file)
    if not isinstance(logs, dict) or not all(isinstance(one, list) for one in logs.values()):
        raise CommandError("invalid", reason="no_erasure_log", file=file)
    done = privacy.reapply(connect(), logs)
    value = {service: one.model_dump() for service, one in done.items()}
    show(value, table(("service", "new_entries", "rows_erased"), reapplied_rows(done)))


@app.command()
def scrub() -> None:
    """Remove from this machine's files what erasing has left there: dead rows, the logs of database and broker,
    spreadsheets that wait for their import, and who was signed in here by `alliance login`. Requests wait for a
    moment. For the system that `alliance up` runs.

    \b
    Example:
      alliance privacy scrub
    """
    endpoints, progress = read_endpoints(), Progress()
    if endpoints is None:
        raise CommandError("unavailable", reason="not_running_here", exit_code=UNAVAILABLE)
    forget_ended_session()
    try:
        scrubbing.scrub(Home.find(os.environ), endpoints, progress.say)
    except StartFailed as failure:
        details = [Detail("", "log", line=line) for line in failure.lines]
        raise CommandError("not_started", *details, reason="part", part=failure.part, why=failure.why) from failure
    finally:
        progress.clear()
    show({"scrubbed": True}, words("privacy.done"))


# -- what they share ---------------------------------------------------------------------------------------------------


def write_export(subject: Subject, output: Path | None) -> None:
    found = privacy.export(connect(), subject)
    if output is not None:
        write(output, found)
    counts = [(s, t, len(rows)) for s, tables in found["services"].items() for t, rows in tables.items()]
    text = table(HEADINGS[:3], counts) if output else json.dumps(found, indent=2, ensure_ascii=False)
    shown = {"output": str(output), "missing": found["missing"]} if output else found
    show(shown, "\n".join([text, *missing_lines(found["missing"])]))
    leave(found["missing"])


def erase(subject: Subject, called: str, preview: bool, yes: bool, override: str | None) -> None:
    """Shown first, then asked for, unless `yes`."""
    if in_json() and not preview and not yes:
        raise usage("confirm_erasure")
    if preview or not yes:
        before = privacy.preview(connect(), subject)
        show(before.as_json(), text_of(before))
        if preview:
            leave(before.missing)
            return
        typer.confirm(words("privacy.ask_erase", name=called), abort=True)
    done = privacy.erase(connect(), subject, override)
    show(done.as_json(), text_of(done, done=True))
    leave(done.missing)


def text_of(together: privacy.Together, *, done: bool = False) -> str:
    rows = [
        (service, one.table, one.rows, becomes(deleted=one.deleted, done=done))
        for service, erasure in together.services.items()
        for one in erasure.tables
    ]
    files = sum(one.files for one in together.services.values())
    return "\n".join([
        table(HEADINGS, rows) if rows else words("privacy.nothing_kept"),
        *([counted('files', files)] if files else []),
        *(paragraph("! ", detail.said(language())) for detail in together.still_needed),
        *missing_lines(together.missing),
    ])  # fmt: skip


def becomes(*, deleted: bool, done: bool) -> str:
    """What becomes of rows, or became."""
    if deleted:
        return words("privacy.deleted") if done else words("privacy.to_be_deleted")
    return words("privacy.emptied") if done else words("privacy.to_be_emptied")


def missing_lines(missing: Iterable[str]) -> list[str]:
    named = ", ".join(missing)
    return [words("privacy.not_answering", services=named)] if named else []


def leave(missing: list[str]) -> None:
    """What is not whole exits as what is unavailable does."""
    if missing:
        raise typer.Exit(UNAVAILABLE)


def reapplied_rows(done: dict[str, Reapplied]) -> list[tuple[Any, ...]]:
    return [(service, one.added, one.rows) for service, one in done.items()]


def day_of(moment: Any) -> str:
    return "" if moment is None else moment.date().isoformat()


def write(path: Path, value: Any) -> None:
    """For the eyes of whoever runs the command alone."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, default=str), encoding="utf-8")
