"""`alliance what-if`, `judge-again`, `criteria`: whole calls judged."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated, Any

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.options import CallName
from alliance.output import Progress, paragraph, show, table
from alliance.reader import words
from shared.contracts.eligibility import JudgeAgain, ListCriteria, Move, WhatIf

app = Commands()

SHOWN = 40  # moves; --json has all of them


@app.command("what-if")
def what_if(
    call: CallName,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The keys of [eligibility] to change, as TOML or JSON.")],
) -> None:
    """Judge a call by changed criteria: who would move. Stores nothing.

    FILE holds what changes, such as `population_threshold = 150_000`; a whole
    program file will do.

    \b
    Example:
      alliance what-if 2027 stricter.toml
    """
    fields = read_fields(file)
    changes = fields["eligibility"] if isinstance(fields.get("eligibility"), dict) else fields
    client, progress = connect(), Progress()
    before, after, moved = Counter[str](), Counter[str](), list[Move]()
    part = client.call(make(WhatIf, call=call, changes=changes))
    while True:
        before, after = before + Counter(part.before), after + Counter(part.after)
        moved += part.moves
        progress.say(words("judging.doing", done=before.total(), total=part.total))
        if part.next is None:
            break
        part = client.call(WhatIf(call=call, changes=changes, after=part.next))
    progress.clear()
    outcomes = list(part.before)
    value = {
        "call": call,
        "criteria_version": part.criteria_version,
        "judged": before.total(),
        "before": {outcome: before[outcome] for outcome in outcomes},
        "after": {outcome: after[outcome] for outcome in outcomes},
        "items": [move.model_dump(mode="json") for move in moved],
        "next": None,
        "total": len(moved),
    }
    rows = [(outcome, before[outcome], after[outcome]) for outcome in outcomes]
    lines = [table(("outcome", "before", "after"), rows), "", moves_text(moved), words("judging.nothing_stored")]
    show(value, "\n".join(lines))


@app.command("judge-again")
def judge_again(call: CallName) -> None:
    """Judge a call again by the criteria in force where older criteria were used.

    The old results are kept beside the new ones. If it is interrupted, run it again.

    \b
    Example:
      alliance judge-again 2027
    """
    client, progress = connect(), Progress()
    judged, moved = 0, list[Move]()
    while True:
        part = client.call(make(JudgeAgain, call=call))
        judged, moved = judged + part.judged, [*moved, *part.moves]
        progress.say(words("judging.again", done=judged, left=part.left))
        if not part.left:
            break
    progress.clear()
    value: dict[str, Any] = {"call": call, "criteria_version": part.criteria_version, "judged": judged}
    value |= {"items": [move.model_dump(mode="json") for move in moved], "next": None, "total": len(moved)}
    text = f"{words('judging.judged_again', done=judged, version=part.criteria_version)}\n{moves_text(moved)}"
    show(value, text)


@app.command()
def criteria(version: Annotated[str | None, typer.Argument(help="Show this version in full.")] = None) -> None:
    """The versions of the criteria that applications were judged by.

    \b
    Example:
      alliance criteria
      alliance criteria 1
    """
    page = connect().call(ListCriteria())
    items = [item for item in page.items if version in (None, item.version)]
    value = page.model_dump(mode="json") | {"items": [i.model_dump(mode="json") for i in items], "total": len(items)}
    rows = [
        (i.version, f"{i.first_used_at:%Y-%m-%d %H:%M}", words("judging.in_force") if i.current else "") for i in items
    ]
    text = table(("version", "first_used_utc", ""), rows)
    if version is not None:
        text += "\n" + "\n".join(
            paragraph(f"  {key} = ", json.dumps(content, ensure_ascii=False))
            for item in items
            for key, content in item.content.items()
        )
    show(value, text)


def moves_text(moved: list[Move]) -> str:
    if not moved:
        return words("judging.nobody_moves")
    rows = [(m.code, m.city, m.country, m.state, m.before, m.after, ", ".join(m.because)) for m in moved[:SHOWN]]
    more = f"\n{words('judging.more', count=len(moved) - SHOWN)}" if len(moved) > SHOWN else ""
    return table(("code", "city", "country", "state", "before", "after", "cause"), rows) + more
