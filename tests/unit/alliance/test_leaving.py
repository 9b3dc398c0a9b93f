"""What the command line says when a city leaves and comes back, and whom it names at gatherings."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from alliance import naming
from alliance.cohort import convening_texts, invitations
from alliance.cohort.advancing import status_lines
from alliance.cohort.teams import reassigned_text
from shared.contracts.cohort import ChangedStatus, ConveningDetail, Hanging, Invitation, Needs
from shared.contracts.intake import ContactName, ContactNames
from shared.contracts.notices import notice
from tests.support.fake_client import FakeClient

VISIT_AT = datetime(2027, 6, 10, 15, tzinfo=UTC)
LEAD, OFFICE = UUID(int=1), UUID(int=2)


def hanging(kind: str, title: str | None = None) -> Hanging:
    times: dict[str, Any] = {"starts_at": VISIT_AT, "time_zone": "America/Bogota"}
    return Hanging.model_validate({"kind": kind, "id": UUID(int=7), "title": title, **times})


def changed(**what: Any) -> ChangedStatus:
    city = {"application_id": UUID(int=3), "code": "K7Q2M9X4TB", "cohort": "c27", "city": "Puerto", "country": "CO"}
    return ChangedStatus.model_validate(
        city | {"phase": "onboarding", "status": "active", "version": 4, "requirements": ()} | what
    )


def test_what_ended_is_said_and_how_it_is_brought_back() -> None:
    assert list(status_lines(changed(ended=(hanging("session", "Baselines"),))))[1:] == [
        "canceled: session Baselines, 2027-06-10 10:00"
    ]
    assert list(status_lines(changed(invited=(hanging("invitation", "Leaders"),), proposed=(hanging("visit"),))))[
        1:
    ] == [
        "invited: invitation Leaders, 2027-06-10 10:00",
        "ended when it left: visit, 2027-06-10 10:00",
        "  to bring it back: alliance visit schedule K7Q2M9X4TB visit.json",
    ]


def test_who_comes_is_named_by_whoever_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ContactNames(items=(ContactName(id=LEAD, name="Leo Supuesto"),))
    monkeypatch.setattr(naming, "connect", lambda: FakeClient(get_contact_names=names))
    people = [
        {"ref": f"intake:{LEAD}", "state": "invited", "earlier_answer": "yes", "needs": True},
        {"ref": "cohort:5", "state": "yes", "name": "Rosa Inventada", "delegate": "Dana Ficticia"},
        {"ref": f"intake:{OFFICE}", "state": "no"},
    ]
    fixed = {"code": "K7Q2M9X4TB", "city": "Puerto", "role": "team_lead", "delegated": False, "needs": False}
    found = ConveningDetail(
        id=UUID(int=9), cohort="c27", kind="leaders", state="scheduled", title="Leaders", starts_at=VISIT_AT,
        ends_at=VISIT_AT, time_zone="America/Bogota", place="A hall", capacity=9, rsvp_by=date(2027, 6, 1),
        window=(date(2027, 6, 1), date(2027, 7, 1)), invited=3, yes=1, no=1, silent=1, attended=0,
        invitations=tuple(Invitation.model_validate(fixed | one) for one in people),
        notices=(notice("nobody_invited", city="Otra", city_code="M4X7K2Q9TB"),),
    )  # fmt: skip
    text = convening_texts.convening_text(found)
    assert "Leo Supuesto" in text
    assert "Dana Ficticia, for Rosa Inventada" in text
    assert f"intake:{OFFICE}" in text, "who is unknown stays a reference"
    assert "before the move: yes, needs" in text
    assert text.endswith("! Nobody from Otra (M4X7K2Q9TB) is invited.")


def test_each_city_of_a_coach_has_its_line() -> None:
    detail = {"field": "", "code": "at_nine", "message": "At nine."}
    error = {"code": "coach_booked", "message": "The coach is booked.", "details": [detail]}
    items = [{"code": "A", "lead": True, "sessions": ["1", "2"]}, {"code": "B", "error": error}]
    assert reassigned_text({"items": items, "total": 2, "reassigned": 1}).splitlines() == [
        "A: lead, 2 sessions",
        "B: The coach is booked. At nine.",
        "1 of 2 reassigned",
    ]


def test_what_somebody_needs_has_the_width_of_the_terminal() -> None:
    needs = Needs(
        code="K7Q2M9X4TB", city="San Pedro de Macorís", role="chief_data_officer", ref="cohort:1",
        name="Iracema Folhaverde", delegate="Delfina Delegada", travel="a flight from Santo Domingo",
        diet=None, access=None, interpretation=None,
    )  # fmt: skip
    assert invitations.logistics_lines(needs)[-1] == "  travel: a flight from Santo Domingo"
