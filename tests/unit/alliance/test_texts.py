"""What people read at the terminal, where a model needs more than a table."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from alliance.cohort.advancing import step_text, tracker_text
from alliance.reporting.report_text import funnel_text, nothing_recorded
from alliance.selection.applications import until_text
from alliance.selection.drafts import draft_text
from shared.contracts.cohort import TimelineStep, Tracker
from shared.contracts.intake import Draft
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import Funnel, Report
from shared.contracts.requests import FieldProblem

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
    assert funnel_text(Funnel(as_of=NOW, call=None, states={}, by_country={})) == (
        "Nothing was recorded by 2027-03-31 00:00 UTC. What has just happened arrives within moments."
    )


@pytest.mark.parametrize(
    ("arriving", "said", "recorded"),
    [
        (
            True,
            "c27 has not arrived yet: ask again in a moment.",
            "Nothing is recorded yet. What has just happened arrives within moments: ask again.",
        ),
        (
            False,
            "No city is in c27 yet. One that has just confirmed its place arrives within moments.",
            "Nothing was recorded by 2027-03-31 00:00 UTC. What has just happened arrives within moments.",
        ),
    ],
)
def test_a_cohort_without_cities_says_that_they_may_still_arrive(arriving: bool, said: str, recorded: str) -> None:
    assert tracker_text(Tracker(cohort="c27", phases=(), members=(), arriving=arriving)) == said
    assert nothing_recorded(Report(report="tracker", as_of=NOW, time_zone="UTC", arriving=arriving)) == recorded


def test_a_draft_is_read_as_an_application_is() -> None:
    draft = Draft(
        id=UUID(int=1),
        code="AAAAAAAAAA",
        call="2027",
        revision=3,
        saved_at=NOW,
        document={
            "ambition": "long " * 40,
            "city": "Ensayo",
            "endorsed_by_mayor": False,
            "mayor": {"name": "Ana"},
        },
        missing=(FieldProblem(field="endorsed_by_mayor", code="endorsement_missing", message="Please confirm this."),),
    )
    assert " ".join(draft_text(draft).split()) == " ".join(
        (
            "AAAAAAAAAA: draft to call 2027, revision 3, saved 2027-03-31 00:00 UTC city: Ensayo mayor.name: Ana",
            f"ambition: {'long ' * 40}endorsed_by_mayor: no",
            "Before it can be submitted: endorsed_by_mayor: Please confirm this.",
        )
    )


@pytest.mark.parametrize(
    ("until", "text"),
    [(None, ""), ("2027-05-01", "2027-05-01"), ("2027-04-01T00:59:59-03:00", "2027-04-01 03:59 UTC")],
)
def test_what_is_to_be_done_says_by_when(until: str | None, text: str) -> None:
    assert until_text(until) == text


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
