"""What changed in a text, word by word."""

import pytest

from services.portal.web.changes import MOST_WORDS, changed


def test_new_and_gone_words_stand_where_they_are() -> None:
    assert changed("a b c", "a x c d") == [
        ("same", "a "), ("gone", "b"), ("added", "x"), ("same", " c"), ("added", " d"),
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [("a b", "b a"), ("", "a"), ("a", ""), ("a\nb", "a  b"), ("á é", "é")])
def test_the_text_as_it_is_now_is_whole(before: str, after: str) -> None:
    parts = changed(before, after)
    assert "".join(words for kind, words in parts if kind != "gone") == after
    assert "".join(words for kind, words in parts if kind != "added") == before or not before.strip()


def test_a_very_long_text_is_shown_as_it_is() -> None:
    text = "a " * MOST_WORDS
    assert changed(text, text + "b") == [("added", text + "b")]
