"""`alliance mayor`: terms, succession, re-election, elections."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.files import read_fields
from alliance.options import Code, File, Reason
from alliance.output import notices_of, table
from alliance.reader import language, words
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
from shared.wording import say

app = Commands(help="Mayors: terms, succession, elections.")

Day = Annotated[str, typer.Option("--on", help="The day, YYYY-MM-DD.")]


@app.command("show")
def show_one(code: Code) -> None:
    """Show a city's mayors (in office, elect, former) and what a new one still has to do.

    \b
    Example:
      alliance mayor show JK2MPJ4V23
    """
    ask(GetMayors, mayors_text, code=code)


@app.command()
def succeed(code: Code, file: File) -> None:
    """Record a successor: {name, takes_office_on, term_ends_on, interim?, office?}.

    \b
    Example:
      alliance mayor succeed JK2MPJ4V23 successor.json
    """
    ask(RecordSuccessor, mayors_text, **read_fields(file, code=code))


@app.command()
def remove(
    code: Code, number: Annotated[int, typer.Argument(help="The number that `mayor show` gives.")], reason: Reason
) -> None:
    """Take back a successor who has not taken office.

    \b
    Example:
      alliance mayor remove JK2MPJ4V23 2 --reason "runoff"
    """
    ask(RemoveSuccessor, mayors_text, code=code, number=number, reason=reason)


@app.command("re-elected")
def re_elected(code: Code, until: Annotated[str, typer.Option(help="The day the term now ends, YYYY-MM-DD.")]) -> None:
    """Record that the mayor in office was re-elected.

    \b
    Example:
      alliance mayor re-elected JK2MPJ4V23 --until 2032-01-01
    """
    ask(ExtendTerm, mayors_text, code=code, term_ends_on=until)


@app.command()
def election(code: Code, on: Day) -> None:
    """Record the day of the next election.

    \b
    Example:
      alliance mayor election JK2MPJ4V23 --on 2027-10-31
    """
    ask(RecordElection, mayors_text, code=code, election_on=on)


@app.command()
def reaffirm(code: Code, on: Day) -> None:
    """Record that the new mayor reaffirms the city's participation, if there is no commitment to sign.

    \b
    Example:
      alliance mayor reaffirm JK2MPJ4V23 --on 2028-01-20
    """
    ask(ReaffirmParticipation, mayors_text, code=code, reaffirmed_on=on)


def mayors_text(found: Mayors) -> str:
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
