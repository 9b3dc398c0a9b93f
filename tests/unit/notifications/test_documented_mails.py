"""The samples of docs/mails are what the program writes now; no file of a mail that is no more is left."""

from pathlib import Path

from docs import mails

DOCS = Path(__file__).parents[3] / "docs"


def test_every_sample_is_fresh_and_no_other_is_there() -> None:
    made = mails.documents()
    kept = {f"{mails.FOLDER}/{file.name}": file.read_text(encoding="utf-8") for file in (DOCS / mails.FOLDER).iterdir()}
    stale = sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))
    assert stale == [], "run: make docs"
