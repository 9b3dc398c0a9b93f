"""Signing in by mail: one answer for all that can be wrong, single use; who proves an address is somebody."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.identity.domain.proofs import sign_in_code, sign_in_key
from services.identity.handlers import people
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import PersonAdded, SignedIn
from shared.contracts.people import Caller, PersonRef, Role
from tests.support.fakes import FakeOutbox
from tests.unit.identity.desk import ANA, HOME, MINUTE, NOBODYS, NOW, SECRET, Desk, wrong
from tests.unit.identity.tables import knows


@pytest.fixture
def desk() -> Desk:
    return Desk()


# -- asking ------------------------------------------------------------------------------------------------------------


def test_a_known_address_is_told_by_reference(desk: Desk) -> None:
    (event,) = desk.ask(" ANA@City.example ")
    assert event.person == PersonRef(ref=f"identity:{ANA.id}", role="coach", language="es")
    assert event.expires_at == NOW + 60 * MINUTE
    assert "city.example" not in event.model_dump_json()


def test_an_unknown_address_is_mailed_by_its_sign_in_in_the_language_asked_for(desk: Desk) -> None:
    (event,) = desk.ask(NOBODYS, language="pt")
    assert event.person == PersonRef(ref=f"identity:{event.sign_in_id}", role="applicant", language="pt")
    assert event.expires_at == NOW + timedelta(days=1)
    assert "city.example" not in event.model_dump_json()


def test_an_unknown_address_leaves_the_same_row(desk: Desk) -> None:
    desk.request()
    desk.request(NOBODYS)
    known, unknown = (vars(one.sign_in) for one in desk.repository.asked.values())
    own = {"id", "email"}
    assert {key: known[key] for key in known.keys() - own} == {key: unknown[key] for key in unknown.keys() - own}
    assert len(desk.repository.locked) == 2


def test_no_code_and_key_is_stored_and_no_address_once_it_is_over(desk: Desk) -> None:
    mail = desk.mail()
    stored = repr(desk.repository.asked)
    assert (mail.code in stored, mail.key in stored) == (False, False)
    desk.confirm(key=mail.key)
    assert "city.example" not in repr(desk.repository.asked)


def test_the_mail_calls_nobody_by_name(desk: Desk) -> None:
    assert desk.mail().recipient.name == desk.mail(NOBODYS).recipient.name == ""


def test_asking_again_mails_the_same_code_and_link_for_half_an_hour(desk: Desk) -> None:
    mails = [desk.mail(now=NOW + n * MINUTE) for n in (0, 1, 29, 30)]
    assert mails[0] == mails[1] == mails[2] != mails[3]


def test_a_newer_sign_in_leaves_the_older_link(desk: Desk) -> None:
    old, new = desk.mail(), desk.mail(now=NOW + 40 * MINUTE)
    assert desk.confirm(NOW + 41 * MINUTE, key=old.key).person_id == ANA.id
    assert desk.refused(NOW + 41 * MINUTE, key=new.key).code == "sign_in_failed"  # one of them is enough


def test_no_mail_for_an_unknown_or_over_sign_in(desk: Desk) -> None:
    (event,) = desk.ask()
    for sign_in_id, now in ((uuid4(), NOW), (event.sign_in_id, NOW + 60 * MINUTE)):
        with pytest.raises(Refusal, match="not_found"):
            desk.read(event.model_copy(update={"sign_in_id": sign_in_id}), now)


# -- confirming --------------------------------------------------------------------------------------------------------


def test_code_and_key_each_open_a_session_once(desk: Desk) -> None:
    mail = desk.mail()
    session = desk.confirm(email="ANA@city.example", code=mail.code)
    assert (session.person_id, session.roles) == (ANA.id, ANA.roles)
    assert session.expires_at == NOW + timedelta(hours=12)
    assert session.secret not in repr(desk.repository.sessions)
    assert desk.refused(email=ANA.email, code=mail.code).code == "sign_in_failed"
    assert desk.refused(key=mail.key).code == "sign_in_failed"
    key = desk.mail().key
    assert desk.confirm(key=key).secret != session.secret
    assert desk.refused(key=key).code == "sign_in_failed"


def test_who_signs_in_is_told_without_address(desk: Desk) -> None:
    desk.confirm(key=desk.mail().key, device="Firefox, Linux")
    ((session_id, shown),) = desk.repository.shown.items()
    assert shown == ("203.0.113.0/24", "Firefox, Linux", "mailed_link")
    event = desk.told[-1]
    assert isinstance(event, SignedIn)
    assert (event.session_id, event.person_id, event.proof) == (session_id, ANA.id, "mailed_link")
    assert HOME not in event.model_dump_json()


def test_a_sign_in_is_over_after_sixty_minutes(desk: Desk) -> None:
    mail, late = desk.mail(), NOW + 60 * MINUTE
    assert desk.refused(late, email=ANA.email, code=mail.code).code == "sign_in_failed"
    assert desk.refused(late, key=mail.key).code == "sign_in_failed"
    assert desk.confirm(late - timedelta(seconds=1), key=mail.key)


def test_everything_that_can_be_wrong_is_answered_alike(desk: Desk) -> None:
    desk.ask()
    desk.request(NOBODYS)  # not mailed yet
    (row,) = (one for one in desk.repository.asked.values() if one.sign_in.email == NOBODYS)
    code = sign_in_code(SECRET, row.sign_in.id)
    answers = {
        str(desk.refused(email=email, code=digits))
        for email, digits in ((NOBODYS, wrong(code)), ("other@city.example", wrong(code)), (NOBODYS, code))
    }
    answers.add(str(desk.refused(key=sign_in_key(b"another", row.sign_in.id))))
    assert len(answers) == 1


@pytest.mark.parametrize("proof", [{}, {"email": ANA.email}, {"code": "123456"}])
def test_a_proof_that_is_none_is_invalid(desk: Desk, proof: dict[str, str]) -> None:
    assert desk.refused(**proof).code == "invalid"


def test_a_proof_may_renew_a_session_in_place_of_opening_one(desk: Desk) -> None:
    opened, later = desk.confirm(key=desk.mail().key), NOW + 20 * MINUTE
    key = desk.mail(now=later).key
    assert desk.confirm(later, key=key, session=opened.secret) == opened
    (kept,) = desk.repository.sessions.values()
    assert (kept.authenticated_at, kept.expires_at) == (later, NOW + timedelta(hours=12))


@pytest.mark.parametrize("minutes", [0, 31])
def test_a_proof_renews_no_session_of_others_and_none_that_is_over(desk: Desk, minutes: int) -> None:
    eve = ANA.model_copy(update={"id": uuid4(), "email": "eve@city.example"})
    knows(desk.repository, eve)
    anas = desk.confirm(key=desk.mail().key)
    later, prover = NOW + minutes * MINUTE, (ANA if minutes else eve)
    key = desk.mail(prover.email, later).key
    assert desk.refused(later, key=key, session=anas.secret).code == "sign_in_failed"


# -- somebody new ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["code", "link"])
def test_who_proves_an_address_is_a_person_from_then_on(desk: Desk, by: str) -> None:
    mail = desk.mail(NOBODYS, language="pt")
    proof: dict[str, Any] = {"key": mail.key} if by == "link" else {"email": NOBODYS, "code": mail.code}
    session = desk.confirm(**proof)
    person = desk.repository.people[session.person_id]
    assert (person.name, person.email, person.roles, person.languages) == ("", NOBODYS, (), ("pt",))
    assert PersonAdded(person_id=person.id, roles=(), languages=("pt",)) in desk.told
    assert desk.confirm(key=desk.mail(NOBODYS).key).person_id == person.id


def test_nobody_is_a_person_who_only_asked(desk: Desk) -> None:
    desk.ask(NOBODYS)
    assert list(desk.repository.people) == [ANA.id]


def test_the_link_of_an_address_that_nobody_had_is_good_for_a_day(desk: Desk) -> None:
    key = desk.mail(NOBODYS).key
    assert desk.refused(NOW + timedelta(days=1), key=key).code == "sign_in_failed"
    assert desk.confirm(NOW + timedelta(hours=23), key=key)


def test_they_say_what_they_are_called(desk: Desk) -> None:
    outbox = FakeOutbox()
    session = desk.confirm(key=desk.mail(NOBODYS).key)
    caller = Caller(f"person:{session.person_id}", frozenset({Role.APPLICANT}))
    request = identity.ChangeOwnDetails(name="  Luz Prado ", languages=("es", "pt", "es"))
    for _ in range(2):
        changed = people.change_own_details(request, desk.repository, outbox, caller)  # type: ignore[arg-type]
    assert (changed.name, changed.languages) == ("Luz Prado", ("es", "pt"))
    assert outbox.events == [identity.PersonChanged(person_id=changed.id, roles=(), languages=("es", "pt"))]


def test_the_machines_administrator_has_no_details(desk: Desk) -> None:
    administrator = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
    request = identity.ChangeOwnDetails(name="Luz", languages=("es",))
    with pytest.raises(Refusal) as refused:
        people.change_own_details(request, desk.repository, FakeOutbox(), administrator)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.reason) == ("not_found", "nobody_signed_in")


def test_codes_are_six_digits_and_differ_by_sign_in_and_secret() -> None:
    ids = [uuid4() for _ in range(200)]
    codes = {sign_in_code(SECRET, one) for one in ids}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 190
    assert sign_in_key(SECRET, ids[0]) != sign_in_key(b"another", ids[0])
