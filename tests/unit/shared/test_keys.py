"""Keys rotate: the new one is used at once, the former checks what it signed until that is over, then it is gone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import jwt
import pytest

from shared.contracts.errors import Refusal
from shared.security.keyring import private_file, public_file, public_files
from shared.security.keys import OUTLIVED, ensure_key, ensure_keys, forget_former, make_key
from shared.security.sealing import KEPT, Seals, seals_file
from shared.security.tokens import Signer, Verifier


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    ensure_keys(tmp_path, ("intake", "cohort"))
    return tmp_path


def rotate(keys: Path) -> None:
    make_key("intake", keys, [keys])


def outlive(keys: Path) -> None:
    """As if the last rotation were longer ago than any token lives."""
    before = time.time() - OUTLIVED.total_seconds() - 1
    os.utime(private_file(keys, "intake"), (before, before))


def test_signer_and_verifier_use_the_new_key_at_once_and_the_former_still_checks(keys: Path) -> None:
    signer, verifier = Signer("intake", keys), Verifier("cohort", keys)
    tokens = [signer.sign("cohort", "get_cohort")]
    verifier.verify(tokens[0], "get_cohort")
    rotate(keys)
    tokens.append(signer.sign("cohort", "get_cohort"))
    for token in tokens:
        assert verifier.verify(token, "get_cohort")[0].is_service("intake")
    assert len({jwt.get_unverified_header(token)["kid"] for token in tokens}) == 2


def test_a_former_key_goes_once_its_tokens_are_over_and_checks_nothing_more(keys: Path) -> None:
    signer, verifier = Signer("intake", keys), Verifier("cohort", keys)
    former = signer.sign("cohort", "get_cohort")
    verifier.verify(former, "get_cohort")
    rotate(keys)
    assert not forget_former("intake", keys, [keys])
    assert len(public_files(keys, "intake")) == 2
    outlive(keys)
    assert forget_former("intake", keys, [keys])
    with pytest.raises(Refusal, match="unauthenticated"):
        verifier.verify(former, "get_cohort")
    assert verifier.verify(signer.sign("cohort", "get_cohort"), "get_cohort")[0].is_service("intake")
    assert len(public_files(keys, "cohort")) == 1


def test_a_start_forgets_what_is_over_and_keeps_what_is_not(keys: Path) -> None:
    rotate(keys)
    ensure_keys(keys, ("intake",))
    assert len(public_files(keys, "intake")) == 2
    outlive(keys)
    ensure_keys(keys, ("intake",))
    assert len(public_files(keys, "intake")) == 1


def test_keys_of_a_version_without_rotation_stay_good(keys: Path) -> None:
    """Its public key had no kid in its name."""
    (public,) = public_files(keys, "intake")
    public.rename(keys / "intake.pub")
    outlive(keys)
    before = private_file(keys, "intake").read_bytes()
    ensure_keys(keys, ("intake",))
    assert (public.exists(), (keys / "intake.pub").exists()) == (True, False)
    assert private_file(keys, "intake").read_bytes() == before


def test_each_reader_gets_the_public_part_before_the_issuer_signs_with_it(tmp_path: Path) -> None:
    own, readers = tmp_path / "intake", [tmp_path / "intake", tmp_path / "cohort"]
    ensure_key("intake", own, readers, 0o444)
    make_key("intake", own, readers, 0o444)
    token = Signer("intake", own).sign("cohort", "get_cohort")
    assert Verifier("cohort", readers[1]).verify(token, "get_cohort")[0].is_service("intake")
    assert private_file(own, "intake").stat().st_mode & 0o777 == 0o444
    assert not private_file(readers[1], "intake").exists()


@pytest.mark.parametrize(
    ("issuer", "kid"),
    [("../intake", "0" * 16), ("intake", "../intake.key"), ("intake", ""), ("intake", "0" * 17), ("", "")],
)
def test_a_name_from_a_token_is_never_a_path(tmp_path: Path, issuer: str, kid: str) -> None:
    with pytest.raises(ValueError, match="no such key"):
        public_file(tmp_path, issuer, kid)


def test_a_kid_is_made_from_the_key(keys: Path) -> None:
    kid = jwt.get_unverified_header(Signer("intake", keys).sign("cohort", "x"))["kid"]
    assert public_files(keys, "intake") == [public_file(keys, "intake", kid)]


def test_a_service_that_seals_has_a_key_for_it_and_a_new_one_with_each_rotation(tmp_path: Path) -> None:
    ensure_keys(tmp_path, ("reporting", "intake"))
    assert not seals_file(tmp_path, "intake").exists()
    seals = Seals(tmp_path, "reporting")
    first = seals.seal("a secret")
    ensure_keys(tmp_path, ("reporting",))
    assert seals.is_latest(first)
    for _ in range(KEPT - 1):
        make_key("reporting", tmp_path, [tmp_path])
    assert (seals.unseal(first), seals.is_latest(first)) == ("a secret", False)
    make_key("reporting", tmp_path, [tmp_path])
    assert seals.unseal(first) is None, "it lay under a key of five rotations ago"
    assert seals.unseal("no seal") is None


def test_keys_of_a_former_version_are_given_a_seal_and_an_empty_file_is_none(tmp_path: Path) -> None:
    ensure_keys(tmp_path, ("reporting",))
    seals_file(tmp_path, "reporting").unlink()
    with pytest.raises(OSError, match=r"reporting\.seals"):
        Seals(tmp_path, "reporting")
    ensure_keys(tmp_path, ("reporting",))
    assert seals_file(tmp_path, "reporting").stat().st_mode & 0o777 == 0o600
    Seals(tmp_path, "reporting")
    seals_file(tmp_path, "reporting").write_text("")
    with pytest.raises(ValueError, match="holds no key"):
        Seals(tmp_path, "reporting")
