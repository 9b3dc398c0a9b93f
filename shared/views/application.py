"""One application as its owners tell it together: intake, eligibility, cohort, reporting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from shared.contracts.cohort import GetParticipation
from shared.contracts.eligibility import GetSelection, GetSelectionStatus, Selection, SelectionStatus
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.intake import GetApplication, GetApplicationStatus, Override
from shared.contracts.lifecycle import ApplicationState, compose_state
from shared.contracts.reporting import GetCityPage
from shared.contracts.requests import Model, Request
from shared.messaging.client import Client, Sign
from shared.wording import say
from shared.wording.language import FALLBACK

Reply = TypeVar("Reply", bound=Model)


def application_view(client: Client, code: str, sign: Sign | None = None) -> dict[str, Any]:
    """Everything of an application that its reader may see. What is not there yet, or not theirs, is None.

    The history is a read model's, and follows within moments.
    """
    application = client.call(request_of(GetApplication, code=code), sign=sign)
    code = application.code
    selection = if_there(client, GetSelection(code=code), sign)
    status = status_of(selection) if selection else if_there(client, GetSelectionStatus(code=code), sign)
    participation = if_there(client, GetParticipation(code=code), sign)
    page = if_there(client, GetCityPage(code=code), sign)
    state = compose_state(application.state, status.state if status else None)
    reply_by = status.reply_by if status else None
    return {
        "id": str(application.id),
        "code": application.code,
        "call": application.call,
        "city": application.city,
        "admin_area": application.admin_area,
        "country": application.country,
        "state": state.value,
        "public_state": public_state(
            state,
            reply_by,
            merged=application.merged_into is not None,
            left=has_left(participation.status if participation else None),
        ),
        "version": application.version,
        "merged_into": application.merged_into,
        "holds_city": application.holds_city,
        "likely_matches": list(application.likely_matches),
        "overrides": [as_json(override) for override in (*application.overrides, *overrides_of(selection))],
        **selection_view(selection),
        "answer_by": status.answer_by.isoformat() if status and status.answer_by else None,
        "feedback": status and status.feedback,
        "participation": as_json(participation),
        "history": [as_json(entry) for entry in page.history] if page else [],
    }


def selection_view(selection: Selection | None) -> dict[str, Any]:
    return {
        "eligibility": as_json(selection and selection.eligibility),
        "assessment": as_json(selection and selection.assessment),
        "decision": as_json(selection and selection.decision),
        "offer": as_json(selection and selection.offer),
        "waitlist_rank": selection and selection.waitlist_rank,
        "warnings": [as_json(warning) for warning in selection.warnings] if selection else [],
        "selection_version": selection.version if selection else None,
    }


def status_of(selection: Selection) -> SelectionStatus:
    return SelectionStatus(state=selection.state, reply_by=selection.offer.reply_by if selection.offer else None)


def has_left(status: str | None) -> bool:
    """A participation's status."""
    return status in ("withdrawn", "exited")


def overrides_of(selection: Selection | None) -> tuple[Override, ...]:
    return selection.overrides if selection else ()


def as_json(model: Model | None) -> dict[str, Any] | None:
    return model.model_dump(mode="json", by_alias=True) if model else None


@dataclass(frozen=True)
class PublicStatus:
    """What a code alone shows, without sign-in."""

    code: str
    state: ApplicationState
    reply_by: date | None
    merged: bool  # into another application, which goes on
    left: bool  # the cohort

    @property
    def words(self) -> str:
        return state_in_words(self.state, merged=self.merged, left=self.left)


def public_status(client: Client, code: str) -> PublicStatus:
    intake = client.call(request_of(GetApplicationStatus, code=code))
    selection = if_there(client, GetSelectionStatus(code=intake.code), None)
    state = compose_state(intake.state, selection.state if selection else None)
    reply_by, left = (selection.reply_by, selection.left) if selection else (None, False)
    return PublicStatus(intake.code, state, reply_by, intake.merged, left)


def public_view(client: Client, code: str) -> dict[str, str]:
    """The same as JSON, in English."""
    status = public_status(client, code)
    said = public_state(status.state, status.reply_by, merged=status.merged, left=status.left)
    return {"code": status.code, "public_state": said}


def public_state(
    state: ApplicationState, reply_by: Any, language: str = FALLBACK, *, merged: bool = False, left: bool = False
) -> str:
    """What people read, in English; an offer names its date."""
    return say(language, f"public_states.{state_in_words(state, merged=merged, left=left)}", reply_by=reply_by)


def state_in_words(state: ApplicationState, *, merged: bool, left: bool = False) -> str:
    """The key of what people read. A city that applied twice withdrew nothing; one that left its cohort is out."""
    if left and state is ApplicationState.CONFIRMED:
        return "left"
    return "merged" if merged and state is ApplicationState.WITHDRAWN else state.value


def if_there(client: Client, request: Request[Reply], sign: Sign | None) -> Reply | None:
    """None also where the reader's roles do not allow it: coaches and reviewers see their own parts."""
    try:
        return client.call(request, sign=sign)
    except Refusal as refusal:
        if refusal.code not in ("not_found", "forbidden"):
            raise
        return None
