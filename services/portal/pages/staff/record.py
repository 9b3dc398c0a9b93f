"""An application among those of staff: what its owners say of it now, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from services.portal.pages.staff.desk import Desk
from services.portal.pages.staff.foreseen import Foreseen, Letter, foresee, letter
from services.portal.web.page import Missing, Page, there
from services.portal.web.people import people_called
from services.portal.web.roles import StaffHere
from services.portal.web.rubric import rubric_in
from shared.contracts.eligibility import GetSelection, Selection
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Application, GetApplication
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.lifecycle import compose_state

PATH = "/staff/applications/{code}"
ABSENT = frozenset({"unavailable", "not_found", "forbidden"})


class Record(Desk):
    """`selection`: None before the check, or while its service is down, which `missing` says. `older`: the version of
    its texts that is asked for."""

    def __init__(self, page: Page, application: Application, selection: Selection | Missing, older: int | None) -> None:
        super().__init__(page, PATH)
        self.application, self.older = application, older
        self.selection = None if isinstance(selection, Missing) else selection
        self.missing = isinstance(selection, Missing) and selection.why.code == "unavailable"

    @property
    def state(self) -> State:
        return compose_state(self.application.state, self.selection.state if self.selection else None)

    @property
    def city(self) -> str:
        return self.application.city or self.application.code

    @property
    def zone(self) -> str:
        return self.application.time_zone or "UTC"

    @property
    def version(self) -> int | None:
        return self.selection.version if self.selection else None

    @property
    def given(self) -> Mapping[str, str]:
        return {"code": self.application.code}

    @property
    def called(self) -> Mapping[str, Any]:
        return {"city": self.city}

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"record": self, "application": self.application, "selection": self.selection, "zone": self.zone}

    @cached_property
    def names(self) -> dict[UUID, str]:
        """Of its reviewers and of who interviewed the city."""
        if self.selection is None:
            return {}
        ids = {one.reviewer_id for one in self.selection.assessment.reviews}
        return people_called(self.page, ids | {person for one in self.selection.interviews for person in one.panel})

    @property
    def criteria(self) -> Any:
        return rubric_in(self.page.language, self.page.program.rubric.criteria)

    @property
    def foreseen(self) -> Foreseen | None:
        """Its decision with the mail, before that goes."""
        return next(iter(foresee(self.page, (self.application.code,))), None)

    def extended(self, reply_by: str) -> Letter:
        """The mail of an offer with a later day."""
        return letter(self.page, self.application.code, outcome="extended", reply_by=reply_by)

    @property
    def comments(self) -> tuple[str, ...]:
        """What reviewers wrote, without who did: to be offered as feedback, in an order that tells nobody."""
        reviews = self.selection.assessment.reviews if self.selection else ()
        return tuple(sorted(one.comment for one in reviews if one.comment))


def open_record(page: StaffHere, code: str, version: int | None = None) -> Record:
    application, selection = page.ask(
        request_of(GetApplication, code=code), request_of(GetSelection, code=code), absent=ABSENT
    )
    return Record(page, there(application), selection, version)
