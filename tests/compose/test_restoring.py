"""docs/howto/back-up.md, "In containers", by its own words: its commands are run as they stand there.

Last: it stops the stack that the others share.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.compose.stack import BUILD_AND_START_LIMIT_S, ROOT, Stack, docker

PAGE = (ROOT / "docs" / "howto" / "back-up.md").read_text(encoding="utf-8").partition("## In containers")[2]
FILES = os.pathsep.join(str(ROOT / name) for name in ("docker-compose.yml", "deploy/archive.yml"))
LIMIT_S = 120
OLD = "2020-01-01T00:00:00Z"
ROUND = "/tmp/round"  # noqa: S108 - in the container
EXAMPLE = f"{{ [ -e {ROUND} ] || alliance example {ROUND} > /dev/null; }}"
REPORTS = ("funnel", "time-in-state", "screening")


def block_with(words: str) -> str:
    """The one block of commands on the page that has these words."""
    (found,) = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) if words in block]
    return found


@pytest.fixture(scope="module")
def kept(stack: Stack) -> Stack:
    """The stack that the others share, told of the archive."""
    return replace(stack, environment=stack.environment | {"COMPOSE_FILE": FILES})


@pytest.fixture
def elsewhere(kept: Stack) -> Iterator[Stack]:
    """Another machine, as far as volumes, networks and ports tell."""
    own = Stack.named(f"alliance-elsewhere-{os.getpid()}").environment
    other = Stack(own | {name: kept.environment[name] for name in ("ALLIANCE_IMAGE", "COMPOSE_FILE")})
    try:
        yield other
    finally:
        docker(other.environment, "compose", "down", "--volumes", "--remove-orphans", limit_s=300)


def type_in(stack: Stack, folder: Path, commands: str) -> str:
    """What a shell prints that is told these commands, where files of the page's commands are in that folder."""
    own = commands.replace("alliance_", f"{stack.environment['COMPOSE_PROJECT_NAME']}_")
    own = own.replace("< deploy/", f"< {ROOT}/deploy/")
    done = subprocess.run(
        ["sh", "-euc", own], cwd=folder, env=stack.environment, capture_output=True, text=True, check=False,
        timeout=BUILD_AND_START_LIMIT_S,
    )  # fmt: skip
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr[-3000:]}"
    return done.stdout


def applied(stack: Stack, city: str) -> str:
    """The code of one more city's application."""
    one = f"sed s/Manizales/{city}/ {ROUND}/manizales.json > {ROUND}/one.json && alliance apply {ROUND}/one.json --json"
    code: str = json.loads(stack.as_root("portal", "sh", "-c", f"{EXAMPLE} && {one}"))["code"]
    until(lambda: asked(stack, "application", code)["state"] == "checked")
    return code


def asked(stack: Stack, *words: str) -> Any:
    return json.loads(stack.alliance(*words, "--json"))


def until(true: Any) -> None:
    give_up_at = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < give_up_at, true
        time.sleep(0.5)  # containers tell nobody


def mails(stack: Stack, code: str) -> set[tuple[str, str]]:
    return {(one["template"], one["state"]) for one in asked(stack, "mail", "list", "--code", code)["items"]}


def reports(stack: Stack, as_of: str) -> dict[str, Any]:
    return {name: asked(stack, "report", name, "--as-of", as_of) for name in REPORTS}


def test_last_nights_backup_gives_the_same_reports_on_an_empty_machine(
    kept: Stack, elsewhere: Stack, tmp_path: Path
) -> None:
    if not asked(kept, "call", "list")["items"]:
        kept.as_root("portal", "sh", "-c", f"{EXAMPLE} && alliance call open {ROUND}/call.toml")
    type_in(kept, tmp_path, block_with("standby.sql"))
    early = applied(kept, "Tunja")
    until(lambda: mails(kept, early) == {("application_received", "sent")})
    night = datetime.now(UTC).isoformat()
    before = reports(kept, night)
    type_in(kept, tmp_path, block_with("volumes save"))
    late = applied(kept, "Pasto")
    until(lambda: mails(kept, late) == {("application_received", "sent")})
    assert reports(kept, night) == before
    kept.compose("down")

    type_in(elsewhere, tmp_path, block_with("volumes load").replace("docker compose build\n", ""))
    type_in(elsewhere, tmp_path, block_with("RESTORED_AT"))
    until(lambda: reports(elsewhere, night) == before)
    assert asked(elsewhere, "application", early)["state"] == "checked"
    with pytest.raises(AssertionError, match="not_found"):
        asked(elsewhere, "application", late)
    assert mails(elsewhere, early) == {("application_received", "sent")}
    type_in(elsewhere, tmp_path, block_with("privacy reapply"))
    type_in(elsewhere, tmp_path, block_with('rm -r "$PGDATA/archived"'))
    assert asked(elsewhere, "ops", "rebuild", "--compare-only")["differences"] == {}

    after = applied(elsewhere, "Leticia")
    (rule,) = asked(elsewhere, "mail", "rules")["items"]
    until(lambda: mails(elsewhere, after) == {("application_received", "held")})
    elsewhere.alliance("mail", "lift", rule["id"])
    until(lambda: mails(elsewhere, after) == {("application_received", "sent")})

    mistakes_are_undone(elsewhere, tmp_path, after)
    old_copies_go_but_never_the_last(elsewhere, tmp_path)


def mistakes_are_undone(stack: Stack, folder: Path, after: str) -> None:
    """To a moment of what was restored already, on the same machine: its archive has gone on in the new history."""
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
    mistake = applied(stack, "Mocoa")
    type_in(stack, folder, block_with("docker volume rm"))
    type_in(stack, folder, block_with("RESTORED_AT").replace("restore latest", f"restore '{moment}'"))
    assert asked(stack, "application", after)["state"] == "checked"
    with pytest.raises(AssertionError, match="not_found"):
        asked(stack, "application", mistake)


def old_copies_go_but_never_the_last(stack: Stack, folder: Path) -> None:
    copies = "/var/lib/postgresql/data/copies"
    listed = ("postgres-archive", "ls", copies)
    first, *others = stack.inside(*listed).split()
    stack.inside("postgres-archive", "mv", f"{copies}/{first}", f"{copies}/{OLD}")
    type_in(stack, folder, block_with("prune 14"))
    assert stack.inside(*listed).split() == others
    for number, name in enumerate(others):
        stack.inside("postgres-archive", "mv", f"{copies}/{name}", f"{copies}/{OLD[:-2]}{number}Z")
    type_in(stack, folder, block_with("prune 14"))
    assert stack.inside(*listed).split() == [f"{OLD[:-2]}{len(others) - 1}Z"]
