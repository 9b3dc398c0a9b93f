"""What the supervisor does, and why a part did not start, travels as key and values, and is said where it is read."""

from __future__ import annotations

import json

import pytest

from alliance.embedded.children import StartFailed
from alliance.embedded.launch import doing_of
from alliance.output import CommandError, show_error

TAKEN = StartFailed("portal", "port_taken", ["a line of its log"], port=8000, other=8001)


def test_a_failure_is_the_same_in_another_process() -> None:
    told = StartFailed.from_dict(json.loads(json.dumps(TAKEN.as_dict())))

    assert (told.part, told.why, told.lines) == (TAKEN.part, TAKEN.why, TAKEN.lines)
    assert str(told) == "portal: port 8000 is taken; choose another: ALLIANCE_PORT=8001 alliance up"


def test_a_failure_is_said_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLIANCE_LANG", "pt")
    show_error(CommandError("not_started", reason="part", part=TAKEN.part, why=TAKEN.why))
    assert " ".join(capsys.readouterr().err.split()) == (
        "not_started: portal: a porta 8000 está ocupada; escolha outra: ALLIANCE_PORT=8001 alliance up"
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"phase": "starting", "doing": {"key": "starting", "values": {"names": ["postgres", "broker"]}}}, "iniciando"),
        ({"phase": "failed", "doing": {}}, "falló"),
        ({"phase": "ready", "doing": {}}, "deteniendo"),
        ({}, "deteniendo"),
    ],
)
def test_what_it_does_is_said_in_the_readers_language(
    state: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_LANG", "es")
    assert doing_of(state, "stopping").split()[0] == said


def test_what_a_supervisor_of_an_older_version_told_is_said_as_it_is() -> None:
    assert doing_of({"phase": "stopping", "doing": "stopping the broker"}, "stopping") == "stopping the broker"
