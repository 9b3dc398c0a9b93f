"""Which lines of the program's table of mails a demo sends by itself, and in which languages they can be read in its
mailbox; and that whoever of the staff asks reads a sample of each there.
`tests/integration/notifications/test_read_in_the_catcher.py` reads every mail of every line in all four."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Any

import httpx

from services.notifications.mails import MAILS
from shared.contracts.notifications import SendSamples
from tests.e2e.demo.conftest import owned
from tests.e2e.signing_in import Person, sign_in
from tests.e2e.system import System, quiet
from tests.integration.notifications.test_read_in_the_catcher import LINES
from tests.unit.notifications.letter_samples import LANGUAGES
from tests.unit.notifications.test_sampling import MARKED

SENT = "select distinct template, language from mails where state = 'sent' and template <> 'sample'"
#: Whoever it is of the staff.
ASKING = "amaranta.tresmares@alliance.example"  # the mail with the code is found by its subject in English or Spanish
SAMPLES = """
select state, mail_id::text, "values" ->> 'of', language from mails where template = 'sample'
"""
#: What no demo of some minutes makes true: something is wrong, a term ends, somebody asks to sign in; and what its
#: people ask of cities of these languages alone. A line that is told in one more is taken from here.
NOT_YET = {
    ("information requested, received", "fr"),
    *(("operations alert", language) for language in LANGUAGES),
}


def missing(sent: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Each line and language of which no mail went."""
    told = set(sent)
    return {
        (line, language)
        for line, mails in LINES.items()
        for language in LANGUAGES
        if not any((mail, language) in told for mail in mails)
    }


def test_each_line_that_a_demo_tells_is_told_in_four_languages(system: System, summary: dict[str, Any]) -> None:
    assert summary
    system.until(lambda: quiet(system), seconds=120)
    assert missing((row[0], row[1]) for row in owned(system, "notifications", SENT)) <= NOT_YET


def test_a_line_without_a_mail_in_a_language_is_named() -> None:
    told = {(mail, language) for mails in LINES.values() for mail in mails for language in LANGUAGES}
    assert missing(told) == set()
    assert missing(told - {("welcome", "pt")}) == {("welcome", "pt")}


def test_each_kind_is_read_in_each_language_by_whoever_of_the_staff_asks(
    system: System, summary: dict[str, Any]
) -> None:
    """In the demo's mailbox, by the sender of all mails."""
    assert summary
    with closing(Person(system, sign_in(system, ASKING))) as asking:
        asked = asking.ask(SendSamples(languages=LANGUAGES))
    rows = system.until(lambda: gone(system), seconds=120)
    assert {(kind, language) for _, kind, language in rows} == {(kind, one) for kind in MAILS for one in LANGUAGES}
    assert {str(one.id) for one in asked.items} == {mail_id for mail_id, _, _ in rows}
    caught = mails_to(system, ASKING)
    for mail_id, kind, language in rows:
        mail = caught[mail_id]
        assert mail["Headers"]["Content-Language"] == [language]
        assert MARKED[language] in mail["Text"], kind
        assert MARKED[language] in mail["HTML"], kind
        assert f"lang={language}" in mail["Text"], kind


def gone(system: System) -> list[tuple[Any, ...]] | None:
    """Id, kind and language of each sample, once all have gone."""
    rows = owned(system, "notifications", SAMPLES)
    return [row[1:] for row in rows] if rows and {row[0] for row in rows} == {"sent"} else None


def mails_to(system: System, email: str) -> dict[str, dict[str, Any]]:
    """By the id of each in the ledger."""
    mailbox = f"{system.endpoints['mailbox']}/api/v1"
    listed = httpx.get(f"{mailbox}/messages", params={"limit": 5000}, timeout=60).json()["messages"]
    own = [one for one in listed if email in {to["Address"] for to in one["To"]}]
    return {
        one["MessageID"].partition("@")[0]: httpx.get(f"{mailbox}/message/{one['ID']}", timeout=60).json()
        for one in own
    }
