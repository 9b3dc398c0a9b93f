"""A mail that came in, as it is read: replies without what they quote, notifications of what was not delivered."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from shared.documents import incoming_mail
from shared.documents.incoming_mail import Attached, NotAMail, Undelivered, read_incoming, without_quotation

REPLY_TO = "inbox+rabc@program.example"


def reply(text: str = "The baseline comes in May.", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    fields = {
        "From": "Luz Prado <luz@city.example>", "To": REPLY_TO, "Subject": "Re: Welcome (K7Q2M9X4TB)",
        "Date": "Mon, 01 Mar 2027 10:00:00 -0500", "Message-ID": "<one@city.example>",
    }  # fmt: skip
    for name, value in (fields | headers).items():
        message[name] = value
    message.set_content(text)
    return message


DSN = b"""From: MAILER-DAEMON@mx.city.example
To: inbox+babc@program.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-1@mx.city.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I could not deliver it.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.city.example

Final-Recipient: rfc822; ana@elsewhere.example
Original-Recipient: rfc822;ana@city.example
Action: failed
Status: 5.1.1 (no such user)
Diagnostic-Code: smtp; 550 5.1.1 <ana@city.example>: unknown

Final-Recipient: rfc822; bea@city.example
Action: delayed
Status: 4.2.2

Final-Recipient: rfc822; eva@city.example
Action: relayed
Status: 2.1.5

--B
Content-Type: message/rfc822

From: contact@program.example
To: ana@city.example
Message-ID: <mail-7@program.example>
Subject: Welcome

Hello
--B--
""".replace(b"\n", b"\r\n")


def test_a_reply_says_who_wrote_what_where_it_came_to() -> None:
    found = read_incoming(reply().as_bytes())
    assert (found.name, found.address, found.subject) == ("Luz Prado", "luz@city.example", "Re: Welcome (K7Q2M9X4TB)")
    assert (found.recipients, found.text, found.automatic) == ((REPLY_TO,), "The baseline comes in May.", False)
    assert found.sent_at is not None
    assert found.sent_at.isoformat() == "2027-03-01T10:00:00-05:00"
    assert (found.undelivered, found.attachments) == ((), ())


def test_where_it_came_to_may_stand_in_what_servers_add() -> None:
    message = reply(To="someone@else.example", Cc=f"Other <{REPLY_TO.upper()}>")
    message["Delivered-To"] = "inbox@program.example"
    message["X-Original-To"] = "inbox+rxyz@program.example"
    assert read_incoming(message.as_bytes()).recipients == (
        "inbox@program.example", "inbox+rxyz@program.example", "someone@else.example", REPLY_TO,
    )  # fmt: skip


@pytest.mark.parametrize(
    "quotation",
    [
        "> Dear Luz",
        "On Mon, Mar 1, 2027 at 9:00 AM City Data Alliance <contact@program.example> wrote:",
        "El lun, 1 mar 2027 a las 9:00, City Data Alliance (<contact@program.example>) escribió:",
        "Em seg., 1 de mar. de 2027 às 09:00, City Data Alliance <contact@program.example> escreveu:",
        "Le lun. 1 mars 2027 à 09:00, City Data Alliance <contact@program.example> a écrit :",
        "-----Original Message-----",
        "-----Mensaje original-----",
        "________________________________",
        "From: City Data Alliance <contact@program.example>",
    ],
)
def test_what_is_quoted_is_not_what_they_wrote(quotation: str) -> None:
    assert without_quotation(f"Yes.\n\n{quotation}\nmore of it") == "Yes."


def test_an_answer_below_what_it_quotes_is_kept_whole() -> None:
    assert without_quotation("> Can you come?\n\nYes.") == "> Can you come?\n\nYes."


def test_of_two_forms_the_plain_one_is_read_and_of_html_its_words() -> None:
    both = reply("Plain words.")
    both.add_alternative("<p>Other words.</p>", subtype="html")
    assert read_incoming(both.as_bytes()).text == "Plain words."
    page = (
        "<html><head><style>p {}</style></head><body><p>First<br>second</p><blockquote>old</blockquote></body></html>"
    )
    alone = reply()
    alone.set_content(page, subtype="html")
    assert read_incoming(alone.as_bytes()).text == "First\nsecond"


def test_attachments_are_named_and_counted_and_nothing_else_is_read_of_them() -> None:
    message = reply()
    message.add_attachment(b"%PDF" * 10, "application", "pdf", filename="../charter.pdf")
    message.add_attachment("a,b", filename="list.csv")
    for _ in range(60):
        message.add_attachment(b"x", "image", "png", filename="p.png")
    found = read_incoming(message.as_bytes())
    assert found.attachments[:2] == (Attached("../charter.pdf", 40), Attached("list.csv", 5))
    assert len(found.attachments) == incoming_mail.MOST_ATTACHMENTS
    assert found.text == "The baseline comes in May."


@pytest.mark.parametrize("header", [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("X-Autoreply", "yes")])
def test_a_machine_says_that_it_is_one(header: tuple[str, str]) -> None:
    message = reply()
    message[header[0]] = header[1]
    assert read_incoming(message.as_bytes()).automatic
    assert not read_incoming(reply(**{"Auto-Submitted": "no"}).as_bytes()).automatic


def test_a_notification_names_who_was_not_reached_and_which_mail_it_was() -> None:
    found = read_incoming(DSN)
    assert found.undelivered == (
        Undelivered("failed", "5.1.1", "ana@city.example"), Undelivered("delayed", "4.2.2", "bea@city.example"),
    )  # fmt: skip
    assert [one.is_permanent for one in found.undelivered] == [True, False]
    assert (found.about_message, found.recipients) == ("<mail-7@program.example>", ("inbox+babc@program.example",))


def test_a_notification_may_bring_the_headers_alone() -> None:
    only = DSN.replace(b"Content-Type: message/rfc822", b"Content-Type: text/rfc822-headers")
    assert read_incoming(only).about_message == "<mail-7@program.example>"


def test_what_reports_reading_reports_no_failure() -> None:
    assert read_incoming(DSN.replace(b"message/delivery-status", b"message/disposition-notification")).undelivered == ()


def test_the_same_mail_is_known_again_and_another_is_not() -> None:
    one, other = reply(), reply(**{"Message-ID": "<two@city.example>"})
    assert read_incoming(one.as_bytes()).unique == read_incoming(one.as_bytes()).unique
    assert read_incoming(one.as_bytes()).unique != read_incoming(other.as_bytes()).unique


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no_sender"),
        (b"\0\xff\xfe nothing of a mail", "no_sender"),
        (b"From: nobody\r\n\r\nx", "no_sender"),
        (b"x" * 11, "too_large"),
    ],
)
def test_what_is_no_mail_is_refused(raw: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if why == "too_large":
        monkeypatch.setattr(incoming_mail, "LARGEST", 10)
    with pytest.raises(NotAMail, match=why):
        read_incoming(raw)


def test_nothing_written_outside_is_longer_or_other_than_text() -> None:
    message = reply("a\x00b\u202ec\n" + "long " * 5_000, Subject="s" * 900)
    found = read_incoming(message.as_bytes())
    assert len(found.text) == incoming_mail.TEXT_LENGTH
    assert found.text.startswith("a b c\n")
    assert len(found.subject) == incoming_mail.LINE_LENGTH


def test_parts_within_parts_end_somewhere() -> None:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3_000))
    try:
        assert read_incoming(f"From: a@b.example\r\n{head}".encode()).text == ""
    except NotAMail as error:
        assert str(error) == "unreadable"
