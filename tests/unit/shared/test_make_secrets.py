"""The step that makes the compose stack's passwords takes one folder and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.make_secrets import folder_of


def test_a_folder_is_taken(tmp_path: Path) -> None:
    assert folder_of([str(tmp_path)]) == tmp_path


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["--folder"], 2), ([], 2), (["a", "b"], 2)])
def test_anything_else_is_told_and_makes_nothing(
    arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        folder_of(arguments)
    assert (ended.value.code, list(tmp_path.iterdir())) == (code, [])
