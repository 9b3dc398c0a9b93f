"""Days by a clock, and as tables write them."""

from datetime import UTC, datetime

import pytest

from shared.wording import say
from shared.wording.dates import local_day, short_day
from shared.wording.numbers import score


def test_the_day_of_a_moment_is_that_of_the_clock() -> None:
    late = datetime(2027, 3, 2, 2, tzinfo=UTC)
    assert [local_day(late, zone) for zone in ("America/Lima", "UTC")] == ["2027-03-01", "2027-03-02"]


@pytest.mark.parametrize(
    ("language", "short"),
    [("en", "Mar 1, 2027"), ("es", "1 mar 2027"), ("pt", "1º de mar. de 2027"), ("fr", "1er mars 2027")],
)
def test_a_short_date_is_as_the_language_writes_it(language: str, short: str) -> None:
    assert short_day(language, "2027-03-01") == short
    assert short in say(language, "pages.city.planned", day="2027-03-01")


def test_a_score_has_two_places() -> None:
    assert [score(language, 3.3) for language in ("en", "es", "pt", "fr")] == ["3.30", "3.30", "3,30", "3,30"]
