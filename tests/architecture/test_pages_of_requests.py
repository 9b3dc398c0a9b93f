"""What a verb of the command line does, a page does, and the other way round: each request that people may send is sent
by both, or there is a reason why it is not. What is put together for both to show has one home, `shared/views`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.security.permissions import ALLOWED

ROOT = Path(__file__).resolve().parents[2]
VIEWS = ROOT / "shared" / "views"
PAGES = (ROOT / "services" / "portal" / "pages", ROOT / "services" / "portal" / "web", VIEWS)
COMMANDS = (*(one for one in (ROOT / "alliance").iterdir() if one.name not in ("demo", "embedded")), VIEWS)

#: Requests that no page needs.
FOR_A_REASON = {
    "GetBacklog": "operations asks it of each service",
    "ListRecordedEvents": "the command line compares the logs with the audit trail",
    "ListLoggedEvents": "the command line compares the logs with the audit trail",
    "StartDeviceLogin": "a command line's side of signing in",
    "TakeDeviceLogin": "a command line's side of signing in",
    "FindContacts": "the command line finds people by it; pages search",
    "FindCityPeople": "the command line finds people by it; pages search",
    "SubmitApplication": "pages submit the draft in which they keep what is typed",
    "AddEvidence": "pages keep a file and save it with its form",
    "GetVisit": "stands in the timeline",
    "GetInterviews": "stand in the selection of an application",
    "GetReviewSummary": "stands in the selection of an application",
    "GetReviewHistory": "stands in the selection of an application",
    "GetRubric": "of the program, which the portal reads itself",
    "TakeMail": "a mail server hands each mail to the command line",
    "GetAttendanceReport": "the page shows the report of that name; this is the shape that scripts know",
    "GetFunnel": "the same",
    "ListOffers": "the list of applications by state shows them",
}


#: Requests that no command needs.
OF_PAGES_ALONE = {
    **dict.fromkeys(
        ("AddPasskey", "GetPasskeyOptions", "GetPasskeySignInOptions", "SignInWithPasskey"), "a browser holds the key"
    ),
    **dict.fromkeys(("StartSingleSignOn", "FinishSingleSignOn"), "a browser goes there and comes back"),
    **dict.fromkeys(("GetCalendar", "GetCalendarFeed", "RenewCalendarFeed"), "a calendar asks the portal's address"),
    **dict.fromkeys(("GetOpenCommitment", "GetOpenCounts", "GetOpenStrategy"), "open data: `publishing open` lists it"),
    **dict.fromkeys(("GetMailChoices", "SetMailChoices", "Unsubscribe"), "a mail leads its reader to the page"),
    **dict.fromkeys(("ListCityMails", "GetCityMail"), "a city's people; staff list mails by `mail list`"),
    **dict.fromkeys(("NoteDenied", "NoteListTaken"), "the portal says what happened there"),
    "CountApplications": "beside the views of a page; `applications` says how many match",
    "GetCity": "the city's first page; `timeline`, `team`, `visit` and others show its parts",
    "ListOwnCities": "leads a city's people to their page",
    "GetStandings": "marks cities in the lists of pages; `application` says it of one",
    "KeepFile": "a page keeps a file before its form is sent",
    "ListQueueHistory": "drawn on the page of queues; `ops queues --watch` shows them as they are",
    "ListReports": "leads to the reports; `report --help` lists them",
    "ListSurveyResponses": "fills the form of a survey with the last answer",
    "PreviewDecisionMail": "beside the form of a decision; `send-decisions` shows what will go",
}

#: What but one of them puts together.
VIEWS_OF_ONE = {
    "own": "the page of one's own asks for applications, cities and work at once; what is next stands in the work",
    "report_charts": "a terminal draws no charts",
}


def names(folder: Path) -> Iterator[str]:
    """Every name that its modules use, imports aside."""
    for file in [folder] if folder.is_file() else folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name


def test_each_request_that_people_may_send_has_a_page_or_a_reason() -> None:
    used = {name for folder in PAGES for name in names(folder)}
    for_people = {request.__name__ for request, (roles, _) in ALLOWED.items() if roles}

    missing = for_people - used
    assert sorted(missing - FOR_A_REASON.keys()) == [], "give each a Verb on a page, a page, or a reason here"
    assert sorted(FOR_A_REASON.keys() - missing) == []


def test_each_request_that_people_may_send_has_a_command_or_a_reason() -> None:
    used = {name for part in COMMANDS if part.suffix == ".py" or part.is_dir() for name in names(part)}
    for_people = {request.__name__ for request, (roles, _) in ALLOWED.items() if roles}

    missing = for_people - used
    assert sorted(missing - OF_PAGES_ALONE.keys()) == [], (
        "give each a command, app.asks(…) in alliance/, or a reason here"
    )
    assert sorted(OF_PAGES_ALONE.keys() - missing) == []


def test_what_is_put_together_is_shown_by_command_and_page_alike() -> None:
    texts = {top: [file.read_text("utf-8") for file in (ROOT / top).rglob("*.py")] for top in ("alliance", "services")}
    views = {file.stem for file in VIEWS.glob("[a-z]*.py")}
    found = {
        top: {
            one
            for one in views
            if any(re.search(rf"shared\.views(\.{one} import| import .*\b{one}\b)", t) for t in all_)
        }
        for top, all_ in texts.items()
    }

    assert views - (found["alliance"] & found["services"]) == VIEWS_OF_ONE.keys()
