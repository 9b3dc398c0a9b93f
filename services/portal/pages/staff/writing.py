"""Write to a group: whom, what in each language, each mail seen before anything goes, then what came of each city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from fastapi import APIRouter, Response

from services.portal.forms.fields import Field
from services.portal.forms.filled import Filled
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Addressed, Posted, Sent
from services.portal.forms.told import told
from services.portal.pages.results import AT_ONCE, ask_in_parts, results_of, show_results, whole
from services.portal.pages.staff.writing_fields import (
    AT_FIRST,
    at_texts,
    choices_of,
    group_fields,
    letter_fields,
    letter_of,
    wanted_of,
)
from services.portal.web.page import Page
from services.portal.web.people import answering
from services.portal.web.roles import StaffHere
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.merge_fields import IN_SUBJECT, MERGE_FIELDS
from shared.contracts.notifications import Letter, Written
from shared.views.people import names_of_those
from shared.views.writing import Group, Look, Reader, find_group, insist_on_somebody, look_at, written_to

PATH = "/staff/write"
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Sheet:
    """The form and its group. `refused`: the group was asked for by something that is none of the choices."""

    cohort: str
    group: Group
    of_group: tuple[Field, ...]
    of_letter: tuple[Field, ...]
    refused: Refusal | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.of_group, *self.of_letter)

    @property
    def spoken(self) -> dict[str, int]:
        """How many of the group read each language."""
        return Counter(one.recipient.language for one in self.group.readers)


@router.get(PATH)
def begin(page: StaffHere, chosen: Addressed) -> Response:
    """The address may say the group."""
    sheet = sheet_of(page, chosen)
    if sheet is None:
        return page.show("staff/write_nobody.html")
    known = AT_FIRST | {"cohort": sheet.cohort} | dict(chosen.pairs())
    return show(page, sheet, Filled(document=known, refusal=sheet.refused))


@router.post(PATH)
def go_on(page: StaffHere, posted: Sent) -> Response:
    """With another group, or back from the look at the mails; what is written is not judged."""
    sheet = sheet_of(page, posted)
    if sheet is None:
        return page.see(PATH)
    return show(page, sheet, Filled(posted=posted, refusal=sheet.refused, command_id=posted.command_id))


@router.post(f"{PATH}/look")
def look(page: StaffHere, posted: Sent) -> Response:
    """As each would read it; nothing is sent yet."""
    sheet = sheet_of(page, posted)
    return go_on(page, posted) if sheet is None or sheet.refused else show_look(page, sheet, posted)


def show_look(page: Page, sheet: Sheet, posted: Posted, *, changed: bool = False) -> Response:
    """`changed`: the group is another one than was looked at before."""
    try:
        letter = letter_of(page, sheet.of_letter, posted)
        served = sheet.group.served(letter)
        insist_on_somebody(served.cities)
        mails = mails_of(page, letter, served, posted.text("as"))
    except Refusal as refusal:
        return again(page, sheet, posted, refusal)
    dropped = [one for one in sheet.group.readers if one not in served.readers]
    return page.show(
        "staff/write_look.html", sheet=sheet, group=served, letter=letter, mails=mails, dropped=dropped,
        names=names_of(page, sheet.group), form=Filled(posted=posted, command_id=posted.command_id), path=PATH,
        mark=None if len(served.readers) <= AT_ONCE else mark_of(served), changed=changed,
        why=lambda refusal: whole(refusal, page.language),
    )  # fmt: skip


@router.post(f"{PATH}/send")
def send(page: StaffHere, posted: Sent) -> Response:
    """To those ticked, or to all of a group that is too large for it. Sent again, whoever has it gets no other."""
    sheet = sheet_of(page, posted)
    if sheet is None:
        return page.see(PATH)
    try:
        letter = letter_of(page, sheet.of_letter, posted)
        if (seen := posted.text("all")) and seen != mark_of(sheet.group.served(letter)):
            return show_look(page, sheet, posted, changed=True)
        to = sheet.group.served(letter).cities if seen else ticked(posted.texts("to"))
        insist_on_somebody(to)
        outcomes = ask_in_parts(
            page, posted.command_id, list(to.items()),
            lambda some: written_to(letter, posted.command_id, dict(some)),
        )  # fmt: skip
    except Refusal as refusal:
        return again(page, sheet, posted, refusal)
    cities = {one.city.code: one.city.city for one in sheet.group.readers}
    results = results_of(
        page, outcomes, lambda code: (cities.get(code, code), f"/staff/mail?code={code}"), lambda one: said(page, one)
    )
    return show_results(page, results, page.say("pages.write.title"), "/staff/mail", page.say("pages.nav.staff_mail"))


def sheet_of(page: Page, asked: Posted) -> Sheet | None:
    """None where there is no cohort yet."""
    cohorts = page.call(cohort.ListCohorts()).items
    if not cohorts:
        return None
    name = asked.text("cohort") or max(cohorts, key=lambda one: one.starts_on).id
    choices = choices_of(page, cohorts, name)
    of_group = group_fields(page, choices)
    group, refused = Group(readers=(), without=()), None
    try:
        group = find_group(page.call, wanted_of(page, of_group, asked, name), choices.tracker)
    except Refusal as refusal:
        if refusal.code not in ("invalid", "not_found"):
            raise
        refused = told(refusal, of_group)
    needed = Counter(one.recipient.language for one in group.readers)
    return Sheet(name, group, of_group, letter_fields(page, [one for one, _ in needed.most_common()]), refused)


def show(page: Page, sheet: Sheet, form: Filled) -> Response:
    return page.show(
        "staff/write.html", form.status, sheet=sheet, form=form, names=names_of(page, sheet.group), path=PATH,
        places=MERGE_FIELDS, in_subject=IN_SUBJECT,
    )  # fmt: skip


def again(page: Page, sheet: Sheet, posted: Posted, refusal: Refusal) -> Response:
    """What was typed is kept, also where a service does not answer. Raises what no field can mend."""
    if refusal.code in ELSEWHERE:
        raise refusal
    shown = told(at_texts(refusal), sheet.fields)
    return show(page, sheet, Filled(posted=posted, refusal=shown, command_id=posted.command_id))


def mails_of(page: Page, letter: Letter, group: Group, wanted: str) -> list[Look]:
    """Of whoever was asked for, else the first who reads each text."""
    chosen = [one for one in group.readers if key_of(one) == wanted]
    firsts = {one.spoken(letter): one for one in reversed(group.readers)}
    return [look_at(page.call, letter, one) for one in chosen or list(firsts.values())[::-1]]


def key_of(reader: Reader) -> str:
    """How a form names them."""
    return f"{reader.city.code} {reader.recipient.ref}"


def mark_of(group: Group) -> str:
    """Tells one group from another: a form has not as many fields as a large one has people."""
    return sha256("\n".join(sorted(key_of(one) for one in group.readers)).encode()).hexdigest()


def ticked(keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key in dict.fromkeys(keys):
        code, _, ref = key.partition(" ")
        found[code] = (*found.get(code, ()), ref)
    return found


def names_of(page: Page, group: Group) -> dict[str, str]:
    return names_of_those(answering(page), {one.recipient.ref: one.city.code for one in group.readers})


def said(page: Page, written: Written) -> str:
    parts = [page.say("pages.write.sent", count=written.mails)]
    parts += [page.say("pages.write.sent_before", count=written.before)] if written.before else []
    parts += [page.say("pages.write.not_sent", count=written.left_out)] if written.left_out else []
    return " ".join(parts)
