"""Who comes while a cohort runs: in one city of each language a colleague on the team, and a mayor."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from alliance.demo.board import Board
from alliance.demo.data import City
from alliance.demo.guests import contact_of
from shared.contracts.cohort import AddTeamMember, GetMayors, GetTeam, MayorsOffice, RecordSuccessor

TERM = timedelta(days=4 * 365)


def renew(board: Board) -> None:
    cities = last_of_each_language(board)
    board.each("newcomers", cities, lambda city: join(board, city))
    board.each("successors", cities, lambda city: succeed(board, city))


def last_of_each_language(board: Board) -> list[City]:
    """The first ones have strategies, and a commitment of the mayor who signed it."""
    return [*{city.language: city for city in board.cities("past", "acceleration")}.values()]


def join(board: Board, city: City) -> None:
    name = board.demo.strategy["newcomer"][city.language]
    known = {member.name for member in board.call(GetTeam(code=board.code_of(city))).members}
    if name not in known:
        board.call(AddTeamMember(code=board.code_of(city), name=name, role="team", email=address_of(name, city)))


def succeed(board: Board, city: City) -> None:
    """In office since yesterday: whoever was there before stays on record."""
    code, words = board.code_of(city), board.demo.strategy["successor"]
    if len(board.call(GetMayors(code=code)).mayors) > 1:
        return
    office = words["office"][city.language]
    people = MayorsOffice.model_validate({"name": office, "email": address_of(office, city), "language": city.language})
    since = yesterday()
    board.call(
        RecordSuccessor(
            code=code,
            name=words["mayor"][city.language],
            takes_office_on=since,
            term_ends_on=since + TERM,
            office=people,
        )
    )


def address_of(name: str, city: City) -> str:
    """Where the city's people have theirs."""
    return f"{name.split(maxsplit=1)[0].lower()}@{contact_of(city).partition('@')[2]}"


def yesterday() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)
