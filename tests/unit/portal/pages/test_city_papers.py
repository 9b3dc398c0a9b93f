"""What a city signs, codifies, keeps and answers, and what it is invited to: each page with its verbs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.handed_in import FilePart
from shared.contracts.people import Role
from shared.contracts.requests import Nothing
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import CODE, HOME, entry, history, page_of, room
from tests.unit.portal.pages.signed_in import headers

ONE, AT = UUID(int=95), datetime(2026, 11, 20, 15, tzinfo=UTC)
TEAM = (
    "get_city", "get_shared_commitment", "get_mayor_commitment", "get_publishing", "sign_commitment", "get_codified",
    "write_mayor_commitment", "save_policy", "save_process", "save_ai_use", "list_documents", "save_document",
    "archive_document", "restore_document", "list_surveys", "list_survey_responses", "answer_survey", "get_maturity",
    "record_maturity", "get_convening", "answer_invitation", "record_needs", "get_team",
)  # fmt: skip
STAFF = (*TEAM, "publish_commitment", "revise_commitment", "write_shared_commitment", "record_media_consent")


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


# -- commitments -------------------------------------------------------------------------------------------------------


def commitment(kind: str = "shared", state: str = "open", **changed: Any) -> cohort.Commitment:
    fields = {
        "kind": kind, "cohort": "cohort-2027", "code": None, "state": state, "title": "We decide with data",
        "texts": {"en": "We the cities", "es": "Nosotras, las ciudades"}, "strategy_version": None, "policies": (),
        "reaffirm_by": None, "published_at": None, "signatures": (), "unsigned": (CODE,),
    }  # fmt: skip
    return cohort.Commitment.model_validate(fields | changed)


def papers(may: tuple[str, ...] = TEAM, *roles: Role, **answers: Any) -> Doorway:
    publishing = cohort.Publishing(
        code=CODE, time_zone="America/Bogota", silences=(), consent=None, strategy=(), commitment=()
    )
    codified = cohort.Codified(code=CODE, policies=(), processes=(), ai_uses=())
    known: dict[str, Any] = {
        "get_shared_commitment": commitment(), "get_publishing": publishing, "get_codified": codified,
        "get_mayor_commitment": not_found("mayor_commitment", CODE),
    }  # fmt: skip
    return room(may, *roles, **known | answers)


def test_the_text_that_is_signed_stands_above_the_signature_in_the_readers_language() -> None:
    answer = papers().get(f"{HOME}/commitments", headers=headers("es"))
    assert answer.text.index("Nosotras, las ciudades") < answer.text.index("commitments/sign")
    assert "Todavía sin escribir" in answer.text


def test_a_city_that_has_signed_is_not_asked_again_and_reads_of_no_others() -> None:
    door = papers(get_shared_commitment=commitment(unsigned=()))
    text = Read(door.get(f"{HOME}/commitments", headers=headers())).text
    assert "have not signed" not in text
    assert "commitments/sign" not in door.get(f"{HOME}/commitments", headers=headers()).text


@pytest.mark.parametrize(("parts", "method"), [(("mayors_office",), "portal"), (("coach",), "recorded_by_staff")])
def test_a_city_signs_itself_and_its_coach_records(parts: tuple[str, ...], method: str) -> None:
    door = papers(of={"parts": parts}, sign_commitment=commitment(state="signed"))
    form = {"kind": "shared", "name": "Ana Ejemplo", "title": "Mayor", "signed_on": "2026-11-20"}
    assert door.post(f"{HOME}/commitments/sign", data=form, headers=headers()).status_code == 303
    asked = sent(door, "sign_commitment")
    assert (asked.kind, asked.code, asked.signature_method) == ("shared", CODE, method)


def test_staff_publish_and_a_hold_is_said() -> None:
    signed = commitment(state="signed", unsigned=())
    held = Refusal("invalid", Detail("", "missing"))
    door = papers(STAFF, Role.STAFF, get_shared_commitment=signed, publish_commitment=held)
    answer = door.post(f"{HOME}/commitments/publish-shared", data={}, headers=headers())
    assert answer.status_code == 422
    assert (sent(door, "publish_commitment").kind, sent(door, "publish_commitment").code) == ("shared", None)


def test_a_mayors_message_is_written_with_what_it_names() -> None:
    door = papers(write_mayor_commitment=commitment("mayor", "draft", code=CODE))
    form = {"title": "My word", "texts.en": "We publish what we count", "texts.pt": "", "strategy_version": "6"}
    door.post(f"{HOME}/commitments/write", data=form, headers=headers())
    asked = sent(door, "write_mayor_commitment")
    assert (asked.texts, asked.strategy_version, asked.policies) == ({"en": "We publish what we count"}, 6, ())


# -- policies ----------------------------------------------------------------------------------------------------------


def test_a_policy_is_saved_and_its_next_version_names_it() -> None:
    policy = {
        "id": ONE, "version": 2, "saved_at": AT, "title": "Open data decree", "area": "data_governance",
        "instrument": "decree", "state": "adopted", "adopted_on": "2026-10-01", "reference": "Decree 12",
    }  # fmt: skip
    codified = cohort.Codified.model_validate({"code": CODE, "policies": (policy,), "processes": (), "ai_uses": ()})
    door = papers(get_codified=codified, save_policy=codified)
    page = Read(door.get(f"{HOME}/policies", headers=headers()))
    assert page.ids[f"save-policy-{ONE}-title"]["value"] == "Open data decree"
    assert "No use of AI yet" in page.text
    form = {"id": str(ONE), "title": "Decree", "area": "ai_use", "instrument": "decree", "state": "repealed"}
    door.post(f"{HOME}/policies/save-policy", data=form, headers=headers())
    assert (sent(door, "save_policy").id, sent(door, "save_policy").state) == (ONE, "repealed")


def test_safeguards_are_a_line_each() -> None:
    codified = cohort.Codified(code=CODE, policies=(), processes=(), ai_uses=())
    door = papers(save_ai_use=codified)
    form = {
        "title": "Potholes", "purpose": "Find them", "data": "Photos", "risk": "low", "owner": "Works",
        "safeguards": "No faces\r\nA person decides", "state": "pilot",
    }  # fmt: skip
    door.post(f"{HOME}/policies/save-ai-use", data=form, headers=headers())
    assert sent(door, "save_ai_use").safeguards == ("No faces", "A person decides")


# -- documents ---------------------------------------------------------------------------------------------------------


def document(**changed: Any) -> cohort.Document:
    version = {
        "version": 1, "sha256": "a" * 64, "name": "carta ñ #1.pdf", "media_type": "application/pdf", "size": 2048,
        "saved_by": "local-admin", "saved_at": AT,
    }  # fmt: skip
    fields = {
        "kind": "letter", "title": "Letter of the mayor", "language": "es", "visibility": "city", "code": CODE,
        "id": ONE, "state": "kept", "reason": None, "versions": (version,),
    }  # fmt: skip
    return cohort.Document.model_validate(fields | changed)


def test_a_document_comes_with_its_form_and_goes_out_under_its_name() -> None:
    door = papers(
        list_documents=cohort.Documents(items=(document(),)), save_document=document(), add_document_part=Nothing(),
        get_document_part=lambda asked: FilePart(content="" if asked.number else "aGVsbG8="),
    )  # fmt: skip
    page = Read(door.get(f"{HOME}/documents", headers=headers()))
    assert f"{HOME}/documents/{ONE}/1" in page.links
    form = {"title": "Letter", "kind": "letter", "language": "es", "visibility": "city", "other_kind": ""}
    files = {"file": ("carta.pdf", b"%PDF-1.4 hello", "application/pdf")}
    answer = door.post(f"{HOME}/documents/save-document", data=form, files=files, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HOME}/documents")
    asked = sent(door, "save_document")
    assert (asked.name, asked.size, asked.title, asked.id) == ("carta.pdf", 14, "Letter", None)
    got = door.get(f"{HOME}/documents/{ONE}/1", headers=headers())
    assert "filename*=UTF-8''carta%20%C3%B1%20%231.pdf" in got.headers["Content-Disposition"]
    assert door.get(f"{HOME}/documents/{ONE}/9", headers=headers()).status_code == 404


def test_without_a_file_what_was_typed_stays() -> None:
    door = papers(list_documents=cohort.Documents(items=()))
    form = {"title": "Typed just now", "kind": "letter", "language": "es", "visibility": "city"}
    answer = door.post(f"{HOME}/documents/save-document", data=form, headers=headers())
    assert answer.status_code == 422
    assert Read(answer).fields["title"]["value"] == "Typed just now"


def test_whoever_may_not_keep_documents_sends_no_file() -> None:
    door = papers(("get_city", "list_documents"), list_documents=cohort.Documents(items=(document(),)))
    assert "save-document" not in door.get(f"{HOME}/documents", headers=headers()).text
    answer = door.post(f"{HOME}/documents/save-document", files={"file": ("a.pdf", b"x")}, headers=headers())
    assert answer.status_code == 403
    assert "add_document_part" not in door.client.methods


# -- surveys and maturity ----------------------------------------------------------------------------------------------


def surveys(state: str = "open") -> cohort.CohortSurveys:
    questions = [
        {"id": "decisions", "kind": "scale", "required": True, "titles": {"en": "How often?"}, "choices": {}},
        {"id": "obstacle", "kind": "choice", "required": False, "titles": {"en": "What hinders?"},
         "choices": {"rules": {"en": "Rules"}, "people": {"en": "People"}}},
    ]  # fmt: skip
    one = {"id": "start", "title": "At the start", "state": state, "closes_on": date(2027, 1, 1)}
    return cohort.CohortSurveys.model_validate({"items": [one | {"questions": questions, "responses": 1}]})


def test_a_survey_is_answered_with_numbers_where_it_asks_for_steps() -> None:
    given = cohort.SurveyResponse(code=CODE, survey="start", role="team_lead", version=1, answers={"decisions": 4})
    door = papers(
        list_surveys=surveys(), answer_survey=given,
        list_survey_responses=cohort.SurveyResponses(items=(given,)),
        get_maturity=cohort.Maturity(code=CODE, components=(), meanings={}, assessments=(), changes=()),
    )  # fmt: skip
    assert f"{HOME}/surveys/start" in Read(door.get(f"{HOME}/surveys", headers=headers())).links
    assert "How often? 4" in Read(door.get(f"{HOME}/surveys/start", headers=headers())).text
    form = {"role": "team_lead", "answers.decisions": "5", "answers.obstacle": "rules"}
    assert door.post(f"{HOME}/surveys/start/answer-survey", data=form, headers=headers()).status_code == 303
    assert sent(door, "answer_survey").answers == {"decisions": 5, "obstacle": "rules"}
    assert door.get(f"{HOME}/surveys/mood", headers=headers()).status_code == 404


@pytest.mark.parametrize(("parts", "view"), [(("member",), "city"), (("coach",), "assessor")])
def test_maturity_is_assessed_in_ones_own_view(parts: tuple[str, ...], view: str) -> None:
    found = cohort.Maturity(code=CODE, components=(), meanings={}, assessments=(), changes=())
    door = papers(of={"parts": parts}, record_maturity=found)
    form = {"moment": "start", "assessed_on": "2026-11-20", "levels.quality": "3", "evidence.quality": "A register"}
    door.post(f"{HOME}/surveys/assess", data=form, headers=headers())
    asked = sent(door, "record_maturity")
    assert (asked.view, asked.levels, asked.evidence) == (view, {"quality": 3}, {"quality": "A register"})


# -- convenings and history --------------------------------------------------------------------------------------------


def convening(*invitations: dict[str, Any]) -> dict[str, Any]:
    times = {
        "id": ONE, "cohort": "cohort-2027", "kind": "leaders", "state": "scheduled", "title": "Data leaders’ convening",
        "starts_at": AT, "ends_at": AT + timedelta(days=1), "time_zone": "America/Panama", "place": "Panamá",
        "rsvp_by": date(2026, 11, 1),
    }  # fmt: skip
    listed = cohort.ListedConvening.model_validate(times | {"titles": {"pt": "Encontro"}})
    counts = {"capacity": 80, "invited": 1, "yes": 0, "no": 0, "silent": 1, "attended": 0, "window": (AT, AT)}
    counts["window"] = (AT.date(), AT.date())
    detail = cohort.ConveningDetail.model_validate(times | counts | {"invitations": invitations})
    return {"list_convenings": page_of(cohort.ListedConvening, listed), "get_convening": detail}


OWN = {
    "code": CODE, "city": "Puerto Ejemplo", "role": "team_lead", "ref": "cohort:1", "state": "invited",
    "delegated": False, "needs": False, "name": "Leo Supuesto",
}  # fmt: skip


def test_a_city_answers_for_its_own_people_alone() -> None:
    other = OWN | {"code": "AAAAAAAAAA", "name": "Somebody Else", "ref": "cohort:2"}
    found = convening(OWN, other)
    door = papers(**found, answer_invitation=found["get_convening"], record_needs=found["get_convening"])
    answer = door.get(f"{HOME}/convenings", headers=headers("pt"))
    assert "Leo Supuesto" in answer.text
    assert "Somebody Else" not in answer.text
    assert "Encontro" in answer.text
    keys = {"kind": "leaders", "role": "team_lead", "ref": "cohort:1"}
    form = keys | {"answer": "yes", "delegate": "Ana Ficticia"}
    assert door.post(f"{HOME}/convenings/answer-or-send", data=form, headers=headers()).status_code == 303
    asked = sent(door, "answer_invitation")
    assert (asked.code, asked.cohort, asked.delegate) == (CODE, "cohort-2027", "Ana Ficticia")
    door.post(f"{HOME}/convenings/needs", data=keys | {"diet": "no nuts", "travel": ""}, headers=headers())
    assert (sent(door, "record_needs").diet, sent(door, "record_needs").travel) == ("no nuts", None)


def test_a_citys_people_read_by_name_who_of_their_contacts_is_invited() -> None:
    """They have no role of the program; intake names the contacts of their own applications."""
    contact = UUID(int=77)
    found = convening(OWN | {"name": None, "ref": f"intake:{contact}"})
    names = intake.ContactNames(items=(intake.ContactName(id=contact, name="Luz Ejemplar"),))
    door = papers(**found, get_contact_names=names)
    assert "Luz Ejemplar" in door.get(f"{HOME}/convenings", headers=headers()).text


def test_an_answer_that_comes_too_late_is_said_in_its_own_form() -> None:
    found = convening(OWN)
    door = papers(**found, answer_invitation=Refusal("reply_too_late", rsvp_by=date(2026, 11, 1)))
    form = {"kind": "leaders", "role": "team_lead", "ref": "cohort:1", "answer": "yes"}
    answer = door.post(f"{HOME}/convenings/answer-or-send", data=form, headers=headers())
    assert answer.status_code == 409
    assert '<details class="verb" open>' in answer.text


def test_the_history_is_read_the_latest_first() -> None:
    told = history(entry(from_phase="onboarding", to_phase="demonstration"))
    assert "<time" in papers(get_city_page=told).get(f"{HOME}/history", headers=headers()).text
