"""TLS in front of a real broker or database on loopback, by an authority that is thrown away.

The front is a process of its own (`python -m tests.support.tls …`) and ends TLS as the server itself would: what is
tried is the client's side, also under eventlet's patches.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: What a client of PostgreSQL sends in the clear first: may we speak TLS? The server says S.
SSL_REQUEST = bytes.fromhex("0000000804d2162f")
CHUNK_BYTES = 65_536


class Authority:
    """Signs certificates for 127.0.0.1 alone."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = self._write("ca", self._certificate(name, self._key, is_authority=True))

    def issue(self, *, over: bool = False) -> tuple[Path, Path]:
        """A certificate and its key; `over`: it ended an hour ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._write("server", self._certificate("127.0.0.1", key, is_authority=False, over=over))
        pem, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return certificate, self._write("key", key.private_bytes(pem, plain, serialization.NoEncryption()))

    def _write(self, kind: str, content: bytes) -> Path:
        path = self.folder / f"{self.name}-{kind}.pem"
        path.write_bytes(content)
        return path

    def _certificate(
        self, subject: str, key: ec.EllipticCurvePrivateKey, *, is_authority: bool, over: bool = False
    ) -> bytes:
        def named(name: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

        now = datetime.now(UTC) - timedelta(hours=2 if over else 0)
        made = (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            made = made.add_extension(x509.SubjectAlternativeName([address]), critical=False)
        return made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@contextmanager
def in_front(port: int, authority: Authority, *, of_database: bool = False, over: bool = False) -> Iterator[int]:
    """The port of 127.0.0.1 at which `port` is reached over TLS alone; `over`: by a certificate that has ended."""
    words = [str(port), *map(str, authority.issue(over=over)), *(["database"] if of_database else [])]
    command = [sys.executable, "-m", "tests.support.tls", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.close()


async def serve(port: int, context: ssl.SSLContext, *, of_database: bool) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if of_database:
                if await reader.readexactly(len(SSL_REQUEST)) != SSL_REQUEST:
                    writer.close()  # whoever begins in the clear
                    return
                writer.write(b"S")
                await writer.drain()
                await writer.start_tls(context)
            onward_reader, onward = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pump(reader, onward), pump(onward_reader, writer))

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=None if of_database else context)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - for `in_front`
    await server.serve_forever()


if __name__ == "__main__":
    _port, _certificate, _key, *_of = sys.argv[1:]
    _context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _context.load_cert_chain(_certificate, _key)
    asyncio.run(serve(int(_port), _context, of_database=bool(_of)))
