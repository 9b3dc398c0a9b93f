"""What a number and a row of a report are asked for by: of a wrong form, a sentence says which are taken."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts.field_codes import details_of
from shared.contracts.reporting import ListCounted, ListReportEvents

NUMBER = {"report": "board"}
ROW = {"code": "K7Q2M9X4TB"}


@pytest.mark.parametrize("of", ["cities_taking_part", "by_country/CO/confirmed", "by_outcome/total/median_progress"])
def test_a_number_is_a_figure_or_a_cell_of_a_table(of: str) -> None:
    assert ListCounted.model_validate(NUMBER | {"of": of}).of == of


@pytest.mark.parametrize("about", ["state", "session/6f1c1f4e-6d0b-4c39-9a44-8a4f4c6d4a11"])
def test_a_row_is_about_the_city_or_something_of_it(about: str) -> None:
    assert ListReportEvents.model_validate(ROW | {"about": about}).about == about


@pytest.mark.parametrize(
    ("request_", "field", "given", "code", "example"),
    [
        *((ListCounted, "of", one, "not_a_report_number", "by_country/CO/confirmed")
          for one in ("nowhere/x", "a b", "", "by_country/CO/", "by_country/CO/x\n")),
        *((ListReportEvents, "about", one, "not_a_report_row", "session/") for one in ("State", "session/", "a/b c")),
    ],
)  # fmt: skip
def test_another_form_is_refused_with_an_example(
    request_: Any, field: str, given: str, code: str, example: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        request_.model_validate({**NUMBER, field: given} if field == "of" else {**ROW, field: given})
    (detail,) = details_of(caught.value)
    assert (detail.field, detail.code) == (field, code)
    assert example in detail.message
