"""The caught mails: one .eml file each, read back as Mailpit would show them.

A name begins with the time of arrival, so the order of names is the order of arrival. Nothing else is kept.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import lru_cache
from pathlib import Path
from typing import Any

NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")
SNIPPET_LENGTH = 250


class MailStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._summary = lru_cache(maxsize=10_000)(self._read_summary)

    def add(self, content: bytes) -> str:
        """Keep a mail; when this returns it is on disk, so the sender may forget it."""
        name = f"{time.time_ns():016x}-{secrets.token_hex(4)}"
        temporary = self._folder / f".{name}"
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600)
        temporary.rename(self._folder / f"{name}.eml")
        return name

    def names(self) -> list[str]:
        """Newest first."""
        return sorted((path.stem for path in self._folder.glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)

    def raw(self, name: str) -> bytes:
        """The mail as it came; `latest` is the newest. Raises KeyError when there is none of that name."""
        if name == "latest":
            name = next(iter(self.names()), "")
        if not NAME.fullmatch(name):  # also keeps a name from leaving the folder
            raise KeyError(name)
        try:
            return (self._folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def page(self, start: int, limit: int) -> dict[str, Any]:
        names = self.names()
        messages = [self._summary(name) for name in names[start : start + limit]]
        totals = {"total": len(names), "messages_count": len(names), "count": len(messages), "start": start}
        return {**totals, "messages": messages}

    def message(self, name: str) -> dict[str, Any]:
        content = self.raw(name)
        mail = _parsed(content)
        headers: dict[str, list[str]] = {}
        for header, value in mail.items():
            headers.setdefault(header, []).append(str(value))
        attachments = [
            {"FileName": part.get_filename(), "ContentType": part.get_content_type()}
            for part in mail.iter_attachments()
        ]
        shown = {"Text": _body(mail, "plain"), "HTML": _body(mail, "html"), "Headers": headers}
        return {**_summary_of(self._resolved(name), content, mail), **shown, "Attachments": attachments}

    def clear(self) -> None:
        for name in self.names():
            (self._folder / f"{name}.eml").unlink(missing_ok=True)

    def _resolved(self, name: str) -> str:
        return self.names()[0] if name == "latest" else name

    def _read_summary(self, name: str) -> dict[str, Any]:
        content = self.raw(name)
        return _summary_of(name, content, _parsed(content))


def _parsed(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _summary_of(name: str, content: bytes, mail: EmailMessage) -> dict[str, Any]:
    created = datetime.fromtimestamp(int(name.partition("-")[0], 16) / 1e9, tz=UTC)
    return {
        "ID": name,
        "MessageID": str(mail.get("Message-ID", "")).strip("<> "),
        "From": next(iter(_addresses(mail, "From")), {"Name": "", "Address": ""}),
        "To": _addresses(mail, "To"),
        "Cc": _addresses(mail, "Cc"),
        "ReplyTo": _addresses(mail, "Reply-To"),
        "Subject": str(mail.get("Subject", "")),
        "Created": created.isoformat().replace("+00:00", "Z"),
        "Size": len(content),
        "Snippet": " ".join(_body(mail, "plain").split())[:SNIPPET_LENGTH],
    }


def _addresses(mail: EmailMessage, header: str) -> list[dict[str, str]]:
    pairs = getaddresses([str(value) for value in mail.get_all(header, [])])
    return [{"Name": name, "Address": address} for name, address in pairs if address]


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    try:
        return str(part.get_content()) if part is not None else ""
    except (LookupError, KeyError):  # a character set that nobody knows
        return ""
