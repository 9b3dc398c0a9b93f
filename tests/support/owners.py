"""Owners of things who know what they are told to, and say who was asked for what."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FakeOwners:
    known: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def know(self, name: str) -> bool:
        self.asked.append(name)
        return name in self.known

    know_call = know_cohort = know_application = know
