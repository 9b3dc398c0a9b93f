"""Sessions on a real database: every statement of queries/sessions.sql."""

from datetime import timedelta
from uuid import UUID, uuid4

from services.cohort.domain.audience import Audience
from services.cohort.handlers import attending, calendars, session_lists, session_lookup, sessions
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.storage.database import Transaction
from tests.integration.cohort.real_desk import RealDesk
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import COACH, CODE, LEAD, NOW, PROGRAM, STAFF
from tests.unit.cohort.fake_sessions import HOUR, LEAD_REF, OTHER, STARTS_AT, THIRD


def test_a_session_from_its_booking_to_its_attendance(tx: Transaction) -> None:
    desk = RealDesk(tx)
    booked = desk.book(people=({"code": CODE, "name": "Dana Inventada"},))
    assert {person.ref or person.name for person in booked.people} == {LEAD_REF, "Dana Inventada"}
    moved = desk.move(booked.id)
    assert (moved.version, moved.starts_at, moved.place) == (2, STARTS_AT + 24 * HOUR, booked.place)
    desk.note(booked.id, "staff", "They need a sponsor.")
    item = desk.agree(booked.id, due_on="2027-10-20")
    assert desk.turn_item(item.id, "done").state == "done"
    held = desk.hold_session(booked.id, now=moved.ends_at)
    assert (held.state, held.cities[0].attendance, len(held.notes), len(held.items)) == ("held", "present", 1, 1)
    assert desk.repository.count_sessions_attended(desk.city.application_id, ["coaching"]) == 1
    assert desk.reopen(booked.id).cities[0].attendance == "not_recorded"
    assert desk.cancel(booked.id).state == "cancelled"


def test_a_coach_is_booked_once(tx: Transaction) -> None:
    desk = RealDesk(tx)
    desk.book()
    assert refused(desk.book).startswith("coach_booked")
    assert desk.book(LEAD, override="both agreed").state == "scheduled"
    assert desk.book(starts_at=STARTS_AT + HOUR, ends_at=STARTS_AT + 2 * HOUR).state == "scheduled"


def test_a_series_ends_where_it_is_cancelled(tx: Transaction) -> None:
    desk = RealDesk(tx)
    first, second, third, fourth = desk.series().sessions
    desk.hold_session(third.id, now=third.ends_at)
    desk.cancel(second.id, following=True)
    states = [desk.state_of(one.id) for one in (first, second, third, fourth)]
    assert states == ["scheduled", "cancelled", "held", "cancelled"]


def test_a_session_for_the_whole_cohort_takes_in_who_joins_later(tx: Transaction) -> None:
    desk = RealDesk(tx)
    keynote = desk.book(kind="keynote", cities=(), speaker="Somebody Invented", coach_id=None)
    desk.join("N3XT")
    desk.join("1ATER", STARTS_AT + HOUR)
    shown = desk.hold_session(keynote.id, (CODE, "present"), (OTHER, "absent"), now=keynote.ends_at)
    assert {city.code: city.attendance for city in shown.cities} == {
        CODE: "present",
        OTHER: "absent",
        THIRD: "not_recorded",
        "N3XT": "not_recorded",
        "1ATER": "not_expected",
    }
    assert desk.attend(keynote.id, (OTHER, "excused", ())).cities != shown.cities


def test_people_are_replaced(tx: Transaction) -> None:
    desk = RealDesk(tx)
    workshop = desk.book(kind="workshop", cities=(CODE, OTHER))
    changed = desk.change_people(workshop.id, cities=(CODE, THIRD), roles=("mayor",))
    assert ({c.code for c in changed.cities}, [p.role for p in changed.people]) == ({CODE, THIRD}, ["mayors_office"])


def test_a_coach_sees_the_sessions_of_their_own_cities_and_those_they_hold(tx: Transaction) -> None:
    desk = RealDesk(tx)
    theirs = desk.book(kind="workshop", cities=(CODE, OTHER), coach_id=None)
    held = desk.book(cities=(CODE,), starts_at=STARTS_AT + HOUR, ends_at=STARTS_AT + 2 * HOUR)
    other = desk.book(kind="consultation", cities=(THIRD,), coach_id=None)
    lead = UUID(int=77)
    tx.execute("update participations set lead_coach_id = %s where code = %s", (lead, OTHER))
    for coach, seen in ((lead, {theirs.id}), (held.coach_id, {held.id}), (UUID(int=78), set())):
        own = Repository(tx, PROGRAM, Audience(coach=coach))
        page = session_lists.list_sessions(contract.ListSessions(), own, FakeOwners())
        assert ({one.id for one in page.items}, page.total) == (seen, len(seen))
        assert {one.id for one in (theirs, held, other) if own.find_session(one.id)} == seen


def test_a_coach_changes_what_is_for_their_own_cities_alone_also_what_follows_in_a_series(tx: Transaction) -> None:
    desk = RealDesk(tx)
    lead = UUID(int=77)
    tx.execute("update participations set lead_coach_id = %s where code = %s", (lead, CODE))
    before = {"starts_at": STARTS_AT - HOUR, "ends_at": STARTS_AT}
    shared = desk.book(kind="workshop", cities=(CODE, OTHER), coach_id=None, **before)
    first, second = desk.series(count=2).sessions
    keys = {"session_id": second.id, "other": OTHER}
    tx.execute("insert into session_cities (session_id, application_id) select %(session_id)s, application_id "
               "from participations where code = %(other)s", keys)  # fmt: skip
    everything, desk.repository = desk.repository, Repository(tx, PROGRAM, Audience(coach=lead))
    for attempt in (
        lambda: desk.cancel(shared.id),
        lambda: desk.move(second.id),
        lambda: desk.cancel(first.id, following=True),
    ):
        assert refused(attempt).startswith("forbidden")
    assert desk.cancel(first.id).state == "cancelled"
    desk.repository = everything
    assert desk.state_of(second.id) == "scheduled"
    assert desk.cancel(second.id).state == "cancelled"


def test_who_joined_a_session_of_the_whole_cohort_later_is_no_other_coachs(tx: Transaction) -> None:
    """It is in no row of the session yet, and is there all the same."""
    desk = RealDesk(tx)
    keynote = desk.book(kind="keynote", cities=(), speaker="Somebody Invented", coach_id=None)
    lead = UUID(int=77)
    tx.execute("update participations set lead_coach_id = %s", (lead,))
    desk.join("N3XT")
    tx.execute("delete from session_cities where session_id = %s and application_id = "
               "(select application_id from participations where code = 'N3XT')", (keynote.id,))  # fmt: skip
    desk.repository = Repository(tx, PROGRAM, Audience(coach=lead))
    assert refused(lambda: desk.cancel(keynote.id)).startswith("forbidden")


def test_lists_are_filtered_and_paged(tx: Transaction) -> None:
    desk = RealDesk(tx)
    made = desk.series(count=3).sessions
    other = desk.book(kind="workshop", cities=(OTHER, THIRD), starts_at=STARTS_AT - HOUR, ends_at=STARTS_AT)
    everything = session_lists.list_sessions(contract.ListSessions(limit=2), desk.repository, FakeOwners())
    assert ([s.id for s in everything.items], everything.total) == ([other.id, made[0].id], 4)
    rest = session_lists.list_sessions(
        contract.ListSessions(limit=2, after=everything.next), desk.repository, FakeOwners()
    )
    assert ([s.id for s in rest.items], rest.next) == ([made[1].id, made[2].id], None)
    for filters, number in (
        ({"code": CODE}, 3),
        ({"code": OTHER}, 1),
        ({"kind": "workshop"}, 1),
        ({"state": "held"}, 0),
        ({"cohort": "cohort-2027", "coach_id": made[0].coach_id}, 4),
        ({"since": made[0].ends_at}, 2),
        ({"until": made[0].starts_at}, 1),
        ({"since": made[0].starts_at, "until": made[0].ends_at}, 1),
    ):
        page = session_lists.list_sessions(contract.ListSessions.model_validate(filters), desk.repository, FakeOwners())
        assert (page.total, len(page.items)) == (number, number), filters
    nothing = contract.ListSessions(cohort="nowhere", coach_id=uuid4())
    refusal = refusal_of(lambda: session_lists.list_sessions(nothing, desk.repository, FakeOwners()))
    assert [one.code for one in refusal.details] == ["no_such_cohort", "no_such_coach"]
    for days in (9, 3, 6):
        desk.agree(made[0].id, due_on=(STARTS_AT + timedelta(days=days)).date())
    page = session_lists.list_items(contract.ListActionItems(code=CODE, limit=2), desk.repository)
    assert ([i.due_on.day for i in page.items], page.total) == ([8, 11], 3)
    last = session_lists.list_items(contract.ListActionItems(code=CODE, after=page.next), desk.repository)
    assert ([i.due_on.day for i in last.items], last.next) == ([14], None)
    upcoming = desk.repository.list_upcoming_sessions("cohort-2027", [desk.city.application_id], NOW)
    assert [(one.id, codes) for one, (_, codes) in zip(made, upcoming, strict=True)] == [
        (session.session_id, [CODE]) for session, _ in upcoming
    ]
    assert desk.repository.list_upcoming_cohort_sessions("cohort-2027", NOW) == []
    assert sessions.get_session(made[0].id, desk.repository).title == "Baselines"


def test_of_a_session_that_cities_share_a_coach_reads_their_own_citys_part(tx: Transaction) -> None:
    desk = RealDesk(tx)
    shared = desk.book(STAFF, kind="workshop", cities=(CODE, OTHER), coach_id=None, roles=())
    mine = desk.agree(shared.id, code=CODE)
    theirs = desk.agree(shared.id, code=OTHER, what="Their own secret")
    desk.note(shared.id, "staff", "Of one of them.")
    desk.note(shared.id, "city", "For both.")
    desk.hold_session(shared.id, (CODE, "present"), (OTHER, "absent"))
    lead = UUID(int=77)
    tx.execute("update participations set lead_coach_id = %s where code = %s", (lead, CODE))
    own = Repository(tx, PROGRAM, Audience(coach=lead))
    shown = session_lookup.get_one_session(contract.GetSession(session_id=shared.id), own)
    assert ([(city.code, city.attendance) for city in shown.cities], shown.other_cities) == ([(CODE, "present")], 1)
    assert [item.id for item in shown.items] == [mine.id]
    assert {person.code for person in shown.people} <= {CODE}
    assert [note.text for note in shown.notes] == ["For both."]
    (listed,) = session_lists.list_sessions(contract.ListSessions(), own, FakeOwners()).items
    assert listed.cities == (CODE,)
    request = contract.ChangeActionItem(item_id=theirs.id, state="done")
    assert refused(lambda: attending.change_item(request, own, desk.outbox)).startswith("not_found")
    note = contract.NoteSession(session_id=shared.id, visibility="city", text="x")
    assert refused(lambda: attending.note_session(note, own, desk.outbox, COACH, NOW)).startswith("forbidden")


def test_sessions_are_found_by_their_titles(tx: Transaction) -> None:
    desk = RealDesk(tx)
    early = desk.book(title="Datos abiertos: Línea de base")
    late = desk.book(kind="workshop", cities=(OTHER, THIRD), coach_id=None, roles=(), title="Datos y presupuesto",
                     starts_at=STARTS_AT + HOUR, ends_at=STARTS_AT + 2 * HOUR)  # fmt: skip

    def found(text: str, repository: Repository | None = None, limit: int = 20) -> list[UUID]:
        request = contract.SearchSessions(text=text, limit=limit)
        answer = session_lists.search_sessions(request, repository or desk.repository)
        return [one.id for one in answer.items]

    for typed in ("linea de BASE", "presu", "datos abeirtos", "lineaa", "dato"):
        assert found(typed), typed
    assert found("datos") == [late.id, early.id], "the latest first"
    assert found("datos", limit=1) == [late.id]
    assert found("datos base") == [early.id]
    assert found("presupeusto") == [late.id], "one letter off"
    for typed in ("prsupeusto", "' | 'datos", "%", "~datos"):
        assert found(typed) in ([], [late.id, early.id]), typed
    assert found("prsupeusto") == []
    lead = UUID(int=77)
    tx.execute("update participations set lead_coach_id = %s where code = %s", (lead, CODE))
    theirs = Repository(tx, PROGRAM, Audience(coach=lead))
    assert found("datos", theirs) == [early.id]
    (seen,) = session_lists.search_sessions(contract.SearchSessions(text="datos"), theirs).items
    assert seen.cities == (CODE,)


def test_a_citys_calendar_says_what_a_session_is_about_and_what_to_bring(tx: Transaction) -> None:
    desk = RealDesk(tx)
    session = desk.book(kind="executive_education", cities=(CODE, OTHER), modules=("Standards",), bring="Your figures")
    city = {"application_id": desk.city.application_id, "time_zone": "America/Bogota", "cohort": session.cohort}
    (entry,) = [one for one in calendars.entries_of(city, desk.repository, NOW) if one.noun == "session"]
    assert (entry.modules, entry.bring) == (("Standards",), "Your figures")
