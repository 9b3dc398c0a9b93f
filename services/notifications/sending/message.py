"""The bytes of a mail: header lines that are encoded here, and a body as text and HTML, perhaps with a calendar entry.

Built from its few known parts: `email.message`, which can build any mail, takes several times as long, and Python's own
folding of long headers loses spaces between encoded words (seen on 3.11). Tests read each mail with the library.
"""

from __future__ import annotations

from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import formataddr
from functools import lru_cache

CRLF = "\r\n"
LINE_LENGTH = 75  # characters of an encoded word, with what stands around it (RFC 2047)
_WORD = "=?utf-8?b?{}?="
#: Begins no line of a body in quoted-printable or base64, so no boundary is found in one, though all know it.
_BOUNDARY = "=_{}_of_this_mail"


@dataclass(frozen=True)
class Attached:
    """A file beside the words. `name`: plain ASCII, without a quotation mark."""

    name: str
    kind: str
    content: bytes


def compose(
    headers: Iterable[tuple[str, str]],
    text: str,
    html: str,
    entry: bytes | None = None,
    method: str = "REQUEST",
    attached: Sequence[Attached] = (),
) -> bytes:
    """`headers`: names and values that `encoded` and `mailbox` made, or plain ASCII of our own.

    Some calendars look for the invitation among the alternatives, others for an attachment.
    """
    lines = [f"{name}: {value}{CRLF}".encode("ascii") for name, value in headers]
    forms = [_part("plain", text), _part("html", html)]
    if entry is not None:
        forms.append(_part("calendar", entry.decode(), f'; method="{method}"'))
    body = _together("alternative", forms)
    files = [*attached, *([] if entry is None else [Attached("invite.ics", "application/ics", entry)])]
    if files:
        body = _together("mixed", [body, *map(_attached, files)])
    return b"".join([*lines, b"MIME-Version: 1.0\r\n", body])


def _part(subtype: str, content: str, more: str = "") -> bytes:
    """Quoted-printable: not every server takes 8 bits. Its lines end as they do in mails."""
    lines = content if content.endswith("\n") else f"{content}\n"
    made = b2a_qp(lines.replace("\r\n", "\n").encode(), istext=True).replace(b"\n", b"\r\n")
    head = f'Content-Type: text/{subtype}; charset="utf-8"{more}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + made


def _attached(file: Attached) -> bytes:
    kind, name = file.kind.encode("ascii"), file.name.encode("ascii")
    head = (
        b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="%s"\r\n\r\n'
    )
    return head % (kind, name) + encodebytes(file.content).replace(b"\n", b"\r\n")


def _together(subtype: str, parts: Iterable[bytes]) -> bytes:
    boundary = _BOUNDARY.format(subtype)
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    line = f"--{boundary}\r\n".encode("ascii")
    each = (line + part + b"\r\n" for part in parts)  # a line's end before a boundary is the boundary's
    return b"".join([head, *each, f"--{boundary}--\r\n".encode("ascii")])


def encoded(value: str, name: str = "") -> str:
    """A cleaned value for the header of that name: as it is, or in encoded words of lawful length."""
    room = LINE_LENGTH - len(f"{name}: ")
    if value.isascii():
        return _folded(value, room)
    return f"{CRLF} ".join(_WORD.format(b64encode(chunk).decode("ascii")) for chunk in _chunks(value, room))


def _folded(value: str, room: int) -> str:
    """Broken between words."""
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, LINE_LENGTH
        else:
            line = f"{line} {word}" if line else word
    return f"{CRLF} ".join([*lines, line])


def _chunks(value: str, room: int) -> Iterator[bytes]:
    """Whole characters, of which each chunk fits its line."""
    left = value.encode()
    while len(left) > (fits := (room - len(_WORD) + 2) // 4 * 3):  # bytes that four characters of base64 each hold
        while left[fits] & 0b1100_0000 == 0b1000_0000:  # inside a character
            fits -= 1
        yield left[:fits]
        left, room = left[fits:], LINE_LENGTH
    yield left


@lru_cache(maxsize=4096)
def mailbox(name: str, address: str) -> str:
    """`name <address>`, the name quoted or encoded where it must be."""
    if name.isascii():
        return formataddr((name, address))
    return f"{encoded(name)} <{address}>"
