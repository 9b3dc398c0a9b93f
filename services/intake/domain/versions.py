"""Two versions of an application side by side: which fields differ, and how. Works on documents as they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.contracts.application import ApplicationDocument
from shared.contracts.intake import FieldChange

Document = Mapping[str, Any]

#: What reviewers read of a version (ReviewTexts): its texts, and the facts of the city beside them.
READ_BY_REVIEWERS = (
    "city", "admin_area", "country", "residents",
    "ambition", "foundations", "evidence", "resident_outcomes", "other_outcome",
)  # fmt: skip


def is_rewritten(before: ApplicationDocument, after: ApplicationDocument) -> bool:
    """Whether reviewers read something else than before: only then their reviews are of an older version."""
    return any(getattr(before, field) != getattr(after, field) for field in READ_BY_REVIEWERS)


def changes_of(before: Document, after: Document) -> tuple[FieldChange, ...]:
    """In the order of the later document; what only the earlier has comes last."""
    one, other = dict(fields_of(before)), dict(fields_of(after))
    return tuple(
        change
        for field in {**other, **one}
        if (change := change_of(field, one.get(field), other.get(field))) is not None
    )


def fields_of(document: Document, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value by its dotted path; lists stay whole, and what is not given counts as absent."""
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from fields_of(value, f"{path}{name}.")
        elif value is not None:
            yield f"{path}{name}", value


def change_of(field: str, before: Any, after: Any) -> FieldChange | None:
    if before == after:
        return None
    if is_groups(before) or is_groups(after):
        before, after = lacking(before or [], after or []), lacking(after or [], before or [])
    return FieldChange(field=field, before=before, after=after)


def is_groups(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def lacking(these: list[Any], those: list[Any]) -> list[Any]:
    """What of these is not among those."""
    return [one for one in these if one not in those]
