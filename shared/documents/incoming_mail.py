"""A mail that came in, as a program reads it: what it answers to, who wrote, what of it is new; or which mail could not
be delivered (a delivery status notification, RFC 3464). Nothing of it is trusted: it is text of limited length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser

LARGEST = 25 * 1024 * 1024  # bytes of a mail; what is larger is read by people alone
TEXT_LENGTH = 5_000  # characters that are kept of what somebody wrote
LINE_LENGTH = 300  # characters of a header or a name
MOST_ATTACHMENTS = 50
MOST_PARTS = 200
MOST_RECIPIENTS = 100

#: Where the address stands that a mail came to, whatever a server made of its To.
_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_AUTOMATIC = re.compile(r"auto-(replied|generated|notified)", re.IGNORECASE)
_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

#: What begins the mail that is answered: a line of the program that quotes, or the quotation itself.
_QUOTE_HEAD = re.compile(
    r"^(>|-{2,} ?(original|mensaje|mensagem|message)\b|_{10,}$|(on|el|em|le)\b.{5,200}"
    r"(wrote|escribió|escreveu|a écrit)\s?:\s*$|(from|de|von)\s?: .+@)",
    re.IGNORECASE,
)


class NotAMail(ValueError):
    """It cannot be read as one, or is too large. Its text says which."""


@dataclass(frozen=True)
class Attached:
    name: str
    size: int  # bytes


@dataclass(frozen=True)
class Undelivered:
    """One recipient of a mail that we sent, who was not reached, or only later. `status` as of RFC 3463; `address` as
    the other server names it."""

    action: str
    status: str
    address: str

    @property
    def is_permanent(self) -> bool:
        return self.action == "failed" and self.status.startswith("5")


@dataclass(frozen=True)
class Incoming:
    """`recipients`: addresses that it came to. `unique`: the same for the same mail, however often it is taken.
    `about_message`: Message-ID of the mail that a notification is about."""

    recipients: tuple[str, ...]
    name: str
    address: str
    subject: str
    text: str
    attachments: tuple[Attached, ...]
    sent_at: datetime | None
    unique: str
    automatic: bool
    undelivered: tuple[Undelivered, ...] = ()
    about_message: str | None = None


def read_incoming(raw: bytes) -> Incoming:
    """Raises NotAMail."""
    if len(raw) > LARGEST:
        raise NotAMail("too_large")
    try:
        message = message_from_bytes(raw, policy=policy.default)
        return _read(message, raw)
    except NotAMail:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # the library's parser meets mails that it cannot read in any of these ways
        raise NotAMail("unreadable") from error


def _read(message: EmailMessage, raw: bytes) -> Incoming:
    senders = getaddresses([_line(message, "From")])
    name, address = senders[0] if senders else ("", "")
    if "@" not in address:
        raise NotAMail("no_sender")
    parts = list(_leaves(message))
    reported = list(_reported(message))
    identity = _line(message, "Message-ID") or sha256(raw).hexdigest()
    return Incoming(
        recipients=tuple(_recipients(message)),
        name=name[:LINE_LENGTH],
        address=address[:LINE_LENGTH],
        subject=_line(message, "Subject"),
        text=_new_text(parts),
        attachments=tuple(_attachments(parts)),
        sent_at=_moment(message),
        unique=sha256(identity.encode("utf-8", "replace")).hexdigest(),
        automatic=_is_automatic(message),
        undelivered=tuple(reported),
        about_message=_original_id(message) if reported else None,
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold no others; of a mail inside the mail nothing is read."""
    todo, seen = [message], 0
    while todo and seen < MOST_PARTS:
        part, seen = todo.pop(0), seen + 1
        if part.get_content_type() == "message/rfc822":
            continue
        if part.is_multipart():
            todo[0:0] = parts_of(part)
        else:
            yield part


def parts_of(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _line(message: Message, name: str) -> str:
    """A header as one line of text; empty where it is not there."""
    return " ".join(_CONTROL.sub(" ", str(message.get(name, ""))).split())[:LINE_LENGTH]


def _recipients(message: Message) -> Iterable[str]:
    found = getaddresses([str(value) for name in _RECIPIENT_HEADERS for value in message.get_all(name, [])])
    return dict.fromkeys(address.lower() for _, address in found[:MOST_RECIPIENTS] if "@" in address)


def _moment(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_line(message, "Date"))
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo is not None else None


def _is_automatic(message: Message) -> bool:
    """Written by a machine: an answer while somebody is away, a mailing list (RFC 3834)."""
    bulk = _line(message, "Precedence").lower() in ("bulk", "auto_reply", "junk", "list")
    away = message.get("X-Autoreply") is not None or message.get("X-Autorespond") is not None
    return bool(_AUTOMATIC.match(_line(message, "Auto-Submitted"))) or bulk or away


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() not in ("text", "multipart")


def _new_text(parts: Iterable[Message]) -> str:
    """What somebody wrote, without the mail that they answer; of two forms the plain one."""
    written = [part for part in parts if not _is_attached(part)]
    plain = [_text_of(part) for part in written if part.get_content_type() == "text/plain"]
    html = [_without_tags(_text_of(part)) for part in written if part.get_content_type() == "text/html"]
    return without_quotation("\n".join(plain or html))[:TEXT_LENGTH]


def without_quotation(text: str) -> str:
    """Up to where the mail that is answered begins; all of it, where nothing stands before that."""
    lines = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    end = next((number for number, line in enumerate(lines) if _QUOTE_HEAD.match(line.strip())), len(lines))
    kept = "\n".join(lines[:end]).strip()
    return kept or "\n".join(lines).strip()


def _attachments(parts: Iterable[Message]) -> Iterator[Attached]:
    attached = [part for part in parts if _is_attached(part) and not part.get_content_type().startswith("message/")]
    for part in attached[:MOST_ATTACHMENTS]:
        content = part.get_payload(decode=True)
        name = " ".join(_CONTROL.sub(" ", part.get_filename() or "").split())[:LINE_LENGTH]
        yield Attached(name or part.get_content_type(), len(content) if isinstance(content, bytes) else 0)


# -- what could not be delivered (RFC 3464) ----------------------------------------------------------------------------


def _reported(message: Message) -> Iterator[Undelivered]:
    """A group of fields for each recipient, after one for the mail."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for group in parts_of(part)[:MOST_RECIPIENTS]:
            action = _line(group, "Action").lower()
            status = _STATUS.search(_line(group, "Status")) if action else None
            if action in ("failed", "delayed") and status:
                named = _line(group, "Original-Recipient") or _line(group, "Final-Recipient")
                yield Undelivered(action, status[0], named.partition(";")[2].strip() or named)


def _original_id(message: Message) -> str | None:
    """Of the mail that comes back with the notification, whole or its headers alone."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return next((_line(original, "Message-ID") for original in parts_of(part)), "") or None
        if part.get_content_type() == "text/rfc822-headers":
            head = message_from_bytes(_text_of(part).encode("utf-8", "replace"), policy=policy.default)
            return _line(head, "Message-ID") or None
    return None


class _Text(HTMLParser):
    """The text of a page; its paragraphs are lines."""

    SKIPPED = frozenset({"style", "script", "head", "title", "blockquote"})
    BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in self.SKIPPED
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(0, self._skipping - (tag in self.SKIPPED))

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(" ".join(data.split()) + " " if data.strip() else "")


def _without_tags(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    return "\n".join(line.strip() for line in "".join(reader.parts).split("\n") if line.strip())
