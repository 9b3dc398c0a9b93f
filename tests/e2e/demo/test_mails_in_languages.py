"""Which lines of the program's table of mails a demo sends by itself, and in which languages they can be read in its
mailbox. `tests/integration/notifications/test_read_in_the_catcher.py` reads every mail of every line in all four."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.e2e.demo.conftest import owned
from tests.e2e.system import System, quiet
from tests.integration.notifications.test_read_in_the_catcher import LINES
from tests.unit.notifications.letter_samples import LANGUAGES

SENT = "select distinct template, language from mails where state = 'sent'"
#: What no demo of some minutes makes true: something is wrong, a term ends, somebody asks to sign in; and what its
#: people ask of cities of these languages alone. A line that is told in one more is taken from here.
NOT_YET = {
    ("sign-in link and code; draft resume link; team invitation", "en"),
    ("sign-in link and code; draft resume link; team invitation", "pt"),
    ("sign-in link and code; draft resume link; team invitation", "fr"),
    ("information requested, received", "fr"),
    *(("term ending; leadership changed; contact bounced", language) for language in LANGUAGES),
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
