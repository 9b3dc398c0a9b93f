"""Whether mails of intake are still true."""

from __future__ import annotations

from typing import Literal

from shared.contracts.mail_facts import AskedFacts, MailFacts
from shared.contracts.requests import Query


class GetMailFacts(AskedFacts, Query[MailFacts]):
    """For the mail sender: whether a mail about an application or a draft is still true."""

    about: Literal["application", "withdrawal", "kept_draft", "draft", "reopening", "colleague", "mayor"]
