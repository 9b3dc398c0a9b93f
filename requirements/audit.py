"""What is locked and what is written, held against what is known: `make audit`.

    vulnerabilities  of both locks, by pip-audit, where it reaches a vulnerability database
    code             alliance, services and shared, by bandit; what it is not to find is told in pyproject.toml
    licenses         of every locked package, by what it says of itself

Ends with 0 where all was looked at and is well, 1 where something was found, 3 where something could not be looked at.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
LOCKS = (HERE / "image.txt", HERE / "dev.txt")
CODE = ("alliance", "services", "shared")
DATABASE_LIMIT_S = "15"

#: Licenses that a dependency may have, by SPDX's names.
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
    "Unlicense", "Zlib",
}  # fmt: skip
#: These bind whoever changes the library itself; Alliance imports it unchanged.
OF_THE_LIBRARY_ALONE = {"LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0"}
ALLOWED = PERMISSIVE | OF_THE_LIBRARY_ALONE

#: What packages write in place of SPDX's names, in small letters.
KNOWN_AS = {
    "apache": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-like": "Zlib",  # dkimpy's text
    "dfsg approved": "Zlib",  # the same
    "gnu library or lesser general public license (lgpl)": "LGPL-3.0-or-later",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "lgpl with exceptions": "LGPL-3.0-or-later",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}


class State(IntEnum):
    """As the script's exit status."""

    WELL = 0
    FOUND = 1
    NOT_LOOKED_AT = 3


@dataclass(frozen=True)
class Verdict:
    what: str
    state: State
    lines: tuple[str, ...] = ()


def main() -> int:
    verdicts = [vulnerabilities(lock) for lock in LOCKS] + [code(), licenses(locked(LOCKS))]
    for verdict in verdicts:
        print(f"{verdict.what}: {WORDS[verdict.state]}", *(f"  {line}" for line in verdict.lines), sep="\n")
    return status_of(verdicts)


WORDS = {State.WELL: "well", State.FOUND: "FOUND", State.NOT_LOOKED_AT: "NOT LOOKED AT, which is not passed"}


def status_of(verdicts: Iterable[Verdict]) -> State:
    """What was found counts before what was not looked at."""
    states = {verdict.state for verdict in verdicts}
    return next((state for state in (State.FOUND, State.NOT_LOOKED_AT) if state in states), State.WELL)


# -- vulnerabilities ---------------------------------------------------------------------------------------------------


def vulnerabilities(lock: Path) -> Verdict:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(lock)]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", DATABASE_LIMIT_S]
    result = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    return judge_vulnerabilities(f"vulnerabilities of {lock.name}", result.stdout, result.stderr)


def judge_vulnerabilities(what: str, report: str, errors: str) -> Verdict:
    """By pip-audit's report; without one, by its last words."""
    try:
        packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (errors.strip().splitlines() or ["pip-audit said nothing"])[-1]
        return Verdict(what, State.NOT_LOOKED_AT, ("no vulnerability database was reached:", last[:300]))
    found = tuple(
        f"{package['name']} {package['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'none'}"
        for package in packages
        for known in package.get("vulns", ())
    )
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if found:
        return Verdict(what, State.FOUND, found)
    if unknown or not packages:
        told = f"no vulnerability database told of {len(unknown)} of {len(packages)} packages"
        return Verdict(what, State.NOT_LOOKED_AT, (told + ": " + ", ".join(unknown[:5] + ["…"] * (len(unknown) > 5)),))
    return Verdict(what, State.WELL, (f"{len(packages)} packages",))


# -- code --------------------------------------------------------------------------------------------------------------


def code() -> Verdict:
    command = [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r", *CODE]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE.parent)
    return judge_code(result.stdout, result.stderr)


def judge_code(report: str, errors: str) -> Verdict:
    try:
        read = json.loads(report)
    except ValueError:
        last = (errors.strip().splitlines() or ["bandit said nothing"])[-1]
        return Verdict("code", State.NOT_LOOKED_AT, (last[:300],))
    found = [f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}" for one in read["results"]]
    unread = [f"{one['filename']}: {one['reason']}" for one in read["errors"]]
    state = State.FOUND if found else State.NOT_LOOKED_AT if unread else State.WELL
    return Verdict("code", state, tuple(found + unread))


# -- licenses ----------------------------------------------------------------------------------------------------------


def locked(locks: Iterable[Path]) -> list[Requirement]:
    """Every package that a lock names; of several versions each."""
    lines = (line for lock in locks for line in lock.read_text(encoding="utf-8").splitlines())
    named = {line.removesuffix("\\").strip() for line in lines if re.match(r"[A-Za-z0-9]", line)}
    return [Requirement(line) for line in sorted(named, key=str.lower)]


def licenses(packages: Iterable[Requirement]) -> Verdict:
    problems, elsewhere, seen = [], [], 0
    for package in packages:
        if package.marker is not None and not package.marker.evaluate():
            elsewhere.append(str(package))
            continue
        seen += 1
        if (problem := problem_of(package.name)) is not None:
            problems.append(f"{package.name}: {problem}")
    if problems:
        return Verdict("licenses", State.FOUND, tuple(problems))
    told = (f"{seen} packages", *(f"not installed on this machine: {package}" for package in elsewhere))
    return Verdict("licenses", State.WELL, told)


def problem_of(name: str) -> str | None:
    try:
        read = metadata(canonicalize_name(name))
    except PackageNotFoundError:
        return "is not installed"
    said = license_of(read.get("License-Expression"), read.get("License"), read.get_all("Classifier") or [])
    if said is None:
        return "does not say under which license it is"
    return None if may_be_used(said) else f"{said} is not on the list of licenses"


def license_of(expression: str | None, text: str | None, classifiers: Iterable[str]) -> str | None:
    """What a package says of itself: SPDX's expression, else the field of old, else its classifiers."""
    if expression:
        return expression
    first = (text or "").strip().splitlines()[:1]
    short = first[0].strip() if first else ""
    if by_name := KNOWN_AS.get(short.lower()) or (short if short in ALLOWED else None):
        return by_name
    named = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    told = sorted({KNOWN_AS.get(one.lower(), one) for one in named if one != "OSI Approved"})
    return " AND ".join(told) or (short or None)


def may_be_used(expression: str) -> bool:
    """Of alternatives (OR) one must be allowed, of what comes together (AND) each. An exception (WITH) only loosens."""
    if expression.startswith("(") and expression.endswith(")") and expression.count("(") == 1:
        return may_be_used(expression[1:-1])
    if "(" in expression:
        return False  # nested: read by a person, and put into the list
    return any(
        all(part.partition(" WITH ")[0].strip() in ALLOWED for part in way.split(" AND "))
        for way in expression.split(" OR ")
    )


if __name__ == "__main__":
    sys.exit(main())
