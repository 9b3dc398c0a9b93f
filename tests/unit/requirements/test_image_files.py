"""What the image holds is enough to run: what its build is given, beside libraries, with no package of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from alliance.embedded.home import checkout

EVERY_MODULE = """
import eventlet; eventlet.monkey_patch()
import importlib, pkgutil
import deploy, services
for room in (deploy, services):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(services.__file__)
"""


def given_to_the_build() -> list[str]:
    """The names that .dockerignore lets through; it shuts out everything else."""
    lines = (checkout() / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def test_every_service_is_imported_from_the_files_of_the_image_alone(tmp_path: Path) -> None:
    image, libraries = tmp_path / "app", tmp_path / "libraries"
    for name in given_to_the_build():
        source = checkout() / name
        (shutil.copytree if source.is_dir() else copy_file)(source, image / name)
    libraries.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "alliance" not in entry.name and entry.suffix != ".pth":
            (libraries / entry.name).symlink_to(entry)
    done = subprocess.run(
        [sys.executable, "-S", "-c", EVERY_MODULE],
        env={"PYTHONPATH": os.pathsep.join((str(image), str(libraries))), "PYTHONWARNINGS": "ignore"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, str(image / "services" / "__init__.py")), done.stderr


def copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
