"""`make lock-images`: what it writes, and that it writes all or nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from requirements.images import FILES, NOT_REACHED, ROOT, images_of, locked, main

OLD, NEW = "sha256:" + "0" * 64, "sha256:" + "1" * 64
TEXT = f"""\
    image: ${{ALLIANCE_IMAGE:-alliance:local}}
    image: postgres:17
    image: axllent/mailpit:v1.27@{OLD} # the catcher
    image: registry.city.example:5000/a/b:4-x
FROM python:3.13-slim
"""


def test_every_image_of_others_is_found_and_what_is_built_here_is_none() -> None:
    found = [name for file in FILES for name in images_of((ROOT / file).read_text(encoding="utf-8"))]
    assert {name.partition(":")[0] for name in found} == {
        "postgres", "rabbitmq", "axllent/mailpit", "python", "prom/prometheus", "grafana/grafana",
    }  # fmt: skip


def test_a_digest_is_added_or_replaced_and_nothing_else_changes() -> None:
    names = images_of(TEXT)
    assert names == ["postgres:17", "axllent/mailpit:v1.27", "registry.city.example:5000/a/b:4-x", "python:3.13-slim"]
    once = locked(TEXT, dict.fromkeys(names, NEW))
    assert once.count(NEW) == len(names)
    assert once.replace(f"@{NEW}", "") == TEXT.replace(f"@{OLD}", "")
    assert locked(once, dict.fromkeys(names, NEW)) == once


@pytest.mark.parametrize(
    ("docker", "told"),
    [
        (None, "docker"),
        ("echo 'no such host' >&2; exit 1", "postgres:17: no such host"),
        ('case "$6" in python*) exit 1;; *) echo \'{"digest": "' + NEW + "\"}'; esac", "python:3.13-slim: no word"),
        ('echo \'{"digest": "latest"}\'', "'latest' is no digest"),
    ],
    ids=["no docker", "no registry", "not of the last", "no digest"],
)
def test_without_a_digest_for_each_nothing_is_written(
    docker: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = laid_out(tmp_path, monkeypatch, docker)
    assert main(tmp_path) == NOT_REACHED
    assert told in capsys.readouterr().err
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in FILES} == before


def test_what_the_registry_says_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(tmp_path, monkeypatch, 'echo \'{"digest": "' + NEW + "\"}'")
    assert main(tmp_path) == 0
    assert f"FROM python:3.13-slim@{NEW}\n" in (tmp_path / "deploy/Dockerfile").read_text(encoding="utf-8")
    assert f"image: postgres:17@{NEW}\n" in (tmp_path / "docker-compose.yml").read_text(encoding="utf-8")


def laid_out(folder: Path, monkeypatch: pytest.MonkeyPatch, docker: str | None) -> dict[str, str]:
    """Copies of the files, without digests, and a `docker` that is this script, or none."""
    (folder / "deploy").mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub(r"@sha256:[0-9a-f]{64}", "", text), encoding="utf-8")
    if docker is not None:
        script = folder / "docker"
        script.write_text(f"#!/bin/sh\n{docker}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}
