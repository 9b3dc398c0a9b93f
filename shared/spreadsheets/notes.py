"""What a reader of spreadsheets had to choose, told as a key of `reading.*` in the catalogues and its values."""

from __future__ import annotations

from collections.abc import Callable

Note = Callable[..., object]  # note("windows_1252", file="cities.csv")
