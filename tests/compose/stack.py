"""The compose stack under a project, an image name and ports of its own, driven by the commands that its user types."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BUILD_AND_START_LIMIT_S = 1200
COMMAND_LIMIT_S = 180


@dataclass(frozen=True)
class Stack:
    environment: dict[str, str]

    @classmethod
    def named(cls, name: str) -> Stack:
        own = {"COMPOSE_PROJECT_NAME": name, "ALLIANCE_IMAGE": f"{name}:local", "COMPOSE_PROFILES": "dev"}
        ports = {"ALLIANCE_PORT": str(free_port()), "ALLIANCE_MAIL_PORT": str(free_port())}
        return cls({**os.environ, **own, **ports})

    @property
    def portal(self) -> str:
        return f"http://127.0.0.1:{self.environment['ALLIANCE_PORT']}"

    @property
    def mailbox(self) -> str:
        return f"http://127.0.0.1:{self.environment['ALLIANCE_MAIL_PORT']}"

    @property
    def image(self) -> str:
        return self.environment["ALLIANCE_IMAGE"]

    def up(self) -> None:
        done = docker(
            self.environment, "compose", "up", "--build", "--detach", "--wait", limit_s=BUILD_AND_START_LIMIT_S
        )
        if done.returncode:
            logs = docker(self.environment, "compose", "logs", "--tail", "30").stdout
            raise AssertionError(
                f"docker compose up --wait ended with {done.returncode}\n{done.stderr[-3000:]}\n{logs}"
            )

    def down(self) -> None:
        docker(self.environment, "compose", "down", "--volumes", "--remove-orphans", limit_s=300)
        docker(self.environment, "image", "rm", self.image)

    def compose(self, *words: str) -> str:
        return self.docker("compose", *words)

    def docker(self, *words: str) -> str:
        """What the command prints on stdout; it must succeed."""
        done = docker(self.environment, *words)
        assert done.returncode == 0, f"docker {' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def inside(self, service: str, *command: str) -> str:
        return self.compose("exec", "-T", service, *command)

    def alliance(self, *words: str) -> str:
        return self.as_root("portal", "alliance", *words)

    def as_root(self, service: str, *command: str) -> str:
        return self.compose("exec", "-T", "--user", "root", service, *command)

    def python(self, service: str, *lines: str) -> Any:
        """The JSON that a script prints in a container: the images lack most tools."""
        return json.loads(self.inside(service, "python", "-c", "\n".join(lines)))

    def containers(self) -> dict[str, dict[str, Any]]:
        """{service: what docker inspect says}"""
        ids = self.compose("ps", "--all", "--quiet").split()
        found = json.loads(self.docker("inspect", *ids))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}


def missing() -> str | None:
    """Why the stack cannot be tried on this machine; None when it can."""
    for words, what in ((("compose", "version"), "Docker Compose"), (("info",), "Docker engine that answers")):
        try:
            done = docker(dict(os.environ), *words)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"there is no {what} here ({error})"
        if done.returncode:
            return f"there is no {what} here ({(done.stderr or done.stdout).strip().splitlines()[-1]})"
    return None


def docker(
    environment: dict[str, str], *words: str, limit_s: float = COMMAND_LIMIT_S
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["docker", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=limit_s, check=False
    )
