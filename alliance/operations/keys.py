"""`alliance ops rotate-keys`: new signing keys, while the system runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from alliance.connection import read_endpoints
from alliance.output import UNAVAILABLE, CommandError, Progress, show, usage
from alliance.reader import words
from shared.security.keys import ISSUERS, OUTLIVED, forget_former, make_key

POLL_S = 1


def rotate_keys(
    issuer: Annotated[
        list[str] | None,
        typer.Option("--issuer", metavar="NAME", help="Only of this service, or of local-admin; may be repeated."),
    ] = None,
    wait: Annotated[bool, typer.Option(help="Until the former keys are over and deleted, about a minute.")] = True,
) -> None:
    """Sign tokens with new keys from now on, without a restart.

    What the former keys have signed stays good until it is over. Then they
    are deleted: at the end of this command, or at the next start.

    \b
    Examples:
      alliance ops rotate-keys
      alliance ops rotate-keys --issuer identity --no-wait
    """
    issuers = tuple(dict.fromkeys(issuer or ISSUERS))
    for name in issuers:
        if name not in ISSUERS:
            raise usage("no_such_issuer", name=name, names=list(ISSUERS))
    folder = keys_folder()
    for name in issuers:
        make_key(name, folder, [folder])
    gone = wait and wait_until_gone(folder, issuers)
    named, seconds = ", ".join(issuers), f"{OUTLIVED.total_seconds():.0f}"
    text = words("keys.deleted", issuers=named) if gone else words("keys.outlived", issuers=named, seconds=seconds)
    show({"issuers": list(issuers), "former_deleted": gone}, text)


def keys_folder() -> Path:
    """Where the embedded system keeps them all. Elsewhere each process has its own: docs/configuration.md."""
    endpoints = read_endpoints()
    if endpoints is None:
        raise CommandError("unavailable", reason="keys_elsewhere", exit_code=UNAVAILABLE)
    return Path(str(endpoints["keys_dir"]))


def wait_until_gone(folder: Path, issuers: tuple[str, ...]) -> bool:
    progress = Progress()
    while not all(forget_former(name, folder, [folder]) for name in issuers):
        progress.say(words("keys.waiting"))
        time.sleep(POLL_S)
    progress.clear()
    return True
