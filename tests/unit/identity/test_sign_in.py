"""Sign-in: one answer for all, single use, five tries, sixty minutes; sessions and their tokens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.identity.domain.proofs import sign_in_code, sign_in_key
from services.identity.handlers import sessions, sign_in
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import Person, Session, SignInRequested
from shared.contracts.people import PersonRef, Role
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Nothing
from shared.security.keys import ensure_keys
from shared.security.tokens import Signer, Verifier
from tests.support.fakes import FakeOutbox
from tests.unit.identity.fake_people import FakeRepository

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = b"a secret of the tests, long enough"
ANA = Person(
    id=UUID("11111111-1111-4111-8111-111111111111"),
    name="Ana Ruiz",
    email="ana@city.example",
    roles=(Role.COACH, Role.STAFF),
    languages=("es",),
)


@pytest.fixture
def repository() -> FakeRepository:
    return FakeRepository(people={ANA.id: ANA})


def announce(repository: FakeRepository, outbox: FakeOutbox, now: datetime) -> None:
    """By two at once, of which one takes each."""
    for sign_in_id in sign_in.list_unannounced(repository) * 2:
        sign_in.announce_sign_in(sign_in_id, repository, outbox, now)


def ask(repository: FakeRepository, email: str = ANA.email, now: datetime = NOW) -> list[SignInRequested]:
    outbox = FakeOutbox()
    answer = sign_in.request_sign_in(identity.RequestSignIn(email=email), repository, SECRET, now)
    assert answer == Nothing()
    announce(repository, outbox, now)
    assert all(isinstance(event, SignInRequested) for event in outbox.events)
    return outbox.events  # type: ignore[return-value]


def mail_of(repository: FakeRepository, event: SignInRequested, now: datetime = NOW) -> identity.SignInMail:
    request = identity.GetSignInMail(sign_in_id=event.sign_in_id)
    return sign_in.get_sign_in_mail(request, repository, SECRET, now)


def confirm(repository: FakeRepository, now: datetime = NOW, **proof: Any) -> Session:
    return sign_in.confirm_sign_in(identity.ConfirmSignIn(**proof), repository, SECRET, now)


def refusal_of(repository: FakeRepository, now: datetime = NOW, **proof: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        confirm(repository, now, **proof)
    return refused.value


# -- asking ------------------------------------------------------------------------------------------------------------


def test_a_known_address_is_told_by_reference(repository: FakeRepository) -> None:
    (event,) = ask(repository, " ANA@City.example ")
    assert event.person == PersonRef(ref=f"identity:{ANA.id}", role="coach", language="es")
    assert event.expires_at == NOW + 60 * MINUTE
    assert "city.example" not in event.model_dump_json()


def test_an_unknown_address_gets_the_same_answer_and_the_same_row(repository: FakeRepository) -> None:
    assert ask(repository, "nobody@city.example") == []
    ((row,), locked) = repository.asked.values(), repository.locked
    assert (row.sign_in.person_id, len(locked)) == (None, 1)


def test_nothing_readable_is_stored(repository: FakeRepository) -> None:
    (event,) = ask(repository)
    mail, stored = mail_of(repository, event), repr(repository.asked)
    assert mail.recipient == identity.Recipient(name="Ana Ruiz", email="ana@city.example", language="es")
    assert mail.code not in stored
    assert mail.key not in stored
    assert "city.example" not in stored


def test_the_sixth_sign_in_within_an_hour_is_not_mailed(repository: FakeRepository) -> None:
    events = [ask(repository, now=NOW + n * MINUTE) for n in range(6)]
    assert [len(told) for told in events] == [1, 1, 1, 1, 1, 0]
    assert mail_of(repository, events[4][0], NOW + 6 * MINUTE).code  # the fifth stays open


def test_an_hour_later_an_address_may_ask_again(repository: FakeRepository) -> None:
    for _ in range(5):
        ask(repository)
    assert ask(repository, now=NOW + 60 * MINUTE - timedelta(seconds=1)) == []
    assert len(ask(repository, now=NOW + 60 * MINUTE)) == 1


def test_a_newer_sign_in_ends_the_older(repository: FakeRepository) -> None:
    (old,), old_mail = (events := ask(repository)), mail_of(repository, events[0])
    (new,) = ask(repository, now=NOW + MINUTE)
    with pytest.raises(Refusal, match="not_found"):
        mail_of(repository, old, NOW + MINUTE)
    assert refusal_of(repository, key=old_mail.key).code == "sign_in_failed"
    assert confirm(repository, key=mail_of(repository, new).key).person_id == ANA.id


def test_no_mail_for_an_unknown_over_or_nobodys_sign_in(repository: FakeRepository) -> None:
    (event,) = ask(repository)
    ask(repository, "nobody@city.example")
    nobodys = next(one.sign_in.id for one in repository.asked.values() if one.sign_in.person_id is None)
    for sign_in_id, now in ((uuid4(), NOW), (event.sign_in_id, NOW + 60 * MINUTE), (nobodys, NOW)):
        with pytest.raises(Refusal, match="not_found"):
            sign_in.get_sign_in_mail(identity.GetSignInMail(sign_in_id=sign_in_id), repository, SECRET, now)


def test_only_the_newest_of_several_sign_ins_is_mailed(repository: FakeRepository) -> None:
    outbox = FakeOutbox()
    for _ in range(3):
        sign_in.request_sign_in(identity.RequestSignIn(email=ANA.email), repository, SECRET, NOW)
    announce(repository, outbox, NOW)
    assert [event.aggregate_id for event in outbox.events] == [list(repository.asked)[-1]]


# -- confirming --------------------------------------------------------------------------------------------------------


def test_code_and_key_each_open_a_session_once(repository: FakeRepository) -> None:
    mail = mail_of(repository, ask(repository)[0])
    session = confirm(repository, email="ANA@city.example", code=mail.code)
    assert (session.person_id, session.roles) == (ANA.id, ANA.roles)
    assert session.expires_at == NOW + timedelta(hours=12)
    assert session.secret not in repr(repository.sessions)
    assert refusal_of(repository, email=ANA.email, code=mail.code).code == "sign_in_failed"
    assert refusal_of(repository, key=mail.key).code == "sign_in_failed"
    key = mail_of(repository, ask(repository)[0]).key
    assert confirm(repository, key=key).secret != session.secret
    assert refusal_of(repository, key=key).code == "sign_in_failed"


def test_a_wrong_code_is_counted_although_it_is_refused(repository: FakeRepository) -> None:
    code = mail_of(repository, ask(repository)[0]).code
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    refusal = refusal_of(repository, email=ANA.email, code=wrong)
    assert (refusal.code, refusal.keep) == ("sign_in_failed", True)
    assert [one.sign_in.tries for one in repository.asked.values()] == [1]


def test_the_right_code_after_four_wrong_ones_is_taken_after_five_not(repository: FakeRepository) -> None:
    for wrong_ones, taken in ((4, True), (5, False)):
        mail = mail_of(repository, ask(repository)[0])
        for _ in range(wrong_ones):
            refusal_of(repository, email=ANA.email, code=f"{(int(mail.code) + 1) % 1_000_000:06}")
        if taken:
            assert confirm(repository, email=ANA.email, code=mail.code)
        else:
            assert refusal_of(repository, email=ANA.email, code=mail.code).code == "sign_in_failed"


def test_a_sign_in_is_over_after_sixty_minutes(repository: FakeRepository) -> None:
    mail = mail_of(repository, ask(repository)[0])
    late = NOW + 60 * MINUTE
    assert refusal_of(repository, late, email=ANA.email, code=mail.code).code == "sign_in_failed"
    assert refusal_of(repository, late, key=mail.key).code == "sign_in_failed"
    assert confirm(repository, late - timedelta(seconds=1), key=mail.key)


def test_an_unknown_address_fails_like_a_wrong_code_even_with_the_code(repository: FakeRepository) -> None:
    ask(repository, "nobody@city.example")
    (row,) = repository.asked.values()
    code, key = sign_in_code(SECRET, row.sign_in.id), sign_in_key(SECRET, row.sign_in.id)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    answers = {
        str(refusal_of(repository, email=email, code=digits))
        for email, digits in (
            ("nobody@city.example", wrong),
            ("other@city.example", wrong),
            ("nobody@city.example", code),
        )
    }
    answers.add(str(refusal_of(repository, key=key)))
    assert len(answers) == 1


@pytest.mark.parametrize("proof", [{}, {"email": ANA.email}, {"code": "123456"}])
def test_a_proof_that_is_none_is_invalid(repository: FakeRepository, proof: dict[str, str]) -> None:
    assert refusal_of(repository, **proof).code == "invalid"


def test_a_proof_may_renew_a_session_in_place_of_opening_one(repository: FakeRepository) -> None:
    opened = confirm(repository, key=mail_of(repository, ask(repository)[0]).key)
    later = NOW + 20 * MINUTE
    key = mail_of(repository, ask(repository, now=later)[0], later).key
    assert confirm(repository, later, key=key, session=opened.secret) == opened
    (kept,) = repository.sessions.values()
    assert (kept.authenticated_at, kept.expires_at) == (later, NOW + timedelta(hours=12))


@pytest.mark.parametrize("minutes", [0, 31])
def test_a_proof_renews_no_session_of_others_and_none_that_is_over(repository: FakeRepository, minutes: int) -> None:
    eve = ANA.model_copy(update={"id": uuid4(), "email": "eve@city.example"})
    repository.people[eve.id] = eve
    anas = confirm(repository, key=mail_of(repository, ask(repository)[0]).key)
    later, prover = NOW + minutes * MINUTE, (ANA if minutes else eve)
    key = mail_of(repository, ask(repository, prover.email, later)[0], later).key
    assert refusal_of(repository, later, key=key, session=anas.secret).code == "sign_in_failed"


# -- tokens ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    ensure_keys(tmp_path / "keys", ("identity",))
    return tmp_path / "keys"


@pytest.fixture
def session(repository: FakeRepository) -> Session:
    return confirm(repository, key=mail_of(repository, ask(repository)[0]).key)


def issue(repository: FakeRepository, keys_dir: Path, secret: str, now: datetime, method: str = "decide") -> str:
    request = identity.IssueToken(session=secret, to_service="eligibility", to_method=method)
    return sessions.issue_token(request, repository, Signer("identity", keys_dir), now).token


def test_a_token_proves_the_person_for_one_method(repository: FakeRepository, keys_dir: Path, session: Session) -> None:
    token = issue(repository, keys_dir, session.secret, NOW)
    caller = Verifier("eligibility", keys_dir).verify(token, "decide")
    assert (caller.actor, caller.roles) == (f"person:{ANA.id}", {*ANA.roles, Role.APPLICANT, Role.CITY_MEMBER})
    assert (caller.authenticated_at, caller.address) == (NOW, None)
    assert [caller.session] == [str(one.id) for one in repository.sessions.values()]
    with pytest.raises(Refusal, match="unauthenticated"):
        Verifier("eligibility", keys_dir).verify(token, "assign_review")
    with pytest.raises(Refusal, match="unauthenticated"):
        Verifier("intake", keys_dir).verify(token, "decide")


def test_a_token_carries_the_roles_of_now(repository: FakeRepository, keys_dir: Path, session: Session) -> None:
    repository.people[ANA.id] = ANA.model_copy(update={"roles": (Role.COACH,)})
    token = issue(repository, keys_dir, session.secret, NOW)
    assert Verifier("eligibility", keys_dir).verify(token, "decide").roles == {
        Role.COACH, Role.APPLICANT, Role.CITY_MEMBER,
    }  # fmt: skip


def test_the_owners_of_what_names_an_address_are_told_it(
    repository: FakeRepository, keys_dir: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REQUESTS, ("eligibility", "claim_address"), identity.SignOut)
    token = issue(repository, keys_dir, session.secret, NOW, "claim_address")
    assert Verifier("eligibility", keys_dir).verify(token, "claim_address").address == ANA.email


def test_every_service_may_be_asked_for_its_backlog(
    repository: FakeRepository, keys_dir: Path, session: Session
) -> None:
    assert issue(repository, keys_dir, session.secret, NOW, "get_backlog")


def test_a_method_that_nobody_has_is_not_found(repository: FakeRepository, keys_dir: Path, session: Session) -> None:
    with pytest.raises(Refusal, match="not_found"):
        issue(repository, keys_dir, session.secret, NOW, "advance_phase")


def test_idle_time_is_renewed_by_use_up_to_twelve_hours(
    repository: FakeRepository, keys_dir: Path, session: Session
) -> None:
    now = NOW
    while now + 29 * MINUTE < session.expires_at:
        now += 29 * MINUTE
        assert issue(repository, keys_dir, session.secret, now)
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, session.secret, session.expires_at)


def test_a_session_is_over_after_thirty_idle_minutes(
    repository: FakeRepository, keys_dir: Path, session: Session
) -> None:
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, session.secret, NOW + 30 * MINUTE)


def test_after_signing_out_the_session_is_over(repository: FakeRepository, keys_dir: Path, session: Session) -> None:
    for _ in range(2):
        assert sessions.sign_out(identity.SignOut(session=session.secret), repository, NOW) == Nothing()
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, session.secret, NOW)


def test_an_unknown_session_gets_no_token(repository: FakeRepository, keys_dir: Path) -> None:
    with pytest.raises(Refusal, match="unauthenticated"):
        issue(repository, keys_dir, "x" * 43, NOW)


def test_codes_are_six_digits_and_differ_by_sign_in_and_secret() -> None:
    ids = [uuid4() for _ in range(200)]
    codes = {sign_in_code(SECRET, one) for one in ids}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 190
    assert sign_in_key(SECRET, ids[0]) != sign_in_key(b"another", ids[0])
