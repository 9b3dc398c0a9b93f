"""A city's mayors: who is in office on a day, who follows, what a new one owes, what the watch tells; spec §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.contracts.errors import Detail, Refusal
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
    mayors: Sequence[MayorRecord], takes_office_on: date, term_ends_on: date | None, interim: bool
) -> None:
    """One mayor a day, each after those who have taken office; a term ends after it begins."""
    details = []
    if term_ends_on is not None and term_ends_on <= takes_office_on:
        details.append(
            Detail("term_ends_on", "end_before_start", f"must come after takes_office_on ({takes_office_on})")
        )
    latest = max((mayor.takes_office_on for mayor in mayors), default=None)
    if latest is not None and takes_office_on <= latest:
        details.append(Detail("takes_office_on", "too_early", f"must come after {latest}, when the mayor before does"))
    if term_ends_on is None and not interim:
        details.append(Detail("term_ends_on", "missing", "is required, unless the mayor is an interim one"))
    if details:
        raise Refusal("invalid", "This succession does not fit.", details)


def insist_on_longer_term(mayor: MayorRecord, term_ends_on: date) -> None:
    """Re-election extends the term of who is in office."""
    earliest = mayor.term_ends_on or mayor.takes_office_on
    if term_ends_on <= earliest:
        detail = Detail("term_ends_on", "too_early", f"must come after {earliest}")
        raise Refusal("invalid", "Re-election extends the term.", (detail,))


def insist_on_removable(mayor: MayorRecord) -> None:
    """A successor who has taken office is history."""
    if mayor.number == 1 or mayor.took_office_told:
        raise Refusal("illegal_transition", "A mayor who has taken office stays on record.")


def insist_on_reaffirming(mayor: MayorRecord | None, reaffirmed_on: date, today: date) -> None:
    if mayor is None or not mayor.reaffirms or mayor.reaffirmed_on is not None:
        raise Refusal("illegal_transition", "There is no new mayor whose reaffirmation is awaited.")
    if not mayor.takes_office_on <= reaffirmed_on <= today:
        detail = Detail("reaffirmed_on", "out_of_range", f"must lie from {mayor.takes_office_on} to today ({today})")
        raise Refusal("invalid", "A mayor reaffirms in office.", (detail,))


def watched_days(on_date: date, today: date, watch: Sequence[int]) -> list[int]:
    """The thresholds that the day has come within, the nearest first; none once it is past."""
    left = (on_date - today).days
    return sorted(days for days in watch if 0 <= left <= days)


def watched_end(mayors: Sequence[MayorRecord], today: date) -> date | None:
    """The end that the watch is about: of the term in office, unless who follows is on record."""
    mayor = in_office(mayors, today)
    if mayor is None or any(other.takes_office_on > today for other in mayors):
        return None
    return mayor.term_ends_on
