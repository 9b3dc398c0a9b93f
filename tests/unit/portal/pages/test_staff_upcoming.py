"""The page of what goes out by itself: when, to whom, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.contracts.people import Role
from shared.contracts.reminders import Upcoming, UpcomingReminders
from shared.program.reminders import SUBJECTS
from shared.views.reminders import asked, reason_of, together
from shared.wording import LANGUAGES, say
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_board import NOBODY

PATH = "/staff/mail/upcoming"


def to_come(subject: str = "offer", day: int = 12, recipient: str | None = None) -> Upcoming:
    kind = SUBJECTS[subject]
    template, to = next(iter(kind.templates.items()))
    return Upcoming(
        at=datetime(2027, 5, day, 14, tzinfo=UTC), zone="America/Bogota", rule=f"{subject}_near", subject=subject,
        on=date(2027, 5, 14), condition=kind.condition, template=template, to=to, code="JK2MPJ4V23",
        recipient=recipient,
    )  # fmt: skip


def test_each_reminder_says_when_to_whom_and_why() -> None:
    found = UpcomingReminders(items=(to_come(),), total=1)
    page = Read(door_of(Role.STAFF, list_work=NOBODY, list_upcoming_reminders=found).get(PATH, headers=headers("en")))
    assert "May 12, 2027" in page.text
    assert "9:00 AM" in page.text
    assert "the applicant" in page.text
    assert "The offer is not answered; the last day is May 14, 2027." in page.text
    assert "/staff/applications/JK2MPJ4V23" in page.links


def test_where_nothing_is_to_come_it_says_so() -> None:
    nothing = UpcomingReminders(items=(), total=0)
    page = Read(door_of(Role.STAFF, list_work=NOBODY, list_upcoming_reminders=nothing).get(PATH, headers=headers("es")))
    assert "Ningún recordatorio se enviará en los próximos 30 días." in page.text


def test_only_staff_read_it() -> None:
    assert door_of(Role.COACH, list_work=NOBODY).get(PATH, headers=headers()).status_code in (403, 404)


def test_answers_of_several_services_are_one_list_by_time() -> None:
    first = UpcomingReminders(items=(to_come(day=13), to_come("report", day=14)), total=5)
    found = together([first, UpcomingReminders(items=(to_come("draft", day=12),), total=1)], 2)
    assert ([one.subject for one in found.items], found.total) == (["draft", "offer"], 6)
    assert [(one.service, one.days) for one in asked(7, 10)] == [("intake", 7), ("eligibility", 7), ("cohort", 7)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_and_reader_has_words(language: str, subject: str) -> None:
    assert "2027" in reason_of(to_come(subject), language)
    for template, to in SUBJECTS[subject].templates.items():
        assert say(language, f"reminder_readers.{to}")
        assert say(language, f"mail_templates.{template}")
