"""DKIM (RFC 6376): a mail is signed under the sender's domain, so that receivers know that nobody changed it.

DKIM_SELECTOR names the record in DNS, `<selector>._domainkey.<domain>`; DKIM_KEY is the private key as PEM. Without
both nothing is signed: then the provider does.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.runtime.settings import SettingError, Settings

Sign = Callable[[bytes], bytes]

#: Beside From, which always is: whoever adds another of these on the way breaks the signature.
SIGNED = tuple(
    name.encode()
    for name in (
        "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type",
        "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
    )
)  # fmt: skip


def signer_of(settings: Settings, domain: str) -> Sign | None:
    """Tried once, so that a key that is none stops the start. Raises SettingError."""
    selector, key = settings.find("DKIM_SELECTOR"), settings.find("DKIM_KEY")
    if not selector and not key:
        return None
    if not selector or not key:
        raise SettingError("DKIM_SELECTOR and DKIM_KEY go together: the record's name, and the private key")
    sign = signer(selector, domain, key.encode())
    try:
        sign(b"From: a@" + domain.encode() + b"\r\n\r\n")
    except Exception as error:  # whatever the library makes of a key that is none
        raise SettingError(
            f"DKIM_KEY is no private key that mails can be signed with: {type(error).__name__}"
        ) from error
    return sign


def signer(selector: str, domain: str, key: bytes) -> Sign:
    from dkim import sign  # noqa: PLC0415  (loaded where mails are signed)

    def signed(message: bytes) -> bytes:
        head = message.partition(b"\r\n\r\n")[0].lower()
        there = [name for name in SIGNED if head.startswith(name + b":") or b"\r\n" + name + b":" in head]
        named = [*there, *there, b"from", b"from"]  # each once more than it is there: nobody adds a second one
        made: bytes = sign(
            message, selector.encode(), domain.encode(), key,
            canonicalize=(b"relaxed", b"relaxed"), include_headers=named,
        )  # fmt: skip
        return made + message

    return signed
