"""From application to cohort: how many stand where, by country, as of any moment."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.pages.reports.common import PATH, asked, shown, taken_out
from services.portal.web.calls import calls_of
from services.portal.web.listing import Listed
from services.portal.web.names import country, named
from services.portal.web.page import Page
from services.portal.web.roles import ProgramHere
from shared.contracts.field_codes import request_of
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import Funnel, GetFunnel

OF_CALLS = Listed(("call", "as_of"))
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show_first(page: ProgramHere) -> Response:
    return page.see(f"{PATH}/funnel")


@router.get(f"{PATH}/funnel")
def show_funnel(page: ProgramHere) -> Response:
    listing = OF_CALLS.of(page)
    found, refusal = asked(lambda: page.call(request_of(GetFunnel, **listing.given)))
    choices = [(one.id, one.title) for one in calls_of(page)]
    return shown(page, "funnel", listing, refusal, choices=choices, rows=states_of(page, found) if found else [],
                 countries=countries_of(page, found) if found else [], total=sum(found.states.values()) if found else 0,
                 found=found)  # fmt: skip


@router.get(f"{PATH}/funnel.csv")
def export_funnel(page: ProgramHere) -> Response:
    found: Funnel = page.call(request_of(GetFunnel, **OF_CALLS.of(page).given))
    states = [state for state in State if state in found.states]
    head = (page.say("pages.reports.country"), *(named(page.language, "states.application", one) for one in states))
    rows = [(country(page.language, code), *(counts.get(state, 0) for state in states))
            for code, counts in by_most(found)]  # fmt: skip
    return taken_out(page, "funnel", [head, *rows])


def states_of(page: Page, found: Funnel) -> list[tuple[str, State, int]]:
    return [(named(page.language, "states.application", state), state, found.states[state])
            for state in State if state in found.states]  # fmt: skip


def by_most(found: Funnel) -> list[tuple[str, dict[State, int]]]:
    return sorted(found.by_country.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))


def countries_of(page: Page, found: Funnel) -> list[tuple[str, int, int]]:
    """Name, how many in all, how many confirmed."""
    return [(country(page.language, code), sum(counts.values()), counts.get(State.CONFIRMED, 0))
            for code, counts in by_most(found)]  # fmt: skip
