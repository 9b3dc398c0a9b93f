"""What a verb of the command line does, a page does: each request that people may send is sent by a page, or there is a
reason why none sends it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from shared.security.permissions import ALLOWED

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "services" / "portal" / "pages", ROOT / "services" / "portal" / "web", ROOT / "shared" / "views")

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


def names(folder: Path) -> Iterator[str]:
    """Every name that its modules use, imports aside."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name


def test_each_request_that_people_may_send_has_a_page_or_a_reason() -> None:
    used = {name for folder in PAGES for name in names(folder)}
    for_people = {request.__name__ for request, (roles, _) in ALLOWED.items() if roles}

    assert for_people - used == FOR_A_REASON.keys()
