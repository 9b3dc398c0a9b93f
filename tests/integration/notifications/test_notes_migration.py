"""What the former version kept of mails, English sentences, becomes the codes and values of this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import resources

import pytest

from services.notifications.domain import (
    CHANGED,
    GIVEN_UP,
    INTERRUPTED,
    NO_CONTACT,
    REPLAYED,
    SAME_ADDRESS,
    TO_BE_READ,
    TOLD_BY_OFFER,
    mail_note,
)
from services.notifications.repository import Repository
from shared.contracts.notifications import MailNote
from shared.wording.catalogue import catalogue_of
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.notifications.fake_ledger import NOW, a_mail

TWICE = "interrupted while it was being sent: it may arrive twice, under one Message-ID"
LATER = mail_note("answered", number=451, text="4.3.0 later; try again")

#: What was kept -> what is kept.
CASES: tuple[tuple[str | None, tuple[MailNote, ...]], ...] = (
    (None, ()),
    ("", ()),
    ("250 ok", (mail_note("answered", number=250, text="ok"),)),
    ("451 4.3.0 later; try again", (LATER,)),
    ("given up: 451 4.3.0 later; try again", (GIVEN_UP, LATER)),
    (TWICE, (INTERRUPTED,)),
    (f"{TWICE}; 451 4.3.0 later; try again", (INTERRUPTED, LATER)),
    (f"given up: {TWICE}; 451 4.3.0 later; try again", (GIVEN_UP, INTERRUPTED, LATER)),
    (f"{TWICE}; given up: 451 4.3.0 later; try again", (GIVEN_UP, INTERRUPTED, LATER)),
    ("no answer no connection: gaierror", (mail_note("not_reached", failure="gaierror"),)),
    ("no answer the connection broke: TimeoutError", (mail_note("connection_broke", failure="TimeoutError"),)),
    ("not sent: an old event, replayed", (REPLAYED,)),
    ("held: read it, then release or discard it", (TO_BE_READ,)),
    ("not needed: the mail with the offer has not gone yet, and says the new day", (TOLD_BY_OFFER,)),
    ("no longer true: what it tells has changed since", (CHANGED,)),
    ("no longer true: the recipient is no contact of the application any more", (NO_CONTACT,)),
    ("not sent twice: another mail of this occasion goes to the same address", (SAME_ADDRESS,)),
    ("the database is down", (mail_note("database_down"),)),
    ("the recipient's address is none that mail can go to", (mail_note("no_address"),)),
    ("intake: the recipient or the text is gone", (mail_note("gone", service="intake"),)),
    ("cohort: not_ready", (mail_note("service_refused", service="cohort", refusal="not_ready"),)),
    ("a fault on our side: KeyError", (mail_note("fault", failure="KeyError"),)),
    ("'city' is undefined", (mail_note("cannot_be_written", why="'city' is undefined"),)),
)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "notifications", lambda tx: (Repository(tx),)) as made:
        yield made


def test_each_kept_sentence_becomes_its_codes_and_values(store: Store) -> None:
    """On a copy of the table, as it was: the service's role may not change the table itself."""
    mails = [replace(a_mail(), code=None) for _ in CASES]
    with store.database.transaction() as tx:
        tx.execute("create temporary table mails (like mails including all) on commit drop")
        tx.execute("create temporary table mail_words (like mail_words including all) on commit drop")
        for mail in mails:
            Repository(tx).insert_mail(mail, mail.template, NOW)
        tx.execute("alter table mails drop column notes, add column last_answer text")
        for mail, (sentence, _) in zip(mails, CASES, strict=True):
            params = {"mail_id": mail.id, "sentence": sentence}
            tx.execute("update mails set last_answer = %(sentence)s where mail_id = %(mail_id)s", params)
        tx.execute(resources.files("services.notifications").joinpath("migrations/0014_notes.sql").read_text())
        for mail, (sentence, notes) in zip(mails, CASES, strict=True):
            kept = Repository(tx).find_mail(mail.id)
            assert kept is not None
            assert kept.notes == notes, sentence


#: Of notes that no former version kept.
LATER_ON = {
    f"mail_notes.{code}"
    for code in (
        "address_bounced", "bounced", "decision_pending", "decision_taken_back", "held_by_rule", "unwanted",
        "together", "with_tomorrows",
    )
}  # fmt: skip


def test_every_note_has_its_case() -> None:
    said = LATER_ON | {f"mail_notes.{note.code}" for _, notes in CASES for note in notes}
    assert said == {key for key in catalogue_of("en") if key.startswith("mail_notes.")}
