"""Where an application stands with intake: for anybody with its code, for staff, for its own people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.codes import Code
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language
from shared.contracts.requests import Model, Query


class ApplicationStatus(Model):
    """What anybody with the code may see of intake's part."""

    application_id: UUID
    code: str
    state: ApplicationState
    merged: bool = False  # into another of the same city; which one is for those who may see that


class GetApplicationStatus(Query[ApplicationStatus]):
    code: Code


class Override(Model):
    """A rule of the program that a program lead let an application pass, and why."""

    at: datetime
    actor: str
    rule: str  # the code of the refusal
    reason: str


class Application(Model):
    """intake's part of an application, without its texts and people. A draft has version 0, and may lack the rest."""

    id: UUID
    code: str
    call: str
    city: str | None
    admin_area: str | None
    country: str | None
    time_zone: str | None
    language: Language
    state: ApplicationState
    version: int
    submitted_at: datetime | None
    merged_into: str | None = None
    holds_city: bool = True  # of its city: not before an address that it names is proven, nor beside one that does
    likely_matches: tuple[str, ...] = ()  # codes of live applications that may be the same city's
    overrides: tuple[Override, ...] = ()


class GetApplication(Query[Application]):
    code: Code


class OwnApplication(Model):
    """Of an application or draft of one's own: intake's part. `asked`: its city is to answer a question. `until`: the
    moment until which it may be written on or sent."""

    code: str
    call: str
    city: str | None
    state: ApplicationState
    version: int  # 0: a draft
    asked: bool
    until: datetime | None
    merged_into: str | None = None


class OwnApplications(Model):
    items: tuple[OwnApplication, ...]


class ListOwnApplications(Query[OwnApplications]):
    """What is the caller's own, by code: whose proven address is among the contacts. Where each stands with the
    program, `GetSelectionStatus` says."""
