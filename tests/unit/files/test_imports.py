"""Spreadsheets that wait for their import, and go before their time: none that somebody is just working on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.files.imports import IMPORTS, drop_idle


def wait(files: Path, name: str, stage: str) -> Path:
    """A sheet, with its record."""
    folder = files / IMPORTS / name
    folder.mkdir(parents=True)
    (folder / "cities.csv").write_text("city\nSomewhere\n")
    folder.with_suffix(".json").write_text(json.dumps({"stage": stage}))
    return folder


@pytest.mark.parametrize(
    ("stage", "stays"),
    [
        ("waiting", False),
        ("checked", False),
        ("imported", False),
        ("stopped", False),
        ("checking", True),
        ("importing", True),
    ],
)
def test_what_nobody_works_on_goes_with_its_record(tmp_path: Path, stage: str, stays: bool) -> None:
    folder = wait(tmp_path, "one", stage)
    assert drop_idle(tmp_path) == (not stays)
    assert (folder.exists(), folder.with_suffix(".json").exists()) == (stays, stays)


def test_a_record_that_cannot_be_read_goes_and_what_is_just_handed_in_stays(tmp_path: Path) -> None:
    broken, coming = wait(tmp_path, "broken", "checked"), wait(tmp_path, "coming", "checked")
    broken.with_suffix(".json").write_text("{")
    coming.with_suffix(".json").unlink()
    assert drop_idle(tmp_path) == 1
    assert (broken.exists(), coming.exists()) == (False, True)


def test_where_nothing_was_handed_in_nothing_goes(tmp_path: Path) -> None:
    assert drop_idle(tmp_path) == 0
