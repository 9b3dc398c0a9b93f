"""`alliance maturity`: how mature a city's use of data is, at the start and at the end."""

from __future__ import annotations

from alliance.options import File
from alliance.output import paragraph, table
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.cohort import GetMaturity, Maturity, RecordMaturity
from shared.wording.language import FALLBACK

app = Verbs(help="Data maturity, at the start and at the end.", group="maturity")


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


app.asks(
    "record JK2MPJ4V23 maturity.json",
    RecordMaturity,
    maturity_text,
    "Assess a city: a level from 1 to 5 for each component. Recording again makes the next version.",
    file=File,
)
app.asks("show JK2MPJ4V23", GetMaturity, maturity_text, "Show a city's assessments side by side, and what changed.")
