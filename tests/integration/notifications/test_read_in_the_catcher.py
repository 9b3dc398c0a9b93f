"""Each line of the program's table of mails, read in each language where the demo catches them: as its reader does, by
text and by HTML. What a demo of some minutes cannot make true (an alert, a reminder of next month) is read there too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from aiosmtpd.controller import Controller

from alliance.embedded.mailbox import Keep
from alliance.embedded.mailbox_pages import server
from alliance.embedded.mailbox_store import MailStore
from services.notifications.mails import MAILS
from services.notifications.samples import ABOUT_NOTHING, ADDRESS, CODE, FACTS
from services.notifications.sending.smtp import SmtpLine
from tests.support.ports import free_port
from tests.unit.notifications.fake_ledger import LETTERS, NOW
from tests.unit.notifications.letter_samples import LANGUAGES, RESOLVED, mail_of
from tests.unit.notifications.test_letters import A_ZONE, CASES, DEADLINES, WITHOUT_DEADLINE

#: The lines of the table, and what beside them says the same to coaches and staff.
LINES = {
    "sign-in link and code; draft resume link; team invitation": {
        "sign_in", "draft_saved", "team_invitation", "colleague_invited", "first_mail",
    },
    "application received, updated, withdrawn; draft reminder; call extended": {
        "application_received", "application_withdrawn", "application_restored", "draft_reminder", "call_extended",
        "call_reopened",
    },
    "information requested, received": {"decision_more_info", "staff_information_received"},
    "review assigned, due": {
        "review_assigned", "review_reminder", "review_taken_back", "interview_scheduled", "interview_cancelled",
        "panel_scheduled", "panel_cancelled",
    },
    "admitted, waitlisted, declined, offered from the waitlist, waitlist closed, correction": {
        "decision_admitted", "decision_waitlisted", "decision_declined", "offered_from_waitlist", "waitlist_closed",
        "decision_corrected",
    },
    "offer reminder, overdue, confirmed": {
        "offer_reminder", "offer_overdue", "offer_confirmed", "offer_extended", "staff_offer_confirmed",
        "staff_offer_overdue",
    },
    "welcome": {"welcome"},
    "visit, session, convening: scheduled, changed, cancelled; RSVP receipt and nudge; logistics; thanks": {
        "visit_scheduled", "visit_cancelled", "visit_answered", "session_scheduled", "session_cancelled",
        "coach_visit_scheduled", "coach_visit_cancelled", "coach_session_scheduled", "coach_session_cancelled",
        "convening_invitation", "convening_cancelled", "convening_receipt", "convening_reminder",
        "convening_logistics", "convening_thanks",
    },
    "phase started; requirement missing; timeline changed; city withdrew": {
        "phase_started", "phase_stepped_back", "requirement_missing", "timeline_changed", "staff_city_left",
    },
    "report due, overdue, returned, accepted; action item due": {
        "report_awaited", "report_judged", "coach_report_late", "staff_report_late", "action_item_due",
        "action_item_passed", "coach_item_late", "staff_item_late",
    },
    "strategy feedback, ready, launched; measurement due; commitment to sign, published, to reaffirm": {
        "component_submitted", "strategy_feedback", "strategy_ready", "strategy_launched", "embargo_lifted",
        "measurement_due", "commitment_to_sign", "commitment_published", "commitment_to_reaffirm", "survey_opened",
    },
    "term ending; leadership changed; contact bounced": {
        "staff_term_ending", "leadership_changed", "contact_bounced", "staff_follow_up_due", "staff_reply_received",
    },
    "operations alert": {"operator_alert"},
}  # fmt: skip
#: Reminders of one day together, and what people write or order themselves.
BESIDE_THE_TABLE = {"reminders", "message", "report_due"}
ONES = [CASES[0], *(now for before, now in pairwise(CASES) if now[:2] != before[:2])]


@pytest.fixture(scope="module")
def catcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of its SMTP and of its pages."""
    store, ports = MailStore(tmp_path_factory.mktemp("caught")), (free_port(), free_port())
    smtp, pages = Controller(Keep(store), hostname="127.0.0.1", port=ports[0]), server(store, ports[1])
    smtp.start()
    Thread(target=pages.serve_forever, daemon=True).start()
    yield f"smtp://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"
    smtp.stop()
    pages.shutdown()
    pages.server_close()


@pytest.fixture(scope="module")
def caught(catcher: tuple[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """By mail and language: what the catcher's API says of it, and its page of HTML."""
    line, shown = SmtpLine(catcher[0], "program.example"), {}
    for template, language, values in ONES:
        resolved = replace(RESOLVED, values={**FACTS.get(template, {}), **RESOLVED.values})
        message = LETTERS.write(mail_of(template, language, values), resolved, NOW)
        assert line.deliver(LETTERS.program.sender, ADDRESS, message).code == 250
        one = json.loads(fetched(f"{catcher[1]}/api/v1/message/latest"))
        shown[template, language] = one | {"Page": fetched(f"{catcher[1]}/message/{one['ID']}/html")}
    line.close()
    return shown


def fetched(address: str) -> str:
    with urlopen(address, timeout=10) as answer:  # noqa: S310  (the catcher's)
        return str(answer.read().decode())


def test_every_mail_is_of_a_line_of_the_table() -> None:
    assert set().union(*LINES.values()) | BESIDE_THE_TABLE == set(MAILS)


def test_each_line_of_the_table_is_read_in_each_language(caught: dict[tuple[str, str], dict[str, Any]]) -> None:
    missing = [(line, one, language) for line, mails in LINES.items() for one in mails for language in LANGUAGES
               if (one, language) not in caught]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", LINES)
def test_text_and_html_say_code_link_deadline_with_zone_and_where_to_reply(
    line: str, language: str, caught: dict[tuple[str, str], dict[str, Any]]
) -> None:
    usual = {one[0]: one[2] for one in reversed(ONES)}
    for template in sorted(LINES[line]):
        mail = caught[template, language]
        assert "<a " in mail["Page"]
        for said in (mail["Text"], text_of(mail["Page"])):
            assert len(set(re.findall(rf"https://portal\.example/\S*lang={language}", said))) == 1, template
            assert template in ABOUT_NOTHING or CODE in said, template
            if any(map(usual[template].get, DEADLINES)) and template not in WITHOUT_DEADLINE:
                assert A_ZONE[language] in said, template
        assert mail["Headers"]["Content-Language"] == [language]
        assert [one["Address"] for one in mail["ReplyTo"]] == [LETTERS.program.reply_to]
        assert [one["Address"] for one in mail["To"]] == [ADDRESS]


def text_of(page: str) -> str:
    """As it is read: words, and where a link leads."""
    linked = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>', r" \1 ", page)
    return unescape(re.sub(r"<[^>]+>", " ", linked))
