"""When a report is due by mail, in any zone, and what goes with it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from services.notifications.samples import as_mail
from services.notifications.sending.letters import Resolved
from services.notifications.sending.resolving import NotResolved, Resolver
from services.notifications.subscriptions import Subscription, last_due, next_of, occasion_id, says_of
from shared.contracts.errors import Refusal
from shared.contracts.identity import Recipient
from shared.contracts.people import Role
from shared.contracts.reporting import GetReport, Report, ReportColumn, ReportRow, ReportTable
from tests.support.fake_client import FakeClient
from tests.unit.notifications.fake_ledger import LETTERS, NOW

PERSON = f"identity:{UUID(int=7)}"
ONE = Subscription(
    id=UUID(int=1), ref=PERSON, report="funnel", call="2027", cohort=None, by="region", language="es", form="xlsx",
    every="week", day=1, hour=8, time_zone="America/Bogota", next_at=datetime(2027, 3, 1, 13, tzinfo=UTC),
)  # fmt: skip
REPORT = Report(
    report="funnel", as_of=ONE.next_at, time_zone="America/New_York",
    tables=(ReportTable(
        name="states",
        columns=(ReportColumn(name="state", kind="text"), ReportColumn(name="applications", kind="number")),
        rows=(ReportRow(cells=("Draft", 4)),),
    ),),
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "day", "zone", "after", "due"),
    [
        ("week", 1, "America/Bogota", "2027-03-01T12:59:59", "2027-03-01T13:00"),
        ("week", 1, "America/Bogota", "2027-03-01T13:00:00", "2027-03-08T13:00"),
        ("week", 7, "America/New_York", "2027-03-13T20:00:00", "2027-03-14T12:00"),  # summer time has begun
        ("week", 1, "Pacific/Auckland", "2027-02-28T18:00:00", "2027-02-28T19:00"),  # Monday there
        ("month", 31, "UTC", "2027-01-31T08:00:00", "2027-02-28T08:00"),
        ("month", 31, "UTC", "2027-12-31T08:00:00", "2028-01-31T08:00"),
        ("month", 1, "UTC", "2027-12-15T08:00:00", "2028-01-01T08:00"),
    ],
)
def test_the_next_moment_is_that_day_and_hour_there(every: str, day: int, zone: str, after: str, due: str) -> None:
    assert next_of(every, day, 8, zone, at(after)) == at(due)


def test_an_hour_that_the_clock_skips_is_the_first_after_it() -> None:
    assert next_of("week", 7, 2, "America/New_York", at("2027-03-13T20:00")) == at("2027-03-14T07:00")


def test_of_what_was_missed_the_last_counts() -> None:
    assert last_due(ONE, at("2027-03-01T13:00")) == ONE.next_at
    assert last_due(ONE, at("2027-03-31T00:00")) == at("2027-03-29T13:00")


def test_an_occasion_is_the_same_whoever_writes_it() -> None:
    assert occasion_id(ONE, ONE.next_at) == occasion_id(replace(ONE, form="pdf"), ONE.next_at)
    assert occasion_id(ONE, ONE.next_at) != occasion_id(ONE, at("2027-03-08T13:00"))
    assert occasion_id(ONE, ONE.next_at) != occasion_id(replace(ONE, id=UUID(int=2)), ONE.next_at)


# -- when it goes ------------------------------------------------------------------------------------------------------


def mail(form: str = "xlsx") -> Any:
    made = as_mail("report_due", "es", says_of(replace(ONE, form=form), ONE.next_at))
    return replace(made, recipient=PERSON)


def client(*roles: Role, report: Any = REPORT) -> FakeClient:
    person = Recipient(name="Ana Ruiz", email="ana@city.example", language="es", roles=roles)
    return FakeClient(get_recipient=person, get_report=report)


def test_it_leads_to_the_report_with_its_filters_and_brings_it_as_of_its_hour() -> None:
    asked = client(Role.STAFF)
    found = Resolver(asked).resolve(mail())  # type: ignore[arg-type]
    wanted = {"report": "funnel", "call": "2027", "by": "region", "as_of": ONE.next_at}
    assert asked.asked[-1].request == GetReport.model_validate(wanted)
    read = message_from_bytes(LETTERS.write(mail(), found, NOW), policy=policy.default)
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content_type().split(".")[-1]) == ("funnel-2027-03-01.xlsx", "sheet")
    book = load_workbook(io.BytesIO(file.get_content()))
    assert [cell.value for cell in book.worksheets[1][2]] == ["Draft", 4]
    text = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "https://portal.example/reports/funnel?call=2027&by=region&lang=es" in text.replace("\n", "")
    assert "Embudo" in str(read["Subject"])


def test_a_pdf_is_attached_as_one_and_a_link_brings_nothing() -> None:
    (file,) = Resolver(client(Role.STAFF)).resolve(mail("pdf")).attached  # type: ignore[arg-type]
    assert (file.name, file.kind, file.content[:4]) == ("funnel-2027-03-01.pdf", "application/pdf", b"%PDF")
    asked = client(Role.STAFF)
    assert Resolver(asked).resolve(mail("link")).attached == ()  # type: ignore[arg-type]
    assert not any(isinstance(one.request, GetReport) for one in asked.asked)


@pytest.mark.parametrize("roles", [(), (Role.REVIEWER,), (Role.COACH,)])
def test_whoever_may_read_reports_no_more_gets_none(roles: tuple[Role, ...]) -> None:
    asked = client(*roles)
    assert Resolver(asked).resolve(mail()).holds is False  # type: ignore[arg-type]
    assert not any(isinstance(one.request, GetReport) for one in asked.asked)


def test_whoever_was_erased_is_not_there() -> None:
    gone = FakeClient(get_recipient=Refusal("not_found", reason="no_such_person", name="x"))
    with pytest.raises(NotResolved):
        Resolver(gone).resolve(mail())  # type: ignore[arg-type]


def test_it_waits_while_reporting_is_down() -> None:
    with pytest.raises(NotResolved) as caught:
        Resolver(client(Role.STAFF, report=Refusal("unavailable"))).resolve(mail())  # type: ignore[arg-type]
    assert caught.value.service == "reporting"


def test_a_file_stands_beside_both_forms_of_the_words() -> None:
    resolved = Resolver(client(Role.STAFF)).resolve(mail("pdf"))  # type: ignore[arg-type]
    assert isinstance(resolved, Resolved)
    read = message_from_bytes(LETTERS.write(mail("pdf"), resolved, NOW), policy=policy.default)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
