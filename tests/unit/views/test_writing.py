"""A group: by phase, country, requirement, role, language and attendance; what lacks before anything is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.notifications import Recipient, Recipients
from shared.views.writing import Group, Letter, Wanted, find_group, insist_on_somebody, preview_for, written_to
from tests.support.fake_client import FakeClient
from tests.support.replies import reply_of
from tests.unit.portal.pages.test_board import AHEAD, LACKING, PAUSED, READY, tracked, tracker

LEFT = tracked("EEEEEEEEEE", "Este", status="withdrawn")
ABROAD = tracked("FFFFFFFFFF", "Faro", country="BR")
LUZ, ANA, RUI = (f"intake:{UUID(int=number)}" for number in (1, 2, 3))
ENGLISH = {"subject": "News for {city}", "text": "Dear {name}, please answer."}


def recipient(code: str, ref: str, role: str, language: str) -> Recipient:
    return Recipient.model_validate({"code": code, "ref": ref, "role": role, "language": language})


PEOPLE = (
    recipient(READY.code, LUZ, "mayors_office", "es"),
    recipient(READY.code, ANA, "team_lead", "en"),
    recipient(LACKING.code, RUI, "mayors_office", "pt"),
    recipient(PAUSED.code, RUI, "mayors_office", "pt"),
    recipient(AHEAD.code, RUI, "mayors_office", "pt"),
    recipient(LEFT.code, RUI, "mayors_office", "pt"),
    recipient(ABROAD.code, RUI, "mayors_office", "pt"),
)


def client(**answers: Any) -> FakeClient:
    known: dict[str, Any] = {
        "get_tracker": tracker(READY, LACKING, PAUSED, AHEAD, LEFT, ABROAD),
        "list_recipients": lambda request: Recipients(items=tuple(one for one in PEOPLE if one.code in request.codes)),
    }
    return FakeClient(**known | answers)


def group(at: FakeClient | None = None, **wanted: Any) -> Group:
    return find_group((at or client()).call, Wanted.model_validate({"cohort": "cohort-2027"} | wanted))


def cities(found: Group) -> list[str]:
    return [one.city.city for one in found.readers]


def letter(**changes: Any) -> Letter:
    return Letter.model_validate({"texts": {"en": ENGLISH}} | changes)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Aldea", "Aldea", "Bahía", "Cima", "Dorado", "Faro"]),  # whoever has left is not written to
        ({"phase": "acceleration"}, ["Dorado"]),
        ({"country": "BR"}, ["Faro"]),
        ({"open": "charter_accepted"}, ["Bahía"]),
        ({"role": "team_lead"}, ["Aldea"]),
        ({"language": "es"}, ["Aldea"]),
        ({"codes": (READY.code, AHEAD.code), "role": "mayors_office"}, ["Aldea", "Dorado"]),
    ],
)
def test_each_filter_narrows(wanted: dict[str, Any], found: list[str]) -> None:
    assert cities(group(**wanted)) == found


def test_cities_of_whom_nobody_is_there_are_named() -> None:
    assert [one.city for one in group(role="team_lead").without] == ["Bahía", "Cima", "Dorado", "Faro"]


def convening(ends_at: datetime, **states: str) -> cohort.ConveningDetail:
    people = {"luz": (READY, LUZ), "ana": (READY, ANA), "rui": (AHEAD, RUI)}
    invitations = tuple(
        cohort.Invitation.model_validate(
            {"code": people[name][0].code, "city": "x", "role": "team_lead", "ref": people[name][1], "state": state}
            | {"delegated": False, "needs": False}
        )
        for name, state in states.items()
    )
    made: cohort.ConveningDetail = reply_of(cohort.ConveningDetail, ends_at=ends_at, invitations=invitations)
    return made


AHEAD_OF_US, OVER = datetime(2199, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends_at", "attendance", "found"),
    [
        (AHEAD_OF_US, None, [LUZ, ANA, RUI]),
        (AHEAD_OF_US, "silent", [LUZ]),
        (AHEAD_OF_US, "coming", [ANA]),
        (AHEAD_OF_US, "absent", []),
        (OVER, "absent", [LUZ, ANA]),
        (OVER, "silent", []),
        (OVER, "attended", [RUI]),
    ],
)
def test_of_a_convening_it_is_who_was_invited(ends_at: datetime, attendance: str | None, found: list[str]) -> None:
    at = client(get_convening=convening(ends_at, luz="invited", ana="yes", rui="attended"))
    mine = group(at, gathering="leaders", attendance=attendance)
    assert [one.recipient.ref for one in mine.readers] == found


def test_whoever_was_uninvited_is_not_of_it() -> None:
    at = client(get_convening=convening(AHEAD_OF_US, luz="removed", rui="yes"))
    assert [one.recipient.ref for one in group(at, gathering="leaders").readers] == [RUI]


@pytest.mark.parametrize(("attendance", "found"), [(None, ["Aldea", "Aldea", "Dorado"]), ("absent", ["Dorado"])])
def test_of_a_session_it_is_the_people_of_its_cities(attendance: str | None, found: list[str]) -> None:
    here = [(READY, "present"), (AHEAD, "absent")]
    session = reply_of(
        cohort.Session,
        cities=tuple(
            cohort.SessionCity.model_validate({"code": one.code, "city": one.city, "attendance": came, "modules": ()})
            for one, came in here
        ),
    )
    found_group = group(client(get_session=session), gathering=str(UUID(int=5)), attendance=attendance)
    assert cities(found_group) == found


def test_without_a_text_in_their_language_it_is_refused_left_out_or_another_is_read() -> None:
    mine = group(codes=(READY.code, AHEAD.code))
    with pytest.raises(Refusal) as refused:
        mine.served(letter())
    assert [(one.field, one.code) for one in refused.value.details] == [
        ("texts.es", "no_text"),
        ("texts.pt", "no_text"),
    ]
    assert [one.recipient.ref for one in mine.served(letter(unwritten="leave_out")).readers] == [ANA]
    other = letter(unwritten="en")
    assert [one.spoken(other) for one in mine.served(other).readers] == ["en"] * 3


def test_what_is_asked_and_sent_names_the_people_by_city() -> None:
    mine, written = group(codes=(READY.code,)), letter(deadline=date(2027, 3, 5), page="project", unwritten="en")
    asked = preview_for(written, mine.readers[0])
    assert (asked.code, asked.ref, asked.deadline, asked.page) == (READY.code, LUZ, date(2027, 3, 5), "project")
    sent = written_to(written, UUID(int=9), mine.cities)
    assert sent.to == {READY.code: (LUZ, ANA)}
    assert sent.texts == written.texts


def test_what_reaches_nobody_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        insist_on_somebody(group(phase="nope").cities)
    assert [(one.field, one.code) for one in refused.value.details] == [("cohort", "nobody_in_group")]
    insist_on_somebody(group().cities)


def test_who_came_is_asked_of_a_gathering() -> None:
    with pytest.raises(Refusal) as refused:
        group(attendance="attended")
    assert [(one.field, one.code) for one in refused.value.details] == [("gathering", "missing")]
