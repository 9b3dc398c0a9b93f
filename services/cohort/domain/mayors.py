"""A city's mayors: who is in office on a day, who follows, what a new one owes, what the watch tells; program.md §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.contracts.errors import Detail, Refusal
from shared.program.folding import fold
from shared.program.taking_part import MayorRules

TERM_END, ELECTION = "term_end", "election"


@dataclass(frozen=True)
class MayorRecord:
    """`number` 1 is the mayor of the application, whose name stays there."""

    application_id: UUID
    number: int
    name: str | None
    interim: bool
    takes_office_on: date
    term_ends_on: date | None  # the day on which the successor takes office
    office_id: UUID | None
    office_language: str | None
    took_office_told: bool
    reaffirmed_on: date | None

    @property
    def reaffirms(self) -> bool:
        """Whether taking office starts the days in which the city's part is reaffirmed."""
        return self.number > 1 and not self.interim

    def reaffirm_by(self, rules: MayorRules) -> date | None:
        return self.takes_office_on + timedelta(days=rules.reaffirm_within_days) if self.reaffirms else None


def in_office(mayors: Sequence[MayorRecord], today: date) -> MayorRecord | None:
    """The last who has taken office by that day; mayors come by the day on which they do."""
    taken = [mayor for mayor in by_office(mayors) if mayor.takes_office_on <= today]
    return taken[-1] if taken else None


def by_office(mayors: Sequence[MayorRecord]) -> list[MayorRecord]:
    return sorted(mayors, key=lambda mayor: mayor.takes_office_on)


def standing(mayor: MayorRecord, mayors: Sequence[MayorRecord], today: date) -> str:
    """elect, in_office or former."""
    if mayor.takes_office_on > today:
        return "elect"
    incumbent = in_office(mayors, today)
    return "in_office" if incumbent is not None and incumbent.number == mayor.number else "former"


def in_transition(mayors: Sequence[MayorRecord], today: date) -> bool:
    """The flag: an interim mayor governs, or a new one has not reaffirmed."""
    mayor = in_office(mayors, today)
    return mayor is not None and (mayor.interim or (mayor.reaffirms and mayor.reaffirmed_on is None))


def insist_on_successor(
    mayors: Sequence[MayorRecord], takes_office_on: date, term_ends_on: date | None, interim: bool, today: date
) -> None:
    """One mayor a day, each after those who have taken office; a term ends after it begins.

    Before one who is elected and has not taken office, another may govern: an interim mayor, as a rule."""
    details = []
    if term_ends_on is not None and term_ends_on <= takes_office_on:
        details.append(Detail("term_ends_on", "end_before_start"))
    incumbent = in_office(mayors, today)
    if incumbent is not None and takes_office_on <= incumbent.takes_office_on:
        details.append(Detail("takes_office_on", "not_after_day", after=incumbent.takes_office_on))
    elif any(mayor.takes_office_on == takes_office_on for mayor in mayors):
        details.append(Detail("takes_office_on", "another_takes_office"))
    if term_ends_on is None and not interim:
        details.append(Detail("term_ends_on", "needed_unless_interim"))
    if details:
        raise Refusal("invalid", *details)


def get_reelected(mayors: Sequence[MayorRecord], term_ends_on: date, today: date) -> MayorRecord:
    """The elected mayor in office, whose term gets longer. Raises illegal_transition, saying what to do: nobody elects
    an interim mayor anew, and who was re-elected has no successor on record."""
    mayor = in_office(mayors, today)
    if mayor is None:
        raise Refusal("illegal_transition", reason="no_mayor_on_record")
    elect = next((one for one in by_office(mayors) if one.takes_office_on > today), None)
    if mayor.interim:
        if elect is None:
            raise Refusal("illegal_transition", reason="interim_is_not_reelected")
        raise Refusal("illegal_transition", reason="elect_follows_interim", takes_office_on=elect.takes_office_on)
    if elect is not None:
        raise Refusal(
            "illegal_transition",
            reason="successor_on_record",
            number=elect.number,
            takes_office_on=elect.takes_office_on,
        )
    insist_on_longer_term(mayor, term_ends_on)
    return mayor


def insist_on_longer_term(mayor: MayorRecord, term_ends_on: date) -> None:
    earliest = mayor.term_ends_on or mayor.takes_office_on
    if term_ends_on <= earliest:
        raise Refusal("invalid", Detail("term_ends_on", "not_after_day", after=earliest))


def insist_on_signer(mayor: MayorRecord | None, name: str) -> None:
    """A mayor's commitment is signed by who is in office. Of the mayor of the application the name is kept elsewhere.

    The shorter of two ways to write a name may leave words out: Ana Ruiz is Ana María Ruiz."""
    if mayor is None or mayor.name is None:
        return
    given, known = set(fold(name).split()), set(fold(mayor.name).split())
    if not (given <= known or known <= given):
        raise Refusal("invalid", Detail("name", "not_in_office", mayor=mayor.name, since=mayor.takes_office_on))


def insist_on_removable(mayor: MayorRecord) -> None:
    """A successor who has taken office is history."""
    if mayor.number == 1 or mayor.took_office_told:
        raise Refusal("illegal_transition", reason="mayor_in_office_stays")


def insist_on_reaffirming(mayor: MayorRecord | None, reaffirmed_on: date, today: date) -> None:
    if mayor is None or not mayor.reaffirms or mayor.reaffirmed_on is not None:
        raise Refusal("illegal_transition", reason="no_reaffirmation_awaited")
    if not mayor.takes_office_on <= reaffirmed_on <= today:
        raise Refusal("invalid", Detail("reaffirmed_on", "out_of_range", first=mayor.takes_office_on, last=today))


def watched_end(mayors: Sequence[MayorRecord], today: date) -> date | None:
    """The end that the watch is about: of the term in office, unless who follows is on record."""
    mayor = in_office(mayors, today)
    if mayor is None or any(other.takes_office_on > today for other in mayors):
        return None
    return mayor.term_ends_on
