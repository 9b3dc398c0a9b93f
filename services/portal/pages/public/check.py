"""The self-check: four questions, judged by the same function as an application, kept nowhere."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import Form
from services.portal.forms.posted import Sent
from services.portal.pages.public.program import shown_call
from services.portal.web.page import Here, Missing, Page
from services.portal.web.places import country_choices
from shared.contracts.application import SelfCheckDocument
from shared.contracts.eligibility import CheckEligibility, EligibilityResult
from shared.contracts.intake import ListCalls

router = APIRouter(include_in_schema=False)

CHECK = Form(CheckEligibility, ("country", "residents", "population_year", "mayor.term_ends_on"), SelfCheckDocument)


@router.get("/check")
def ask(page: Here) -> Response:
    return show(page, blank())


@router.post("/check")
def check(page: Here, posted: Sent) -> Response:
    sent = CHECK.send(posted, page)
    if isinstance(sent, Filled):
        return show(page, sent)
    return show(page, Filled(posted=posted), sent)


def show(page: Page, form: Filled, result: EligibilityResult | None = None) -> Response:
    calls = None if result is None else page.part(ListCalls())  # to apply for
    return page.show(
        "public/check.html",
        form.status,
        form=form,
        result=result,
        call=None if calls is None or isinstance(calls, Missing) else shown_call(calls.items),
        countries=country_choices(page.language, page.program.eligibility),
        labels={
            "country": page.say("pages.check.country"),
            "residents": page.say("pages.check.residents"),
            "population_year": page.say("pages.check.year"),
            "mayor.term_ends_on": page.say("pages.check.term"),
        },
    )
