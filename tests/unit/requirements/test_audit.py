"""`make audit`: what it says of what the tools report. What could not be looked at never passes in silence."""

from __future__ import annotations

import json

import pytest
from packaging.requirements import Requirement

from requirements.audit import (
    ALLOWED,
    KNOWN_AS,
    LOCKS,
    State,
    Verdict,
    judge_code,
    judge_vulnerabilities,
    license_of,
    licenses,
    locked,
    may_be_used,
    status_of,
)


def reported(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


CLEAN = {"name": "amqp", "version": "5.4.2", "vulns": []}
KNOWN = {"name": "old", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"], "aliases": []}]}
SKIPPED = {"name": "kombu", "skip_reason": "Dependency not found on PyPI and could not be audited: kombu (5.7.0)"}


@pytest.mark.parametrize(
    ("report", "errors", "state", "told"),
    [
        (reported(CLEAN), "", State.WELL, "1 packages"),
        (reported(CLEAN, SKIPPED, KNOWN), "", State.FOUND, "old 1: PYSEC-1, mended in 2"),
        (reported(CLEAN, SKIPPED), "", State.NOT_LOOKED_AT, "told of 1 of 2 packages: kombu"),
        (reported(), "", State.NOT_LOOKED_AT, "0 of 0"),
        ("", "Traceback\nFailed to resolve 'pypi.org'", State.NOT_LOOKED_AT, "Failed to resolve 'pypi.org'"),
        ("", "", State.NOT_LOOKED_AT, "pip-audit said nothing"),
    ],
    ids=["clean", "known", "one unknown", "none", "no database", "no word"],
)
def test_a_database_that_was_not_reached_is_not_a_clean_lock(report: str, errors: str, state: State, told: str) -> None:
    verdict = judge_vulnerabilities("lock", report, errors)
    assert verdict.state == state
    assert told in "\n".join(verdict.lines)


def test_code_is_well_when_bandit_read_all_and_found_nothing() -> None:
    finding = {"filename": "a.py", "line_number": 3, "test_id": "B307", "issue_text": "eval"}
    unread = {"filename": "b.py", "reason": "syntax error"}
    assert judge_code(json.dumps({"results": [], "errors": []}), "").state == State.WELL
    assert judge_code(json.dumps({"results": [], "errors": [unread]}), "").state == State.NOT_LOOKED_AT
    assert judge_code("", "no bandit").lines == ("no bandit",)
    found = judge_code(json.dumps({"results": [finding], "errors": [unread]}), "")
    assert found == Verdict("code", State.FOUND, ("a.py:3: B307 eval", "b.py: syntax error"))


def test_what_was_found_counts_before_what_was_not_looked_at() -> None:
    well, found, unseen = (Verdict("", state) for state in State)
    assert status_of([well, unseen, found]) == 1
    assert status_of([unseen, well]) == 3
    assert status_of([well]) == 0


@pytest.mark.parametrize(
    ("expression", "text", "classifiers", "said"),
    [
        ("MIT OR Apache-2.0", "GPL", ["License :: Other"], "MIT OR Apache-2.0"),
        (None, "Apache License, Version 2.0", [], "Apache-2.0"),
        (None, "BSD-3-Clause", ["License :: OSI Approved :: BSD License"], "BSD-3-Clause"),
        (None, "UNKNOWN", ["License :: OSI Approved :: MIT License"], "MIT"),
        (None, None, ["License :: OSI Approved", "License :: OSI Approved :: ISC License (ISCL)"], "ISC"),
        (None, "Copyright 2020 by somebody", [], "Copyright 2020 by somebody"),
        (None, None, ["Topic :: Utilities"], None),
    ],
)
def test_the_license_is_what_the_package_says(
    expression: str | None, text: str | None, classifiers: list[str], said: str | None
) -> None:
    assert license_of(expression, text, classifiers) == said


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("(MIT OR GPL-3.0-only)", True),
        ("(MIT OR ISC) AND GPL-3.0-only", False),
        ("LGPL-3.0-or-later WITH LLVM-exception", True),
        ("AGPL-3.0-only", False),
        ("Copyright 2020 by somebody", False),
    ],
)
def test_of_alternatives_one_must_be_allowed_of_parts_each(expression: str, may: bool) -> None:
    assert may_be_used(expression) is may


def test_a_package_that_is_not_there_or_says_nothing_fails_and_is_named() -> None:
    verdict = licenses([Requirement("no-such-package==1"), Requirement("kombu==1")])
    assert verdict == Verdict("licenses", State.FOUND, ("no-such-package: is not installed",))
    elsewhere = licenses([Requirement("no-such-package==1; sys_platform == 'win32'")])
    assert elsewhere.state == State.WELL
    assert "no-such-package" in elsewhere.lines[1]


def test_every_locked_package_has_a_license_that_may_be_used() -> None:
    packages = locked(LOCKS)
    assert len(packages) > 100
    assert licenses(packages).state == State.WELL


def test_names_of_licenses_lead_to_allowed_ones() -> None:
    assert set(KNOWN_AS.values()) <= ALLOWED
    assert all(name == name.lower() for name in KNOWN_AS)
