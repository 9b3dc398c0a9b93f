"""The mail catcher's store: mails as files, read back like Mailpit's."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from alliance.embedded.mailbox_store import MailStore


def mail(subject: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Programa <programa@example.org>"
    message["To"] = "Ana Núñez <ana@example.org>, luis@example.org"
    message["Subject"] = subject
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Hola,\n\n  bienvenida.\n")
    message.add_alternative("<p>Hola</p>", subtype="html")
    return message.as_bytes()


def test_a_mail_is_read_back_with_its_parts(tmp_path: Path) -> None:
    store = MailStore(tmp_path)
    name = store.add(mail("Resolución ✓"))
    shown = store.message(name)
    assert shown["Subject"] == "Resolución ✓"
    assert shown["MessageID"] == "1@example.org"
    assert shown["From"] == {"Name": "Programa", "Address": "programa@example.org"}
    assert [to["Address"] for to in shown["To"]] == ["ana@example.org", "luis@example.org"]
    assert shown["Snippet"] == "Hola, bienvenida."
    assert shown["HTML"].strip() == "<p>Hola</p>"
    assert shown["Headers"]["Message-ID"] == ["<1@example.org>"]


def test_mails_are_listed_newest_first_in_pages_and_survive_a_restart(tmp_path: Path) -> None:
    for number in range(3):
        MailStore(tmp_path).add(mail(str(number)))
    page = MailStore(tmp_path).page(start=1, limit=1)
    assert (page["total"], page["messages_count"]) == (3, 3)
    assert [m["Subject"] for m in page["messages"]] == ["1"]
    assert MailStore(tmp_path).message("latest")["Subject"] == "2"


def test_clear_removes_all(tmp_path: Path) -> None:
    store = MailStore(tmp_path)
    store.add(mail("x"))
    store.clear()
    assert store.page(0, 50)["total"] == 0


@pytest.mark.parametrize("name", ["latest", "../secrets/broker-admin", "0" * 16 + "-" + "0" * 8, ""])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyError):
        MailStore(tmp_path).raw(name)


def test_what_is_no_mail_is_shown_all_the_same(tmp_path: Path) -> None:
    store = MailStore(tmp_path)
    name = store.add(b"\xff\xfe nonsense")
    assert store.message(name)["Subject"] == ""
