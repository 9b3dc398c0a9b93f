"""The commands that run the system on one machine: up, down, status, logs. What they do is in alliance/embedded."""

from __future__ import annotations

import os
import signal
import time
from typing import Annotated, Any

import typer

from alliance.commands import Commands
from alliance.embedded import broker_package, launch
from alliance.embedded.children import StartFailed
from alliance.embedded.home import Home
from alliance.embedded.lock import holder
from alliance.embedded.logs import follow, last_lines
from alliance.embedded.status import DOORS, read_endpoints, status
from alliance.operations.remote_status import remote_status
from alliance.output import UNAVAILABLE, CommandError, Progress, fitted, in_json, led, show, table, usage
from alliance.reader import words
from shared.contracts.errors import Detail
from shared.runtime.settings import Settings

LOGS = (*DOORS, "setup", "broker", "postgres", "mailbox", "supervisor")
POLL_S = 0.2

#: A new home takes about 100 MB, with the demo 200; below 50 MB free the broker takes no message.
ROOM_MB = 300

app = Commands()


@app.command()
def up(
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay in the foreground; Ctrl-C stops everything.")
    ] = False,
) -> None:
    """Start the whole system on this machine and wait until it is ready.

    Everything is kept under ALLIANCE_HOME (.alliance in the checkout); the pages are on ALLIANCE_PORT (8000). Safe to
    repeat.

    \b
    Example:
      alliance up
      ALLIANCE_HOME=/tmp/second ALLIANCE_PORT=8001 alliance up
    """
    home, progress = Home.find(os.environ), Progress()
    if foreground:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
    started = start(home, progress)
    _say_up(home, started)
    if foreground:
        _stay(home, progress)


def start(home: Home, progress: Progress) -> bool:
    """Start the system unless it runs; whether it was started. Raises CommandError; Ctrl-C leaves nothing behind."""
    make_room(home)
    ran = holder(home.lock) is not None
    try:
        broker_package.ensure(progress.announce)
        return launch.up(home, os.environ, progress.say)
    except StartFailed as failure:
        raise _refused(failure) from failure
    except KeyboardInterrupt:
        if not ran:
            progress.announce(words("system.stopping_started"))
            launch.down(home, progress.say)
        raise
    finally:
        progress.clear()


def make_room(home: Home) -> None:
    """The home's folders, on a disk that is not full: a database that finds no room while it is made says less."""
    try:
        home.create()
    except OSError as error:
        raise CommandError("not_started", reason="home", folder=str(home.path), why=error.strerror) from error
    if holder(home.lock) is None and (free := home.free_mb()) < ROOM_MB:
        raise CommandError("not_started", reason="no_room", folder=str(home.path), free=free, needed=ROOM_MB)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _refused(failure: StartFailed) -> CommandError:
    details = [Detail("", "log", line=line) for line in failure.lines]
    return CommandError("not_started", *details, reason="part", part=failure.part, why=failure.why)


def _say_up(home: Home, started: bool) -> None:
    endpoints = read_endpoints(home)
    value = {
        "started": started,
        "portal": endpoints["portal"],
        "mailbox": endpoints["mailbox"],
        "home": str(home.path),
        "endpoints": str(home.endpoints),
    }
    pages = {"address": value["portal"]}
    lines = [words("system.is_up", **pages) if started else words("system.is_already_up", **pages)]
    lines += [words("system.mailbox", address=value["mailbox"]), words("system.stop_it")]
    show(value, "\n".join(lines))


def _stay(home: Home, progress: Progress) -> None:
    """Until Ctrl-C, or until somebody else stops the system."""
    try:
        while holder(home.lock):
            time.sleep(POLL_S)
    except KeyboardInterrupt:
        launch.down(home, progress.say)
    finally:
        progress.clear()


@app.command()
def down() -> None:
    """Stop everything; data is kept.

    \b
    Example:
      alliance down
    """
    home = Home.find(os.environ)
    progress = Progress()
    try:
        left = launch.down(home, progress.say)
    finally:
        progress.clear()
    text = words("system.not_running") if left is None else words("system.stopped")
    show({"stopped": left is not None, "leftovers": left or [], "home": str(home.path)}, text)


@app.command(name="status")
def show_status() -> None:
    """Show what is running and whether it answers. Exits 3 and names the part if one does not.

    \b
    Example:
      alliance status --json
    """
    home = Home.find(os.environ)
    elsewhere = not home.path.exists() and Settings("cli", os.environ).find("CLI_AMQP_URI")
    found = remote_status() if elsewhere else status(home)
    show(found, _print_status)
    if not all(part["ready"] for part in parts_of(found).values()):
        raise typer.Exit(UNAVAILABLE)


def parts_of(found: dict[str, Any]) -> dict[str, Any]:
    others = ("broker", "database", "mailbox")
    return {**found["services"], **{name: found[name] for name in others if name in found}}


def _print_status(value: dict[str, Any]) -> None:
    parts = parts_of(value)
    rows = [
        (name, part["state"], words("yes") if part["ready"] else words("no"), " ".join(map(str, part["pids"])))
        for name, part in parts.items()
    ]
    lines = [table(("part", "state", "ready", "pid"), rows)]
    lines += [
        words("system.reason", part=name, reason=reason)
        for name, part in parts.items()
        for reason in part.get("reasons", ())
    ]
    if value["supervisor"]["pid"] is None and any(part["pids"] for part in parts.values()):
        lines.append(words("system.supervisor_gone"))
    if value["portal"]:
        lines.append(words("system.pages", address=value["portal"]))
    if down := [name for name, part in parts.items() if not part["ready"]]:
        lines.append(led("system.not_ready", ", ".join(down)))
    print(fitted("\n".join(lines)))


@app.command()
def logs(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(LOGS)}.")],
    following: Annotated[bool, typer.Option("--follow", "-f", help="Keep going as new lines arrive.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many lines, from the end.")] = 100,
) -> None:
    """Show the log of a service.

    \b
    Example:
      alliance logs intake -n 20
      alliance logs portal -f
    """
    if service not in LOGS:
        raise CommandError("not_found", reason="no_such_log", name=service, found=list(LOGS))
    if in_json() and following:
        raise usage("json_cannot_follow")
    path = Home.find(os.environ).log(service)
    tail = last_lines(path, lines)
    show({"service": service, "file": str(path), "lines": tail}, lambda _: print(*tail, sep="\n") if tail else None)
    if following:
        for text in follow(path):
            print(text, end="", flush=True)
