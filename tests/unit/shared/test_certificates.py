"""The certificates of the compose stack, by the library that asks for them: who is believed to be whom."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from deploy import certificates
from deploy.make_secrets import FOLDERS, Secrets


@pytest.fixture
def made(tmp_path: Path) -> Secrets:
    made = Secrets(tmp_path)
    made.folders()
    made.certificates()
    return made


def talk(root: Path, server: str, called: str, client: str | None = None, ca: Path | None = None) -> None:
    """A whole handshake in memory, as strict as the newest library. Raises ssl.SSLError."""
    asks = ssl.create_default_context(cafile=str(ca or root / "intake" / "ca.pem"))
    asks.verify_flags |= ssl.VERIFY_X509_STRICT
    answers = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(root / "postgres" / "ca.pem"))
    answers.load_cert_chain(root / server)
    if client is not None:
        asks.load_cert_chain(root / client)
        answers.verify_mode = ssl.CERT_REQUIRED
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [asks.wrap_bio(back, there, server_hostname=called), answers.wrap_bio(there, back, server_side=True)]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue


def test_broker_and_database_are_believed_by_their_own_names(made: Secrets, tmp_path: Path) -> None:
    talk(tmp_path, "rabbitmq/server.pem", "rabbitmq")
    talk(tmp_path, "postgres/server.pem", "postgres", client="intake/database.pem")
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        talk(tmp_path, "rabbitmq/server.pem", "postgres")


def test_a_role_is_no_server_and_a_server_no_role(made: Secrets, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLError, match="unsuitable certificate purpose"):
        talk(tmp_path, "intake/database.pem", "alliance_intake")
    with pytest.raises(ssl.SSLError, match=r"unsuitable certificate purpose|certificate verify failed"):
        talk(tmp_path, "postgres/server.pem", "postgres", client="rabbitmq/server.pem")


def test_what_is_good_stays_and_what_nears_its_end_is_made_anew(
    made: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "intake" / "database.pem"
    first = file.read_bytes()
    made.certificates()
    assert file.read_bytes() == first
    monkeypatch.setattr(certificates, "LEAST_LEFT", certificates.LIFETIME + timedelta(days=1))
    made.certificates()
    assert file.read_bytes() != first
    talk(tmp_path, "postgres/server.pem", "postgres", client="intake/database.pem")


def test_after_a_renewal_nothing_that_was_stolen_is_believed(made: Secrets, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen.pem"
    stolen.write_bytes((tmp_path / "intake" / "database.pem").read_bytes())
    made.renew_certificates()
    talk(tmp_path, "postgres/server.pem", "postgres", client="intake/database.pem")
    with pytest.raises(ssl.SSLError, match=r"certificate verify failed|unknown ca"):
        talk(tmp_path, "postgres/server.pem", "postgres", client="stolen.pem")


def test_who_signs_is_seen_by_nobody_else(made: Secrets, tmp_path: Path) -> None:
    key = (tmp_path / "authority" / "authority.pem").read_text().partition("-----BEGIN PRIVATE KEY")[2]
    others = [file for name in FOLDERS if name != "authority" for file in (tmp_path / name).rglob("*.pem")]
    assert (
        len(others) == 2 * len(FOLDERS) - 6
    )  # none for catcher and dashboard; the portal only asks; the standby does both
    assert not [file for file in others if key in file.read_text()]
    modes = {file.stat().st_mode & 0o777 for file in others}
    assert (modes, (tmp_path / "authority" / "authority.pem").stat().st_mode & 0o777) == ({0o440}, 0o400)
