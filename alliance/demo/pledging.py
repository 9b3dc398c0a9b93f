"""What cities say in public: the shared commitment, their consent to be named, a launch, a mayor's own commitment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alliance.demo.accelerating import cohort_of, in_acceleration
from alliance.demo.board import Board, found
from alliance.demo.data import City
from shared.contracts.cohort import (
    GetCodified,
    GetMayorCommitment,
    GetPublishing,
    GetSharedCommitment,
    GetStrategy,
    GetTimeline,
    LaunchStrategy,
    OpenMayorCommitment,
    OpenSharedCommitment,
    PublishCommitment,
    RecordMediaConsent,
    SignCommitment,
    WriteMayorCommitment,
    WriteSharedCommitment,
)

CONSENTS_OF = 4
SIGNED_OF = 3  # the shared commitment is signed by two of three cities


def pledge(board: Board) -> None:
    cities = in_acceleration(board)
    board.each("commitment", [cities], lambda all_: commit(board, all_))
    board.each("consents", cities, lambda item: consent(board, *item))
    board.each("launch", cities[:1], lambda item: launch(board, *item))
    board.each("mayors_word", cities[:1], lambda item: give_word(board, *item))


def commit(board: Board, cities: list[tuple[int, City]]) -> None:
    """Open for signing; two cities of three have signed."""
    cohort, words = cohort_of(board), board.demo.strategy["commitment"]
    commitment = found(lambda: board.call(GetSharedCommitment(cohort=cohort)))
    if commitment is None:
        texts = {language: words[language] for language in ("en", "es", "pt", "fr")}
        commitment = board.call(WriteSharedCommitment(cohort=cohort, title=words["title"], texts=texts))
    if commitment.state == "draft":
        commitment = board.call(OpenSharedCommitment(cohort=cohort))
    for number, city in cities:
        code = board.code_of(city)
        if number % SIGNED_OF != SIGNED_OF - 1 and code in commitment.unsigned:
            board.call(SignCommitment.model_validate({"kind": "shared", "code": code} | signature_of(board, city)))


def consent(board: Board, number: int, city: City) -> None:
    """Three cities of four may be named in public."""
    code = board.code_of(city)
    if number % CONSENTS_OF == CONSENTS_OF - 1 or board.call(GetPublishing(code=code)).consent:
        return
    said = {"code": code, "given": True, "said_on": yesterday()} | spoken_for(board, city)
    board.call(RecordMediaConsent.model_validate(said))


def launch(board: Board, _number: int, city: City) -> None:
    """The strategy whose components are all approved."""
    code = board.code_of(city)
    if board.call(GetStrategy(code=code)).state == "draft":
        today = datetime.now(ZoneInfo(board.call(GetTimeline(code=code)).time_zone)).date()
        board.call(LaunchStrategy(code=code, launch_on=today))


def give_word(board: Board, _number: int, city: City) -> None:
    """The mayor's own commitment, with the strategy and the policies that stand: signed, then published."""
    code, words = board.code_of(city), board.demo.strategy["mayor_commitment"]
    commitment = found(lambda: board.call(GetMayorCommitment(code=code)))
    if commitment is None:
        policies = tuple(one.id for one in board.call(GetCodified(code=code)).policies)
        texts = {language: words["text"][language] for language in dict.fromkeys((city.language, "en"))}
        written = {"code": code, "title": words["title"][city.language], "texts": texts, "policies": policies}
        version = board.call(GetStrategy(code=code)).version
        commitment = board.call(WriteMayorCommitment.model_validate(written | {"strategy_version": version}))
    if commitment.state == "draft":
        commitment = board.call(OpenMayorCommitment(code=code))
    if commitment.state == "open":
        signed = {"kind": "mayor", "code": code} | signature_of(board, city)
        commitment = board.call(SignCommitment.model_validate(signed))
    if commitment.state == "signed":
        board.call(PublishCommitment(kind="mayor", code=code))


def signature_of(board: Board, city: City) -> dict[str, Any]:
    return {"signed_on": yesterday(), "signature_method": "recorded_by_staff"} | spoken_for(board, city)


def spoken_for(board: Board, city: City) -> dict[str, Any]:
    """Who speaks for the city."""
    return {"name": city.document["mayor"]["name"], "title": board.demo.strategy["office"][city.language]}


def yesterday() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)
