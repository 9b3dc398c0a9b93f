"""Tables on a terminal of 80 columns: nothing is cut."""

import pytest

from alliance.columns import lines_of

ID = "6d7c2c1e-8f0a-5c7d-9a57-0a3a5e7f9b21"


def shown(headings: tuple[str, ...], *rows: tuple[object, ...], room: int = 80) -> list[str]:
    return list(lines_of(headings, rows, room))


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert shown(("A", "LONG"), ("wide cell", 1)) == ["A          LONG", "wide cell  1"]


def test_what_has_no_room_goes_below() -> None:
    lines = shown(("title", "coach", "id"), ("A talk about data and what they are for", "Renata Inventada", ID))
    assert lines == [
        "title                                    coach",
        "    id",
        "A talk about data and what they are for  Renata Inventada",
        f"    {ID}",
    ]


def test_what_is_empty_takes_no_line() -> None:
    assert shown(("title", "note"), ("x" * 70, ""), ("y" * 70, "z" * 12))[-3:] == [
        "x" * 70,
        "y" * 70,
        f"    {'z' * 12}",
    ]


def test_the_last_column_is_wrapped_in_its_place() -> None:
    assert shown(("who", "why"), ("Ana", "word " * 20), room=40) == [
        "who  why",
        "Ana  word word word word word word word",
        "     word word word word word word word",
        "     word word word word word word",
    ]


@pytest.mark.parametrize("room", [20, 40, 80, 100])
def test_no_word_is_ever_cut(room: int) -> None:
    row = ("São José dos Campos e Região Metropolitana", "Maria-Fernanda de los Ángeles Inventada", ID, "a reason " * 9)
    said = " ".join(" ".join(shown(("city", "coach", "id", "reason"), row, room=room)).split())
    assert all(word in said for cell in row for word in str(cell).split())


def test_no_line_is_longer_than_the_terminal_where_words_allow() -> None:
    row = ("São José dos Campos e Região Metropolitana", "Maria-Fernanda de los Ángeles Inventada", ID, "a reason " * 9)
    assert max(map(len, shown(("city", "coach", "id", "reason"), row, row))) <= 80


def test_a_table_without_rows_has_its_headings() -> None:
    assert shown(("code", "", "city")) == ["code    city"]


def test_a_cell_is_one_line() -> None:
    assert shown(("text",), ("two\nlines\t here",)) == ["text", "two lines here"]
