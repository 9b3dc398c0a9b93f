"""Reads the mailbox that replies and what comes back go to, over IMAP. What a mail means, others say.

IMAP_URL: imaps://user:password@host, or imap:// with STARTTLS; its path is the folder, INBOX unless it says another.
A mail that was read bears a mark of ours and stays where it is: people may read it as well, before or after. Where a
server keeps no marks, it counts as seen. Two processes may read one mail at a time: it is taken once.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from services.notifications.sending.smtp import authorities
from shared.runtime.limits import bounded

READ_LIMIT_S = 20  # for a mail of the largest size over a slow line
CONNECT_LIMIT_S = 10
AT_ONCE = 50  # mails of a turn
MARK, SEEN = "$AllianceTaken", "\\Seen"
PORTS = {"imap": 143, "imaps": 993}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

#: What goes wrong with a server or the way to it.
_BROKEN = (imaplib.IMAP4.error, OSError)


class MailboxDown(Exception):
    """It is not reached, or says no. Its text is the kind of failure."""


class Mailbox:
    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._folder = unquote(self._url.path.strip("/")) or "INBOX"

    def read(self, largest: int, take: Callable[[bytes], None], leave: Callable[[int], None]) -> int:
        """Each mail that bears no mark, the oldest first, and how many there were. One of more than `largest` bytes is
        left to people: `leave` is told its size. What `take` raises ends the turn, and that mail comes again.

        Raises MailboxDown.
        """
        with self._opened() as (imap, mark):
            found = self._unread(imap, mark)
            for uid in found:
                size = self._size(imap, uid)
                if size > largest:
                    leave(size)
                elif raw := self._content(imap, uid):
                    take(raw)
                self._call(imap.uid, "STORE", uid, "+FLAGS.SILENT", f"({mark})")
            return len(found)

    @contextmanager
    def _opened(self) -> Iterator[tuple[imaplib.IMAP4, str]]:
        """With the mark that this server keeps."""
        with broken(), bounded(CONNECT_LIMIT_S, TimeoutError("the mailbox is too slow")):
            imap = self._connect()
        try:
            with broken():
                self._call(imap.login, unquote(self._url.username or ""), unquote(self._url.password or ""))
                self._call(imap.select, quoted(self._folder))
                kept = b" ".join(one or b"" for one in imap.response("PERMANENTFLAGS")[1])
            yield imap, MARK if b"\\*" in kept or MARK.encode() in kept else SEEN
        finally:
            try:
                with bounded(CONNECT_LIMIT_S, TimeoutError("the mailbox is too slow")):
                    imap.logout()
            except _BROKEN:
                pass

    def _connect(self) -> imaplib.IMAP4:
        host = self._url.hostname or ""
        port = self._url.port or PORTS.get(self._url.scheme, 143)
        if self._url.scheme == "imaps":
            return imaplib.IMAP4_SSL(host, port, ssl_context=authorities(), timeout=CONNECT_LIMIT_S)
        imap = imaplib.IMAP4(host, port, timeout=CONNECT_LIMIT_S)
        try:
            imap.starttls(authorities())
        except BaseException:
            with suppress(OSError):
                imap.shutdown()
            raise
        return imap

    def _unread(self, imap: imaplib.IMAP4, mark: str) -> list[str]:
        wanted = "UNSEEN" if mark == SEEN else f"UNKEYWORD {mark}"
        (found,) = self._call(imap.uid, "SEARCH", None, f"({wanted} UNDELETED)")
        return [uid.decode() for uid in (found or b"").split()[:AT_ONCE]]

    def _size(self, imap: imaplib.IMAP4, uid: str) -> int:
        (answer, *_) = self._call(imap.uid, "FETCH", uid, "(RFC822.SIZE)")
        told = _SIZE.search(answer[0] if isinstance(answer, tuple) else answer or b"")
        return int(told[1]) if told else 0

    def _content(self, imap: imaplib.IMAP4, uid: str) -> bytes:
        """Without a sign to people that it was read; empty where it has gone meanwhile."""
        answers = self._call(imap.uid, "FETCH", uid, "(BODY.PEEK[])")
        return next((bytes(one[1]) for one in answers if isinstance(one, tuple)), b"")

    def _call(self, command: Callable[..., tuple[str, list[Any]]], *said: Any) -> list[Any]:
        """What it answers. Raises MailboxDown for anything but yes."""
        with broken(), bounded(READ_LIMIT_S, TimeoutError("the mailbox is too slow")):
            status, answers = command(*said)
        if status != "OK":
            raise MailboxDown(status)
        return answers


@contextmanager
def broken() -> Iterator[None]:
    """No answer of the server is kept: it may name somebody."""
    try:
        yield
    except _BROKEN as error:
        raise MailboxDown(type(error).__name__) from error


def quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
