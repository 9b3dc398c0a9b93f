"""Reviews, decisions, offers and their answers."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

from alliance.demo.board import Board
from alliance.demo.data import City
from shared.contracts.eligibility import (
    AssignReview,
    ConfirmOffer,
    Decide,
    DeclareConflict,
    DeclineOffer,
    LapseOffer,
    Selection,
    SendDecision,
    SubmitReview,
)
from shared.contracts.identity import Person

JOINED = ("acceleration", "demonstration", "onboarding", "paused", "confirmed")
OFFERED = (*JOINED, "offered", "offer_declined", "offer_lapsed")
#: story -> what was decided and sent.
SENT = dict.fromkeys(OFFERED, "admitted") | {
    "waitlisted": "waitlisted",
    "declined": "declined",
    "more_info": "more_info",
    "answered": "more_info",
}
#: Scores by rough quality, in the order of the rubric; reviewers differ a little.
SCORES = {
    "strong": ((5, 4, 5, 4), (4, 5, 4, 5), (5, 5, 4, 4)),
    "middling": ((3, 4, 3, 3), (4, 3, 3, 4), (3, 3, 4, 3)),
    "weak": ((2, 2, 3, 1), (1, 2, 2, 2), (2, 3, 2, 2)),
}
CRITERIA = ("ambition", "foundations", "resident_impact", "readiness")
REVIEWS = 3
UNDECIDED = ("checked", "in_review")
PAST_WAITLIST = "the demo's past round is entered after its cohort has started"
LAPSED = "the demo turns no clock: the city let the date pass"


def review(board: Board) -> None:
    reviewed = [city for city in board.demo.cities if city.quality is not None]
    numbered = list(enumerate(reviewed))
    board.each("reviews", numbered, lambda item: review_city(board, *item))


def review_city(board: Board, number: int, city: City) -> None:
    """Three reviewers who read the city's language; one more where one has a conflict of interest."""
    code = board.code_of(city)
    selection = board.selection_of(city)
    if selection.state not in UNDECIDED:
        return
    states = {review.reviewer_id: review.state for review in selection.assessment.reviews}
    wanted = city.plan.get("reviews", REVIEWS)
    for position, person in enumerate(choose(board, city, number)):
        if person.id not in states:
            board.call(AssignReview(code=code, reviewer_id=person.id))
        conflicted = person.email == city.plan.get("conflict")
        if states.get(person.id, "assigned") == "assigned" and (position < wanted or conflicted):
            board.call(conflict_of(code, person) if conflicted else review_of(board, city, code, person, position))
        elif states.get(person.id, "assigned") == "assigned" and position == wanted:  # has begun to read
            board.call(DeclareConflict(code=code, reviewer_id=person.id, conflict="none"))


def choose(board: Board, city: City, number: int) -> list[Person]:
    readers = [p for p in board.people.values() if "reviewer" in p.roles and city.language in p.languages]
    readers.sort(key=lambda person: person.email)
    conflicted = [p for p in board.people.values() if p.email == city.plan.get("conflict")]
    others = [person for person in readers if person not in conflicted]
    start = number % len(others)
    return list(islice(cycle(others), start, start + min(REVIEWS, len(others)))) + conflicted


def conflict_of(code: str, person: Person) -> SubmitReview:
    return SubmitReview(code=code, reviewer_id=person.id, conflict="declared")


def review_of(board: Board, city: City, code: str, person: Person, position: int) -> SubmitReview:
    assert city.quality is not None
    scores = SCORES[city.quality][position % len(SCORES[city.quality])]
    comments = [
        c["text"] for c in board.demo.comments if (c["language"], c["quality"]) == (person.languages[0], city.quality)
    ]
    comment = comments[(len(city.document["ambition"]) + position) % len(comments)] if comments else None
    return SubmitReview(
        code=code,
        reviewer_id=person.id,
        conflict="none",
        scores=dict(zip(CRITERIA, scores, strict=True)),
        comment=comment,
    )


def decide(board: Board) -> None:
    """The waitlist by rank: who comes later stands behind."""
    todo = [city for city in board.demo.cities if city.story in SENT or city.story == "decided"]
    ranked = sorted((c for c in todo if "rank" in c.plan), key=lambda city: (city.round, city.plan["rank"]))
    board.each("decisions", [city for city in todo if city not in ranked], lambda city: decide_city(board, city))
    board.each("waitlists", ranked, lambda city: decide_city(board, city), at_once=1)


def decide_city(board: Board, city: City) -> None:
    code = board.code_of(city)
    selection = board.selection_of(city)
    if selection.decision is None and selection.state in UNDECIDED:
        selection = board.call(Decide.model_validate({"code": code} | decision_of(city)))
    if city.story in SENT and selection.state == "decided":
        board.call(SendDecision(code=code))


def decision_of(city: City) -> dict[str, Any]:
    outcome = SENT.get(city.story) or city.plan["decision"]
    fields = {"outcome": outcome, "reason": city.plan.get("reason"), "feedback": city.plan.get("feedback")}
    if outcome == "more_info":
        fields |= {"feedback": city.plan["question"], "due_on": city.plan["due"]}
    if city.plan.get("override"):
        fields["override"] = city.plan["override"]
    if city.round == "past" and outcome == "waitlisted":
        fields["override"] = PAST_WAITLIST
    return fields


def answer_offers(board: Board) -> None:
    stories = [city for city in board.demo.cities if city.story in (*JOINED, "offer_declined", "offer_lapsed")]
    todo = [city for city in stories if board.selection_of(city).state == "offered"]
    board.each("offers", todo, lambda city: answer_offer(board, city))


def answer_offer(board: Board, city: City) -> Selection:
    code = board.code_of(city)
    if city.story == "offer_declined":
        return board.call(DeclineOffer(code=code, reason=city.plan.get("declined_because")))
    if city.story == "offer_lapsed":
        return board.call(LapseOffer(code=code, override=LAPSED))
    return board.call(ConfirmOffer(code=code, mayor=city.document["mayor"]["name"]))
