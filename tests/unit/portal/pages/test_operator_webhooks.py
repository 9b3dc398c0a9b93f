"""Operators' pages about webhooks: the list, one made and changed, its secret once, the log of its deliveries."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import reporting
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Factors
from shared.contracts.people import Role
from shared.contracts.reporting import MadeWebhook, Webhook, WebhookDelivery
from shared.contracts.requests import Nothing, Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECRET = "whsec_c2VjcmV0"
COMMAND = {"command_id": str(UUID(int=9))}

WEBHOOK = Webhook(
    id=UUID(int=5), url="https://hook.example.org/in", description="City <CRM>", event_types=("decision_sent",),
    state="on", made_at=AT, waiting=2, failed=1,
)  # fmt: skip
ONE = f"/ops/webhooks/{WEBHOOK.id}"
OFF = WEBHOOK.model_copy(update={"id": UUID(int=6), "state": "off", "failing_since": AT, "description": "another"})


def delivery(number: int, **changes: Any) -> WebhookDelivery:
    known: dict[str, Any] = {
        "event_id": UUID(int=number), "source": "eligibility", "type": "decision_sent", "code": "AAAAAAAAA1",
        "occurred_at": AT, "state": "waiting", "attempts": 2, "due_at": AT, "attempted_at": AT, "answer": 503,
        "failure": None,
    }  # fmt: skip
    return WebhookDelivery.model_validate(known | changes)


DELIVERIES = (
    delivery(11),
    delivery(12, state="failed", answer=None, failure="untrusted"),
    delivery(13, state="delivered", answer=204, code=None),
    delivery(14, attempts=0, attempted_at=None, answer=None),
)
TYPED = {"url": WEBHOOK.url, "description": "a CRM", "event_types": "decision_sent"} | COMMAND


def door(role: Role = Role.ADMINISTRATOR, **answers: Any) -> Doorway:
    known: dict[str, Any] = {
        "list_webhooks": Page[Webhook](items=(WEBHOOK, OFF), next=None, total=2),
        "get_webhook": WEBHOOK,
        "list_webhook_deliveries": Page[WebhookDelivery](items=DELIVERIES, next="4", total=9),
        "make_webhook": MadeWebhook(secret=SECRET, made=WEBHOOK),
        "rotate_webhook_secret": MadeWebhook(secret=SECRET, made=WEBHOOK),
    }
    return door_of(role, **known | answers)


def sent(opened: Doorway, kind: type[Any]) -> list[Any]:
    return [one.request for one in opened.client.asked if isinstance(one.request, kind)]


def test_the_list_says_how_each_stands_and_nothing_in_it_is_markup() -> None:
    answer = door().get("/ops/webhooks", headers=headers())
    page = Read(answer)
    for said in ("City <CRM>", WEBHOOK.url, "turned off", "another"):
        assert said in page.text
    assert "City &lt;CRM&gt;" in answer.text
    empty = door(list_webhooks=Page[Webhook](items=(), next=None, total=0)).get("/ops/webhooks", headers=headers())
    assert "No webhooks." in empty.text


def test_the_log_says_what_was_answered_or_why_nothing_was() -> None:
    page = Read(door().get(ONE, headers=headers()))
    for said in ("503", "the certificate is not trusted", "204", "AAAAAAAAA1", "waiting", "given up", "delivered"):
        assert said in page.text


def test_the_log_is_narrowed_by_its_address() -> None:
    opened = door()
    opened.get(f"{ONE}?state=failed&type=decision_sent&text=AAAAAAAAA1", headers=headers())
    (asked,) = sent(opened, reporting.ListWebhookDeliveries)
    assert (asked.state, asked.type, asked.text) == ("failed", "decision_sent", "AAAAAAAAA1")


def test_one_is_made_and_its_secret_shown_in_that_answer_alone() -> None:
    opened = door()
    assert "decision_sent" in opened.get("/ops/webhooks/new", headers=headers()).text
    answer = opened.post("/ops/webhooks/new", data=TYPED, headers=headers())
    assert SECRET in answer.text
    assert sent(opened, reporting.MakeWebhook) == [
        reporting.MakeWebhook(url=WEBHOOK.url, event_types=("decision_sent",), description="a CRM")
    ]
    assert SECRET not in opened.get(ONE, headers=headers()).text


@pytest.mark.parametrize("address", ["/ops/webhooks/new", f"{ONE}/change"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "http://hook.example.org/"}, "https://"),
        ({"url": "https://hook.example.org:8443/"}, "usual port"),
        ({"event_types": ""}, "at least 1"),
        ({"description": ""}, "Write"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    address: str, changes: dict[str, str], said: str
) -> None:
    opened = door()
    answer = opened.post(address, data=TYPED | changes, headers=headers())
    assert answer.status_code == 422
    assert said in Read(answer).text
    assert sent(opened, reporting.MakeWebhook) == sent(opened, reporting.ChangeWebhook) == []
    assert (changes.get("url") or WEBHOOK.url) in answer.text


def test_what_the_service_refuses_of_one_type_stands_beside_all_of_them() -> None:
    refusal = Refusal("invalid", Detail("event_types.0", "no_such_event", name="decision_sent"))
    answer = door(make_webhook=refusal).post("/ops/webhooks/new", data=TYPED, headers=headers())
    assert answer.status_code == 422
    assert 'id="event_types-error"' in answer.text


def test_one_is_changed() -> None:
    opened = door(change_webhook=WEBHOOK)
    form = opened.get(f"{ONE}/change", headers=headers()).text
    assert 'value="decision_sent" checked' in form
    assert "City &lt;CRM&gt;" in form
    answer = opened.post(f"{ONE}/change", data=TYPED, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, ONE)
    (asked,) = sent(opened, reporting.ChangeWebhook)
    assert (asked.webhook_id, asked.description) == (WEBHOOK.id, "a CRM")


def test_a_new_secret_is_shown_once() -> None:
    opened = door()
    assert SECRET in opened.post(f"{ONE}/rotate", data=COMMAND, headers=headers()).text
    assert sent(opened, reporting.RotateWebhookSecret) == [reporting.RotateWebhookSecret(webhook_id=WEBHOOK.id)]


@pytest.mark.parametrize("address", ["/ops/webhooks/new", f"{ONE}/change", f"{ONE}/rotate"])
def test_what_is_sensitive_asks_again_who_it_is(address: str) -> None:
    again = Refusal("reauthenticate")
    factors = Factors(password=True, items=(), recovery_codes=0)
    opened = door(make_webhook=again, change_webhook=again, rotate_webhook_secret=again, list_factors=factors)
    answer = opened.post(address, data=TYPED, headers=headers())
    assert (answer.status_code, Read(answer).fields["next"]["value"]) == (403, address)
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("verb", "fields", "request_"),
    [
        ("pause", {}, reporting.PauseWebhook(webhook_id=WEBHOOK.id)),
        ("resume", {}, reporting.ResumeWebhook(webhook_id=WEBHOOK.id)),
        (
            "resend",
            {"event_id": str(UUID(int=11))},
            reporting.ResendDelivery(webhook_id=WEBHOOK.id, event_id=UUID(int=11)),
        ),
        (
            "replay",
            {"since": "2027-03-01T09:00:00+00:00"},
            reporting.ReplayWebhook(webhook_id=WEBHOOK.id, since=AT),
        ),
    ],
)
def test_each_verb_sends_its_request(verb: str, fields: dict[str, str], request_: Any) -> None:
    opened = door(
        pause_webhook=WEBHOOK, resume_webhook=WEBHOOK, resend_delivery=DELIVERIES[0],
        replay_webhook=reporting.Replayed(events=3),
    )  # fmt: skip
    answer = opened.post(f"{ONE}/{verb}", data=fields | COMMAND, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, ONE)
    assert sent(opened, type(request_)) == [request_]


def test_one_is_deleted_and_the_list_follows() -> None:
    opened = door(delete_webhook=Nothing())
    answer = opened.post(f"{ONE}/delete", data=COMMAND, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ops/webhooks")
    assert sent(opened, reporting.DeleteWebhook) == [reporting.DeleteWebhook(webhook_id=WEBHOOK.id)]


@pytest.mark.parametrize("address", ["/ops/webhooks", "/ops/webhooks/new", ONE, f"{ONE}/change"])
def test_nobody_else_comes_in(address: str) -> None:
    assert door(Role.STAFF).get(address, headers=headers()).status_code == 403
