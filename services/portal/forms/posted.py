"""What a form sent, as texts by name; line breaks are one character, as they are counted."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from fastapi import Depends, Request

from services.portal.forms.multipart import MOST_FIELDS, is_multipart, read_texts
from shared.contracts.errors import Refusal

COMMAND = "command_id"  # hidden in each form: pressed twice, it is one command
VERSION = "expected_version"
SHOWN = "shown."  # before a field's name: a mark of what the form showed there (compare.py)
CHOICE = "choose."  # which of two texts stays, theirs or yours
THEIRS, YOURS = "theirs", "yours"


class Posted:
    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._texts: dict[str, list[str]] = {}
        for name, text in pairs:
            self._texts.setdefault(name, []).append(text.replace("\r\n", "\n"))

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def text(self, name: str) -> str:
        return self._texts.get(name, [""])[-1]

    def texts(self, name: str) -> list[str]:
        """Of boxes that can be ticked together; an empty one says that there are such boxes at all."""
        return [text for text in self._texts.get(name, []) if text]

    def pairs(self) -> list[tuple[str, str]]:
        return [(name, text) for name, texts in self._texts.items() for text in texts]

    def settled(self) -> Posted:
        """With what its writer chose of somebody else's change in place of their own (compare.py)."""
        taken = [name.removeprefix(CHOICE) for name, text in self.pairs() if name.startswith(CHOICE) and text == THEIRS]
        theirs = f"{THEIRS}."
        own = [(name, text) for name, text in self.pairs() if not name.startswith((CHOICE, theirs))]
        others = [(name.removeprefix(theirs), text) for name, text in self.pairs() if name.startswith(theirs)]
        kept = [(name, text) for name, text in own if not is_within(name, taken)]
        return Posted(kept + [(name, text) for name, text in others if is_within(name, taken)])

    def without(self, *names: str) -> Posted:
        """Without fields that no page repeats."""
        return Posted([(name, text) for name, text in self.pairs() if name not in names])

    @property
    def command_id(self) -> UUID:
        try:
            return UUID(self.text(COMMAND))
        except ValueError:
            return uuid4()


def asked_by(request: Request) -> Posted:
    return Posted(request.query_params.multi_items())


def is_within(name: str, groups: list[str]) -> bool:
    return any(name == group or name.startswith(f"{group}.") for group in groups)


async def posted_by(request: Request) -> Posted:
    """Raises Refusal("invalid") for what no form of ours sends."""
    if is_multipart(request):
        return Posted(await read_texts(request)).settled()
    try:
        body = (await request.body()).decode()
        return Posted(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)).settled()
    except ValueError:
        raise Refusal("invalid", reason="request") from None


Sent = Annotated[Posted, Depends(posted_by)]
#: The same of an address.
Addressed = Annotated[Posted, Depends(asked_by)]
