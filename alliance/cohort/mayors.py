"""`alliance mayor`: terms, succession, re-election, elections."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.options import File
from alliance.output import notices_of, table
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.cohort import (
    ExtendTerm,
    GetMayors,
    Mayor,
    Mayors,
    ReaffirmParticipation,
    RecordElection,
    RecordSuccessor,
    RemoveSuccessor,
)
from shared.views.mayors import named
from shared.wording import say

app = Verbs(help="Mayors: terms, succession, elections.", group="mayor")

Day = Annotated[str, typer.Option("--on", help="The day, YYYY-MM-DD.")]


def mayors_text(found: Mayors) -> str:
    found = named(found, connect().call)
    rows = [
        (
            m.number,
            m.name or words("mayor.as_applied"),
            standing_of(m),
            m.takes_office_on,
            m.term_ends_on or "",
            m.reaffirmed_on or reaffirm_by(m),
        )
        for m in found.mayors
    ]
    lines = [found.code, table(("number", "mayor", "is", "term_from", "until", "reaffirms"), rows)]
    lines += [words("mayor.transition")] if found.leadership_transition else []
    lines += [words("mayor.ends_before_cohort")] if found.ends_before_cohort else []
    lines += [words("mayor.next_election", on=found.election_on)] if found.election_on else []
    return "\n".join([*lines, *notices_of(found.notices)])


def standing_of(mayor: Mayor) -> str:
    standing = say(language(), f"pages.city.standing.{mayor.standing}")
    return words("mayor.interim", standing=standing) if mayor.interim else standing


def reaffirm_by(mayor: Mayor) -> str:
    if mayor.reaffirm_by is None:
        return ""
    return words("by_overdue", on=mayor.reaffirm_by) if mayor.overdue else words("by_day", on=mayor.reaffirm_by)


app.asks(
    "show JK2MPJ4V23",
    GetMayors,
    mayors_text,
    "Show a city's mayors (in office, elect, former) and what a new one still has to do.",
)
app.asks(
    "succeed JK2MPJ4V23 successor.json",
    RecordSuccessor,
    mayors_text,
    "Record a successor: {name, takes_office_on, term_ends_on, interim?, office?}.",
    file=File,
)
app.asks(
    'remove JK2MPJ4V23 2 --reason "runoff"',
    RemoveSuccessor,
    mayors_text,
    "Remove the record of a successor who has not taken office.",
    number=typer.Argument(help="The number that `mayor show` gives."),
)
app.asks(
    "re-elected JK2MPJ4V23 --until 2032-01-01",
    ExtendTerm,
    mayors_text,
    "Record that the mayor in office was re-elected.",
    term_ends_on=typer.Option("--until", help="The day the term now ends, YYYY-MM-DD."),
)
app.asks(
    "election JK2MPJ4V23 --on 2027-10-31",
    RecordElection,
    mayors_text,
    "Record the day of the next election.",
    election_on=Day,
)
app.asks(
    "reaffirm JK2MPJ4V23 --on 2028-01-20",
    ReaffirmParticipation,
    mayors_text,
    "Record that the new mayor reaffirms the city's participation, if there is no commitment to sign.",
    reaffirmed_on=Day,
)
