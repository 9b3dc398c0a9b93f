"""Reports by mail on a page: what a link from a report fills in, what is sent, how it is ended."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import Call
from shared.contracts.notifications import ReportSubscription, SubscribeToReport, UnsubscribeFromReport
from shared.contracts.people import Role
from shared.contracts.reporting import KnownReport, KnownReports
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_reports import COHORTS
from tests.unit.portal.pages.test_reports import door as door_of_reports

ONE = ReportSubscription(
    id=UUID(int=5), report="board", call=None, cohort="second", by="country", language="es", form="pdf", every="month",
    day=1, hour=8, time_zone="America/Bogota", next_at=datetime(2027, 4, 1, 13, tzinfo=UTC),
)  # fmt: skip
KNOWN = KnownReports(items=(
    KnownReport(name="funnel", of="call"), KnownReport(name="board", of="cohort"), KnownReport(name="city", of="city"),
))  # fmt: skip
TYPED = {
    "report": "board", "cohort": "second", "by": "country", "form": "pdf", "language": "es", "every": "month",
    "day": "1", "hour": "8", "time_zone": "America/Bogota",
}  # fmt: skip


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    known: dict[str, Any] = {
        "list_reports": KNOWN,
        "list_calls": Page[Call](items=(), next=None, total=0),
        "list_cohorts": Page.model_construct(items=COHORTS, next=None, total=2),
        "list_report_subscriptions": Page[ReportSubscription](items=(ONE,), next=None, total=1),
        "subscribe_to_report": ONE,
        "unsubscribe_from_report": ONE,
    }
    return door_of(role, **known | answers)


def sent(one: Doorway, kind: type[Any]) -> list[Any]:
    return [asked.request for asked in one.client.asked if isinstance(asked.request, kind)]


def test_a_report_leads_to_having_it_by_mail_as_it_is_chosen() -> None:
    page = Read(door_of_reports().get("/reports/tracker?cohort=first", headers=headers()))
    assert "/reports/mailed?report=tracker&cohort=first" in page.links
    for role, path in ((Role.COACH, "/reports/tracker"), (Role.STAFF, "/reports/city")):
        page = Read(door_of_reports(role).get(path, headers=headers()))
        assert not any(link.startswith("/reports/mailed") for link in page.links)


def test_what_is_sent_to_one_is_listed_with_its_next_day() -> None:
    page = Read(door().get("/reports/mailed?report=funnel", headers=headers("es")))
    for said in ("Informe para la junta directiva", "cada mes", "adjunto en PDF", "1 de abril de 2027"):
        assert said in page.text, said
    assert "/reports/board?cohort=second" in page.links


def test_the_form_says_what_is_usual_and_what_the_link_says() -> None:
    answered = door().get("/reports/mailed?report=board&cohort=second", headers=headers("es"))
    page = Read(answered)
    for words in ("Español", "Inglés"):
        assert words in page.text, words
    for chosen in ("board", "second", "country", "link", "week", "es"):
        assert f'<option value="{chosen}" selected' in answered.text, chosen
    assert [page.fields[name]["value"] for name in ("day", "hour")] == ["1", "8"]


def test_what_is_typed_is_subscribed_to() -> None:
    at = door()
    answered = at.post("/reports/mailed/subscribe", data=TYPED, headers=headers())
    assert answered.status_code == 303
    assert sent(at, SubscribeToReport) == [SubscribeToReport.model_validate(TYPED)]


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays() -> None:
    refused = Refusal("invalid", Detail("day", "too_large", most=7))
    answered = door(subscribe_to_report=refused).post("/reports/mailed/subscribe", data=TYPED, headers=headers())
    page = Read(answered)
    assert answered.status_code == 422
    assert page.fields["hour"]["value"] == "8"
    assert "The maximum is 7" in page.text


def test_one_is_ended() -> None:
    at = door()
    ended = at.post("/reports/mailed/unsubscribe", data={"subscription_id": str(ONE.id)}, headers=headers())
    assert ended.status_code == 303
    assert sent(at, UnsubscribeFromReport) == [UnsubscribeFromReport(subscription_id=ONE.id)]


@pytest.mark.parametrize("role", [Role.COACH, Role.REVIEWER, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_has_them(role: Role) -> None:
    assert door(role).get("/reports/mailed", headers=headers()).status_code == 403
    assert door(role).post("/reports/mailed/subscribe", data=TYPED, headers=headers()).status_code == 403
