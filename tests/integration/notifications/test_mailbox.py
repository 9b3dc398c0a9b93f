"""The mailbox that replies go to, on a real IMAP server: Debian's dovecot. Where that is missing, it is said aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from services.notifications.inbox import read_mailbox
from services.notifications.sending import mailbox as module
from services.notifications.sending.mailbox import Mailbox, MailboxDown
from services.notifications.sending.smtp import authorities
from shared.contracts.errors import Refusal
from shared.contracts.notifications import TakeMail, Taken
from tests.integration.notifications.test_ledger_sql import Store, store
from tests.support import dovecot
from tests.support.dovecot import PASSWORD, USER, Dovecot
from tests.support.tls import Authority
from tests.unit.notifications.fake_ledger import APPLICATION_ID, CODE
from tests.unit.notifications.returning_cases import ours, take

__all__ = ["store"]

SKIPPED = "dovecot is not installed: REPLIES BY IMAP WERE NOT TRIED (apt-get install dovecot-imapd)"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    made = Authority(tmp_path_factory.mktemp("authority"), "mailboxes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(made.file))
        authorities.cache_clear()
        yield made
    authorities.cache_clear()


@pytest.fixture(scope="module")
def imap(authority: Authority) -> Iterator[Dovecot]:
    if not dovecot.is_installed():
        pytest.skip(SKIPPED)
    with dovecot.running(authority) as running:
        yield running


@pytest.fixture(autouse=True)
def empty(imap: Dovecot) -> None:
    for file in imap.mails:
        file.unlink()


def mail(text: str, **headers: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    for name, value in ({"From": "Luz <luz@city.example>", "Subject": "Re: Welcome"} | headers).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def url_of(imap: Dovecot, scheme: str = "imaps", password: str = PASSWORD) -> str:
    port = imap.imaps if scheme == "imaps" else imap.imap
    return f"{scheme}://{USER}:{quote(password, safe='')}@127.0.0.1:{port}"


def texts(box: Mailbox, largest: int = 10_000) -> list[str]:
    found: list[bytes] = []
    box.read(largest, found.append, lambda size: found.append(b"too large"))
    return [one.partition(b"\r\n\r\n")[2].decode().strip() or "too large" for one in found]


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_each_mail_is_read_once_and_stays_unseen_for_people(imap: Dovecot, scheme: str) -> None:
    box = Mailbox(url_of(imap, scheme))
    for text in ("first", "second"):
        imap.deliver(mail(text))
    assert texts(box) == ["first", "second"]
    assert texts(box) == []
    imap.deliver(mail("third"))
    assert texts(box) == ["third"]
    kept = [file.name.partition(":2,")[2] for file in imap.mails]
    assert len(kept) == 3
    assert not any("S" in flags for flags in kept), "nobody has seen them"


def test_what_people_have_read_before_is_read_as_well(imap: Dovecot) -> None:
    imap.deliver(mail("read by somebody"))
    box = Mailbox(url_of(imap))
    (new,) = imap.mails
    new.rename(imap.home / "mail" / "cur" / f"{new.name}:2,S")
    assert texts(box) == ["read by somebody"]


def test_one_that_is_too_large_is_left_and_holds_up_no_other(imap: Dovecot) -> None:
    box = Mailbox(url_of(imap))
    imap.deliver(mail("x" * 20_000))
    imap.deliver(mail("short"))
    assert texts(box) == ["too large", "short"]
    assert texts(box) == []


def test_what_could_not_be_taken_comes_again(imap: Dovecot) -> None:
    box = Mailbox(url_of(imap))
    imap.deliver(mail("first"))

    def refuse(_: bytes) -> None:
        raise Refusal("unavailable")

    with pytest.raises(Refusal):
        box.read(10_000, refuse, lambda _: None)
    assert texts(box) == ["first"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (lambda imap: url_of(imap, password="wrong"), "error"),
        (lambda imap: url_of(imap) + "/Nowhere", "NO"),
        (lambda imap: f"imaps://a:b@127.0.0.1:{dovecot.free_port()}", "ConnectionRefusedError"),
    ],
)
def test_a_mailbox_that_says_no_is_down_without_saying_whose(
    imap: Dovecot, url: Callable[[Dovecot], str], why: str
) -> None:
    with pytest.raises(MailboxDown) as down:
        texts(Mailbox(url(imap)))
    assert why in str(down.value)
    assert USER not in str(down.value)


@pytest.fixture
def nobody_trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.delenv("SSL_CERT_FILE")
        authorities.cache_clear()
        yield
    authorities.cache_clear()


@pytest.mark.usefixtures("nobody_trusted")
@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_certificate_that_nobody_signed_is_refused(imap: Dovecot, scheme: str) -> None:
    with pytest.raises(MailboxDown, match="SSLCertVerificationError"):
        texts(Mailbox(url_of(imap, scheme)))


def test_a_server_without_marks_counts_by_what_was_seen(imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MARK", module.SEEN)
    box = Mailbox(url_of(imap))
    imap.deliver(mail("first"))
    assert [texts(box), texts(box)] == [["first"], []]


def test_a_reply_in_the_mailbox_is_on_its_citys_page(imap: Dovecot, store: Store, tmp_path: Path) -> None:
    store.submit(notify=False)
    to = store.run(lambda repository: ours(repository).reply_to(APPLICATION_ID, ""))
    imap.deliver(mail("Yes, in May.\n\nOn Mon, Mar 1, 2027 at 9:00 AM X <x@program.example> wrote:\n> When?", To=to))
    imap.deliver(b"\0 no mail at all")
    imap.deliver(mail("to nobody we know", To="inbox@program.example"))
    kinds: list[str] = []

    def taken(request: TakeMail) -> Taken:
        fields: dict[str, Any] = request.model_dump()
        found: Taken = store.run(lambda repository: take(repository, **fields))
        kinds.append(found.kind)
        return found

    for _ in range(2):
        read_mailbox(Mailbox(url_of(imap)), taken)
    assert kinds == ["reply", "unknown"]
    (kept,) = store.run(lambda repository: repository.list_exchanges(CODE, 10, None))
    assert (kept.person, kept.notes) == ("Luz <luz@city.example>", "Re: Welcome\n\nYes, in May.")


def test_a_part_that_is_away_leaves_the_rest_for_later(imap: Dovecot) -> None:
    imap.deliver(mail("first", To="inbox@program.example"))
    seen: list[TakeMail] = []

    def away(request: TakeMail) -> Taken:
        seen.append(request)
        raise Refusal("unavailable")

    for _ in range(2):
        read_mailbox(Mailbox(url_of(imap)), away)
    assert len(seen) == 2
    read_mailbox(Mailbox(f"imaps://a:b@127.0.0.1:{dovecot.free_port()}"), away)  # logged, not raised
