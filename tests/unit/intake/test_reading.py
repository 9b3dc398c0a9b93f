"""Staff read an application as the city wrote it: each version whole, and what changed between two."""

from __future__ import annotations

from typing import Any

from services.intake.domain.versions import changes_of
from services.intake.handlers import reading
from shared.contracts import intake
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import Desk, document


def read(desk: Desk, code: str, version: int | None = None) -> intake.ApplicationVersion:
    request = intake.GetApplicationVersion(code=code, version=version)
    return reading.get_application_version(request, desk.repository)


def compare(desk: Desk, code: str, **versions: int) -> intake.ComparedVersions:
    request = intake.CompareApplicationVersions(code=code, **versions)
    return reading.compare_application_versions(request, desk.repository)


def three_versions() -> tuple[Desk, str]:
    desk = Desk()
    code = desk.submit().code
    desk.resubmit(code, residents=600_000, mayor=document()["mayor"] | {"term_ends_on": None})
    desk.resubmit(code, residents=600_000, contacts=document()["contacts"][:1])
    return desk, code


def test_the_latest_version_is_read_whole() -> None:
    desk, code = three_versions()
    latest = read(desk, code)
    assert (latest.version, latest.document["residents"], len(latest.document["contacts"])) == (3, 600_000, 1)
    assert latest.document["ambition"] == document()["ambition"]
    assert [(one.version, one.changed) for one in latest.versions] == [
        (1, ()), (2, ("residents", "mayor.term_ends_on")), (3, ("mayor.term_ends_on", "contacts"))
    ]  # fmt: skip


def test_an_older_version_stays_as_it_was() -> None:
    desk, code = three_versions()
    assert (read(desk, code, 1).document["residents"], read(desk, code, 1).version) == (512_300, 1)


def test_two_versions_side_by_side() -> None:
    desk, code = three_versions()
    changed = {one.field: (one.before, one.after) for one in compare(desk, code, before=1, after=2).changes}
    assert changed == {"residents": (512_300, 600_000), "mayor.term_ends_on": ("2032-01-01", None)}
    latest = compare(desk, code)
    assert (latest.before, latest.after) == (2, 3)
    (contacts,) = (one for one in latest.changes if one.field == "contacts")
    assert ([one["email"] for one in contacts.before], contacts.after) == (["leo@puerto.example"], [])


def test_of_one_version_nothing_has_changed() -> None:
    desk = Desk()
    assert compare(desk, desk.submit().code).changes == ()


def test_versions_that_are_not_there_are_named() -> None:
    desk, code = three_versions()
    for ask, field in ((lambda: read(desk, code, 4), "version"), (lambda: compare(desk, code, before=9), "before")):
        (detail,) = refusal_of(ask).details
        assert (detail.field, detail.code, detail.values) == (field, "no_such_version", {"count": 3})


def test_a_draft_has_no_versions_and_an_unknown_code_none_either() -> None:
    desk = Desk()
    draft = desk.save().code
    assert refused(lambda: read(desk, draft)).startswith("illegal_transition")
    assert refused(lambda: compare(desk, "XYZ")) == "not_found: There is no application XYZ."


def test_what_is_not_given_is_not_there() -> None:
    before: dict[str, Any] = {"a": None, "b": {"c": 1}, "d": [1, 2]}
    after = {"b": {"c": 2}, "d": [2, 1], "e": "new"}
    assert [(one.field, one.before, one.after) for one in changes_of(before, after)] == [
        ("b.c", 1, 2), ("d", [1, 2], [2, 1]), ("e", None, "new")
    ]  # fmt: skip
