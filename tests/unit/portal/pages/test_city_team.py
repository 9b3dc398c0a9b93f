"""A city's people on its page: invited, handed over, gone; its mayor and its coach."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts import cohort, identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import (
    COACH_ID,
    CODE,
    HOME,
    LEAD,
    LEO,
    READS,
    STAFF,
    TEAM,
    city,
    member,
    page_of,
    room,
    team,
)
from tests.unit.portal.pages.signed_in import headers

PAGE = f"{HOME}/team"
ROSA = UUID(int=41)
MAYORS = cohort.Mayors(
    code=CODE, leadership_transition=False, ends_before_cohort=True, election_on=date(2027, 10, 3),
    mayors=(
        cohort.Mayor(
            number=1, name=None, standing="in_office", interim=False, takes_office_on=date(2024, 1, 1),
            term_ends_on=date(2027, 1, 1), reaffirm_by=None, reaffirmed_on=None, overdue=False, office=None,
        ),
    ),
)  # fmt: skip
PEOPLE = team(
    member(),
    member("Dana Inventada", id=ROSA, role="team", lead=False, email=None),
    member("Pablo Supuesto", id=UUID(int=42), lead=False, left_on=date(2026, 9, 1), successor_id=LEO, handover="All"),
)


def door(may: tuple[str, ...] = LEAD, *roles: Role, **answers: Any) -> Any:
    return room(may, *roles, **{"get_team": PEOPLE, "get_mayors": MAYORS} | answers)


def test_the_page_says_who_is_there_who_left_and_what_they_handed_over() -> None:
    page = Read(door().get(PAGE, headers=headers()))
    for said in ("Leo Supuesto", "Dana Inventada", "Pablo Supuesto", "Leo Supuesto took over", "As in the application"):
        assert said in page.text
    assert "The term ends before the program does" in page.text
    assert page.fields["member"]["value"] is not None


def test_a_member_reads_and_invites_nobody() -> None:
    answer = door((*TEAM, "get_mayors")).get(PAGE, headers=headers())
    assert answer.status_code == 200
    assert "<form" not in answer.text.partition("<main")[2]


def test_a_colleague_is_invited_once_however_often_it_is_sent() -> None:
    asking = door(add_team_member=PEOPLE)
    form = {
        "command_id": str(UUID(int=5)), "name": " Rosa Inventada ", "role": "chief_data_officer",
        "email": "rosa@puerto.example",
    }  # fmt: skip
    for _ in range(2):
        answer = asking.post(f"{PAGE}/add-member", data=form, headers=headers())
        assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    sent = [one for one in asking.client.asked if one.request.method == "add_team_member"]
    assert {one.command_id for one in sent} == {UUID(int=5)}
    assert sent[0].request == cohort.AddTeamMember(
        code=CODE, name="Rosa Inventada", role="chief_data_officer", email="rosa@puerto.example"
    )


def test_a_refused_hand_over_is_open_in_the_row_of_whom_it_is_about() -> None:
    refusal = Refusal("invalid", Detail("on", "out_of_range", first="2026-08-01", last="2026-11-29"))
    form = {"member": str(LEO), "to": "Rosa Inventada", "on": "2099-01-01", "notes": "open questions"}
    answer = door(hand_over=refusal).post(f"{PAGE}/hand-over", data=form, headers=headers("es"))
    page = Read(answer)
    assert answer.status_code == 422
    assert answer.text.count('<details class="verb" open>') == 1
    assert f"#hand-over-{LEO}-on" in page.links
    assert page.ids[f"hand-over-{LEO}-notes"]["tag"] == "textarea"
    assert page.ids[f"hand-over-{ROSA}-to"]["value"] == ""
    assert page.ids[f"hand-over-{LEO}-to"]["value"] == "Rosa Inventada"


def test_a_verb_has_an_address_at_which_its_form_is_open() -> None:
    assert '<details class="verb" open>' in door().get(f"{PAGE}/add-member", headers=headers()).text


def test_staff_choose_a_coach_by_name_and_load() -> None:
    load = cohort.CoachLoad(id=COACH_ID, languages=("es",), hours=40, load=16, cities=(CODE,))
    names = identity.PeopleNames(items=(identity.PersonName(id=COACH_ID, name="Evaristo Lunallena"),))
    asking = door(
        (*STAFF, "get_mayors", "list_coaches"), Role.STAFF, list_coaches=page_of(cohort.CoachLoad, load),
        get_names=names, assign_coach=cohort.CoachedCity.model_validate(city().model_dump(
            include=set(cohort.CoachedCity.model_fields))),
    )  # fmt: skip
    assert "Evaristo Lunallena (16 of 40 hours a month)" in Read(asking.get(PAGE, headers=headers())).text
    sent = asking.post(f"{PAGE}/assign-coach", data={"coach": str(COACH_ID)}, headers=headers())
    assert sent.status_code == 303


def test_an_exception_is_offered_to_leads_alone_and_for_a_rule_alone() -> None:
    load = cohort.CoachLoad(id=COACH_ID, languages=("es",), hours=40, load=40, cities=())
    full = Refusal("coach_full", hours=40, load=40)
    for role, offered in ((Role.STAFF, False), (Role.PROGRAM_LEAD, True)):
        asking = door(
            (*STAFF, "get_mayors", "list_coaches"), role, list_coaches=page_of(cohort.CoachLoad, load),
            assign_coach=full,
        )  # fmt: skip
        page = Read(asking.post(f"{PAGE}/assign-coach", data={"coach": str(COACH_ID)}, headers=headers()))
        assert ("override" in page.fields) == offered


def test_a_successor_without_an_office_has_none() -> None:
    asking = door((*STAFF, "get_mayors", "record_successor"), Role.STAFF, record_successor=MAYORS,
                  list_coaches=page_of(cohort.CoachLoad))  # fmt: skip
    form = {"name": "Ines Ficticia", "takes_office_on": "2027-01-01", "office.name": "", "office.language": ""}
    assert asking.post(f"{PAGE}/record-successor", data=form, headers=headers()).status_code == 303
    [asked] = [one.request for one in asking.client.asked if one.request.method == "record_successor"]
    assert (asked.office, asked.interim, asked.term_ends_on) == (None, False, None)


def test_what_somebody_may_not_read_is_refused() -> None:
    asking = door(READS, get_team=Refusal("forbidden", reason="roles", method="get team"))
    assert asking.get(PAGE, headers=headers()).status_code == 403


def test_a_verb_that_is_not_the_readers_is_refused_on_the_page_already() -> None:
    asking = door(TEAM, add_team_member=PEOPLE)
    form = {"name": "Rosa Inventada", "role": "team"}
    assert asking.post(f"{PAGE}/add-member", data=form, headers=headers()).status_code == 403
    assert "add_team_member" not in asking.client.methods
