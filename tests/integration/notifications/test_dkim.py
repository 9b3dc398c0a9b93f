"""DKIM: a mail that went over a real SMTP conversation is verified by a library that did not write it out."""

from __future__ import annotations

from base64 import b64encode
from email import message_from_bytes, policy
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from services.notifications.sending.letters import Letters
from services.notifications.sending.signing import signer_of
from services.notifications.sending.smtp import SmtpLine
from services.notifications.templates import Templates
from shared.runtime.settings import SettingError, Settings
from tests.integration.notifications.test_smtp import Server, controller, line, server
from tests.unit.notifications.fake_ledger import NOW, PROGRAM, FakeLedger
from tests.unit.notifications.letter_samples import CASES, RESOLVED, mail_of
from tests.unit.notifications.returning_cases import ours

__all__ = ["controller", "line", "server"]
DOMAIN = PROGRAM.sender.rpartition("@")[2]


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, 2048)


def pem_of(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def record_of(key: rsa.RSAPrivateKey) -> bytes:
    """As it stands in DNS."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(public)


def settings_with(**given: str) -> Settings:
    return Settings("notifications", given)


def test_what_arrives_is_signed_under_the_senders_domain(
    server: Server, line: SmtpLine, key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    file = tmp_path / "dkim.pem"
    file.write_text(pem_of(key))
    letters = Letters(PROGRAM, Templates(), "https://portal.example/", ours(FakeLedger()))
    letters.sign = signer_of(settings_with(DKIM_SELECTOR="mails", DKIM_KEY_FILE=str(file)), DOMAIN)
    asked: list[str] = []

    def record(name: bytes, **_: object) -> bytes:
        asked.append(name.decode())
        return record_of(key)

    for template, language, values in CASES[::9]:
        raw = letters.write(mail_of(template, language, values), RESOLVED, NOW)
        assert line.deliver(PROGRAM.sender, "ana@city.example", raw).code == 250
        arrived = server.taken[-1].content
        assert isinstance(arrived, bytes)
        assert dkim.verify(arrived, dnsfunc=record), f"{template} {language}"
        signature = message_from_bytes(arrived, policy=policy.default)["DKIM-Signature"]
        assert f"d={DOMAIN}" in signature
        for changed in (
            arrived.replace(b"\r\nSubject: ", b"\r\nSubject: Other ", 1),
            arrived.replace(b"\r\nReply-To: ", b"\r\nReply-To: x", 1),
            arrived.replace(b"\r\nTo: ", b"\r\nTo: other@x.example\r\nTo: ", 1),
            arrived + b"more\r\n",
        ):
            assert not dkim.verify(changed, dnsfunc=record)
    assert set(asked) == {f"mails._domainkey.{DOMAIN}."}


def test_one_click_is_signed_as_receivers_ask_for(key: rsa.RSAPrivateKey) -> None:
    letters = Letters(PROGRAM, Templates(), "https://portal.example/", ours(FakeLedger()))
    letters.sign = signer_of(settings_with(DKIM_SELECTOR="mails", DKIM_KEY=pem_of(key)), DOMAIN)
    raw = letters.write(mail_of("survey_opened", "en", {"survey": "start", "closes_on": "2027-07-01"}), RESOLVED, NOW)
    signature = "".join(str(message_from_bytes(raw)["DKIM-Signature"]).split())
    (signed,) = [part for part in signature.split(";") if part.startswith("h=")]
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "subject"} <= set(signed[2:].lower().split(":"))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"DKIM_SELECTOR": "mails"}, "go together"),
        ({"DKIM_KEY": "x"}, "go together"),
        ({"DKIM_SELECTOR": "mails", "DKIM_KEY": "no key"}, "no private key"),
    ],
)
def test_half_of_it_or_a_key_that_is_none_stops_the_start(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named):
        signer_of(settings_with(**given), DOMAIN)
    assert signer_of(settings_with(), DOMAIN) is None
