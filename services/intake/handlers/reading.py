"""An application as staff read it: each version whole, and what changed from one to another."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from services.intake.domain.versions import changes_of
from services.intake.handlers.lookup import absent
from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal
from shared.program.finding_people import find_people

if TYPE_CHECKING:
    from services.intake.domain import ApplicationRecord, Version
    from services.intake.repository import Repository


def get_application_version(request: intake.GetApplicationVersion, repository: Repository) -> intake.ApplicationVersion:
    application, versions = find_versions(request.code, repository)
    wanted = pick(request.version, versions, "version", versions[-1])
    return intake.ApplicationVersion(
        code=application.code,
        call=application.call,
        version=wanted.version,
        submitted_at=wanted.submitted_at,
        document=wanted.document,
        files=repository.list_files(application.id),
        versions=tuple(kept(versions)),
    )


def compare_application_versions(
    request: intake.CompareApplicationVersions, repository: Repository
) -> intake.ComparedVersions:
    """Of an application with one version nothing has changed."""
    application, versions = find_versions(request.code, repository)
    after = pick(request.after, versions, "after", versions[-1])
    before = pick(request.before, versions, "before", versions[max(after.version - 2, 0)])
    return intake.ComparedVersions(
        code=application.code,
        before=before.version,
        after=after.version,
        changes=changes_of(before.document, after.document),
    )


def search_people(request: intake.SearchPeople, repository: Repository) -> intake.FoundPeople:
    return intake.FoundPeople(items=tuple(find_people(request.text, request.limit, repository.search_people)))


def find_versions(code: str, repository: Repository) -> tuple[ApplicationRecord, list[Version]]:
    """Raises illegal_transition for a draft, which has none."""
    application = repository.find_application(code)
    if application is None:
        raise absent(repository, code, "application")
    return application, repository.list_versions(application.id)


def pick(number: int | None, versions: list[Version], field: str, default: Version) -> Version:
    """They are numbered from 1, without a gap."""
    if number is None:
        return default
    if number > len(versions):
        raise Refusal("invalid", Detail(field, "no_such_version", count=len(versions)))
    return versions[number - 1]


def kept(versions: list[Version]) -> list[intake.KeptVersion]:
    changed = [(), *(tuple(one.field for one in changes_of(a.document, b.document)) for a, b in pairwise(versions))]
    return [
        intake.KeptVersion(
            version=one.version,
            submitted_at=one.submitted_at,
            privacy_notice=one.privacy_notice,
            changed=fields,
        )
        for one, fields in zip(versions, changed, strict=True)
    ]
