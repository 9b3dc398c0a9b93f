"""A backup is whole or not there; one that is not what was written, or not for this release, is refused."""

from __future__ import annotations

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alliance.embedded.backup import CLUSTER, KEPT, MANIFEST, NAME, BackupError, beside, digest, prune
from alliance.embedded.home import Home
from alliance.embedded.lock import acquire
from alliance.embedded.postgres import MAJOR
from alliance.embedded.restore import restore
from alliance.main import run
from shared.runtime.version import VERSION

NOW = datetime(2027, 3, 1, 2, tzinfo=UTC)


def a_backup(folder: Path, **changes: Any) -> Path:
    """Of a cluster that holds one file."""
    made = folder / NOW.strftime(NAME)
    source = folder / "source"
    (source / "keys").mkdir(parents=True)
    for name in ("PG_VERSION", "keys/intake.key"):
        (source / name).write_text(name)
    made.mkdir()
    for name in (*CLUSTER, *(f"{name}.tar.gz" for name in KEPT)):
        with tarfile.open(made / name, "w:gz") as archive:
            if name == CLUSTER[0]:
                archive.add(source / "PG_VERSION", arcname="PG_VERSION")
            if name == "keys.tar.gz":
                archive.add(source / "keys", arcname="keys")
    files = {path.name: digest(path) for path in made.iterdir()}
    manifest = {"taken_at": NOW.isoformat(), "release": VERSION, "postgres": MAJOR, "files": files}
    (made / MANIFEST).write_text(json.dumps(manifest | changes))
    return made


def reason_of(backup: Path, home: Home) -> str:
    with pytest.raises(BackupError) as refused:
        restore(backup, home, NOW, lambda _: None)
    return refused.value.reason


def test_what_was_backed_up_is_there_and_when_it_came_back(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    manifest = restore(a_backup(tmp_path), home, NOW, lambda _: None)
    assert manifest.taken_at == NOW
    assert (home.postgres / "PG_VERSION").read_text() == "PG_VERSION"
    assert (home.keys / "intake.key").read_text() == "keys/intake.key"
    assert home.restored.read_text() == NOW.isoformat()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"postgres": "17"}, "backup_of_other_postgres"),
        ({"release": "99.0.0"}, "backup_of_newer"),
        ({"files": {}}, "backup_changed"),
        ({"taken_at": "yesterday"}, "no_backup"),
    ],
)
def test_a_backup_that_this_release_cannot_restore_is_refused(
    tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    home = Home(tmp_path / "home")
    assert reason_of(a_backup(tmp_path, **changes), home) == reason
    assert not home.path.exists()


@pytest.mark.parametrize("name", [*CLUSTER, "secrets.tar.gz"])
@pytest.mark.parametrize("gone", [True, False], ids=["missing", "changed"])
def test_a_file_that_is_not_what_was_written_is_named(tmp_path: Path, name: str, gone: bool) -> None:
    made, home = a_backup(tmp_path), Home(tmp_path / "home")
    if gone:
        (made / name).unlink()
    else:
        (made / name).write_bytes(b"other")
    with pytest.raises(BackupError) as refused:
        restore(made, home, NOW, lambda _: None)
    assert (refused.value.reason, refused.value.values) == ("backup_changed", {"file": str(made / name)})
    assert not home.path.exists()


def test_a_home_that_holds_a_system_is_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.postgres.mkdir(parents=True)
    assert reason_of(a_backup(tmp_path), home) == "home_in_use"
    assert list(home.postgres.iterdir()) == []


def test_a_home_whose_system_runs_is_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    held = acquire(home.lock)
    assert held is not None
    with held:
        assert reason_of(a_backup(tmp_path), home) == "home_in_use"


def test_a_backup_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    done = tmp_path / NOW.strftime(NAME)
    with pytest.raises(OSError, match="full"), beside(done) as folder:
        (folder / "base.tar.gz").write_bytes(b"half")
        raise OSError("the disk is full")
    assert list(tmp_path.iterdir()) == []


def test_the_latest_are_kept(tmp_path: Path) -> None:
    days = [tmp_path / f"alliance-2027030{day}T020000Z" for day in range(1, 5)]
    for folder in days:
        folder.mkdir()
        (folder / MANIFEST).touch()
    (half := tmp_path / "alliance-20270305T020000Z").mkdir()
    assert prune(tmp_path, 2) == days[:2]
    assert sorted(tmp_path.iterdir()) == [*days[2:], half]


@pytest.mark.parametrize(("words", "code", "exit_code"), [
    (["backup", "backups"], "unavailable", 3),
    (["restore", "nowhere"], "not_found", 1),
])  # fmt: skip
def test_what_cannot_be_is_refused(
    words: list[str],
    code: str,
    exit_code: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path / "home"))
    assert run([*words, "--json"]) == exit_code
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert list(tmp_path.iterdir()) == []
