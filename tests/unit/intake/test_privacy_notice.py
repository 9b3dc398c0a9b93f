"""The privacy notice: the version in force, one of before, in the reader's language, the program's own first."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.intake.handlers.noticing import get_privacy_notice
from shared.contracts import intake
from shared.contracts.people import Language
from shared.wording.privacy import NoticeTexts
from tests.support.refused import refusal_of
from tests.unit.intake.fake_intake import PROGRAM


def notice(beside: Path, **fields: str) -> intake.PrivacyNotice:
    request = intake.GetPrivacyNotice.model_validate(fields)
    return get_privacy_notice(request, NoticeTexts(beside), PROGRAM)


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_one_in_force_names_the_program_and_whom_to_write_to(tmp_path: Path, language: Language) -> None:
    found = notice(tmp_path, language=language)
    assert (found.version, found.in_force, found.language) == (PROGRAM.privacy_notice,) * 2 + (language,)
    assert PROGRAM.name in found.text
    assert PROGRAM.reply_to in found.text
    assert "{" not in found.text


def test_a_language_has_its_own_text(tmp_path: Path) -> None:
    assert len({notice(tmp_path, language=one).text for one in ("en", "es", "pt", "fr")}) == 4


def test_what_the_program_brings_goes_before_what_ships_and_older_versions_stay(tmp_path: Path) -> None:
    folder = tmp_path / "privacy" / "es"
    folder.mkdir(parents=True)
    (folder / "0.9.txt").write_text("{program}, antes: {ended_city_days} días", encoding="utf-8")
    before = notice(tmp_path, language="es", version="0.9")
    assert (before.version, before.in_force) == ("0.9", PROGRAM.privacy_notice)
    assert before.text.startswith(f"{PROGRAM.name}, antes: ")
    assert before.text.endswith(" días")
    assert "{" not in before.text


@pytest.mark.parametrize("version", ["0.9", "../../../../pyproject", "..", "/etc/hosts"])
def test_a_version_that_is_none_is_not_found(tmp_path: Path, version: str) -> None:
    refusal = refusal_of(lambda: notice(tmp_path, version=version))
    assert (refusal.code, refusal.reason) == ("not_found", "privacy_notice")
