"""A running system, and who and what is in it: found by the command line, each once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import httpx

from tests.e2e.system import System

PATIENCE_S = 30  # on a machine that does other things, too


class World:
    def __init__(self, system: System) -> None:
        self.system = system
        self._found: dict[str, Any] = {}

    @cached_property
    def address(self) -> str:
        return str(self.system.endpoints["portal"])

    def run(self, *words: str) -> dict[str, Any]:
        """What a command says; to be asked again."""
        return self.system.run(*words)

    def ask(self, *words: str) -> dict[str, Any]:
        """The same, of what stays as it is while pages are looked at."""
        key = " ".join(words)
        if key not in self._found:
            self._found[key] = self.run(*words)
        found: dict[str, Any] = self._found[key]
        return found

    def link(self, email: str) -> str:
        """A sign-in link: works once."""
        return str(self.run("people", "link", email)["address"])

    @contextmanager
    def without(self, service: str | None) -> Iterator[None]:
        """While it answers nobody."""
        pids = self.system.endpoints["processes"][service] if service else []
        try:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    # -- who ---------------------------------------------------------------------------------------------------------

    def person(self, role: str) -> str:
        """The address of the first who has it."""
        return str(self.ask("people", "list", "--role", role)["items"][0]["email"])

    def reviewers(self, language: str) -> list[str]:
        """The addresses of those who read it, and are nothing else: of others more is asked when they sign in."""
        found = self.ask("people", "list", "--role", "reviewer")["items"]
        return [str(one["email"]) for one in found if one["roles"] == ["reviewer"] and language in one["languages"]]

    def email_of(self, person: str) -> str:
        """By the id of a person of the program."""
        return next(str(one["email"]) for one in self.ask("people", "list")["items"] if one["id"] == person)

    def contact(self, code: str) -> str:
        """To whom mails about an application go."""
        contacts: list[dict[str, Any]] = self.ask("read", code)["document"]["contacts"]
        return str(next((one for one in contacts if one.get("primary")), contacts[0])["email"])

    # -- what --------------------------------------------------------------------------------------------------------

    @property
    def call(self) -> str:
        """The call that takes applications now."""
        return str(next(one for one in self.ask("call", "list")["items"] if one["state"] == "open")["id"])

    @property
    def draft(self) -> str:
        """The code of an application that is being written."""
        return str(self.ask("draft", "list", "--call", self.call)["items"][-1]["code"])  # the others are of these tests

    def city(self, phase: str) -> str:
        """The code of the first city that is in it."""
        members = self.ask("tracker", "cohort-one")["members"]
        return str(next(one for one in members if (one["phase"], one["status"]) == (phase, "active"))["code"])

    def in_state(self, state: str) -> str:
        """The code of the first application in it."""
        return str(self.ask("applications", "--state", state, "--limit", "1")["items"][0]["code"])

    def mails_to(self, email: str) -> list[dict[str, Any]]:
        """Caught mails, the newest first, with their text."""
        mailbox = self.system.endpoints["mailbox"]
        listed = httpx.get(f"{mailbox}/api/v1/messages", params={"limit": 100}, timeout=PATIENCE_S).json()["messages"]
        own = [one for one in listed if any(to["Address"] == email for to in one["To"])]
        return [httpx.get(f"{mailbox}/api/v1/message/{one['ID']}", timeout=PATIENCE_S).json() for one in own]

    def webhook(self) -> str:
        """One that leads nowhere, made where there is none."""
        if found := self.run("webhooks", "list")["items"]:
            return str(found[0]["id"])
        types = ("--event", "decision_sent", "--event", "application_submitted")
        made = self.run("webhooks", "add", "https://hooks.example.org/in", *types, "--description", "City CRM")
        return str(made["made"]["id"])
