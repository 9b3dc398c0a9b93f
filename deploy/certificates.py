"""Certificates of the compose stack: an authority of its own, and by it servers and the roles of the database.

A certificate and its key are one file, so that nobody ever reads one without the other. They last for ten years: an end
that nobody plans for is an outage, and who stole one is shut out by a new authority (`--renew-certificates`), not by
its end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=3650)
#: One that has less to go is made anew, when the step runs.
LEAST_LEFT = timedelta(days=365)
#: Clocks of containers are one machine's; those of its past need not be.
BEFORE = timedelta(days=1)

NAME = "Alliance, this installation alone"
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH

Write = Callable[[Path, str], None]


class Authority:
    """`file` keeps its certificate and key, and no container but the one that signs sees it."""

    def __init__(self, file: Path, write: Write) -> None:
        self._file, self._write = file, write
        if not file.exists():
            self._make()
        pem = file.read_bytes()
        self._certificate = x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(pem, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{file} holds no key of this kind")
        self._key = key

    @property
    def certificate(self) -> str:
        """What vouches for all others (PEM)."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    def see_to(self, file: Path, name: str, usage: x509.ObjectIdentifier) -> None:
        """That `file` is a certificate of that name, by this authority and for long enough, with its key."""
        if not self._is_good(file):
            key = ec.generate_private_key(ec.SECP256R1())
            by = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
            made = built(name, self._certificate.subject, key).add_extension(by, critical=False)
            made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
            if usage == SERVER:
                made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            self._write(file, pem_of(made.sign(self._key, hashes.SHA256()), key))

    def _is_good(self, file: Path) -> bool:
        if not file.exists():
            return False
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        try:
            certificate.verify_directly_issued_by(self._certificate)
        except Exception:  # noqa: BLE001 - of another authority, whatever it is that does not fit
            return False
        return certificate.not_valid_after_utc - datetime.now(UTC) > LEAST_LEFT

    def _make(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        only_signs = x509.KeyUsage(
            *(False, False, False, False, False),
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        made = built(NAME, named(NAME), key, is_authority=True).add_extension(only_signs, critical=True)
        self._write(self._file, pem_of(made.sign(key, hashes.SHA256()), key))


def built(
    subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, is_authority: bool = False
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def pem_of(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> str:
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (certificate.public_bytes(Encoding.PEM) + plain).decode()
