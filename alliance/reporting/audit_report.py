"""The audit trail as a report, in each form of one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from shared.contracts.reporting import AuditEntry, AuditPart, Report, ReportColumn, ReportRow, ReportTable

KINDS = "audit_kinds"
COLUMNS = (
    ReportColumn(name="moment", kind="moment"),
    ReportColumn(name="actor", kind="text"),
    ReportColumn(name="event", kind="sentence"),
    ReportColumn(name="kind", kind="word", words=KINDS),
    ReportColumn(name="about", kind="text"),
    ReportColumn(name="origin", kind="text"),
)
BY_KIND = (ReportColumn(name="kind", kind="word", words=KINDS), ReportColumn(name="number", kind="number"))


def audit_report_of(part: AuditPart) -> Report:
    """As of now, unless another moment was asked for."""
    entries = part.items
    counts = Counter(one.kind for one in entries)
    rows = tuple(
        ReportRow(cells=(one.at.isoformat(), one.actor, one.clauses, one.kind, about(one), one.origin))
        for one in entries
    )
    kinds = tuple(ReportRow(cells=(kind, number)) for kind, number in sorted(counts.items()))
    tables = (
        ReportTable(name="entries", columns=COLUMNS, rows=rows),
        ReportTable(name="by_kind", columns=BY_KIND, rows=kinds, total=(None, len(entries))),
    )
    return Report(report="audit", as_of=part.as_of or datetime.now(UTC), time_zone=part.time_zone, tables=tables)


def about(entry: AuditEntry) -> str | None:
    """A city by its code, else what it is about by its id."""
    return entry.code or ", ".join(str(id_) for id_ in entry.about.values()) or None
