"""The ledger of mails on staff's page: found, read as its recipient does, released, sent again, discarded."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, intake
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import PeopleNames
from shared.contracts.notifications import DiscardMail, ListMails, Mail, MailText, ReleaseMail
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

ID, CONTACT = UUID(int=3), UUID(int=5)
PATH = f"/staff/mail/{ID}"


def mail(**changed: Any) -> Mail:
    fields = {
        "id": ID, "template": "decision_admitted", "language": "es", "recipient": f"intake:{CONTACT}",
        "subject": "Su ciudad ha sido admitida", "state": "held", "attempts": 0, "code": "K7Q2M9X4TB",
        "created_at": datetime(2027, 3, 1, 15, tzinfo=UTC), "sent_at": None,
    }  # fmt: skip
    return Mail.model_validate(fields | changed)


def staffs_door(role: Role = Role.STAFF, one: Mail | None = None, **answers: Any) -> Doorway:
    held = one or mail()
    letter = MailText(mail=held, to="luz@puerto.example", text="Estimada Luz:\n<b>no</b>", html="<p>Estimada Luz:</p>")
    known: dict[str, Any] = {
        "list_mails": Page[Mail](items=(held,), next=None, total=1),
        "get_mail": held,
        "preview_mail": letter,
        "list_calls": Page[intake.Call](items=(), next=None, total=0),
        "get_contact_names": intake.ContactNames(items=(intake.ContactName(id=CONTACT, name="Luz Ejemplar"),)),
    }
    return door_of(role, **known | answers)


def sent(door: Doorway, kind: type[Any]) -> list[Any]:
    return [one.request for one in door.client.asked if isinstance(one.request, kind)]


def test_mails_are_listed_by_state_with_whom_they_go_to() -> None:
    door = staffs_door()
    page = Read(door.get("/staff/mail?state=held&code=K7Q2M9X4TB", headers=headers()))
    for said in ("Su ciudad ha sido admitida", "Luz Ejemplar", "On hold", "Spanish"):
        assert said in page.text
    assert f"{PATH}?code=K7Q2M9X4TB&state=held#subject" in page.links  # on a phone the mail is below its list
    assert ListMails(state="held", code="K7Q2M9X4TB", limit=30) in sent(door, ListMails)


def test_who_has_no_name_is_said_to_have_none_and_days_are_those_of_the_reader() -> None:
    late = mail(recipient=f"identity:{ID}", created_at=datetime(2027, 3, 2, 2, tzinfo=UTC))
    door = staffs_door(list_mails=Page[Mail](items=(late,), next=None, total=1), get_names=PeopleNames(items=()))
    page = Read(door.get("/staff/mail", headers=headers()))
    assert "Name not known" in page.text
    assert f"identity:{ID}" not in page.text
    assert "Mar 1, 2027, 9:00" in page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_mail_is_read_in_a_frame_of_its_own_and_as_text() -> None:
    answer = staffs_door().get(PATH, headers=headers("pt"))
    assert f'src="{PATH}/letter" sandbox' in answer.text
    assert "&lt;b&gt;no&lt;/b&gt;" in answer.text
    frame = staffs_door().get(f"{PATH}/letter", headers=headers())
    assert frame.text == "<p>Estimada Luz:</p>"
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "script-src" not in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("held", {"release", "edit", "discard"}),
        ("queued", {"edit", "discard"}),
        ("sent", {"resend"}),
        ("failed", {"resend", "discard"}),
        ("sending", set()),
    ],
)
def test_only_what_its_state_allows_is_offered(state: str, offered: set[str]) -> None:
    answer = staffs_door(one=mail(state=state)).get(PATH, headers=headers())
    assert {
        verb for verb in ("release", "edit", "resend", "discard") if f'action="{PATH}/{verb}"' in answer.text
    } == offered


def test_one_that_tells_a_pending_decision_goes_with_that_alone() -> None:
    answer = staffs_door(one=mail(awaits_decision=True)).get(PATH, headers=headers())
    for verb in ("discard", "edit"):
        assert f'action="{PATH}/{verb}"' in answer.text
    assert f'action="{PATH}/release"' not in answer.text


def test_a_held_mail_is_released_and_said() -> None:
    door = staffs_door(release_mail=mail(state="queued"))
    answer = door.post(f"{PATH}/release", data={"command_id": str(UUID(int=9))}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    assert sent(door, ReleaseMail) == [ReleaseMail(mail_id=ID)]


def test_discarding_wants_a_reason_and_keeps_what_was_typed() -> None:
    refusal = Refusal("invalid", Detail("reason", "too_short", min_length=3))
    door = staffs_door(discard_mail=refusal)
    answer = door.post(f"{PATH}/discard", data={"reason": "no", "command_id": str(UUID(int=9))}, headers=headers())
    assert answer.status_code == 422
    assert ">\nno</textarea>" in answer.text
    assert sent(door, DiscardMail) == []  # the contract already refuses it


def test_what_became_of_it_meanwhile_is_told() -> None:
    refusal = Refusal("illegal_transition", reason="mail", state="sent", thing="mail", step="release", keep=False)
    answer = staffs_door(release_mail=refusal).post(f"{PATH}/release", data={}, headers=headers("fr"))
    assert answer.status_code == 409
    assert "error-summary" in answer.text


def test_a_letter_that_cannot_be_made_says_why_and_the_rest_is_there() -> None:
    for why in (unavailable(), Refusal("not_found", reason="person")):
        page = Read(staffs_door(preview_mail=why).get(PATH, headers=headers()))
        assert "This mail cannot be shown now." in page.text
        assert "Luz Ejemplar" in page.text


def test_names_of_a_team_are_its_citys() -> None:
    member = cohort.Member.model_construct(id=CONTACT, name="Ana Equipo")
    team = cohort.Team.model_construct(members=(member,))
    page = Read(
        staffs_door(one=mail(recipient=f"cohort:{CONTACT}"), get_team=team).get("/staff/mail", headers=headers())
    )
    assert "Ana Equipo" in page.text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_it(role: Role) -> None:
    for path in ("/staff/mail", PATH, f"{PATH}/letter", f"{PATH}/discard"):
        assert staffs_door(role).get(path, headers=headers()).status_code == 403
