"""No sentence that a person reads is made outside shared/wording: literals that read like one are looked for.

The help of the command line (docstrings of commands, `help` of options, the list of commands) is documentation, and
stands with its code in English: docs/adr/0008.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance.main import HELP
from alliance.options import A_CITY, A_PERSON
from shared.contracts.operations.dead_letters import GAVE_UP

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    file
    for folder in ("services", "shared", "alliance")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if not file.is_relative_to(ROOT / "shared" / "wording")
]

#: Files of texts that are no sentences for users, with the reason.
APART = {
    "services/portal/geography/make_outline.py": "a tool for those who develop",
    "services/portal/api/addresses.py": "why a request has no address: for those who develop",
    "services/portal/api/openapi.py": "the reference of the API, English as the contracts that it is made of",
    "services/notifications/samples.py": "values that are made up, for samples of mails in every language",
    "shared/contracts/examples.py": "examples of the same reference: data, in English",
    "alliance/embedded/readiness.py": "what a part answers, in technical terms: as the health page",
    "alliance/embedded/mailbox_pages.py": "stands in for Mailpit, whose pages are in English, too",
    "shared/messaging/retry.py": "what travels with a dead letter: each reader has it in words, `DeadLetter.said`",
    "shared/messaging/relay.py": "what troubles the relay, for health pages and logs",
    "shared/privacy/declared.py": "why a column is nobody's: for those who develop",
    "shared/privacy/kernel_tables.py": "the same",
    "shared/privacy/retention.py": "statements made of declarations",
    "shared/privacy/rows.py": "the same",
    "shared/documents/report.py": "what a PDF is set by: markup, whose texts are the report's own",
    "shared/program/make_places.py": "a tool for those who develop",
    "shared/runtime/metrics.py": "what figures are, for Prometheus and operators",
    "shared/runtime/health.py": "the health page, for machines and operators",
    "shared/runtime/settings.py": "what each setting is: docs/configuration.md is made of it",
}

#: What each service declares of its columns, with reasons for those who develop; else statements.
DECLARATION = "personal"

#: Literals that read like a sentence and are none for a user, with the reason.
ALLOWED = {
    (
        "services/portal/pages/public/open_dataset.py",
        "Creative Commons Attribution 4.0 International",
    ): "a licence's own name, in a description for programs",
    (
        "shared/contracts/operations/dead_letters.py",
        ": given up by the broker",
    ): "a text that travels: `DeadLetter.said`",
    ("shared/contracts/operations/dead_letters.py", "no reason was given"): "the same",
    ("shared/contracts/operations/dead_letters.py", GAVE_UP.pattern): "the same",
    (
        "alliance/demo/applying.py",
        "the demo's past round is entered after its close",
    ): "a reason that is kept on record",
    ("alliance/demo/selecting.py", "the demo turns no clock: the city let the date pass"): "the same",
    ("alliance/demo/selecting.py", "the demo's past round is entered after its cohort has started"): "the same",
    ("alliance/embedded/mailbox.py", "250 kept as x"): "SMTP",
    ("alliance/main.py", HELP): "help",
    ("alliance/options.py", A_CITY): "help of several options",
    ("alliance/options.py", A_PERSON): "the same",
    ("services/intake/domain/calls.py", "reopen for one city"): "a step in docs/states.md",
    (
        "shared/contracts/reporting/recorded.py",
        "(no city yet)",
    ): "a documented value, as ZZ is, that each reader reads as words",
    ("shared/program/folding.py", "prefeitura municipal de "): "what cities' names are compared without",
    ("shared/runtime/patching.py", r"\s*Eventlet is deprecated"): "a warning of a library that is not shown",
}

#: Where an id that no catalogue names is made readable: what a program file of others brings, the reference of the API.
MAKING_WORDS = {
    "services/notifications/filters.py",
    "services/reporting/sentences.py",
    "shared/contracts/examples.py",
    "shared/contracts/registry.py",
}

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_SENTENCE = re.compile(rf"{_WORD}[,:;]? {_WORD}[,:;]? {_WORD}")
_SQL = re.compile(
    r"\s*(select|insert|update|delete|create|alter|with|lock|set|grant|revoke|notify|truncate|drop|where|order|begin|release"
    r"|savepoint|rollback)\b|"
    r".*%\([a-z_]+\)s",
    re.DOTALL,
)
_TYPED = re.compile(r"\s*(alliance [a-z]|\[ )")  # a command of ours or of the shell, as it is typed
_DESCRIBING = {"description", "help"}
#: Calls whose texts are for logs, metrics, the database and the broker. Of exceptions users see a Refusal alone.
_FOR_MACHINES = re.compile(
    r"SQL|connect|bounded|Publisher|Counter|Gauge|Histogram|Permanent|.*(Error|Down|Refused|Timeout)"
)
_TOLD = ("Refusal", "CommandError", "StartFailed", "BadParameter")  # exceptions that people read


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_sentence_is_made_outside_its_room(file: Path) -> None:
    name = str(file.relative_to(ROOT))
    if name in APART or DECLARATION in (file.stem, file.parent.name):
        return
    found = set(sentences(ast.parse(file.read_text(encoding="utf-8"))))
    assert sorted(text for text in found if (name, text) not in ALLOWED) == []


def test_what_is_allowed_is_still_there() -> None:
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name, _ in ALLOWED}

    assert [text for name, text in ALLOWED if text not in sentences(ast.parse(texts[name]))] == []
    assert [name for name in APART if not (ROOT / name).exists()] == []


def test_no_id_is_made_into_words() -> None:
    """What the command line shows, or refuses, is an id as it is typed, or its name in the reader's language."""
    made = ('.replace("_", " ")', "as_words(")
    texts = [(file, file.read_text(encoding="utf-8")) for file in FILES if "portal" not in file.parts]
    found = {str(file.relative_to(ROOT)) for file, text in texts if any(one in text for one in made)}
    assert found == MAKING_WORDS


@pytest.mark.parametrize(
    "source",
    [
        'x = "The call is closed."',
        'raise Refusal("invalid", f"There is no call {name} here")',
        'raise CommandError("invalid", "The report would overwrite it")',
        'note(f"{name} has {count} sheets, the first is read")',
        'raise StartFailed("portal", f"port {port} is taken")',
        'raise typer.BadParameter("it cannot follow")',
        'typer.prompt("Code of your app")',
        'progress.say(f"{done} of {total} done")',
    ],
)
def test_a_sentence_is_found(source: str) -> None:
    assert len(list(sentences(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of some words."""',
        'raise ValueError("this is not for users")',
        'bounded(3, BrokerDown("no answer in time"))',
        'log.error("failed", reason="it was too late")',
        'Field(description="what it is for")',
        'rows = tx.all(f"select {COLUMNS} from calls where id")',
        'x = "two words"',
        'x = f"{code}: {state}, {version}"',
        'logger.warning("it will not do")',
        'x = {"A part of it": {"up": Command("operations.system", "Show what is running.")}}',
        'x = f"alliance tracker {cohort} now"',
        'app.asks("say it to all", SayIt, said_text, "Say what is so.")',
    ],
)
def test_what_no_user_reads_is_left_alone(source: str) -> None:
    assert list(sentences(ast.parse(source))) == []


def sentences(tree: ast.Module) -> Iterator[str]:
    """Literals of three words or more, but for those that are for machines or for who runs them."""
    apart = {id(part) for node in ast.walk(tree) for one in set_apart(node) for part in ast.walk(one)}
    for node in ast.walk(tree):
        text = text_of(node)
        if text is None or id(node) in apart or _SQL.match(text) or _TYPED.match(text):
            continue
        if _SENTENCE.search(text):
            yield text


def text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        if not any(isinstance(part, ast.Constant) and re.search(_WORD, str(part.value)) for part in node.values):
            return None  # values alone
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def set_apart(node: ast.AST) -> Iterator[ast.AST]:
    """Parts that no user reads: docstrings, annotations, the text of exceptions, of asserts, of logs, descriptions."""
    match node:
        case ast.Expr(value=ast.Constant() as text):
            yield text
        case ast.JoinedStr():
            yield from (part for part in node.values if isinstance(part, ast.Constant))
        case ast.Raise(exc=ast.Call(func=called) as call) if name_of(called) not in _TOLD:
            yield call
        case ast.Assert(msg=ast.expr() as text):
            yield text
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "logger"))):
            yield node
        case ast.Dict(keys=keys, values=values) if any(map(is_command, ast.walk(node))):
            yield from (part for part in (*keys, *values) if part is not None)
        case ast.Call(func=called) if _FOR_MACHINES.fullmatch(name_of(called)) and name_of(called) not in _TOLD:
            yield node
        case ast.Call(func=ast.Attribute(attr="asks" | "lists"), args=[example, *_, help]):  # a declared command's
            yield from (example, help)
        case ast.keyword(arg=str(arg), value=value) if arg in _DESCRIBING:
            yield value
        case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
            yield annotation


def is_command(node: ast.AST) -> bool:
    """An entry of the list of commands, with its line of help."""
    return isinstance(node, ast.Call) and name_of(node.func) == "Command"


def name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
