"""Operators' pages: who answers, what waits, what could not be handled, and mending it."""

from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from shared.contracts import operations
from shared.contracts.errors import Refusal
from shared.contracts.identity import Factors, PeopleNames, PersonName
from shared.contracts.kernel import Backlog, Replay, ReplayEvents
from shared.contracts.operations import DeadLetter, DeadLetterDetail, Queue, RetryDeadLetter
from shared.contracts.people import Role
from shared.contracts.reporting import Rebuild, StartRebuild
from shared.contracts.requests import Page
from shared.wording import say
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

COMMAND = UUID(int=9)
LETTERS = tuple(
    DeadLetter(
        id=UUID(int=number), queue="notifications.eligibility", type="decision_sent", reason=reason, code="failed",
        attempts=5, first_at=datetime(2027, 3, 1, 9, tzinfo=UTC), state="dead",
    )
    for number, reason in ((1, "no such template"), (2, "no such template"), (3, "unknown version <3>"))
)  # fmt: skip
ONE = f"/ops/dead-letters/{LETTERS[0].id}"
BACKLOG = Backlog(unpublished=3, oldest_unpublished_at=None, waiting=1)

TAKER = UUID(int=77)
ALERT = operations.Alert(
    id=UUID(int=5), cause="queue_age", about="reporting.intake", value=840, threshold=300,
    raised_at=datetime(2027, 3, 1, 9, tzinfo=UTC), cleared_at=None, taken_by=None, taken_at=None, muted_until=None,
    mute_reason=None,
)  # fmt: skip
AN_ALERT = f"/ops/alerts/{ALERT.id}"


GROUP = operations.DeadLetterGroup(
    queue="notifications.eligibility", type="decision_sent", cause="failed", letters=2,
    first_at=datetime(2027, 3, 1, 9, tzinfo=UTC), last_at=datetime(2027, 3, 1, 10, tzinfo=UTC),
)  # fmt: skip
OF_GROUP = {"queue": GROUP.queue, "type": "decision_sent", "cause": GROUP.cause}
SMALL = GROUP.model_copy(update={"cause": "unknown version <#>", "letters": 1, "type": None})


def queue(name: str, **figures: Any) -> Queue:
    known = {"ready": 0, "unacked": 0, "consumers": 1, "rate_in": 0.0, "rate_out": 0.0, "oldest_age_s": None}
    return Queue.model_validate({"name": name} | known | figures)


QUEUES = (
    queue("cohort.eligibility"),
    queue("reporting.intake", ready=412, oldest_age_s=840.0),
    queue("intake.retry.30s", ready=7, consumers=0),
    queue("intake.retry.300s", ready=1, consumers=0),
    queue("rpc-intake", ready=2, consumers=0),
    queue("eligibility.intake", ready=1, oldest_age_s=0.4),
)


def operators_door(role: Role = Role.ADMINISTRATOR, **answers: Any) -> Doorway:
    known: dict[str, Any] = {
        "list_queues": Page[Queue](items=QUEUES, next=None, total=len(QUEUES)),
        "list_backlogs": Page[operations.ServiceBacklog](
            items=(
                operations.ServiceBacklog(service="cohort", backlog=BACKLOG),
                operations.ServiceBacklog(service="intake", backlog=None),
            ),
            next=None,
            total=2,
        ),
        "list_dead_letters": Page[DeadLetter](items=LETTERS, next=None, total=3),
        "list_dead_letter_groups": Page[operations.DeadLetterGroup](items=(GROUP, SMALL), next=None, total=2),
        "get_dead_letter": DeadLetterDetail(letter=LETTERS[0], body={"a": "<b>"}, size_bytes=812),
        "get_rebuild": Refusal("not_found", reason="rebuild"),
        "list_queue_history": Page[operations.QueueHistory](items=(), next=None, total=0),
        "list_alerts": Page[operations.Alert](items=(ALERT,), next=None, total=1),
        "get_alert": ALERT,
        "get_names": PeopleNames(items=(PersonName(id=TAKER, name="Ana Ruiz"),)),
    }
    return door_of(role, **known | answers)


def sent(door: Doorway, kind: type[Any]) -> list[Any]:
    return [one.request for one in door.client.asked if isinstance(one.request, kind)]


def test_what_is_wrong_stands_first_and_is_said_in_words() -> None:
    page = Read(operators_door().get("/ops", headers=headers()))
    for said in (
        "Does not answer",
        "Falls behind",
        "Waits by design",
        "Fails again and again",
        "Nobody reads it",
        "Steady",
        "Empty",
        "840 s",
    ):
        assert said in page.text
    assert page.text.index("reporting.intake") < page.text.index("cohort.eligibility")


def test_dead_letters_stand_by_cause_the_most_frequent_first() -> None:
    page = Read(operators_door().get("/ops", headers=headers()))
    assert page.text.index(GROUP.cause) < page.text.index(SMALL.cause)


def test_what_one_service_does_not_say_leaves_the_rest() -> None:
    page = Read(operators_door(list_queues=unavailable(), list_backlogs=unavailable()).get("/ops", headers=headers()))
    assert SMALL.cause in page.text


def test_where_operations_says_nothing_it_stands_why_and_an_open_page_goes_on_asking() -> None:
    refusal = Refusal("unavailable", reason="broker_alarm")
    asked = ("list_queues", "list_backlogs", "list_dead_letter_groups", "list_alerts", "list_queue_history")
    door = operators_door(**dict.fromkeys((*asked, "get_rebuild"), refusal))
    answer = door.get("/ops", headers=headers())
    assert (answer.status_code, "hx-get" in answer.text) == (503, False)
    assert say("en", "alerts.mend.broker_alarm") in Read(answer).text
    part = door.get("/ops", headers=headers() | {"X-By-Itself": "1", "HX-Request": "true"})
    assert part.status_code == 503
    assert 'id="live" hx-get="/ops" hx-select="#live"' in part.text


def test_one_letter_is_shown_whole_and_nothing_in_it_is_markup() -> None:
    answer = operators_door().get(ONE, headers=headers("pt"))
    assert "&lt;b&gt;" in answer.text
    assert f"/staff/applications/{LETTERS[0].code}" not in answer.text, "what it failed by is no application"
    assert f'action="{ONE}/retry"' in answer.text
    done = LETTERS[0].model_copy(update={"state": "retried"})
    answer = operators_door(get_dead_letter=DeadLetterDetail(letter=done, body=None, text="x", size_bytes=1)).get(
        ONE, headers=headers()
    )
    assert "/retry" not in answer.text


@pytest.mark.parametrize("cause", get_args(operations.AlertCause))
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_of_each_alert_holds_the_runbooks_paragraph(cause: str, language: str) -> None:
    alert = ALERT.model_copy(update={"cause": cause})
    page = Read(operators_door(get_alert=alert).get(AN_ALERT, headers=headers(language)))
    assert say(language, f"alerts.mend.{cause}") in page.text


def test_a_letter_is_put_back() -> None:
    door = operators_door(retry_dead_letter=LETTERS[0])
    answer = door.post(f"{ONE}/retry", data={"command_id": str(COMMAND)}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, ONE)
    assert sent(door, RetryDeadLetter) == [RetryDeadLetter(dead_letter_id=LETTERS[0].id)]


def test_all_of_one_cause_are_put_back_at_a_rate() -> None:
    door = operators_door(retry_dead_letter_group=operations.LettersMoved(moved=2, left=0))
    form = OF_GROUP | {"per_second": "20", "command_id": str(COMMAND)}
    answer = door.post("/ops/dead-letters/retry-group", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ops/dead-letters")
    assert sent(door, operations.RetryDeadLetterGroup) == [operations.RetryDeadLetterGroup(**OF_GROUP, per_second=20)]


def test_discarding_all_of_one_cause_wants_a_reason() -> None:
    door = operators_door(discard_dead_letter_group=operations.LettersMoved(moved=2, left=0))
    form = OF_GROUP | {"reason": "", "command_id": str(COMMAND)}
    assert door.post("/ops/dead-letters/discard-group", data=form, headers=headers()).status_code == 422
    assert sent(door, operations.DiscardDeadLetterGroup) == []
    door.post("/ops/dead-letters/discard-group", data=form | {"reason": "a test"}, headers=headers())
    (asked,) = sent(door, operations.DiscardDeadLetterGroup)
    assert asked == operations.DiscardDeadLetterGroup(**OF_GROUP, reason="a test")


def test_what_was_typed_for_a_cause_that_is_gone_meanwhile_stays() -> None:
    form = OF_GROUP | {"cause": "another", "reason": "no"}
    answer = operators_door().post("/ops/dead-letters/discard-group", data=form, headers=headers())
    assert answer.status_code == 422
    assert answer.text.count(">\nno</textarea>") == 1


def test_what_was_put_back_says_what_became_of_it() -> None:
    group = GROUP.model_copy(update={"waiting": 1, "back": 7})
    door = operators_door(list_dead_letter_groups=Page(items=(group,), next=None, total=1))
    page = Read(door.get("/ops/dead-letters?state=retried", headers=headers()))
    assert "Failed again" in page.text
    assert "Retry all" not in page.text


def test_letters_are_listed_by_state_and_queue() -> None:
    door = operators_door()
    Read(door.get("/ops/dead-letters?state=retried&queue=cohort.intake", headers=headers()))
    assert sent(door, operations.ListDeadLetters)[-1] == operations.ListDeadLetters(
        state="retried", queue="cohort.intake", limit=50
    )


def test_causes_are_narrowed_with_the_list_and_none_stands_beside_one_city() -> None:
    door = operators_door()
    page = door.get("/ops/dead-letters?cause=failed&queue=notifications.eligibility", headers=headers())
    assert sent(door, operations.ListDeadLetterGroups)[-1] == operations.ListDeadLetterGroups(
        state="dead", cause="failed", queue="notifications.eligibility"
    )
    assert 'action="/ops/dead-letters/retry-group"' in page.text
    of_a_city = door.get("/ops/dead-letters?about=K7Q2M9X4TB", headers=headers())
    assert 'action="/ops/dead-letters/retry-group"' not in of_a_city.text


def test_causes_that_are_not_shown_are_counted() -> None:
    many = Page[operations.DeadLetterGroup](items=(GROUP, SMALL), next=None, total=240)
    page = Read(operators_door(list_dead_letter_groups=many).get("/ops/dead-letters", headers=headers()))
    assert "Other causes, found by the filters: 238" in page.text


@pytest.mark.parametrize(
    ("refusal", "key"),
    [
        (Refusal("unavailable", reason="broker"), "pages.errors.mend_broker"),
        (Refusal("unavailable", reason="broker_alarm"), "alerts.mend.broker_alarm"),
        (Refusal("unavailable", reason="service", service="identity"), "alerts.mend.service_silent"),
    ],
)
def test_where_operators_pages_do_not_come_it_stands_why_and_what_to_do(refusal: Refusal, key: str) -> None:
    door = operators_door(list_dead_letters=refusal, list_applications=refusal)
    answer = door.get("/ops/dead-letters", headers=headers("fr"))
    said, way = (" ".join(text.split()) for text in (refusal.said("fr"), say("fr", key)))
    assert answer.status_code == 503
    assert said in Read(answer).text
    assert way in Read(answer).text
    assert "Vu par ce portail" not in Read(answer).text, "it has seen no such call itself"
    elsewhere = door.get("/staff/applications", headers=headers("fr"))
    assert way not in Read(elsewhere).text


def test_while_the_broker_has_an_alarm_it_stands_since_when() -> None:
    refusal = Refusal("unavailable", reason="broker_alarm")
    door = operators_door(list_dead_letters=refusal)
    door.client.outage.note("broker_alarm", datetime(2027, 3, 1, 9, 30, tzinfo=UTC))
    page = Read(door.get("/ops/dead-letters", headers=headers())).text
    assert "Seen by this portal since: Monday, March 1, 2027" in page


def test_reports_are_made_anew_or_compared() -> None:
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    made = Rebuild(rebuild_id=COMMAND, started_at=at, finished_at=None, done=5, total=10, swap=False, differences=None)
    door = operators_door(start_rebuild=made, get_rebuild=made)
    for form, swap in (({}, False), ({"swap": "true"}, True)):
        assert door.post("/ops/rebuild", data=form, headers=headers()).status_code == 303
        assert sent(door, StartRebuild)[-1].swap is swap
    assert "5 of 10 events" in Read(door.get("/ops", headers=headers())).text


@pytest.mark.parametrize("role", [Role.STAFF, Role.PROGRAM_LEAD, Role.REVIEWER, Role.COACH, Role.CITY_MEMBER])
def test_nobody_else_sees_it(role: Role) -> None:
    door = operators_door(role)
    for path in ("/ops", "/ops/dead-letters", ONE):
        assert door.get(path, headers=headers()).status_code == 403
    for path in ("/ops/rebuild", f"{ONE}/retry", "/ops/dead-letters/retry-group"):
        assert door.post(path, headers=headers()).status_code == 403
    asked = {one.request.method for one in door.client.asked if one.request.service in ("operations", "reporting")}
    assert asked <= {"list_work"}


# -- published again ---------------------------------------------------------------------------------------------------

REPLAY = "/ops/replay"
COUNT = f"{REPLAY}/count"


def replayed(request: ReplayEvents) -> Replay:
    return Replay(events=12, from_seq=request.from_seq, until_seq=1200)


def test_what_would_be_published_again_is_counted_before_anything_is() -> None:
    door = operators_door(replay_events=replayed)
    page = Read(door.post(COUNT, data={"since": "2027-03-01T10:00", "consumer": "reporting"}, headers=headers()))
    assert "Publish 84 events again" in page.text, "of seven services"
    assert "Only reporting hears them" in page.text
    asked = sent(door, ReplayEvents)
    assert {(one.dry_run, one.consumer) for one in asked} == {(True, "reporting")}
    assert (page.fields["since"]["value"], page.fields["consumer"]["value"]) == ("2027-03-01T10:00", "reporting")


def test_one_service_is_published_again_from_a_number_and_once() -> None:
    door = operators_door(replay_events=replayed)
    form = {"service": "intake", "from_seq": "40", "since": "", "consumer": "", "command_id": str(COMMAND)}
    for _ in range(2):
        page = Read(door.post(f"{REPLAY}/do", data=form, headers=headers("es")))
    assert "1 de 1" in page.text
    (first, again) = (one for one in door.client.asked if isinstance(one.request, ReplayEvents))
    assert (first.request.from_seq, first.request.dry_run) == (40, False)
    assert first.token.endswith("intake.replay_events"), "asked of that service"
    assert first.command_id == again.command_id


def test_a_service_that_does_not_answer_holds_up_no_other() -> None:
    def answer(request: ReplayEvents) -> Replay:
        if len(sent(door, ReplayEvents)) == 1:
            raise unavailable()
        return replayed(request)

    door = operators_door(replay_events=answer)
    assert "Publish 72 events again" in Read(door.post(COUNT, data={}, headers=headers())).text
    door = operators_door(replay_events=answer)
    assert "6 of 7 done" in Read(door.post(f"{REPLAY}/do", data={}, headers=headers())).text


@pytest.mark.parametrize(
    ("form", "field"), [({"from_seq": "7"}, "service"), ({"service": "x"}, "service"), ({"since": "soon"}, "since")]
)
def test_what_cannot_be_counted_is_said_beside_its_field(form: dict[str, str], field: str) -> None:
    door = operators_door(replay_events=replayed)
    answer = door.post(COUNT, data=form, headers=headers())
    assert answer.status_code == 422
    assert Read(answer).fields[field]["aria-invalid"] == "true"
    assert sent(door, ReplayEvents) == []


@pytest.mark.parametrize("path", [COUNT, f"{REPLAY}/do"])
def test_whoever_was_away_proves_first_who_they_are(path: str) -> None:
    factors = Factors(password=True, items=(), recovery_codes=0)
    door = operators_door(replay_events=Refusal("reauthenticate"), list_factors=factors)
    answer = door.post(path, data={"service": "intake"}, headers=headers())
    assert answer.status_code == 403
    assert "Show that it is you" in Read(answer).text
    assert ReplayEvents.sensitive


def test_nobody_else_publishes_anything_again() -> None:
    door = operators_door(Role.PROGRAM_LEAD, replay_events=replayed)
    assert door.get(REPLAY, headers=headers()).status_code == 403
    assert door.post(f"{REPLAY}/do", data={}, headers=headers()).status_code == 403
    assert sent(door, ReplayEvents) == []


# -- alerts ------------------------------------------------------------------------------------------------------------


def test_what_is_wrong_stands_on_top_of_the_overview_and_leads_on() -> None:
    page = Read(operators_door().get("/ops", headers=headers()))
    assert page.text.index("reporting.intake falls behind") < page.text.index("Does not answer")
    assert AN_ALERT in operators_door().get("/ops", headers=headers()).text


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_an_alert_says_what_is_wrong_why_and_what_to_do(language: str) -> None:
    answer = operators_door().get(AN_ALERT, headers=headers(language))
    page = Read(answer)
    assert "reporting.intake" in page.text
    assert say(language, "alerts.mend.queue_age").replace("\xa0", " ") in page.text
    assert f'action="{AN_ALERT}/take"' in answer.text


def test_who_took_it_is_named_and_a_cleared_one_is_taken_by_nobody() -> None:
    taken = ALERT.model_copy(update={"taken_by": str(TAKER), "taken_at": ALERT.raised_at})
    page = Page[operations.Alert](items=(taken,), next=None, total=1)
    door = operators_door(get_alert=taken, list_alerts=page)
    for address in (AN_ALERT, "/ops/alerts", "/ops"):
        assert "Ana Ruiz" in Read(door.get(address, headers=headers())).text
    cleared = taken.model_copy(update={"cleared_at": ALERT.raised_at, "taken_by": "local-admin"})
    answer = operators_door(get_alert=cleared).get(AN_ALERT, headers=headers())
    assert "local-admin" in answer.text
    assert f"{AN_ALERT}/take" not in answer.text


@pytest.mark.parametrize(
    ("cause", "about", "path"),
    [
        ("dead_letters", "cohort.intake", "/ops/dead-letters?queue=cohort.intake"),
        ("mail_server", "notifications", "/staff/mail?state=queued"),
        ("mail_failed", "notifications", "/staff/mail?state=failed"),
        ("key_age", "intake", "/ops"),
    ],
)
def test_an_alert_leads_to_where_it_is_seen_to(cause: Any, about: str, path: str) -> None:
    alert = ALERT.model_copy(update={"cause": cause, "about": about})
    main = operators_door(get_alert=alert).get(AN_ALERT, headers=headers()).text.partition("What to do")[2]
    assert f'href="{path}"' in main


def test_an_alert_is_taken_and_muted_and_what_is_refused_keeps_what_was_typed() -> None:
    door = operators_door(take_alert=ALERT, mute_alert=ALERT)
    form = {"command_id": str(COMMAND)}
    assert door.post(f"{AN_ALERT}/take", data=form, headers=headers()).status_code == 303
    typed = form | {"hours": "8", "reason": "the provider moves"}
    assert door.post(f"{AN_ALERT}/mute", data=typed, headers=headers()).status_code == 303
    assert sent(door, operations.MuteAlert) == [
        operations.MuteAlert(alert_id=ALERT.id, hours=8, reason="the provider moves")
    ]
    refused = door.post(f"{AN_ALERT}/mute", data=typed | {"hours": "999"}, headers=headers())
    assert refused.status_code == 422
    assert 'value="999"' in refused.text


def test_a_muted_one_says_until_when_and_can_be_unmuted() -> None:
    muted = ALERT.model_copy(update={"muted_until": ALERT.raised_at, "mute_reason": "the <provider> moves"})
    answer = operators_door(get_alert=muted).get(AN_ALERT, headers=headers())
    assert "the &lt;provider&gt; moves" in answer.text
    assert f"{AN_ALERT}/unmute" in answer.text


def test_no_alert_is_good_news() -> None:
    none = Page[operations.Alert](items=(), next=None, total=0)
    assert "Nothing is wrong" in Read(operators_door(list_alerts=none).get("/ops/alerts", headers=headers())).text
