"""Digests of the images that containers are made of: `make lock-images`, where their registry is reached.

Each `name:tag` of docker-compose.yml and of deploy/Dockerfile becomes `name:tag@sha256:…`: what the registry says today
of the tag, for all platforms. The tag is for people; from then on the bytes are those. To be run, tried and committed
whenever an image was mended. Nothing is written unless every image was found.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ("docker-compose.yml", "deploy/Dockerfile")
#: `image: name:tag` or `FROM name:tag`, with or without a digest; what is built here has a variable for a name.
IMAGE = re.compile(
    r"^(?P<before>\s*image: |FROM )(?P<name>[a-z0-9][\w./-]*(?::\d+/[\w./-]+)?:[\w.-]+)"
    r"(?:@sha256:[0-9a-f]{64})?(?=\s|$)",
    re.M,
)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
LIMIT_S = 60
NOT_REACHED = 3


class NotFound(Exception):
    """No registry tells of the image; the message says what it said."""


def main(root: Path = ROOT) -> int:
    texts = {root / name: (root / name).read_text(encoding="utf-8") for name in FILES}
    try:
        digests = {name: digest_of(name) for text in texts.values() for name in images_of(text)}
    except NotFound as error:
        print(f"nothing is written: {error}", file=sys.stderr)
        return NOT_REACHED
    for path, text in texts.items():
        path.write_text(locked(text, digests), encoding="utf-8")
    for name, digest in digests.items():
        print(f"{name}@{digest}")
    return 0


def images_of(text: str) -> list[str]:
    """Each `name:tag`, in the file's order."""
    return [found["name"] for found in IMAGE.finditer(text)]


def locked(text: str, digests: dict[str, str]) -> str:
    return IMAGE.sub(lambda found: f"{found['before']}{found['name']}@{digests[found['name']]}", text)


def digest_of(name: str) -> str:
    """Raises NotFound."""
    command = ["docker", "buildx", "imagetools", "inspect", "--format", "{{json .Manifest}}", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotFound(f"{name}: {error}") from error
    if done.returncode:
        raise NotFound(f"{name}: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    digest = str(json.loads(done.stdout)["digest"])
    if not DIGEST.fullmatch(digest):
        raise NotFound(f"{name}: {digest!r} is no digest")
    return digest


if __name__ == "__main__":
    sys.exit(main())
