"""What the mail sender asks of the services, at the moment of sending: whether a mail is still true, and its texts.

Each service that mails are about has a query `GetMailFacts` of these fields; `about` names one of its subjects. Nothing
of the answer is kept: texts and names of people are in no event and in no row of the ledger.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.people import Language
from shared.contracts.requests import Model


class MailFacts(Model):
    """`holds`: what the mail tells is still so. `values` stand in place of those that the mail was made with; of texts
    in several languages the one for its reader. `to_stranger`: nobody has proven the address, and whoever had the mail
    sent is a stranger, too: it says no word of theirs."""

    holds: bool = True
    to_stranger: bool = False
    values: dict[str, Any] = Field(default_factory=dict)


class AskedFacts(Model):
    """`values`: what the mail was made with. `recipient`: the reference owner:id."""

    code: Code
    recipient: str
    language: Language
    values: dict[str, Any]
