"""What is wrong with a request is told at the fields of its form."""

import pytest

from services.portal.forms.fields import Field
from services.portal.forms.told import told
from shared.contracts.errors import Detail, Refusal

FIELDS = (Field("title"), Field("cohort.name"), Field("cohort.note", optional=True), Field("cities", "boxes"))


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("title", ["title"]),
        ("cohort", ["cohort.name"]),
        ("cohort.name", ["cohort.name"]),
        ("cities.0.code", ["cities"]),
        ("elsewhere.part", ["elsewhere.part"]),
        ("", [""]),
    ],
)
def test_it_is_told_where_somebody_can_mend_it(field: str, shown: list[str]) -> None:
    refusal = told(Refusal("invalid", Detail(field, "missing")), FIELDS)
    assert refusal.details == tuple(Detail(one, "missing") for one in shown)


def test_it_is_told_in_the_order_of_the_page() -> None:
    refusal = told(Refusal("invalid", Detail("cities", "missing"), Detail("title", "missing")), FIELDS)
    assert [one.field for one in refusal.details] == ["title", "cities"]


def test_what_the_request_carries_whole_is_told_at_what_was_typed() -> None:
    refusal = told(Refusal("invalid", Detail("document.title", "too_long", most=9)), FIELDS, inside="document")
    assert refusal.details == (Detail("title", "too_long", most=9),)


def test_words_of_another_version_stay() -> None:
    foreign = Detail.from_dict({"field": "cities.0", "code": "missing", "values": {}, "message": "Not there."})
    (detail,) = told(Refusal("invalid", foreign), FIELDS).details
    assert (detail.field, detail.said("es")) == ("cities", "Not there.")
