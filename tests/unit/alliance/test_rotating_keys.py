"""`alliance ops rotate-keys` on the embedded default, and where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliance.main import run
from alliance.operations import keys as command
from shared.security import keys
from shared.security.keyring import private_file, public_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a system that runs here."""
    keys.ensure_keys(tmp_path / "keys")
    (tmp_path / "endpoints.json").write_text(json.dumps({"keys_dir": str(tmp_path / "keys")}))
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    return tmp_path / "keys"


def rotate(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(["ops", "rotate-keys", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_one_issuers_key_and_no_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {file.name: file.read_bytes() for file in folder.glob("*.key")}
    code, said = rotate(capsys, "--issuer", "identity", "--no-wait")
    assert (code, said) == (0, "New keys of identity; the former are good for 70 s more.\n")
    assert {name for name, key in before.items() if (folder / name).read_bytes() != key} == {"identity.key"}
    assert len(public_files(folder, "identity")) == 2


def test_it_waits_until_the_former_are_over(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(keys.time, "time", lambda: 10.0**10 if len(waits) > 1 else 0.0)
    monkeypatch.setattr(command.time, "sleep", waits.append)
    code, said = rotate(capsys, "--json")
    assert (code, json.loads(said)["former_deleted"], waits) == (0, True, [1, 1])
    for issuer in keys.ISSUERS:
        assert private_file(folder, issuer).exists()
        assert len(public_files(folder, issuer)) == 1


def test_who_signs_nothing_and_where_no_keys_are(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = rotate(capsys, "--issuer", "portal")
    assert (code, said.startswith("usage: portal signs nothing; these do: identity")) == (2, True)
    (folder.parent / "endpoints.json").unlink()
    code, said = rotate(capsys)
    assert (code, said.startswith("unavailable: The keys are not kept on this machine")) == (3, True)
