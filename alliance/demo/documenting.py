"""The papers of the cities in the acceleration program."""

from __future__ import annotations

from alliance import handing_in
from alliance.demo.accelerating import start_of
from alliance.demo.board import Board
from alliance.demo.data import City
from shared.contracts.cohort import AddDocumentPart, ListDocuments, SaveDocument
from shared.documents.invitation import Page

#: Every city has a charter; by turns there are more. The first has one of each kind.
KINDS = (("charter", "letter", "agreement", "slides"), ("charter",), ("charter", "letter"), ("charter",))
FOR_CITY = ("charter", "slides")


def keep_documents(board: Board) -> None:
    cities = list(enumerate(board.cities("past", "acceleration")))
    board.each("documents", cities, lambda item: keep(board, *item))


def keep(board: Board, number: int, city: City) -> None:
    code = board.code_of(city)
    kept = {document.kind for document in board.call(ListDocuments(code=code, archived=True)).items}
    for kind in KINDS[number % len(KINDS)]:
        if kind not in kept:
            send(board, code, city, kind)


def send(board: Board, code: str, city: City, kind: str) -> None:
    words = board.demo.documents[kind]
    title = words["title"][city.language]
    content = drawn(board, city, title, words["text"][city.language])
    fields = {"code": code, "kind": kind, "title": title, "language": city.language, "about": words["about"]}
    fields["visibility"] = "city" if kind in FOR_CITY else "staff"
    sent = handing_in.send(f"{kind}.pdf", content, AddDocumentPart, board.call)
    board.call(SaveDocument.model_validate(fields | sent))


def drawn(board: Board, city: City, title: str, text: str) -> bytes:
    """A page, the same each time."""
    page = Page(city.language, title, city.document["city"], start_of(board))
    page.line(city.document["city"], bold=True)
    page.gap()
    page.line(title, bold=True)
    page.gap()
    page.line(text)
    return page.done()
