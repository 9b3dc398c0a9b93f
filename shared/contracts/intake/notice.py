"""The privacy notice that applications accept."""

from __future__ import annotations

from typing import Annotated

from shared.contracts.field_types import Text
from shared.contracts.people import Language
from shared.contracts.requests import Model, Query


class PrivacyNotice(Model):
    """A version of the text that applications accept; `in_force`: that which they accept now."""

    version: str
    in_force: str
    language: Language
    text: str


class GetPrivacyNotice(Query[PrivacyNotice]):
    """For whoever is about to apply, and for who wants to read again what a city accepted. None: the one in force."""

    language: Language = "en"
    version: Annotated[str, Text(1, 40)] | None = None
