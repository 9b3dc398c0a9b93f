"""Writing to a group: whom it reaches, each mail before it goes, what came of it; what was typed is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Detail, Refusal
from shared.contracts.notifications import (
    PreviewWritten,
    Recipient,
    Recipients,
    WriteToGroup,
    Written,
    WrittenMail,
)
from shared.contracts.people import Role
from shared.contracts.requests import Outcome, Outcomes, Problem
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import page_of
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_board import AHEAD, COHORT, LACKING, PAUSED, READY, tracked, tracker

PATH = "/staff/write"
LUZ, RUI, ANA = (f"intake:{UUID(int=number)}" for number in (1, 2, 3))
COMMAND = str(UUID(int=77))


def recipient(code: str, ref: str, role: str, language: str) -> Recipient:
    return Recipient.model_validate({"code": code, "ref": ref, "role": role, "language": language})


PEOPLE = (
    recipient(READY.code, LUZ, "mayors_office", "es"),
    recipient(READY.code, ANA, "team_lead", "en"),
    recipient(AHEAD.code, RUI, "mayors_office", "pt"),
)


def listed(request: Any) -> Recipients:
    return Recipients(items=tuple(one for one in PEOPLE if one.code in request.codes))


def preview(request: PreviewWritten) -> WrittenMail:
    spoken = next(one.language for one in PEOPLE if one.ref == request.ref)
    return WrittenMail(
        code=request.code, ref=request.ref, language=spoken if spoken in request.texts else "en", to="x@city.example",
        subject=f"As {request.ref} reads it", text="Hello <b>there</b>", html="<p>Hello</p>",
    )  # fmt: skip


def written(request: WriteToGroup) -> Outcomes[Written]:
    items = [Outcome[Written](code=code, reply=Written(code=code, mails=len(refs), before=0, left_out=0))
             for code, refs in request.to.items()]  # fmt: skip
    return Outcomes[Written](items=tuple(items))


def door(*roles: Role, **answers: Any) -> Doorway:
    names = intake.ContactNames(
        items=tuple(intake.ContactName(id=UUID(ref.partition(":")[2]), name=name)
                    for ref, name in ((LUZ, "Luz Ejemplar"), (ANA, "Ana Ficticia"), (RUI, "Rui Inventado")))
    )  # fmt: skip
    known = {
        "list_cohorts": page_of(cohort.Cohort, COHORT),
        "get_tracker": tracker(READY, LACKING, PAUSED, AHEAD),
        "list_convenings": page_of(cohort.ListedConvening),
        "list_sessions": page_of(cohort.ListedSession),
        "list_recipients": listed,
        "get_contact_names": names,
        "preview_written": preview,
        "write_to_group": written,
    }
    return door_of(*(roles or (Role.STAFF,)), **known | answers)


LETTER = {
    "cohort": "cohort-2027", "unwritten": "refuse", "page": "overview",
    "texts.en.subject": "News for {city}", "texts.en.text": "Dear {name},\nplease answer.",
    "texts.es.subject": "Novedades para {city}", "texts.es.text": "Hola, {name}:\nresponda, por favor.",
    "texts.pt.subject": "Novidades para {city}", "texts.pt.text": "Olá, {name}:\nresponda, por favor.",
}  # fmt: skip


def post(at: Doorway, step: str, to: tuple[str, ...] = (), **changes: str) -> Any:
    fields: dict[str, Any] = {**LETTER, "command_id": COMMAND, **changes}
    return at.post(f"{PATH}{step}", data=fields | ({"to": list(to)} if to else {}), headers=headers())


def asked(at: Doorway, kind: type[Any]) -> list[Any]:
    return [one.request for one in at.client.asked if isinstance(one.request, kind)]


def test_the_group_is_shown_with_who_and_whom_it_lacks() -> None:
    page = Read(door().get(PATH, headers=headers()))
    for said in (
        "3 people in 2 cities",
        "Luz Ejemplar",
        "Aldea",
        "2 cities have nobody in the group",
        "1 person reads it",
    ):
        assert said in page.text
    assert "cohort" in page.fields


def test_an_address_may_say_the_group() -> None:
    at = door()
    page = Read(at.get(f"{PATH}?cohort=cohort-2027&phase=demonstration&role=team_lead", headers=headers()))
    assert "1 person in 1 city" in page.text
    assert "Luz Ejemplar" not in page.text
    page = Read(at.get(f"{PATH}?codes={AHEAD.code}&language=pt", headers=headers()))
    assert "Rui Inventado" in page.text
    assert "Luz Ejemplar" not in page.text


def test_what_is_no_choice_is_told_at_its_field() -> None:
    answer = door().get(f"{PATH}?country=XX", headers=headers())
    assert answer.status_code == 422
    assert "country-error" in answer.text


def test_with_another_group_what_was_typed_stays() -> None:
    answer = post(door(), "", language="es")
    page = Read(answer)
    assert answer.status_code == 200
    assert LETTER["texts.en.text"] in answer.text
    assert "1 person in 1 city" in page.text


def test_each_language_is_seen_before_anything_is_sent() -> None:
    at = door()
    answer = post(at, "/look")
    page = Read(answer)
    assert answer.status_code == 200
    for said in (
        "This mail goes to 3 people",
        "As Luz Ejemplar reads it",
        "As Ana Ficticia reads it",
        "x@city.example",
    ):
        assert said in page.text
    assert "Hello &lt;b&gt;there&lt;/b&gt;" in answer.text
    assert [one.ref for one in asked(at, PreviewWritten)] == [LUZ, ANA, RUI]
    assert asked(at, WriteToGroup) == []


def test_anybodys_mail_can_be_seen_and_who_was_taken_out_stays_out() -> None:
    at = door()
    answer = post(at, "/look", (f"{READY.code} {ANA}",), **{"as": f"{AHEAD.code} {RUI}"})
    assert [one.ref for one in asked(at, PreviewWritten)] == [RUI]
    assert answer.text.count(" checked>") == 1


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"texts.pt.subject": "", "texts.pt.text": ""}, "texts.pt.text", "Somebody in the group reads Portuguese"),
        ({"texts.en.text": "Dear {nam}, please answer."}, "texts.en.text", "“nam” cannot be filled in"),
        ({"texts.en.text": "Dear {name}, by {deadline}."}, "deadline", "give a deadline"),
        ({"texts.es.text": ""}, "texts.es.text", "required"),
        ({"role": "team"}, "cohort", "Nobody would get this"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    changes: dict[str, str], field: str, said: str
) -> None:
    at = door()
    answer = post(at, "/look", **changes)
    page = Read(answer)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert said in page.text
    assert page.fields["texts.en.subject"]["value"] == LETTER["texts.en.subject"]
    assert page.fields["command_id"]["value"] == COMMAND
    assert asked(at, PreviewWritten) == []


def test_who_reads_no_written_language_is_shown_as_left_out_or_reads_another() -> None:
    without = {"texts.pt.subject": "", "texts.pt.text": ""}
    page = Read(post(door(), "/look", **without, unwritten="leave_out"))
    assert "1 person gets nothing" in page.text
    assert "Rui Inventado" in page.text
    page = Read(post(door(), "/look", **without, unwritten="en"))
    assert "in place of Portuguese" in page.text


def test_a_mail_that_cannot_be_written_says_why() -> None:
    refusal = Refusal(
        "incomplete", reason="mail_cannot_be_written", why={"key": "unwritable.no_value", "values": {"what": "coach"}}
    )
    page = Read(post(door(preview_written=refusal), "/look"))
    assert "coach" in page.text


def test_it_is_sent_to_those_ticked_under_the_id_of_the_form() -> None:
    at = door()
    keys = (f"{READY.code} {LUZ}", f"{READY.code} {ANA}")
    page = Read(post(at, "/send", keys))
    (sent,) = asked(at, WriteToGroup)
    assert (str(sent.message_id), sent.to) == (COMMAND, {READY.code: (LUZ, ANA)})
    assert "2 mails are on their way." in page.text
    assert "Aldea" in page.text


def test_a_city_that_is_refused_holds_up_no_other_and_says_why() -> None:
    problem = Problem(code="not_found", message="gone", reason="application", values={})
    reply = Outcomes[Written](items=(
        Outcome[Written](code=READY.code, reply=Written(code=READY.code, mails=2, before=1, left_out=1)),
        Outcome[Written](code=AHEAD.code, error=problem),
    ))  # fmt: skip
    page = Read(post(door(write_to_group=reply), "/send", (f"{READY.code} {LUZ}",)))
    for said in ("1 of them had been sent before.", "1 person gets none.", "Dorado"):
        assert said in page.text


@pytest.mark.parametrize("refusal", [unavailable(), Refusal("invalid", Detail("texts.pt", "no_text", spoken="pt"))])
def test_a_refusal_keeps_the_text_and_the_id(refusal: Refusal) -> None:
    answer = post(door(write_to_group=refusal), "/send", (f"{READY.code} {LUZ}",))
    page = Read(answer)
    assert answer.status_code >= 400
    assert LETTER["texts.es.text"] in answer.text
    assert page.fields["command_id"]["value"] == COMMAND


def test_nobody_ticked_sends_nothing() -> None:
    at = door()
    assert post(at, "/send").status_code == 422
    assert asked(at, WriteToGroup) == []


def crowd(number: int) -> Doorway:
    cities = [tracked(f"{one:010d}", f"City {one}") for one in range(number)]

    def reached(request: Any) -> Recipients:
        return Recipients(
            items=tuple(
                recipient(code, f"intake:{UUID(int=int(code) + 1)}", "team_lead", "en") for code in request.codes
            )
        )

    def one_mail(request: PreviewWritten) -> WrittenMail:
        return WrittenMail(
            code=request.code, ref=request.ref, language="en", to="x@city.example", subject="News", text="Hello",
            html="<p>Hello</p>",
        )  # fmt: skip

    answers = {"get_tracker": tracker(*cities), "list_recipients": reached, "preview_written": one_mail}
    return door(**answers, get_contact_names=intake.ContactNames(items=()))


def test_a_group_too_large_to_be_ticked_goes_whole_and_in_parts() -> None:
    at = crowd(450)
    seen = post(at, "/look")
    page = Read(seen)
    assert "All 450 people get it" in page.text
    assert 'name="to"' not in seen.text
    page = Read(post(at, "/send", all=page.fields["all"]["value"]))
    sent = asked(at, WriteToGroup)
    assert [len(one.to) for one in sent] == [200, 200, 50]
    assert {str(one.message_id) for one in sent} == {COMMAND}
    ids = [one.command_id for one in at.client.asked if isinstance(one.request, WriteToGroup)]
    assert len(set(ids)) == 3
    assert "450 of 450" in page.text


def test_a_large_group_that_is_another_by_now_is_shown_again_before_anything_goes() -> None:
    mark = Read(post(crowd(450), "/look")).fields["all"]["value"]
    at = crowd(451)
    answer = post(at, "/send", all=mark)
    page = Read(answer)
    assert "The group has changed since you looked at it" in page.text
    assert page.fields["all"]["value"] not in ("", mark)
    assert asked(at, WriteToGroup) == []


def test_without_a_cohort_the_page_says_when_it_is_of_use() -> None:
    page = Read(door(list_cohorts=page_of(cohort.Cohort)).get(PATH, headers=headers("fr")))
    assert "pas encore de cohorte" in page.text


@pytest.mark.parametrize("role", [Role.COACH, Role.REVIEWER, Role.CITY_MEMBER])
def test_it_is_staffs(role: Role) -> None:
    at = door(role)
    assert at.get(PATH, headers=headers()).status_code == 403
    assert post(at, "/send", (f"{READY.code} {LUZ}",)).status_code == 403
    assert asked(at, WriteToGroup) == []
