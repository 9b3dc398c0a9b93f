"""The name of the application's mayor: for whoever may read the application."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Refusal
from shared.views.mayors import named
from tests.support.fake_client import FakeClient

CODE = "K7Q2M9X4TB"
APPLIED = cohort.Mayor(
    number=1, name=None, standing="in_office", interim=False, takes_office_on=date(2024, 1, 1),
    term_ends_on=date(2027, 1, 1), reaffirm_by=None, reaffirmed_on=None, overdue=False, office=None,
)  # fmt: skip
NEXT = APPLIED.model_copy(update={"number": 2, "name": "Dana Inventada", "standing": "elect"})
VERSION = intake.ApplicationVersion(
    code=CODE, call="2027", version=1, submitted_at=datetime(2027, 1, 1, tzinfo=UTC), files=(), versions=(),
    document={"mayor": {"name": "Rosa Ficticia"}},
)  # fmt: skip


def mayors(*ones: cohort.Mayor) -> cohort.Mayors:
    return cohort.Mayors(
        code=CODE, leadership_transition=False, ends_before_cohort=False, election_on=None, mayors=ones
    )


def test_the_mayor_of_the_application_has_the_name_that_stands_there() -> None:
    found = named(mayors(APPLIED, NEXT), FakeClient(get_application_version=VERSION).call)
    assert [one.name for one in found.mayors] == ["Rosa Ficticia", "Dana Inventada"]


@pytest.mark.parametrize("refusal", [Refusal("forbidden"), Refusal("unavailable", reason="service", service="intake")])
def test_whoever_may_not_read_it_sees_the_others_alone(refusal: Refusal) -> None:
    known = mayors(APPLIED)
    assert named(known, FakeClient(get_application_version=refusal).call) == known


def test_nobody_is_asked_where_all_have_names() -> None:
    client = FakeClient()
    assert (named(mayors(NEXT), client.call), client.asked) == (mayors(NEXT), [])
