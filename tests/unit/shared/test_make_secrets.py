"""The step that makes the compose stack's passwords takes one folder and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import make_secrets
from deploy.make_secrets import FOLDERS, Secrets, options_of
from shared.contracts.errors import Refusal
from shared.runtime.settings import SERVICES
from shared.security import keys
from shared.security.tokens import LOCAL_ADMIN, Signer, Verifier


def test_a_folder_is_taken(tmp_path: Path) -> None:
    options = options_of([str(tmp_path)])
    assert (options.folder, options.rotate_keys) == (tmp_path, False)


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["--folder"], 2), ([], 2), (["a", "b"], 2)])
def test_anything_else_is_told_and_makes_nothing(
    arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        options_of(arguments)
    assert (ended.value.code, list(tmp_path.iterdir())) == (code, [])


def test_keys_rotate_in_the_volumes_of_running_services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each service and the command line sign with new keys, which every service checks; the former are gone."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    made = Secrets(tmp_path)
    made.keys()
    issuers = {**{service: service for service in SERVICES}, LOCAL_ADMIN: "portal"}
    signers = [Signer(issuer, tmp_path / folder / "keys") for issuer, folder in issuers.items()]
    verifiers = [Verifier("cohort", tmp_path / service / "keys") for service in SERVICES]
    former = [signer.sign("cohort", "get_cohort") for signer in signers]
    turns: list[float] = []
    monkeypatch.setattr(keys.time, "time", lambda: 10.0**10 if turns else 0.0)  # over after the first wait
    monkeypatch.setattr(make_secrets.time, "sleep", turns.append)
    made.rotate()
    assert turns == [1]
    for verifier in verifiers:
        for signer, old in zip(signers, former, strict=True):
            verifier.verify(signer.sign("cohort", "get_cohort"), "get_cohort")
            with pytest.raises(Refusal, match="unauthenticated"):
                verifier.verify(old, "get_cohort")
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("*/keys/*.key")}
    assert (modes[f"{LOCAL_ADMIN}.key"], modes["intake.key"]) == (0o400, 0o440)
    assert {file.suffix for file in (tmp_path / "intake" / "keys").iterdir()} == {".key", ".pub", ".prints"}
    assert len(list((tmp_path / "intake" / "keys").glob("*.pub"))) == len(issuers)


def test_passwords_are_new_but_for_those_that_others_hang_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_secrets, "READERS", -1)

    def made(*options: str) -> tuple[dict[str, str], str]:
        monkeypatch.setattr(make_secrets.sys, "argv", ["make_secrets", str(tmp_path), *options])
        assert make_secrets.main() == 0
        passwords = {file.name: file.read_text() for file in (tmp_path / "setup" / "passwords").iterdir()}
        return passwords, (tmp_path / "intake" / "intake_amqp_uri").read_text()

    (before, _), (again, _) = made(), made()
    assert again == before
    after, address = made("--rotate-passwords")
    assert {name for name, password in after.items() if before[name] == password} == set(make_secrets.STAYING)
    assert after.keys() == before.keys()
    assert after["broker-intake"] in address
