"""Calls, drafts, applications, matches and overrides on the real tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.intake.handlers import (
    answers,
    applications,
    colleagues,
    drafts,
    evidence,
    matching,
    reading,
    reminding,
    restoring,
)
from shared.contracts import eligibility, intake
from shared.contracts.application import EvidenceKind
from shared.contracts.lifecycle import ApplicationState as State
from shared.files.store import FileStore
from shared.files.transfer import Upload
from tests.integration.intake.conftest import RealDesk
from tests.support.refused import refusal_of, refused
from tests.support.sample_files import PDF
from tests.support.store import Store
from tests.unit.intake.fake_intake import ANYBODY, LEAD, NOW, PROGRAM, document

LATE = NOW + timedelta(days=90)
OTHER_AREA = "Departamento del Magdalena"


def test_six_submissions_of_one_city_at_one_instant_make_one_application(store: Store) -> None:
    areas = ("Magdalena", "MAGDALENA", " magdalena ", "Mágdalena", "Magdalena.", "magdalena")
    answers = store.at_once(*(lambda desk, area=area: desk.submit(admin_area=area) for area in areas))
    receipts = [answer for answer in answers if isinstance(answer, intake.Receipt)]
    refusals = [answer.code for answer in answers if not isinstance(answer, intake.Receipt)]
    assert (len(receipts), refusals) == (1, ["duplicate_application"] * 5)
    assert [row["code"] for row in store.rows("select code from applications")] == [receipts[0].code]
    assert store.events() == ["call_opened", "application_submitted"]
    assert store.rows("select count(*) as n from application_versions") == [{"n": 1}]


def test_strangers_who_apply_for_one_city_at_one_instant_stand_beside_each_other_until_one_is_proven(
    store: Store,
) -> None:
    written = document()["contacts"][0]
    works = [
        lambda desk, n=n: desk.submit(caller=ANYBODY, contacts=[written | {"email": f"{n}@puerto.example"}])
        for n in range(3)
    ]
    codes = [receipt.code for receipt in store.at_once(*works)]
    assert store.rows("select count(*) as n from likely_matches") == [{"n": 3}]
    store.at_once(*(lambda desk, n=n: desk.claim(f"{n}@puerto.example") for n in range(3)))
    held = "select code from applications where holds_city and state <> 'withdrawn'"
    (holder,) = (row["code"] for row in store.rows(held))
    late = [written | {"email": "late@puerto.example"}]
    said = refused(lambda: store.run(lambda desk: desk.submit(caller=ANYBODY, contacts=late)))
    assert said.startswith("duplicate_application")
    assert store.run(lambda desk: desk.repository.find_live_codes([("2027", "CO", "magdalena", "puerto ejemplo")]))
    store.run(lambda desk: desk.resubmit(next(code for code in codes if code != holder), residents=600_000))
    store.run(lambda desk: desk.withdraw(holder))
    assert len(store.rows(held)) == 1
    assert refused(lambda: store.run(lambda desk: desk.reinstate(holder))).startswith("duplicate_application")


def test_a_proof_and_a_submission_for_one_city_at_one_instant_leave_one_that_holds_the_place(store: Store) -> None:
    written = document()["contacts"][0]
    for n in range(5):
        first, second = ([written | {"email": f"{who}@puerto.example"}] for who in (f"a{n}", f"b{n}"))
        store.run(lambda desk, n=n, who=first: desk.submit(caller=ANYBODY, city=f"Ciudad {n}", contacts=who))
        store.run(lambda desk, n=n: desk.claim(f"b{n}@puerto.example"))
        store.at_once(
            lambda desk, n=n: desk.claim(f"a{n}@puerto.example"),
            lambda desk, n=n, who=second: desk.submit(caller=ANYBODY, city=f"Ciudad {n}", contacts=who),
        )
    rows = store.rows("select folded_city, sum(holds_city::int) as held from applications group by 1 order by 1")
    assert [row["held"] for row in rows] == [1] * 5


def test_two_spellings_at_one_instant_are_flagged(store: Store) -> None:
    store.at_once(*(lambda desk, area=area: desk.submit(admin_area=area) for area in ("Magdalena", OTHER_AREA)))
    assert store.events().count("likely_match_found") == 1
    page = store.run(lambda desk: matching.list_likely_matches(intake.ListLikelyMatches(), desk.repository))
    assert page.total == len(page.items) == 1
    assert set(page.items[0].admin_areas) == {"Magdalena", OTHER_AREA}
    after = intake.ListLikelyMatches(call="2027", after="-".join(page.items[0].codes))
    assert store.run(lambda desk: matching.list_likely_matches(after, desk.repository)).items == ()


def test_two_calls_for_one_cohort_at_one_instant_plan_it_alike(store: Store) -> None:
    plans = [{"id": "new", "name": "New", "starts_on": f"2028-0{month}-01"} for month in (1, 2)]
    works = [lambda desk, n=n: desk.open_call(id=f"c{n}", cohort=plans[n]) for n in range(2)]
    codes = [getattr(answer, "code", "opened") for answer in store.at_once(*works)]
    assert sorted(codes) == ["already_exists", "opened"]


def test_a_call_is_opened_once_extended_closed_and_reopened(store: Store) -> None:
    code = store.run(lambda desk: desk.submit()).code
    assert store.run(lambda desk: desk.open_call()).state == "open"
    store.run(lambda desk: desk.close())
    assert refused(lambda: store.run(lambda desk: desk.submit(now=NOW + timedelta(seconds=1), city="Otra")))
    store.run(lambda desk: desk.reopen(code, LATE, now=NOW + timedelta(days=1)))
    store.run(lambda desk: desk.reopen(code, LATE + timedelta(days=1), now=NOW + timedelta(days=1)))
    assert store.run(lambda desk: desk.resubmit(code, now=LATE)).version == 2
    store.run(lambda desk: desk.extend(LATE + timedelta(days=9)))
    assert store.run(lambda desk: desk.submit(now=LATE, city="Otra")).version == 1
    assert store.events().count("call_reopened") == 2


def test_a_draft_is_kept_listed_read_submitted(store: Store) -> None:
    whole: dict[str, Any] = {"city": ...}
    code = store.run(lambda desk: desk.save(**whole)).code
    other = store.run(lambda desk: desk.save(now=NOW + timedelta(seconds=1))).code

    def listed(**fields: Any) -> list[str]:
        page = store.run(lambda desk: drafts.list_drafts(intake.ListDrafts(**fields), desk.repository))
        assert page.total >= len(page.items)
        return [one.code for one in page.items]

    assert listed() == [other, code]
    assert listed(after=other, call="2027", email="LUZ@puerto.example") == [code]
    assert listed(email="nobody@puerto.example") == []
    shown = store.run(lambda desk: drafts.get_draft(intake.GetDraft(code=code), desk.repository, NOW))
    assert [fault.field for fault in shown.missing] == ["city"]
    store.run(lambda desk: desk.revise(code))
    owner = store.rows("select owner_id from drafts where code = %s", (code,))[0]["owner_id"]
    receipt = store.run(lambda desk: desk.submit_draft(code))
    assert (receipt.code, receipt.version) == (code, 1)
    contact = store.run(lambda desk: applications.get_contact(intake.GetContact(contact_id=owner), desk.repository))
    names = store.run(lambda desk: desk.repository.list_contact_names([owner, uuid4()]))
    assert [(one.id, one.name) for one in names] == [(owner, contact.name)]
    assert contact.email == "luz@puerto.example"
    found = [store.run(lambda desk, a=a: desk.repository.list_contacts_at(a)) for a in ("LUZ@puerto.example", "luz@")]
    assert (owner in found[0], found[1]) == (True, [])
    store.run(lambda desk: desk.withdraw(other))
    assert store.rows("select document, state from drafts") == [{"document": {}, "state": "withdrawn"}]


def test_an_application_is_versioned_answered_overridden_and_shown(store: Store) -> None:
    receipt = store.run(lambda desk: desk.submit(now=LATE, caller=LEAD, override="a flood in the city"))
    code = receipt.code
    event = eligibility.SelectionEnded(application_id=receipt.id, code=code, call="2027", state=State.MORE_INFO)
    store.run(lambda desk: answers.follow_selection(event, desk.repository))
    answered = store.run(lambda desk: desk.answer(code, now=LATE, residents=600_000))
    assert store.run(lambda desk: desk.answer(code, now=LATE, residents=600_000)) == answered
    assert answered.version == 2
    shown = store.run(lambda desk: desk.show(code))
    assert [(one.rule, one.actor, one.reason) for one in shown.overrides] == [
        ("call_not_open", LEAD.actor, "a flood in the city")
    ]
    stored = store.rows("select version, privacy_notice, document->>'residents' as n from application_versions")
    assert stored == [
        {"version": 1, "privacy_notice": "1", "n": "512300"}, {"version": 2, "privacy_notice": "1", "n": "600000"},
    ]  # fmt: skip


def test_two_are_merged_and_the_same_again_changes_nothing(store: Store) -> None:
    others = [contact | {"email": f"other-{n}@puerto.example"} for n, contact in enumerate(document()["contacts"])]
    into = store.run(lambda desk: desk.submit()).code
    one = store.run(lambda desk: desk.submit(admin_area=OTHER_AREA, contacts=others)).code
    receipts = store.at_once(*[lambda desk: desk.merge(one, into)] * 2)
    assert receipts[0] == receipts[1]
    assert receipts[0].version == 2
    assert store.run(lambda desk: desk.show(one)).merged_into == into
    assert store.run(lambda desk: desk.show(into)).likely_matches == ()
    assert store.events()[-3:] == ["application_submitted", "application_withdrawn", "application_merged"]
    assert store.rows("select count(*) as n from contacts join applications using (application_id) where code = %s",
                      (into,)) == [{"n": 4}]  # fmt: skip


def test_merging_two_into_each_other_at_one_instant_ends_one(store: Store) -> None:
    one = store.run(lambda desk: desk.submit()).code
    other = store.run(lambda desk: desk.submit(admin_area=OTHER_AREA)).code
    found = store.at_once(lambda desk: desk.merge(one, other), lambda desk: desk.merge(other, one))
    assert sorted(getattr(answer, "state", answer.code) for answer in found) == ["illegal_transition", "submitted"]


def test_an_import_is_overridden_flagged_and_repeated(store: Store) -> None:
    rows: list[dict[str, Any]] = [{}, {"admin_area": OTHER_AREA}, {"city": "Otra"}, {"city": "Otra"}]

    def bring_in(desk: RealDesk) -> intake.ImportOutcome:
        return desk.bring_in(*map(dict, rows), now=LATE, caller=LEAD, override="entered after the close")

    first, again = store.run(bring_in), store.run(bring_in)
    assert (len(first.accepted), len(first.existing)) == (3, 1)
    assert (len(again.accepted), len(again.existing)) == (0, 4)
    assert store.rows("select count(*) as n from overrides") == [{"n": 3}]
    assert store.events().count("likely_match_found") == 1


def test_a_city_that_moves_to_anothers_name_is_refused(store: Store) -> None:
    store.run(lambda desk: desk.submit(city="Otra"))
    code = store.run(lambda desk: desk.submit()).code
    assert refused(lambda: store.run(lambda desk: desk.resubmit(code, city="OTRA"))).startswith("duplicate_application")
    assert store.run(lambda desk: desk.show(code)).version == 1
    assert store.run(lambda desk: desk.repository.find_live_codes([("2027", "CO", "magdalena", "otra")]))
    assert store.run(lambda desk: desk.repository.find_contact(uuid4())) is None


def test_a_file_is_kept_once_with_its_application(store: Store, tmp_path: Path) -> None:
    code = store.run(lambda desk: desk.submit()).code
    files, upload = FileStore(tmp_path), Upload(PDF)

    def add(desk: RealDesk) -> intake.EvidenceReceipt:
        files.put_part(LEAD.actor, upload.id, 0, PDF)
        request = intake.AddEvidence(
            code=code, kind=EvidenceKind.POLICY, name="a.pdf", upload_id=upload.id, size=len(PDF), sha256=upload.sha256
        )  # fmt: skip
        return evidence.add_evidence(request, desk.repository, desk.outbox, files, PROGRAM, LEAD, NOW)

    assert store.run(add) == store.run(add)
    rows = store.rows("select sha256, name, media_type, added_by from files")
    assert rows == [{"sha256": upload.sha256, "name": "a.pdf", "media_type": "application/pdf", "added_by": LEAD.actor}]
    part = intake.GetFilePart(code=code, sha256=upload.sha256, number=0)
    assert store.run(lambda desk: evidence.get_file_part(part, desk.repository, files)).content
    assert store.run(lambda desk: desk.show(code)).version == 2


def test_a_colleague_is_named_until_taken_out_and_a_new_version_leaves_them_in(store: Store) -> None:
    code = store.run(lambda desk: desk.submit()).code
    request = intake.InviteColleague(code=code, name="Eva", email="Eva@City.example")

    def invite(desk: RealDesk) -> intake.Colleagues:
        return colleagues.invite_colleague(request, desk.repository, desk.outbox, LEAD, NOW)

    (one,) = store.run(invite).items
    store.run(lambda desk: desk.resubmit(code))
    named = "select folded_email from named_addresses where folded_email = 'eva@city.example'"
    assert len(store.rows(named)) == 1
    assert store.run(lambda desk: desk.repository.find_contact(one.id)).email == "Eva@City.example"
    assert store.run(lambda desk: desk.repository.find_standing(one.id)).known
    assert [who.name for who in store.run(lambda desk: desk.repository.list_contact_names([one.id]))] == ["Eva"]
    eva = uuid4()
    store.run(lambda desk: desk.claim("eva@city.example", eva))
    assert store.run(lambda desk: desk.repository.list_colleagues(desk.show(code).id))[0].joined
    store.run(lambda desk: desk.claim("luz@puerto.example", uuid4()))
    gone = intake.RemoveColleague(code=code, id=one.id)
    assert store.run(lambda desk: colleagues.remove_colleague(gone, desk.repository, desk.outbox)).items == ()
    assert store.rows(named) == []


def test_a_draft_is_reminded_of_once_also_by_two_at_one_instant(store: Store) -> None:
    store.run(lambda desk: desk.save(time_zone=...))
    store.run(lambda desk: desk.save(city=..., country=..., time_zone=...))
    due = datetime(2027, 3, 24, 14, tzinfo=UTC)  # 9:00 in Bogotá, 10:00 in New York, whose call it is

    def remind(desk: RealDesk) -> None:
        for draft in drafts:
            reminding.remind_draft(draft, desk.outbox, PROGRAM, desk.reminded, due)

    drafts = store.run(lambda desk: reminding.list_due_drafts(desk.repository, PROGRAM, desk.reminded, due))
    store.at_once(remind, remind)
    assert store.run(lambda desk: reminding.list_due_drafts(desk.repository, PROGRAM, desk.reminded, due)) == []
    assert store.events().count("draft_reminder_due") == 2
    assert store.rows("select rule, count(*) as n from reminders_told group by 1") == [
        {"rule": "draft_7_days_before", "n": 2}
    ]


def test_a_withdrawal_that_came_too_late_is_undone_and_what_the_city_sent_since_is_merged(store: Store) -> None:
    code = store.run(lambda desk: desk.submit()).code
    store.run(lambda desk: desk.withdraw(code))
    newer = store.run(lambda desk: desk.submit()).code
    keys = {"application_id": store.run(lambda desk: desk.show(code)).id, "code": code, "call": "2027"}
    told = eligibility.WithdrawalOvertaken.model_validate(keys | {"state": State.CONFIRMED})
    for _ in range(2):
        store.run(lambda desk: restoring.restore_application(told, desk.repository, desk.outbox, NOW))
    assert store.run(lambda desk: desk.show(code)).state == "submitted"
    assert store.run(lambda desk: desk.show(newer)).merged_into == code
    assert store.events()[-2:] == ["application_withdrawn", "application_restored"]
    assert refused(lambda: store.run(lambda desk: desk.withdraw(code))).startswith("illegal_transition")


def test_a_pending_decision_leaves_the_question_open(store: Store) -> None:
    code = store.run(lambda desk: desk.submit()).code
    keys = {"application_id": store.run(lambda desk: desk.show(code)).id, "code": code, "call": "2027"}
    for state in (State.MORE_INFO, State.DECIDED):
        event = eligibility.SelectionEnded.model_validate(keys | {"state": state})
        store.run(lambda desk, event=event: answers.follow_selection(event, desk.repository))
    assert store.run(lambda desk: desk.answer(code, residents=600_000)).version == 2


def test_each_version_is_read_as_it_was_submitted(store: Store) -> None:
    code = store.run(lambda desk: desk.submit()).code
    store.run(lambda desk: desk.resubmit(code, residents=600_000))
    first = intake.GetApplicationVersion(code=code, version=1)
    read = store.run(lambda desk: reading.get_application_version(first, desk.repository))
    assert (read.document["residents"], [one.changed for one in read.versions]) == (512_300, [(), ("residents",)])
    both = intake.CompareApplicationVersions(code=code)
    (change,) = store.run(lambda desk: reading.compare_application_versions(both, desk.repository)).changes
    assert (change.field, change.before, change.after) == ("residents", 512_300, 600_000)


def test_a_draft_whose_call_was_reopened_for_it_is_reminded_of_that_day(store: Store) -> None:
    code = store.run(lambda desk: desk.save()).code
    store.run(lambda desk: desk.save(city="Otra"))
    until = store.run(lambda desk: desk.reopen(code, date(2027, 4, 20), now=datetime(2027, 4, 2, tzinfo=UTC))).until
    due = datetime(2027, 4, 13, 14, tzinfo=UTC)
    (draft,) = store.run(lambda desk: reminding.list_due_drafts(desk.repository, PROGRAM, desk.reminded, due))
    assert (draft.code, draft.closes_at) == (code, until)
    for told in (1, 1):
        store.run(lambda desk: reminding.remind_draft(draft, desk.outbox, PROGRAM, desk.reminded, due))
        assert store.events().count("draft_reminder_due") == told


def test_lists_refuse_a_call_that_is_not_there(store: Store) -> None:
    for ask in (
        lambda desk: matching.list_likely_matches(intake.ListLikelyMatches(call="2030"), desk.repository),
        lambda desk: drafts.list_drafts(intake.ListDrafts(call="2030"), desk.repository),
    ):
        assert [one.code for one in refusal_of(lambda ask=ask: store.run(ask)).details] == ["no_such_call"]


def test_people_of_applications_are_found_by_their_names(store: Store) -> None:
    def found(text: str, limit: int = 20) -> list[str]:
        request = intake.SearchPeople(text=text, limit=limit)
        answer = store.run(lambda desk: reading.search_people(request, desk.repository))
        return [f"{one.role or 'mayor'} of {one.city}" for one in answer.items]

    first = document()
    luz = first["contacts"][0] | {"name": "Luz Marina Inventada", "email": "Luz.M@puerto.example"}
    mayor = first["mayor"] | {"name": "Rosa Inés Ejemplo"}
    receipt = store.run(lambda desk: desk.submit(contacts=[luz], mayor=mayor))
    theirs = f"{luz['role']} of {first['city']}"

    for typed in ("luz", "INVENTADA", "luz inven", "Inventda", "luz.m@puerto.example"):
        assert found(typed) == [theirs], typed
    assert found("rosa ines") == [f"mayor of {first['city']}"]
    (kept,) = store.rows("select contact_id from contacts")
    people = store.run(lambda desk: desk.repository.search_people("'luz' | 'rosa'", 9))
    assert {one.ref for one in people} == {f"intake:{kept['contact_id']}", None}, "a mayor has none"
    assert found("luz ejemplo") == [], "two people of one application are not one"
    assert found("luz' | 'ejemplo") == found("%") == []
    store.run(lambda desk: desk.resubmit(receipt.code, contacts=[luz | {"name": "Otra Persona"}], mayor=mayor))
    assert found("inventada") == [], "a former version is not looked at"
    assert found("persona") == [theirs]
    store.run(lambda desk: desk.bring_in(*({"city": f"Villa {n}", "contacts": [luz]} for n in range(3))))
    assert len(found("luz marina")) == 3
    assert len(found("luz marina", limit=2)) == 2
