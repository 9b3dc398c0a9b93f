"""Colleagues: invited by those whose an application is, theirs once they have signed in, and taken out again."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.intake.handlers import colleagues, mail_facts
from shared.contracts import intake
from shared.contracts.people import Caller
from shared.program.folding import fold_address
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import NOW, STAFF, Desk

EVA = "Eva@City.example"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def invite(desk: Desk, code: str, caller: Caller = STAFF, **changes: Any) -> intake.Colleagues:
    request = intake.InviteColleague.model_validate({"code": code, "name": "Eva Ríos", "email": EVA} | changes)
    return colleagues.invite_colleague(request, desk.seen(request, caller), desk.outbox, caller, NOW)


def remove(desk: Desk, code: str, one: UUID) -> intake.Colleagues:
    request = intake.RemoveColleague(code=code, id=one)
    return colleagues.remove_colleague(request, desk.repository, desk.outbox)


@pytest.mark.parametrize("kind", ["application", "draft"])
def test_whoever_is_invited_acts_once_their_address_is_proven(desk: Desk, kind: str) -> None:
    code = desk.submit().code if kind == "application" else desk.save().code
    (one,) = invite(desk, code).items
    assert (one.name, one.email, one.joined) == ("Eva Ríos", EVA, False)
    told = desk.outbox.events[-1]
    assert isinstance(told, intake.ColleagueInvited)
    assert "city.example" not in told.model_dump_json().lower()
    person = uuid4()
    desk.claim(EVA, person)
    assert colleagues.list_colleagues(intake.ListColleagues(code=code), desk.repository).items[0].joined
    assert [one.code for one in desk.repository.list_own(person)] == [code]


def test_a_new_version_or_revision_leaves_colleagues_in(desk: Desk) -> None:
    code, draft = desk.submit().code, desk.save(city="Elsewhere").code
    for one in (code, draft):
        invite(desk, one)
    desk.resubmit(code)
    desk.revise(draft)
    assert all(fold_address(EVA) in named for named in desk.repository.named.values())


def test_an_address_is_named_once_and_there_is_an_end(desk: Desk) -> None:
    code = desk.submit().code
    invite(desk, code)
    contact = desk.repository.get_document(desk.show(code).id, 1).contacts[0].email
    for email in (EVA.upper(), contact):
        refusal = refusal_of(lambda email=email: invite(desk, code, email=email))
        assert [one.code for one in refusal.details] == ["repeated"]
    for number in range(9):
        invite(desk, code, email=f"a{number}@city.example")
    assert [one.code for one in refusal_of(lambda: invite(desk, code, email="b@city.example")).details] == ["too_many"]


def test_nobody_is_invited_to_what_has_ended(desk: Desk) -> None:
    code = desk.submit().code
    desk.withdraw(code)
    assert refused(lambda: invite(desk, code)).startswith("illegal_transition")


def test_a_colleague_goes_but_not_the_last_who_has_signed_in(desk: Desk) -> None:
    code = desk.submit().code
    (one,) = invite(desk, code).items
    eva = uuid4()
    desk.claim(EVA, eva)
    assert refused(lambda: remove(desk, code, one.id)).startswith("still_needed")
    desk = Desk()
    code = desk.submit().code
    (one,) = invite(desk, code).items
    desk.claim(EVA, eva)
    desk.claim(desk.repository.get_document(desk.show(code).id, 1).contacts[0].email, uuid4())
    assert remove(desk, code, one.id).items == ()
    assert desk.repository.list_own(eva) == []
    assert refused(lambda: remove(desk, code, one.id)).startswith("not_found")


def test_an_unproven_address_gets_one_mail_and_it_is_the_invitation(desk: Desk) -> None:
    code = desk.submit().code
    person = desk.claim("luz@puerto.example", uuid4())
    (one,) = invite(desk, code, person).items
    asked = intake.GetMailFacts(about="colleague", code=code, recipient=f"intake:{one.id}", values={}, language="es")
    facts = mail_facts.get_mail_facts(asked, desk.repository, NOW)
    assert (facts.holds, facts.to_stranger) == (True, True)
    again = desk.save(city="Elsewhere").code
    (two,) = invite(desk, again, person).items
    asked = intake.GetMailFacts(about="colleague", code=again, recipient=f"intake:{two.id}", values={}, language="es")
    assert not mail_facts.get_mail_facts(asked, desk.repository, NOW).holds
    remove(desk, code, one.id)
    asked = intake.GetMailFacts(about="colleague", code=code, recipient=f"intake:{one.id}", values={}, language="es")
    assert not mail_facts.get_mail_facts(asked, desk.repository, NOW).holds
