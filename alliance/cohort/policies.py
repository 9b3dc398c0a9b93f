"""`alliance policy`: what a city codifies: policies, processes, uses of AI."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, pick
from alliance.options import Code, File
from alliance.output import table
from alliance.reader import words
from shared.contracts.cohort import Codified, GetCodified, SaveAiUse, SavePolicy, SaveProcess

app = Commands(help="Policies, processes, uses of AI.")

Id = Annotated[
    str | None, typer.Option("--id", metavar="ONE", help="What to change, by title or id; something new unless given.")
]


@app.command("list")
def list_(code: Code) -> None:
    """List what a city has codified.

    \b
    Example:
      alliance policy list JK2MPJ4V23
    """
    ask(GetCodified, codified_text, code=code)


@app.command()
def save(code: Code, file: File, id_: Id = None) -> None:
    """Record a policy, or its next version.

    \b
    Example:
      alliance policy save JK2MPJ4V23 policy.json
    """
    ask(SavePolicy, codified_text, **read_fields(file, code=code, id=one_of(code, id_, "policies")))


@app.command()
def process(code: Code, file: File, id_: Id = None) -> None:
    """Record a process that changed.

    \b
    Example:
      alliance policy process JK2MPJ4V23 procurement.json
    """
    ask(SaveProcess, codified_text, **read_fields(file, code=code, id=one_of(code, id_, "processes")))


@app.command("ai-use")
def ai_use(code: Code, file: File, id_: Id = None) -> None:
    """Record a use of AI, its risk and its safeguards.

    \b
    Example:
      alliance policy ai-use JK2MPJ4V23 triage.json
    """
    ask(SaveAiUse, codified_text, **read_fields(file, code=code, id=one_of(code, id_, "ai_uses")))


def one_of(code: str, text: str | None, kind: Literal["policies", "processes", "ai_uses"]) -> UUID | None:
    if text is None or (whole := as_id(text)):
        return None if text is None else whole
    found = getattr(connect().call(make(GetCodified, code=code)), kind)
    return pick("codified", text, {one.id: one.title for one in found})


def codified_text(found: Codified) -> str:
    policies = [(p.title, p.area, p.state, p.adopted_on or "", p.id) for p in found.policies]
    processes = [(p.title, p.function, p.state, "", p.id) for p in found.processes]
    uses = [(u.title, words("policy.ai_risk", risk=u.risk), u.state, "", u.id) for u in found.ai_uses]
    text = table(("title", "about", "state", "adopted", "id"), [*policies, *processes, *uses])
    return f"{found.code}\n{text}"
