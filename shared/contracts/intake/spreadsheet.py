"""Applications from a spreadsheet."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from shared.contracts.field_types import Reason
from shared.contracts.requests import Command, FieldProblem, Model


class ImportRow(Model):
    """One row of a spreadsheet, numbered as people see it (the header is row 1), and what its reader could not read."""

    row: int = Field(ge=1)
    document: dict[str, Any]
    faults: tuple[FieldProblem, ...] = ()


class ImportedRow(Model):
    row: int
    code: str | None  # none yet in a dry run
    city_key: str  # equal for rows of the same city and call: they become one application


class RejectedField(Model):
    """One wrong field of a rejected row; `column` is its dotted path."""

    row: int
    column: str
    code: str
    message: str
    values: dict[str, Any] = Field(default_factory=dict)


class ImportOutcome(Model):
    """Each row is in one of the three, a rejected one with a line for each wrong field; by row."""

    accepted: tuple[ImportedRow, ...]
    existing: tuple[ImportedRow, ...]
    rejected: tuple[RejectedField, ...]


class ImportApplications(Command[ImportOutcome]):
    """A part of a spreadsheet: each row becomes an application, or names what is wrong with it.

    A row whose city has a live application to the call is `existing`, with its code; of rows of one city the first
    counts. A call that is not open refuses all rows together: `call_not_open`. A dry run judges and writes nothing.
    """

    rows: tuple[ImportRow, ...] = Field(max_length=500)
    notify: bool = False
    dry_run: bool = False
    override: Reason | None = None  # into a call that is not open
