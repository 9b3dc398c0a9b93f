"""What people read at the terminal, where a model needs more than a table."""

from datetime import UTC, datetime

import pytest

from alliance.advancing import step_text
from alliance.reports import funnel_text
from shared.contracts.cohort import TimelineStep
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import Funnel

NOW = datetime(2027, 3, 31, tzinfo=UTC)


def test_a_funnel_says_states_in_their_order_and_countries_by_number() -> None:
    funnel = Funnel(
        as_of=NOW,
        call=None,
        states={State.CONFIRMED: 3, State.DRAFT: 1},
        by_country={"AR": {State.CONFIRMED: 1}, "US": {State.CONFIRMED: 2}, "BR": {State.DRAFT: 1}},
    )
    assert funnel_text(funnel).splitlines() == [
        "state      applications",
        "draft      1",
        "confirmed  3",
        "all        4",
        "",
        "by country: US 2, AR 1, BR 1",
    ]


def test_an_empty_funnel_says_so() -> None:
    assert funnel_text(Funnel(as_of=NOW, call=None, states={}, by_country={})).endswith("all    0\n\nby country: none")


@pytest.mark.parametrize(
    ("step", "what", "text"),
    [
        ("paused", "active", "paused, until then active"),
        ("waived", "baseline_measured", "waived: baseline_measured"),
        ("stepped_back", "demonstration", "stepped back: demonstration"),
    ],
)
def test_a_step_says_what_it_was_about(step: str, what: str, text: str) -> None:
    assert step_text(TimelineStep(at=NOW, by="person:x", step=step, what=what, reason="r")) == text
