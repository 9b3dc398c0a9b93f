"""Every mail that the program may send, in each language: as it reads with values that are nobody's, and as it is
written, with its marks and the places of values. Whoever reads has samples sent to their own address."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.pages.staff.mail import ALONE
from services.portal.web.names import named, tongues
from services.portal.web.page import Missing
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import PreviewTemplate, SendSamples
from shared.wording import LANGUAGES
from shared.wording.language import FALLBACK
from shared.wording.order import order_of

PATH = "/staff/mail/templates"


def languages(desk: Desk) -> tuple[Field, ...]:
    return (Field("languages", "boxes", options=tongues(desk.page.language), label="sample_languages"),)


def shown_here(desk: Desk) -> Mapping[str, Any]:
    return {"templates": (desk.given["name"],)}


SEND = Verb[Desk]("send", SendSamples, languages, shown_here, says="send_samples")
SEND_ALL = Verb[Desk]("send", SendSamples, languages, says="send_all_samples")


def read(desk: Desk) -> Mapping[str, Any]:
    language = desk.page.language
    found = [(named(language, "mail_templates", name), name) for name in template_names()]
    return {"templates": sorted(found, key=lambda one: order_of(one[0], language)), "path": PATH}


def read_one(desk: Desk) -> Mapping[str, Any]:
    """In the reader's language first."""
    page, name = desk.page, desk.given["name"]
    if name not in template_names():
        raise Refusal("not_found", reason="address")
    languages = sorted(LANGUAGES, key=lambda one: one != page.language)
    samples = page.ask(*(PreviewTemplate(template=name, language=one) for one in languages))
    texts = [
        (language, source_of(language, name), None if isinstance(sample, Missing) else sample)
        for language, sample in zip(languages, samples, strict=True)
    ]
    return {"name": name, "path": PATH, "texts": texts}


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(
    Leaf("", read, (SEND_ALL,), template="templates"),
    Leaf("{name}", read_one, (SEND,), template="template"),
)


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
