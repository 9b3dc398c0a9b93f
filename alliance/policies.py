"""`alliance policy`: what a city codifies: policies, processes, uses of AI."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, show, table
from shared.contracts.cohort import Codified, GetCodified, SaveAiUse, SavePolicy, SaveProcess

app = typer.Typer(help="Policies, processes, uses of AI.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]
Id = Annotated[UUID | None, typer.Option("--id", help="What to change; without it, something new.")]


@app.command("list")
def list_(code: Code, json_: Json = False) -> None:
    """List what a city has codified.

    \b
    Example:
      alliance policy list JK2MPJ4V23
    """
    show_codified(connect().call(make(GetCodified, code=code)), json_)


@app.command()
def save(code: Code, file: File, id_: Id = None, json_: Json = False) -> None:
    """Codify a policy, or its next version.

    \b
    Example:
      alliance policy save JK2MPJ4V23 policy.json
    """
    show_codified(connect().call(make(SavePolicy, code=code, id=id_, **read_fields(file))), json_)


@app.command()
def process(code: Code, file: File, id_: Id = None, json_: Json = False) -> None:
    """Record a way of working that changed.

    \b
    Example:
      alliance policy process JK2MPJ4V23 procurement.json
    """
    show_codified(connect().call(make(SaveProcess, code=code, id=id_, **read_fields(file))), json_)


@app.command("ai-use")
def ai_use(code: Code, file: File, id_: Id = None, json_: Json = False) -> None:
    """Record a use of AI, its risk and its safeguards.

    \b
    Example:
      alliance policy ai-use JK2MPJ4V23 triage.json
    """
    show_codified(connect().call(make(SaveAiUse, code=code, id=id_, **read_fields(file))), json_)


def show_codified(found: Codified, json_: bool) -> None:
    policies = [(p.title[:30], p.area, p.state, p.adopted_on or "", p.id) for p in found.policies]
    processes = [(p.title[:30], p.function, p.state, "", p.id) for p in found.processes]
    uses = [(u.title[:30], f"AI, {u.risk} risk", u.state, "", u.id) for u in found.ai_uses]
    text = table(("title", "about", "state", "adopted", "id"), [*policies, *processes, *uses])
    show(found.model_dump(mode="json"), json_, f"{found.code}\n{text}")
