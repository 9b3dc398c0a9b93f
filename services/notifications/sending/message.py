"""The bytes of a mail: header lines that are encoded here, and a body as text and HTML, perhaps with a calendar entry.

Python's own folding of long headers loses spaces between encoded words (seen on 3.11), so headers are made by
`email.header`, which keeps them, and only the body by `email.message`.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr

CRLF = "\r\n"
CTE = "quoted-printable"  # not every server takes 8 bits


def compose(
    headers: Iterable[tuple[str, str]], text: str, html: str, entry: bytes | None = None, method: str = "REQUEST"
) -> bytes:
    """`headers`: names and values that `encoded` and `mailbox` made, or plain ASCII of our own.

    Some calendars look for the invitation among the alternatives, others for an attachment.
    """
    lines = [f"{name}: {value}{CRLF}".encode("ascii") for name, value in headers]
    body = EmailMessage(policy=SMTP)
    body.set_content(text, charset="utf-8", cte=CTE)
    body.add_alternative(html, subtype="html", charset="utf-8", cte=CTE)
    if entry is not None:
        params = {"method": method}
        body.add_alternative(entry.decode(), subtype="calendar", charset="utf-8", cte=CTE, params=params)
        body.add_attachment(entry, "application", "ics", filename="invite.ics")
    return b"".join(lines) + body.as_bytes()


def encoded(value: str, name: str = "") -> str:
    """A cleaned value for the header of that name: as it is, or in encoded words of lawful length."""
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, header_name=name).encode(linesep=CRLF)


def mailbox(name: str, address: str) -> str:
    """`name <address>`, the name quoted or encoded where it must be."""
    if name.isascii():
        return formataddr((name, address))
    return f"{encoded(name)} <{address}>"
