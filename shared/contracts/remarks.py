"""Remarks: what people should know before they decide; nothing is refused for it.

A code with plain values, like a refusal: it becomes a sentence in its reader's language (shared/wording, `remarks.*`).
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, computed_field, model_validator

from shared.contracts.errors import ENGLISH
from shared.contracts.requests import Model
from shared.wording import say


class Remark(Model):
    """`message` is English, for JSON; it is made anew by whoever reads."""

    code: str
    values: dict[str, Any] = Field(default_factory=dict)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def message(self) -> str:
        return self.said(ENGLISH)

    def said(self, language: str) -> str:
        return say(language, f"remarks.{self.code}", **self.values)

    @model_validator(mode="before")
    @classmethod
    def _without_words(cls, value: Any) -> Any:
        return {key: one for key, one in value.items() if key != "message"} if isinstance(value, dict) else value
