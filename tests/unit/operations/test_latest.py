"""What was read last serves who takes it as old."""

import pytest

from services.operations import latest
from services.operations.latest import Latest


def test_it_is_read_again_once_it_is_older_than_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(latest, "monotonic", lambda: now[0])
    readings = iter(range(10))
    figures = Latest(lambda: next(readings))
    assert [figures.within(8), figures.within(8)] == [0, 0]
    now[0] += 7
    assert figures.within(8) == 0
    assert figures.within(0) == 1, "as it is now"
    assert figures.within(8) == 1
    now[0] += 8
    assert figures.within(8) == 2


def test_what_could_not_be_read_is_kept_for_nobody() -> None:
    answers = iter([OSError(), 1])

    def read() -> int:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    figures = Latest(read)
    with pytest.raises(OSError):
        figures.within(60)
    assert figures.within(60) == 1
