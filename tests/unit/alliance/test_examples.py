"""Every example that a command's help shows runs, and what it prints fits 80 columns."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from typer.main import get_group

import alliance
from alliance.embedded.home import checkout
from alliance.files import read_document, read_fields
from alliance.main import SECTIONS, app, run
from alliance.naming import City
from shared.contracts.cohort import Tracker
from shared.contracts.notifications import Recipients
from shared.contracts.people import Role
from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED
from shared.wording import LANGUAGES
from tests.support.replies import reply_of

ONE = UUID(int=1)
COLUMNS = 80

#: What asks questions of whoever types.
ASKING = {"alliance account password", "alliance account totp"}

#: What starts, stops or waits for processes, or asks more than services: tried elsewhere.
ELSEWHERE = {"backup", "restore", "up", "down", "status", "logs", "demo", "example", "login", "logout", "import"}
NOT_SERVICES = {
    *(("ops", name) for name in ("broker-user", "partitions", "rotate-keys", "rotate-passwords")),
    ("privacy", "scrub"),
}
OTHERS = {
    "alliance ops queues --watch",
    "alliance ops compare",
    "alliance ops verify-audit",
    "alliance people erase ana@alliance.example --yes",
    "alliance colleagues remove JK2MPJ4V23 eva@city.example",
    "alliance privacy reapply erasures.json",
    *ASKING,
}


def commands(group: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "list_commands"):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


ALL = dict(commands(get_group(app), ()))
EXAMPLES = [
    pytest.param(example, id=example)
    for words, command in ALL.items()
    if words[0] not in ELSEWHERE and words[:2] not in NOT_SERVICES
    for example in (command.help or "").replace("\\\n", " ").partition("Example")[2].splitlines()[1:]
    if example.strip().startswith("alliance ") and " ".join(example.split()) not in OTHERS
]


#: What the file of an example says.
LETTER = {"texts": {"en": {"subject": "News for {city}", "text": "Dear {name}, please answer."}}}
HELD = {"reviewer": "ana", "panel": ["ana", "me"], "coach": "ana", "cities": ["Lima"]} | LETTER


def with_somebody(reply: Any) -> Any:
    """Whom `mail write --phase onboarding --role mayors_office` chooses is there: a group of nobody is refused."""
    if isinstance(reply, Tracker):
        return reply.model_copy(update={"members": tuple(alike(reply.members, phase="onboarding"))})
    if isinstance(reply, Recipients):
        return reply.model_copy(update={"items": tuple(alike(reply.items, role="mayors_office"))})
    return reply


def alike(ones: Iterable[Any], **changed: str) -> Iterator[Any]:
    return (one.model_copy(update=changed) for one in ones)


class AnsweringClient:
    """Answers each request with a reply of its model, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[type[Request[Any]]] = []

    def call(self, request: Request[Any], **_: Any) -> Any:
        self.asked.append(type(request))
        return with_somebody(reply_of(request.reply))

    def close(self) -> None:
        pass


def made(model: Any, /, **fields: Any) -> Any:
    """The request; nobody has the file of the example, which holds the rest of it."""
    try:
        return model.model_validate(fields)
    except ValueError:
        return model.model_construct(**fields)


def modules() -> Iterator[ModuleType]:
    """Those of commands, and what commands share."""
    for module in pkgutil.walk_packages(alliance.__path__, "alliance."):
        if not module.name.startswith(("alliance.embedded.", "alliance.demo.")):
            yield importlib.import_module(module.name)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AnsweringClient:
    client = AnsweringClient()
    replaced = {
        "connect": lambda: client,
        "make": made,
        "pick": lambda _thing, _text, titles: next(iter(titles)),
        "read_fields": lambda _, **given: given | HELD,
        "read_document": lambda _: [],
        "read_bytes": lambda _: b"From: luz@city.example\n\nYes.",
        "hand_in": lambda *_: {"name": "charter.pdf", "upload_id": ONE, "size": 3, "sha256": "3f7a" * 16},
        "fetch_to": lambda output, name, _: output or Path(name),
        "city_code": lambda text: text,
        "cities_called": lambda wanted: [City("JK2MPJ4V23", wanted, "CO")],
    }
    for loaded in modules():
        for name, stand_in in replaced.items():
            if hasattr(loaded, name):
                monkeypatch.setattr(loaded, name, stand_in)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.chdir(tmp_path)
    return client


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_runs(
    example: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each in one language: all of them have room in the terminal."""
    monkeypatch.setenv("ALLIANCE_LANG", LANGUAGES[len(example) % len(LANGUAGES)])
    words = shlex.split(example)[1:]
    code = run(words)
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert [line for line in said.out.splitlines() if len(line) > COLUMNS] == []


#: What a file holds that is not fields of the request, but one of them.
WHOLE = {"document", "answers", "changes"}
#: What a file says in its own way: people by their address, the letter by its name or whole.
PEOPLE = {"reviewer": "ana", "panel": ["ana", "me"]} | LETTER
OTHERWISE = {"reviewer_id", "panel", "file"}
A_FILE = re.compile(r"(?<! -o) \S+\.(json|toml)\b")
WITH_FILE = [one for one in EXAMPLES if A_FILE.search(one.id or "") and "people add" not in (one.id or "")]


def with_options(words: list[str]) -> list[str]:
    """Also what the example leaves out and a file may hold."""
    command = next(found for called, found in ALL.items() if tuple(words[: len(called)]) == called)
    known = {option for parameter in command.params for option in parameter.opts}
    more = {"--override": "agreed", "--version": "3"}
    return words + [part for name, value in more.items() if {name} <= known - {*words} for part in (name, value)]


@pytest.fixture
def made_requests(services: AnsweringClient, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is sent, where FILE is read."""
    sent: list[dict[str, Any]] = []

    def kept(model: Any, /, **fields: Any) -> Any:
        sent.append(fields)
        return made(model, **fields)

    for loaded in modules():
        for name, stand_in in {"make": kept, "read_fields": read_fields, "read_document": read_document}.items():
            if hasattr(loaded, name):
                monkeypatch.setattr(loaded, name, stand_in)
    return sent


@pytest.mark.parametrize("example", WITH_FILE)
def test_a_file_may_say_what_the_command_line_says_but_nothing_else(
    example: str, made_requests: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    words = with_options(shlex.split(example)[1:])
    file = next(Path(word) for word in words if word.endswith((".json", ".toml")))
    file = file.with_suffix(".json")
    words = [str(file) if word.endswith(".toml") else word for word in words]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(PEOPLE))
    assert run(words) == 0, capsys.readouterr().err
    request = made_requests[-1]
    if WHOLE & request.keys():
        return
    given = {name: str(value) for name, value in request.items() if value is not None}
    given = {name: value for name, value in given.items() if name not in OTHERWISE | PEOPLE.keys()}
    file.write_text(json.dumps(PEOPLE | given))
    assert run(words) == 0, capsys.readouterr().err
    assert made_requests[-1] == request
    sent = len(made_requests)
    file.write_text(json.dumps(PEOPLE | dict.fromkeys(given, "otherwise")))
    capsys.readouterr()
    assert run([*words, "--json"]) == (1 if given else 0)
    details = json.loads(capsys.readouterr().out)["error"]["details"] if given else []
    assert {(one["field"], one["code"]) for one in details} == {(name, "differs_from_command") for name in given}
    assert len(made_requests) == sent + (not given)


def test_files_that_an_example_names_are_those_of_an_example_round() -> None:
    """Which `alliance example round` writes; of the program's own folders nobody who installed it has one."""
    words = {word for one in EXAMPLES for word in shlex.split(str(one.values[0]))}
    named = {word for word in words if word.startswith(("round/", "examples/"))}
    round_ = checkout() / "examples" / "first-round"
    assert {one for one in named if not (round_ / one.removeprefix("round/")).is_file()} == set()
    assert len(named) > 2


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_each_command_has_an_example_within_80_columns(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"  alliance {' '.join(words)}" in text
    assert max(map(len, text.splitlines())) <= COLUMNS


#: By its part of the help, who uses a command: their role is let in by what it sends.
WHO = {
    "Applicants": Role.APPLICANT,
    "Reviewers": Role.REVIEWER,
    "Cities, their coaches and staff": Role.COACH,
    "Staff, for a round": Role.STAFF,
    "Staff, for decisions and offers": Role.STAFF,
    "Staff, for cohorts": Role.STAFF,
}
USED = [
    pytest.param(name, role, id=name)
    for title, role in WHO.items()
    for name in SECTIONS[title]
    if name not in ELSEWHERE
]


@pytest.mark.parametrize(("name", "role"), USED)
def test_a_command_stands_in_the_help_with_those_who_may_use_it(
    name: str, role: Role, services: AnsweringClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a group, one of its commands is enough."""
    for example in (str(one.id) for one in EXAMPLES if str(one.id).split()[1] == name):
        services.asked.clear()
        assert run(shlex.split(example)[1:]) == 0, capsys.readouterr().err
        if services.asked and all(role in ALLOWED[request][0] for request in services.asked):
            return
    pytest.fail(f"no example of {name} sends what {role} may send")
