"""What comes back and in, and what people do without, on a real PostgreSQL."""

from __future__ import annotations

import pytest

from services.notifications.domain import Untrue
from services.notifications.handlers import choosing
from services.notifications.repository import Repository
from shared.contracts.notifications import SetMailChoices, Taken, Unsubscribe
from tests.integration.notifications.test_ledger_sql import Store, store
from tests.unit.notifications.fake_ledger import APPLICATION_ID, NOW, a_mail
from tests.unit.notifications.returning_cases import ANA, STAFF_REF, back_to, gone, ours, take, undelivered
from tests.unit.notifications.settling_cases import admit

__all__ = ["store"]


@pytest.fixture
def city(store: Store) -> Store:
    store.submit(notify=False)
    store.run(lambda repository: repository.upsert_person(STAFF_REF, "en", is_staff=True))
    return store


def test_the_secret_is_each_databases_own_and_stays(city: Store) -> None:
    secrets = [city.run(lambda repository: repository.get_link_secret()) for _ in range(2)]
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 72


def test_a_hard_bounce_stops_the_address_until_staff_say(city: Store) -> None:
    def bounce(repository: Repository) -> Taken:
        mail = gone(repository)
        told = {"recipients": back_to(repository, mail), "undelivered": undelivered()}
        first, again = take(repository, **told), take(repository, **told)
        assert again.kind == "again"
        soft = gone(repository)
        take(repository, recipients=back_to(repository, soft), undelivered=undelivered("4.2.2", "delayed"))
        return first

    assert city.run(bounce).kind == "bounce"
    assert [row["state"] for row in city.rows("select state from mails order by number")] == [
        "failed", "queued", "queued", "sent",
    ]  # fmt: skip
    (known,) = city.run(lambda repository: repository.list_suppressions(False, 10, None))
    assert (known.status, known.soft, known.lifted_at) == ("5.1.1", 1, None)

    def try_again(repository: Repository) -> None:
        mail = a_mail()
        repository.insert_mail(mail, "", NOW)
        admit(mail, ANA, repository, ours(repository).digest(ANA))

    with pytest.raises(Untrue, match="address_bounced"):
        city.run(try_again)
    city.run(lambda repository: repository.lift_suppression(known.id, "person:1", NOW))
    city.run(try_again)
    assert city.run(lambda repository: repository.count_suppressions(True)) == 1
    assert city.run(lambda repository: repository.find_suppression(known.id)).lifted_by == "person:1"
    assert city.run(lambda repository: repository.list_suppressions(True, 10, known.id)) == []


def test_a_mail_is_known_by_what_comes_back_of_it(city: Store) -> None:
    def back(repository: Repository) -> list[str]:
        mail = gone(repository)
        return [
            take(repository, about_message=mail.message_id, undelivered=undelivered(address=address)).kind
            for address in ("eva@else.example", ANA)
        ]

    assert city.run(back) == ["unknown", "bounce"]


def test_choices_are_kept_by_address(city: Store) -> None:
    def choose(repository: Repository) -> list[set[str]]:
        key = ours(repository).key("u", gone(repository, template="survey_opened").id)
        other = gone(repository, "bea@puerto.example")
        choosing.unsubscribe(Unsubscribe(key=key), repository, ours, NOW)
        digests = [ours(repository).digest(one) for one in (ANA, "bea@puerto.example")]
        one_click = [repository.list_unwanted(one) for one in digests]
        choosing.set_mail_choices(SetMailChoices(key=key, wanted=("surveys", "news")), repository, ours, NOW)
        assert repository.find_address(other.id) == digests[1]
        return [*one_click, repository.list_unwanted(digests[0])]

    assert city.run(choose) == [{"surveys"}, set(), {"drafts", "reports"}]
    digest = city.run(lambda repository: ours(repository).digest(ANA))
    assert city.run(lambda repository: "drafts" in repository.list_unwanted(digest))


def test_a_reply_is_kept_once(city: Store) -> None:
    def reply(repository: Repository) -> str:
        to = [ours(repository).reply_to(APPLICATION_ID, "")]
        return take(repository, recipients=to, unique="cd" * 32).kind

    assert [city.run(reply), city.run(reply)] == ["reply", "again"]
    (kept,) = city.run(lambda repository: repository.list_exchanges("K7Q2M9X4TB", 10, None))
    assert kept.person == "Luz Prado <luz@puerto.example>"
