"""`alliance maturity`: how mature a city's use of data is, at the start and at the end."""

from __future__ import annotations

from alliance.asking import ask
from alliance.commands import Commands
from alliance.files import read_fields
from alliance.options import Code, File
from alliance.output import paragraph, table
from alliance.reader import language, words
from shared.contracts.cohort import GetMaturity, Maturity, RecordMaturity
from shared.wording.language import FALLBACK

app = Commands(help="Data maturity, at the start and at the end.")


@app.command()
def record(code: Code, file: File) -> None:
    """Assess a city: a level from 1 to 5 for each component. Recording again makes the next version.

    \b
    Example:
      alliance maturity record JK2MPJ4V23 maturity.json
    """
    ask(RecordMaturity, maturity_text, **read_fields(file, code=code))


@app.command("show")
def show_(code: Code) -> None:
    """Show a city's assessments side by side, and what changed.

    \b
    Example:
      alliance maturity show JK2MPJ4V23
    """
    ask(GetMaturity, maturity_text, code=code)


def maturity_text(found: Maturity) -> str:
    heads = [f"{one.moment}, {one.view}" for one in found.assessments] + [
        words("maturity.change", view=c.view) for c in found.changes
    ]
    rows = [
        (
            name,
            *(one.levels.get(name, "") for one in found.assessments),
            *(f"{one.changes[name]:+}" if name in one.changes else "" for one in found.changes),
        )
        for name in found.components
    ]
    means = (
        words("maturity.mean"),
        *(one.mean for one in found.assessments),
        *(one.mean_change for one in found.changes),
    )
    text = table(("component", *heads), [*rows, means]) if found.assessments else words("maturity.none")
    meanings = [
        paragraph(f"{level}  ", titles.get(language(), titles[FALLBACK]))
        for level, titles in sorted(found.meanings.items())
    ]
    return "\n".join([found.code, text, "", *meanings]).rstrip()
