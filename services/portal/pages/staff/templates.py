"""Every mail that the program may send, in each language, as it is written: with its marks and the places of values."""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter, Response

from services.portal.web.names import named
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Refusal
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
    return page.show(
        "staff/template.html", name=name, path=PATH,
        texts=[(language, source_of(language, name)) for language in languages],
    )  # fmt: skip


def template_names() -> list[str]:
    folder = resources.files("shared.wording").joinpath(FALLBACK, "mails")
    return sorted(file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt"))


def source_of(language: str, name: str) -> str:
    file = resources.files("shared.wording").joinpath(language, "mails", f"{name}.txt")
    return file.read_text(encoding="utf-8")
