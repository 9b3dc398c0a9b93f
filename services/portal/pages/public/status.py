"""Where an application stands, for anybody with its code: its public state and nothing else."""

from __future__ import annotations

from fastapi import APIRouter, Response
from markupsafe import Markup

from services.portal.forms.filled import Filled, blank
from services.portal.web.page import Here, Missing, Page
from services.portal.web.rendering import link
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.intake import GetApplication
from shared.contracts.lifecycle import ApplicationState
from shared.views.application import PublicStatus, public_status

router = APIRouter(include_in_schema=False)

#: Who may not see an application reads what anybody may.
UNSHOWN = frozenset({"unavailable", "forbidden", "not_found"})

#: In the order in which an application may come to them; those that a stranger cannot tell apart, once.
STATES = tuple(
    state
    for state in ApplicationState
    if state not in (ApplicationState.CHECKED, ApplicationState.DECIDED, ApplicationState.OFFERED)
)


@router.get("/status")
def show_status(page: Here, code: str | None = None) -> Response:
    form, found = blank(code=code or ""), None
    if code:
        try:
            found = public_status(page.client, code)
        except Refusal as refusal:
            form = Filled({"code": code}, refusal=beside_the_code(refusal))
    back = f"/sign-in?next=/applications/{found.code}" if found else "/sign-in"
    return page.show(
        "public/status.html",
        form.status,
        form=form,
        found=found,
        goes_on=in_its_place(page, found) if found and found.merged else None,
        states=STATES,
        sign_in_link=link(back, page.say("pages.status.sign_in")),
    )


def in_its_place(page: Page, found: PublicStatus) -> Markup | None:
    """The application that goes on, for those who may see it."""
    if page.person is None:
        return None
    read = page.ask(request_of(GetApplication, code=found.code), absent=UNSHOWN)[0]
    code = None if isinstance(read, Missing) else read.merged_into
    return link(f"/applications/{code}", code) if code else None


def beside_the_code(refusal: Refusal) -> Refusal:
    """Nothing found is said where the code was typed."""
    return refusal.beside(Detail("code", "no_such_application")) if refusal.code == "not_found" else refusal
