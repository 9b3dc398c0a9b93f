"""The letter that invites one person of a city to a convening, as PDF, in the person's language.

Made by the caller (command line, portal), never inside a service: drawing a page takes longer than a request may.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fpdf import FPDF

from shared.contracts.cohort import InvitationLetter
from shared.wording import say
from shared.wording.dates import calendar_day

FONTS = Path(__file__).with_name("fonts")
FAMILY = "DejaVu"
MARGIN_MM, LINE_MM, GAP_MM, SIZE_PT, TITLE_PT = 25, 6, 4, 11, 16

#: What the letter says, in paragraphs.
PARTS = (("greeting",), ("body",), ("starts", "ends", "place"), ("reply",), ("code",), ("closing",))


def invitation_pdf(letter: InvitationLetter, name: str | None, made_on: date) -> bytes:
    """The letter as a PDF of one page. `name`: to whom; without it the letter speaks to the role."""
    title = letter.titles.get(letter.language, letter.title)
    page = Page(letter.language, title, letter.program, made_on)
    page.line(letter.program, bold=True, size=TITLE_PT)
    page.line(calendar_day(letter.language, made_on.isoformat()))
    page.gap()
    page.line(said(letter, name, "heading"), bold=True)
    for part in PARTS:
        page.gap()
        for key in part:
            page.line(said(letter, name, "role_greeting" if key == "greeting" and not name else key))
    return page.done()


def said(letter: InvitationLetter, name: str | None, key: str) -> str:
    values = letter.model_dump(mode="json") | {"name": name, "title": letter.titles | {"en": letter.title}}
    return say(letter.language, f"documents.invitation.{key}", **values)


class Page:
    """One column of text on a page of A4, tagged with its language."""

    def __init__(self, language: str, title: str, author: str, made_on: date) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self._pdf.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self._pdf.set_lang(language)
        self._pdf.set_title(title)
        self._pdf.set_author(author)
        self._pdf.set_creation_date(datetime(made_on.year, made_on.month, made_on.day, tzinfo=ZoneInfo("UTC")))
        self._pdf.set_margins(MARGIN_MM, MARGIN_MM)
        self._pdf.add_page()

    def line(self, text: str, bold: bool = False, size: int = SIZE_PT) -> None:
        self._pdf.set_font(FAMILY, "B" if bold else "", size)
        self._pdf.multi_cell(0, LINE_MM, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def gap(self) -> None:
        self._pdf.ln(GAP_MM)

    def done(self) -> bytes:
        return bytes(self._pdf.output())
