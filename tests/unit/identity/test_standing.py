"""Roles given and taken, people deactivated and let in again."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.identity.handlers import people, sessions, standing
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    ChangePerson,
    DeactivatedPerson,
    DeactivatePerson,
    Person,
    PersonChanged,
    PersonDeactivated,
    PersonReactivated,
    ReactivatePerson,
    RolesChanged,
    SignedOut,
)
from shared.contracts.people import Caller, Role
from shared.security.keys import ensure_keys
from shared.security.tokens import Signer
from tests.support.fakes import FakeOutbox
from tests.unit.identity.desk import ANA, NOW, SECRET, Desk, caller_from
from tests.unit.identity.tables import knows

MACHINE = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
ADMINISTRATOR = Caller(f"person:{uuid4()}", frozenset({Role.ADMINISTRATOR}))
LEAD = Caller(f"person:{uuid4()}", frozenset({Role.PROGRAM_LEAD}))
EVE = ANA.model_copy(update={"id": uuid4(), "email": "eve@city.example", "roles": (Role.ADMINISTRATOR,)})


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    knows(made.repository, EVE)
    return made


def change(desk: Desk, caller: Caller = LEAD, person: Person = ANA, **fields: Any) -> Person:
    outbox = FakeOutbox()
    request = ChangePerson(person=person.id, **fields)
    changed = standing.change_person(request, desk.repository, outbox, caller)  # type: ignore[arg-type]
    desk.told = outbox.events
    return changed


def deactivate(desk: Desk, caller: Caller = LEAD, person: Person = ANA, **fields: Any) -> DeactivatedPerson:
    outbox = FakeOutbox()
    request = DeactivatePerson(person=person.id, because="left_program", **fields)
    gone = standing.deactivate_person(request, desk.repository, outbox, caller, SECRET, NOW)  # type: ignore[arg-type]
    desk.told = outbox.events
    return gone


def reactivate(desk: Desk, caller: Caller = LEAD, person: Person = ANA) -> Person:
    outbox = FakeOutbox()
    back = standing.reactivate_person(ReactivatePerson(person=person.id), desk.repository, outbox, caller)  # type: ignore[arg-type]
    desk.told = outbox.events
    return back


# -- changed -----------------------------------------------------------------------------------------------------------


def test_roles_are_given_and_taken_at_once(desk: Desk) -> None:
    changed = change(desk, roles=("staff", "reviewer"))
    assert (changed.roles, changed.version) == ((Role.STAFF, Role.REVIEWER), 2)
    assert desk.told == [
        RolesChanged(
            person_id=ANA.id, roles=(Role.STAFF, Role.REVIEWER), languages=("es",),
            given=(Role.REVIEWER,), taken=(Role.COACH,),
        )
    ]  # fmt: skip


def test_a_name_and_languages_change_without_roles(desk: Desk) -> None:
    changed = change(desk, name=" Ana Prado ", languages=("pt", "es", "pt"))
    assert (changed.name, changed.languages, changed.roles) == ("Ana Prado", ("pt", "es"), ANA.roles)
    assert desk.told == [PersonChanged(person_id=ANA.id, roles=ANA.roles, languages=("pt", "es"))]


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    assert change(desk, name=ANA.name, roles=ANA.roles, languages=ANA.languages) == ANA
    assert desk.told == []


def test_somebody_without_a_name_gets_no_role(desk: Desk) -> None:
    nameless = ANA.model_copy(update={"name": "", "roles": ()})
    knows(desk.repository, nameless)
    with pytest.raises(Refusal, match="invalid"):
        change(desk, roles=("coach",))
    assert change(desk, roles=("coach",), name="Ana").roles == (Role.COACH,)


def test_what_somebody_else_changed_is_not_overwritten(desk: Desk) -> None:
    change(desk, name="Ana Prado", expected_version=1)
    for attempt in (change, deactivate):
        with pytest.raises(Refusal) as refused:
            attempt(desk, expected_version=1)
        assert (refused.value.code, refused.value.values) == ("stale_version", {"version": 2})


@pytest.mark.parametrize(
    ("person", "roles"),
    [(ANA, ("administrator",)), (EVE, ("staff",)), (EVE, ()), (ANA, ("service",)), (ANA, ("anonymous", "coach"))],
)
def test_a_lead_gives_and_takes_no_role_above_their_own(desk: Desk, person: Person, roles: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        change(desk, LEAD, person, roles=roles)
    assert refused.value.code in ("forbidden", "invalid")
    assert desk.repository.people[person.id] == person


def test_a_lead_calls_an_administrator_by_another_name(desk: Desk) -> None:
    assert change(desk, LEAD, EVE, name="Eve Prado").roles == EVE.roles


# -- the last administrator --------------------------------------------------------------------------------------------


def test_the_last_administrator_stays_one(desk: Desk) -> None:
    for attempt in (lambda: change(desk, ADMINISTRATOR, EVE, roles=()), lambda: deactivate(desk, ADMINISTRATOR, EVE)):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert (refused.value.code, refused.value.reason) == ("forbidden", "last_administrator")


def test_one_of_two_administrators_goes(desk: Desk) -> None:
    change(desk, ADMINISTRATOR, roles=("administrator",))
    assert change(desk, ADMINISTRATOR, EVE, roles=()).roles == ()
    with pytest.raises(Refusal, match="forbidden"):
        deactivate(desk, ADMINISTRATOR)


def test_the_machines_administrator_may_take_the_last_one(desk: Desk) -> None:
    assert not deactivate(desk, MACHINE, EVE).person.active


# -- deactivated -------------------------------------------------------------------------------------------------------


def test_who_is_deactivated_is_out_at_once(desk: Desk, tmp_path: Path) -> None:
    """Attack: a leaver keeps access."""
    session, waiting = desk.confirm(key=desk.mail().key), desk.mail()
    gone = deactivate(desk)
    assert (gone.person.active, gone.sessions_ended) == (False, 1)
    kinds = [type(event) for event in desk.told]
    assert kinds == [SignedOut, PersonDeactivated]
    told = desk.told[1]
    assert isinstance(told, PersonDeactivated)
    assert (told.roles, told.because) == ((), "left_program")
    ensure_keys(tmp_path, ("identity",))
    request = identity.IssueToken(session=session.secret, to_service="eligibility", to_method="decide")
    with pytest.raises(Refusal, match="unauthenticated"):
        sessions.issue_token(request, desk.repository, Signer("identity", tmp_path), caller_from(None), NOW)  # type: ignore[arg-type]
    assert desk.refused(key=waiting.key).code == "sign_in_failed"
    assert desk.refused(email=ANA.email, code=waiting.code).code == "sign_in_failed"


def test_who_is_deactivated_is_mailed_nothing_and_asks_in_vain(desk: Desk) -> None:
    deactivate(desk)
    assert desk.ask() == []
    with pytest.raises(Refusal, match="not_found"):
        people.get_recipient(identity.GetRecipient(person_id=ANA.id), desk.repository)  # type: ignore[arg-type]
    names = people.get_names(identity.GetNames(ids=(ANA.id,)), desk.repository, MACHINE)  # type: ignore[arg-type]
    assert [one.name for one in names.items] == [ANA.name]


def test_deactivated_twice_is_told_once(desk: Desk) -> None:
    first = deactivate(desk)
    assert deactivate(desk).person == first.person
    assert desk.told == []


def test_who_is_let_in_again_has_the_roles_of_before_and_signs_in_anew(desk: Desk) -> None:
    deactivate(desk)
    back = reactivate(desk)
    assert (back.active, back.roles, back.version) == (True, ANA.roles, 3)
    assert desk.told == [PersonReactivated(person_id=ANA.id, roles=ANA.roles, languages=("es",))]
    assert desk.confirm(key=desk.mail().key)
    reactivate(desk)
    assert desk.told == []


def test_roles_of_somebody_deactivated_are_in_force_when_they_are_back(desk: Desk) -> None:
    deactivate(desk)
    change(desk, roles=("reviewer",))
    (told,) = desk.told
    assert isinstance(told, RolesChanged)
    assert (told.roles, told.given) == ((), (Role.REVIEWER,))
    assert reactivate(desk).roles == (Role.REVIEWER,)


@pytest.mark.parametrize("attempt", [deactivate, reactivate])
def test_a_lead_decides_over_no_administrator(desk: Desk, attempt: Any) -> None:
    if attempt is reactivate:
        deactivate(desk, MACHINE, EVE)
    with pytest.raises(Refusal) as refused:
        attempt(desk, LEAD, EVE)
    assert (refused.value.code, refused.value.reason) == ("forbidden", "administrators_role")


@pytest.mark.parametrize("attempt", [change, deactivate, reactivate])
def test_nobody_who_is_not_there_changes(desk: Desk, attempt: Any) -> None:
    with pytest.raises(Refusal, match="not_found"):
        attempt(desk, LEAD, ANA.model_copy(update={"id": uuid4()}))
