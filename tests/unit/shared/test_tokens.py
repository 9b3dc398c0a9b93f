"""What a token proves depends on who signed it."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest

from shared.contracts.errors import Refusal
from shared.contracts.people import PERSON_ROLES, Caller, Role
from shared.messaging.arguments import source_of
from shared.security.binding import bound_to, digest_of, insist_on_binding
from shared.security.keyring import Keyring
from shared.security.keys import ISSUERS, ensure_keys
from shared.security.tokens import ALGORITHM, LEEWAY_S, LIFETIME, Signer, Verifier, caller_of


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    ensure_keys(folder)
    return folder


def person(*roles: str, subject: str = "7") -> dict[str, Any]:
    return {"sub": subject, "roles": list(roles)}


@pytest.mark.parametrize(
    ("issuer", "claims", "caller"),
    [
        ("identity", person("staff", "coach"), Caller("person:7", frozenset({Role.STAFF, Role.COACH}))),
        ("identity", person(), Caller("person:7", frozenset())),
        ("identity", person("staff", "service", "anonymous", "king"), Caller("person:7", frozenset({Role.STAFF}))),
        ("identity", person(subject="identity"), Caller("service:identity", frozenset({Role.SERVICE}))),
        ("intake", person("staff"), Caller("service:intake", frozenset({Role.SERVICE}))),
        ("intake", person(subject="cohort"), Caller("service:intake", frozenset({Role.SERVICE}))),
        ("portal", person("administrator"), Caller("service:portal", frozenset({Role.SERVICE}))),
        ("local-admin", person(), Caller("local-admin", frozenset({Role.ADMINISTRATOR}))),
    ],
    ids=[
        "a person", "a person without a role", "roles that no person has", "identity itself",
        "a service that claims to be staff", "a service that claims to be another", "the portal", "the machine's own",
    ],
)  # fmt: skip
def test_a_caller_is_what_its_issuer_may_vouch_for(issuer: str, claims: dict[str, Any], caller: Caller) -> None:
    assert caller_of(issuer, claims) == caller


@pytest.mark.parametrize("issuer", sorted(set(ISSUERS) - {"identity", "local-admin"}))
def test_nobody_but_identity_gives_roles(issuer: str) -> None:
    roles = caller_of(issuer, person(*PERSON_ROLES)).roles
    assert roles.isdisjoint(PERSON_ROLES)


def test_a_token_is_good_for_one_method_of_one_service(keys: Path) -> None:
    token = Signer("identity", keys).sign("intake", "open_call", subject="7", roles=("staff",))
    verifier = Verifier("intake", keys)
    assert verifier.verify(token, "open_call") == (Caller("person:7", frozenset({Role.STAFF})), None)
    for service, method in (("intake", "close_call"), ("cohort", "open_call")):
        with pytest.raises(Refusal) as refused:
            Verifier(service, keys).verify(token, method)
        assert refused.value.code == "unauthenticated"


def test_without_a_token_a_caller_is_anonymous(keys: Path) -> None:
    assert Verifier("intake", keys).verify("", "open_call") == (
        Caller("anonymous", frozenset({Role.ANONYMOUS})),
        None,
    )


def test_a_token_lives_a_minute(keys: Path) -> None:
    """At most: what is allowed for clocks that go apart is a part of it."""
    claims = jwt.decode(Signer("intake", keys).sign("cohort", "x"), options={"verify_signature": False})
    assert timedelta(seconds=claims["exp"] - claims["iat"]) == LIFETIME
    assert LIFETIME + timedelta(seconds=LEEWAY_S) == timedelta(minutes=1)


def test_a_token_of_a_minute_ago_is_over(keys: Path) -> None:
    def made(ago: timedelta) -> str:
        given = jwt.decode(Signer("intake", keys).sign("cohort", "x"), options={"verify_signature": False})
        older = {name: given[name] - int(ago.total_seconds()) for name in ("iat", "exp")}
        kid, key = Keyring(keys).signing("intake")
        return jwt.encode(given | older, key, ALGORITHM, headers={"kid": kid})

    verifier = Verifier("cohort", keys)
    assert verifier.verify(made(timedelta(seconds=55)), "x")[0].id == "intake"
    with pytest.raises(Refusal, match="unauthenticated"):
        verifier.verify(made(timedelta(minutes=1)), "x")


def test_a_commands_token_is_for_its_id_and_its_body(keys: Path) -> None:
    """Whatever the order of the keys, and in any alphabet."""
    command_id, body = uuid4(), {"b": "Ñandú", "a": [1, 2.5, None]}
    token = Signer("identity", keys).sign("intake", "open_call", bound_to(command_id, body), subject="7")
    _, bound = Verifier("intake", keys).verify(token, "open_call")
    insist_on_binding(bound, command_id, {"a": [1, 2.5, None], "b": "Ñandú"})
    for other_id, other in ((uuid4(), body), (command_id, body | {"a": 1}), (command_id, None)):
        with pytest.raises(Refusal, match="unauthenticated: The token is for a different command"):
            insist_on_binding(bound, other_id, other)


def test_the_digest_of_a_body_is_what_the_documents_say() -> None:
    """Programs of others compute it."""
    assert digest_of({"b": "ñ", "a": 1}) == sha256(b'{"a":1,"b":"\\u00f1"}').hexdigest()


def test_a_persons_token_lives_as_long_and_says_when_they_proved_who_they_are(keys: Path) -> None:
    proven = datetime(2027, 3, 1, 12, tzinfo=UTC)
    signer = Signer("identity", keys)
    token = signer.sign(
        "intake", "claim_address", subject="7", session="s", authenticated_at=proven, address="ana@city.example"
    )
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == LIFETIME.seconds
    caller, _ = Verifier("intake", keys).verify(token, "claim_address")
    assert (caller.session, caller.authenticated_at, caller.address) == ("s", proven, "ana@city.example")


def test_where_a_request_came_from_is_short_text_or_nothing() -> None:
    told = [source_of({"source": one}) for one in ("203.0.113.7", "", "x" * 65, 7, None, "a\nb")]
    assert [*told, source_of({})] == ["203.0.113.7", *[None] * 6]


def test_an_expired_token_is_refused(keys: Path) -> None:
    token = Signer("identity", keys).sign("intake", "open_call", subject="7")
    claims = jwt.decode(token, options={"verify_signature": False})
    claims["exp"] = datetime.now(UTC) - timedelta(seconds=30)
    headers = jwt.get_unverified_header(token)
    late = jwt.encode(claims, (keys / "identity.key").read_text(), algorithm="EdDSA", headers=headers)
    with pytest.raises(Refusal) as refused:
        Verifier("intake", keys).verify(late, "open_call")
    assert refused.value.code == "unauthenticated"


def test_a_service_cannot_sign_for_identity(keys: Path) -> None:
    token = Signer("identity", keys).sign("intake", "open_call", subject="7", roles=("administrator",))
    claims = jwt.decode(token, options={"verify_signature": False})
    headers = jwt.get_unverified_header(token)
    forged = jwt.encode(claims, (keys / "cohort.key").read_text(), algorithm="EdDSA", headers=headers)
    with pytest.raises(Refusal) as refused:
        Verifier("intake", keys).verify(forged, "open_call")
    assert refused.value.code == "unauthenticated"


def test_a_public_key_is_no_shared_secret(keys: Path) -> None:
    """The classic confusion: a token signed by HMAC with the issuer's public key."""
    token = Signer("identity", keys).sign("intake", "open_call", subject="7", roles=("administrator",))
    body = token.split(".")[1]
    kid = jwt.get_unverified_header(token)["kid"]
    header = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": kid, "typ": "JWT"}).encode()).rstrip(b"=").decode()
    key = (keys / f"identity.{kid}.pub").read_bytes()
    mac = hmac.new(key, f"{header}.{body}".encode(), sha256).digest()
    forged = f"{header}.{body}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    with pytest.raises(Refusal) as refused:
        Verifier("intake", keys).verify(forged, "open_call")
    assert refused.value.code == "unauthenticated"


def test_private_keys_are_for_their_owner_alone_and_stay(keys: Path) -> None:
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    assert {path.stat().st_mode & 0o777 for path in keys.glob("*.key")} == {0o600}
    ensure_keys(keys)
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before
