"""`alliance policy`: what a city codifies: policies, processes, uses of AI."""

from __future__ import annotations

from functools import partial
from typing import Literal
from uuid import UUID

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.naming import as_id, pick
from alliance.options import File
from alliance.output import table
from alliance.reader import words
from alliance.verbs import Found, Verbs
from shared.contracts.cohort import Codified, GetCodified, SaveAiUse, SavePolicy, SaveProcess

app = Verbs(help="Policies, processes, uses of AI.", group="policy")

One = typer.Option("--id", metavar="ONE", help="What to change, by title or id; something new unless given.")


def one_of(kind: Literal["policies", "processes", "ai_uses"], code: str, text: str) -> UUID:
    found = getattr(connect().call(make(GetCodified, code=code)), kind)
    return as_id(text) or pick("codified", text, {one.id: one.title for one in found})


def codified_text(found: Codified) -> str:
    policies = [(p.title, p.area, p.state, p.adopted_on or "", p.id) for p in found.policies]
    processes = [(p.title, p.function, p.state, "", p.id) for p in found.processes]
    uses = [(u.title, words("policy.ai_risk", risk=u.risk), u.state, "", u.id) for u in found.ai_uses]
    text = table(("title", "about", "state", "adopted", "id"), [*policies, *processes, *uses])
    return f"{found.code}\n{text}"


app.asks("list JK2MPJ4V23", GetCodified, codified_text, "List what a city has codified.")
app.asks(
    "save JK2MPJ4V23 policy.json",
    SavePolicy,
    codified_text,
    "Record a policy, or its next version.",
    id=Found(One, partial(one_of, "policies")),
    file=File,
)
app.asks(
    "process JK2MPJ4V23 procurement.json",
    SaveProcess,
    codified_text,
    "Record a process that changed.",
    id=Found(One, partial(one_of, "processes")),
    file=File,
)
app.asks(
    "ai-use JK2MPJ4V23 triage.json",
    SaveAiUse,
    codified_text,
    "Record a use of AI, its risk and its safeguards.",
    id=Found(One, partial(one_of, "ai_uses")),
    file=File,
)
