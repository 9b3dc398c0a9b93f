"""A few screenshots of `make browser`, small enough to be kept: `make screens` writes docs/screens/*.webp."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
TAKEN, KEPT = HERE.parent / "screens", HERE / "screens"
SHOWN = (
    "program-en-1280-light",
    "check-judged-es-390-light",
    "apply-population-pt-1280-light",
    "application-offered-fr-1280-light",
    "city-es-1280-light",
    "strategy-pt-1280-light",
    "review-en-1280-light",
    "staff-work-en-1280-light",
    "staff-applications-en-1280-dark",
    "convening-en-1280-light",
    "cohort-en-1280-light",
)
WIDEST, TALLEST = 960, 1200  # pixels
QUALITY = 70


def main() -> None:
    missing = [name for name in SHOWN if not (TAKEN / f"{name}.png").exists()]
    if missing:
        sys.exit(f"Not in {TAKEN.name}/: {', '.join(missing)}. `make browser` takes them.")
    KEPT.mkdir(exist_ok=True)
    for name in SHOWN:
        keep(name)


def keep(name: str) -> None:
    """Narrowed, and cut off where a page goes on and on."""
    with Image.open(TAKEN / f"{name}.png") as taken:
        width = min(taken.width, WIDEST)
        shown = taken.convert("RGB").resize((width, taken.height * width // taken.width))
    shown.crop((0, 0, width, min(shown.height, TALLEST))).save(KEPT / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
