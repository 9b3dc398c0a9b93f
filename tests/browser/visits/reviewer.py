"""A reviewer's evening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.hands import Hands
from tests.browser.visit import Visit
from tests.browser.world import World


def one_in(world: World, state: str) -> dict[str, Any]:
    reviews: list[dict[str, Any]] = world.ask("review", "list", "--state", state, "--limit", "1")["items"]
    return reviews[0]


def whose(state: str) -> Callable[[World], str]:
    """The address of whoever has the first one in this state."""
    return lambda world: world.email_of(one_in(world, state)["reviewer_id"])


def the(state: str) -> Callable[[World], str]:
    return lambda world: f"/reviews/{one_in(world, state)['code']}"


def press(hands: Hands) -> None:
    hands.press()


VISITS = [
    Visit("/reviews", "reviews", who=whose("cleared")),
    Visit(
        "/reviews", "reviews-submitted", at=lambda _: "/reviews?state=submitted", who=whose("submitted"), language="es"
    ),
    Visit("/reviews/guide", "reviews-guide", who=whose("assigned"), language="pt"),
    Visit("/reviews/{code}", "review-declare", at=the("assigned"), who=whose("assigned"), language="es"),
    Visit("/reviews/{code}", "review-declare-refused", at=the("assigned"), who=whose("assigned"), status=422, do=press),
    Visit("/reviews/{code}", "review", at=the("cleared"), who=whose("cleared")),
    Visit("/reviews/{code}", "review-submitted", at=the("submitted"), who=whose("submitted"), language="fr"),
    Visit("/reviews/{code}", "review-recused", at=the("recused"), who=whose("recused"), language="pt"),
]
