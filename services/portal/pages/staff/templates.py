"""Every mail that the program may send, in each language: as it reads with values that are nobody's, and as it is
written, with its marks and the places of values."""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from services.portal.pages.staff.mail import ALONE
from services.portal.web.names import named
from services.portal.web.page import Missing
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import PreviewTemplate
from shared.wording import LANGUAGES
from shared.wording.language import FALLBACK
from shared.wording.order import order_of

PATH = "/staff/mail/templates"
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show_templates(page: StaffHere) -> Response:
    found = [(named(page.language, "mail_templates", name), name) for name in template_names()]
    ordered = sorted(found, key=lambda one: order_of(one[0], page.language))
    return page.show("staff/templates.html", templates=ordered, path=PATH)


@router.get(PATH + "/{name}")
def show_template(page: StaffHere, name: str) -> Response:
    """In the reader's language first."""
    if name not in template_names():
        raise Refusal("not_found", reason="address")
    languages = sorted(LANGUAGES, key=lambda one: one != page.language)
    samples = page.ask(*(PreviewTemplate(template=name, language=one) for one in languages))
    texts = [
        (language, source_of(language, name), None if isinstance(sample, Missing) else sample)
        for language, sample in zip(languages, samples, strict=True)
    ]
    return page.show("staff/template.html", name=name, path=PATH, texts=texts)


@router.get(PATH + "/{name}/{language}")
def show_sample(page: StaffHere, name: str, language: str) -> Response:
    """The letter alone, for its frame."""
    sample = page.call(request_of(PreviewTemplate, template=name, language=language))
    return HTMLResponse(sample.html, headers=ALONE)


def template_names() -> list[str]:
    folder = resources.files("shared.wording").joinpath(FALLBACK, "mails")
    return sorted(file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt"))


def source_of(language: str, name: str) -> str:
    file = resources.files("shared.wording").joinpath(language, "mails", f"{name}.txt")
    return file.read_text(encoding="utf-8")
