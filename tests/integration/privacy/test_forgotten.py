"""What goes with the erased on real tables: rows of an import, answers, waiting mails, files; and what goes in time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.intake.handlers import importing
from services.intake.personal import PERSONAL
from services.notifications.personal import PERSONAL as OF_MAILS
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.contracts.kernel import Subject
from shared.files.store import FileStore
from shared.messaging.command_log import CommandLog
from shared.messaging.outbox import Outbox
from shared.messaging.reminded import Reminded
from shared.privacy.declared import Keeping
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.privacy.kernel_tables import KEEPINGS
from shared.privacy.retention import days_of, keepings_of, remove_due, schedule
from shared.program.reminding import Awaited
from shared.security.keys import ensure_print_key
from shared.storage.database import Transaction
from tests.integration.privacy.test_erasing import RealDesk
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.intake.fake_intake import NOW, PROGRAM, STAFF, document

EMAIL, BODY = "ana@puerto.example", {"asked": "something"}


@dataclass
class Kept:
    """Intake with an open call, one application, and a folder of files."""

    store: Store
    files: FileStore
    folder: Path

    @property
    def city(self) -> Subject:
        (row,) = self.store.rows("select application_id, code from applications order by submitted_at, code limit 1")
        return Subject(**row)

    def erase(self, subject: Subject) -> Any:
        return self.store.run(lambda desk: desk.eraser.erase(subject, "local-admin", desk.tx.now(), "agreed"))


def means_of(personal: Any, folder: Path, files: FileStore | None = None) -> Means:
    ensure_print_key(folder / "key")
    return Means(personal, PrintKey(folder / "key"), files)


@pytest.fixture
def kept(foundations: Foundations, tmp_path: Path) -> Iterator[Kept]:
    files = FileStore(tmp_path / "files")
    means = means_of(PERSONAL, tmp_path, files)
    with store_of(foundations, "intake", lambda tx: (RealDesk(tx, means),)) as store:
        store.run(lambda desk: desk.open_call())
        store.run(lambda desk: desk.submit())
        yield Kept(store, files, tmp_path / "files")


# -- a file of applications --------------------------------------------------------------------------------------------


def import_again(kept: Kept, **changes: Any) -> intake.ImportOutcome:
    row = intake.ImportRow(row=2, document=document(**changes))
    request = intake.ImportApplications(rows=(row,), notify=False)

    def work(desk: RealDesk) -> intake.ImportOutcome:
        args = (desk.repository, desk.outbox, PROGRAM, STAFF, NOW, desk.eraser)
        return importing.import_applications(request, *args)

    found: intake.ImportOutcome = kept.store.run(work)
    return found


def test_a_city_that_was_erased_does_not_come_back_with_a_file(kept: Kept) -> None:
    kept.erase(kept.city)
    outcome = import_again(kept)
    assert [(one.row, one.column, one.code) for one in outcome.rejected] == [(2, "city", "erased")]
    assert (outcome.accepted, outcome.existing) == ((), ())


def test_nor_does_a_contact_who_was_erased(kept: Kept) -> None:
    contacts = document()["contacts"]
    kept.erase(Subject(addresses=(contacts[0]["email"].upper(),)))
    (other,) = import_again(kept, city="Otra Ciudad").rejected
    assert (other.column, other.code) == ("contacts", "erased")
    strangers = [one | {"email": f"{n}@otra.example"} for n, one in enumerate(contacts)]
    assert len(import_again(kept, city="Otra Ciudad", contacts=strangers).accepted) == 1


# -- answers -----------------------------------------------------------------------------------------------------------


def answer(tx: Transaction, command: UUID, response: dict[str, Any]) -> dict[str, Any]:
    log = CommandLog(tx, "submit_application", f"person:{UUID(int=5)}", command, BODY)
    if not log.claim():
        return log.stored()
    log.answer(response)
    return response


def test_an_answer_about_the_erased_is_forgotten_and_its_repetition_is_told_so(kept: Kept) -> None:
    ours, others = uuid4(), uuid4()
    code = kept.city.code
    kept.store.run(lambda desk: answer(desk.tx, ours, {"code": code}))
    kept.store.run(lambda desk: answer(desk.tx, others, {"code": "QQ2MPJ4V23"}))
    kept.erase(kept.city)
    with pytest.raises(Refusal) as refused:
        kept.store.run(lambda desk: answer(desk.tx, ours, {"code": "new"}))
    assert refused.value.code == "answer_forgotten"
    assert kept.store.run(lambda desk: answer(desk.tx, others, {})) == {"code": "QQ2MPJ4V23"}


# -- files -------------------------------------------------------------------------------------------------------------


def test_files_go_with_their_rows_and_what_another_city_names_stays(kept: Kept) -> None:
    subject = kept.city
    contents = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("own", "shared")}
    for name, sha256 in contents.items():
        kept.files.keep(sha256, name.encode())
    named = [(subject.application_id, one) for one in contents.values()] + [(uuid4(), contents["shared"])]
    for application_id, sha256 in named:
        kept.store.rows(
            "insert into files values (%s, %s, 'plan.pdf', 'application/pdf', 3, 'local-admin', now()) returning 1",
            (application_id, sha256),
        )
    assert kept.erase(subject).files == 1
    assert [path.name for path in kept.folder.rglob("*") if path.is_file()] == [contents["shared"]]
    assert kept.store.rows("select sha256 from files") == [{"sha256": contents["shared"]}]


# -- in time -----------------------------------------------------------------------------------------------------------


def test_a_draft_goes_when_its_time_is_up_and_not_a_moment_before(kept: Kept) -> None:
    keeping = next(one for one in keepings_of(PERSONAL) if one.name == "drafts")
    due, not_yet = (kept.store.run(lambda desk, n=n: desk.save(city=f"Ciudad {n}")).code for n in range(2))
    comes_due(kept.store, keeping, "code = %(key)s", due, not_yet)
    assert kept.store.rows("select code from drafts") == [{"code": not_yet}]


def test_an_answer_goes_when_its_time_is_up(kept: Kept) -> None:
    due, not_yet = uuid4(), uuid4()
    for command in (due, not_yet):
        kept.store.run(lambda desk, command=command: answer(desk.tx, command, {"done": True}))
    comes_due(kept.store, KEEPINGS[0], "command_id = %(key)s", due, not_yet)
    with pytest.raises(Refusal, match="answer_forgotten"):
        kept.store.run(lambda desk: answer(desk.tx, due, {}))
    assert kept.store.run(lambda desk: answer(desk.tx, not_yet, {})) == {"done": True}


def test_that_a_reminder_was_told_goes_long_after_its_rule_could_tell_it_again(kept: Kept) -> None:
    rule = next(one for one in PROGRAM.reminders if one.subject == "offer")
    due, not_yet = (Awaited("offer", key, date(2027, 3, 9), "America/Bogota") for key in ("due", "not yet"))
    for awaited in (due, not_yet):
        assert kept.store.run(lambda desk, awaited=awaited: Reminded(desk.tx).take(rule, awaited))
    last = datetime(2027, 3, 9, 14, tzinfo=UTC) + timedelta(days=rule.offset_days + rule.late_days)
    assert kept.store.rows("select distinct over_at from reminders_told") == [{"over_at": last}]
    comes_due(kept.store, KEEPINGS[1], "subject = %(key)s", due.key, not_yet.key)
    known = [kept.store.run(lambda desk, one=one: Reminded(desk.tx).knows(rule, one)) for one in (due, not_yet)]
    assert known == [False, True]


def comes_due(store: Store, keeping: Keeping, where: str, due: Any, not_yet: Any) -> None:
    """The clock is the database's, so the rows are moved: one to the last moment of its time, one a minute short."""
    days = days_of(keeping, PROGRAM)
    assert days > 0
    for key, short in ((due, 0), (not_yet, 1)):
        moved = f"now() - make_interval(days => %(days)s, mins => -{short})"
        sql = f'update "{keeping.table}" set {keeping.since} = {moved} where {where} returning 1'  # noqa: S608
        assert store.rows(sql, {"days": days, "key": key})

    def work(act: Callable[[Transaction], Any]) -> Any:
        with store.database.transaction() as tx:
            return act(tx)

    def rule() -> Any:
        return next(one for one in work(lambda tx: schedule(PERSONAL, PROGRAM, tx)).items if one.name == keeping.name)

    assert (rule().due, rule().kept, rule().last_run_at) == (1, 1, None)
    assert work(lambda tx: remove_due(keeping, days, tx, goes_on=False)) == 1
    after = rule()
    assert (after.due, after.kept, after.last_removed) == (0, 1, 1)
    assert after.last_run_at is not None


# -- mails that wait ---------------------------------------------------------------------------------------------------

WAITING = """
insert into mails (mail_id, occasion_id, template, template_version, language, recipient, "values", state, notes,
                   message_id, traceparent, created_at, next_at)
values (%s, gen_random_uuid(), 'welcome', '1', 'es', %s, '{}', %s, '[]',
        gen_random_uuid()::text, '00-1-2-01', now(), now())
returning 1
"""


def test_what_waits_for_the_erased_is_cancelled_and_nobody_elses(foundations: Foundations, tmp_path: Path) -> None:
    ana, eve = UUID(int=1), UUID(int=2)
    means = means_of(OF_MAILS, tmp_path)
    with store_of(foundations, "notifications", lambda tx: (Eraser(tx, means), tx, Outbox(tx))) as store:
        mails = [(ana, "held"), (ana, "queued"), (ana, "failed"), (ana, "sent"), (eve, "queued")]
        for person, state in mails:
            store.rows(WAITING, (uuid4(), f"identity:{person}", state))
        subject = Subject(person_id=ana)
        store.run(lambda eraser, tx, _: eraser.erase(subject, "local-admin", tx.now()))
        found = store.rows("select recipient, state from mails order by recipient, state")
    states = {
        person: [one["state"] for one in found if one["recipient"].endswith(str(person))] for person in (ana, eve)
    }
    assert states == {ana: ["cancelled"] * 3 + ["sent"], eve: ["queued"]}
