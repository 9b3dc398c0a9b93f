"""The first scenes: people, calls, applications, and their checks."""

from __future__ import annotations

from collections.abc import Sequence

from alliance.demo.board import Board, chunks, scene
from alliance.demo.data import City
from alliance.output import CommandError
from shared.contracts.identity import AddPerson, ListPeople
from shared.contracts.intake import (
    AnswerQuestion,
    ImportApplications,
    ImportRow,
    ListCalls,
    ListDrafts,
    OpenCall,
    ResubmitApplication,
    SaveDraft,
    WithdrawApplication,
)
from shared.contracts.reporting import ListApplications, ListedApplication

OVERRIDE = "the demo's past round is entered after its close"
ROWS = 25  # applications a command
UNDECIDED = ("checked", "in_review")


def add_people(board: Board) -> None:
    known = {person.email: person for person in board.call(ListPeople(limit=1000)).items}
    missing = [entry for entry in board.demo.people if entry["email"] not in known]
    board.each("people", missing, lambda entry: board.call(AddPerson.model_validate(entry)))
    board.people = {person.email: person for person in board.call(ListPeople(limit=1000)).items}


def open_calls(board: Board) -> None:
    """A call that is there keeps the dates of the day on which it was opened."""
    known = {call.id for call in board.call(ListCalls()).items}
    missing = [call for call in board.demo.calls.values() if call["id"] not in known]
    board.each("calls", missing, lambda call: board.call(OpenCall.model_validate(call)))


def apply(board: Board) -> None:
    """Both rounds, the past one by override and without mails. Nobody applies twice, also who has withdrawn."""
    for name, call in board.demo.calls.items():
        board.codes |= {
            (a.call, a.country, a.city, a.admin_area or ""): a.code for a in list_applications(board, call["id"])
        }
        cities = [c for c in board.cities(name) if c.key not in board.codes and c.story != "draft"]
        if cities:
            task = board.progress.add_task(scene(f"applications_{name}"), total=len(cities))
        for part in chunks(cities, ROWS):
            import_part(board, part, past=name == "past")
            board.progress.advance(task, len(part))


def keep_drafts(board: Board) -> None:
    """Kept once, while the mayor has not endorsed it; a second run finds it by city, also when it was sent since."""
    kept = {(draft.city, draft.country) for draft in board.call(ListDrafts(limit=1000)).items}
    drafts = [
        city
        for city in board.cities("open", "draft")
        if city.key not in board.codes and (city.document["city"], city.document["country"]) not in kept
    ]
    board.each(
        "drafts", drafts, lambda city: board.call(SaveDraft(document=city.document | {"endorsed_by_mayor": False}))
    )


def answer_questions(board: Board) -> None:
    """Once: a city that has answered is not asked any more."""
    todo = [city for city in board.cities("open", "answered") if board.selection_of(city).state == "more_info"]
    board.each("questions", todo, lambda city: answer_question(board, city))


def answer_question(board: Board, city: City) -> None:
    """intake hears of the question a moment after it was sent."""
    request = AnswerQuestion(code=board.code_of(city), document=city.document)
    board.patiently("not_asked", lambda: board.call(request))


def import_part(board: Board, part: Sequence[City], *, past: bool) -> None:
    rows = tuple(ImportRow(row=n, document=city.first_document()) for n, city in enumerate(part, 1))
    request = ImportApplications(rows=rows, notify=not past, override=OVERRIDE if past else None)
    outcome = board.call(request)
    if outcome.rejected:
        fault = outcome.rejected[0]
        whose = part[fault.row - 1].plan.place
        said = {"key": f"details.{fault.code}", "values": fault.values}
        raise CommandError("invalid", reason="demo_judged", place=f"{whose}{fault.column}", why=said)
    for row in (*outcome.accepted, *outcome.existing):
        assert row.code is not None
        board.codes.setdefault(part[row.row - 1].key, row.code)


def await_checks(board: Board) -> None:
    """Until reports tell of them all, too: from then on a second run finds each of them there."""
    applied = {board.code_of(city) for city in board.demo.cities if city.story != "draft"}
    calls = [call["id"] for call in board.demo.calls.values()]

    def checked() -> tuple[int, int]:
        listed = [a for call in calls for a in list_applications(board, call)]
        return sum(a.eligibility is not None for a in listed if a.code in applied), len(applied)

    board.until("checked", checked)


def resubmit(board: Board) -> None:
    """A city that sends a better version; what reviewers wrote before is marked as older."""
    listed = {a.code: a for a in list_applications(board, board.demo.calls["open"]["id"])}
    todo = [c for c in board.cities("open", "resubmitted") if listed[board.code_of(c)].version == 1]
    board.each(
        "sent_again",
        todo,
        lambda city: board.call(ResubmitApplication(code=board.code_of(city), document=city.document)),
    )


def withdraw(board: Board) -> None:
    """Before a decision; who has withdrawn does not do so again."""
    stories = [city for city in board.demo.cities if city.story == "withdrawn"]
    todo = [city for city in stories if board.selection_of(city).state in UNDECIDED]
    board.each("withdrawn", todo, lambda city: board.call(WithdrawApplication(code=board.code_of(city))))


def list_applications(board: Board, call: str) -> list[ListedApplication]:
    """Picked here: reports refuse to filter by a call that they have not heard of yet."""
    found: list[ListedApplication] = []
    after: str | None = None
    while True:
        page = board.call(ListApplications(limit=500, after=after))
        found += [one for one in page.items if one.call == call]
        after = page.next
        if after is None:
            return found
