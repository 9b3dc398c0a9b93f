"""Rows of a form for entries of a list, contacts and evidence: without gaps, as the document counts them."""

from __future__ import annotations

from services.portal.forms.posted import Posted

LISTS = ("contacts", "evidence")
ROWS = 10  # of each, at most
REMOVE = "remove"  # the button of a row


def closed_up(posted: Posted) -> Posted:
    """Without empty rows and the one that somebody removes; one button for each contact says who is the primary one."""
    moved = {f"{name}.{old}": f"{name}.{new}" for name in LISTS for new, old in enumerate(kept(posted, name))}
    said = [
        path for path, text in posted.pairs() if path.startswith("contacts.") and path.endswith(".primary") and text
    ]
    primary = moved.get(said[0].removesuffix(".primary") if said else f"contacts.{posted.text('primary')}")
    pairs = []
    for path, text in posted.pairs():
        name, _, rest = path.partition(".")
        number, _, field = rest.partition(".")
        row = moved.get(f"{name}.{number}")
        if name not in LISTS or not field:
            pairs += [(path, text)] if path != "primary" else []
        elif row and field != "primary":
            pairs.append((f"{row}.{field}", text))
    return Posted(
        [*pairs, ("primary", primary.rpartition(".")[2]), (f"{primary}.primary", "true")] if primary else pairs
    )


def kept(posted: Posted, name: str) -> list[int]:
    filled = {path.split(".")[1] for path, text in posted.pairs() if path.startswith(f"{name}.") and text.strip()}
    return [number for number in range(ROWS) if str(number) in filled and f"{name}.{number}" != posted.text(REMOVE)]
