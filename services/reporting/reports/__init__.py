"""The reports: each a folder whose `REPORT` says what it is about, what it hears, what it is made of (report.py)."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from services.reporting.report import Report

REPORTS: tuple[Report, ...] = tuple(
    import_module(f"{__name__}.{folder.name}").REPORT for folder in iter_modules(__path__) if folder.ispkg
)
BY_NAME = {report.name: report for report in REPORTS}
