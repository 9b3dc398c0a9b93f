"""Who may import whom, and what only the kernel may use."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ("alliance", "services", "shared") for path in (ROOT / folder).rglob("*.py"))

#: nameko's own entrypoints lose, double or hang; the kernel's take their place (docs/adr/0001).
REPLACED = {"event_handler", "EventDispatcher", "rpc", "timer", "RpcProxy", "ServiceRpc", "ClusterRpcProxy", "http"}

#: What meets nameko and eventlet, and would have to be written anew without them (docs/adr/0015). Nothing joins them
#: without a reason: services take `shared.runtime.extensions` and `green`.
KNOW_THE_FRAMEWORK = {
    "shared/messaging/consumer.py": {"nameko"},
    "shared/messaging/relay.py": {"eventlet"},
    "shared/messaging/rpc.py": {"eventlet", "nameko"},
    "shared/messaging/supplies.py": {"nameko"},
    "shared/runtime/container.py": {"eventlet", "nameko"},
    "shared/runtime/extensions.py": {"nameko"},
    "shared/runtime/green.py": {"eventlet"},
    "shared/runtime/health.py": {"eventlet"},
    "shared/runtime/limits.py": {"eventlet"},
    "shared/runtime/patching.py": {"eventlet"},
    "shared/runtime/process.py": {"eventlet", "nameko"},
    "shared/runtime/setup.py": {"nameko"},
}


def test_import_rules_hold() -> None:
    outcome = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--config", "pyproject.toml", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_plain_nameko_entrypoints_are_not_used(path: Path) -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nameko")
        for alias in node.names
    }

    assert imported & REPLACED == set()


def test_only_the_kernel_knows_nameko_and_eventlet() -> None:
    known = {str(path.relative_to(ROOT)): packages_of(path) & {"eventlet", "nameko"} for path in SOURCES}

    assert {name: packages for name, packages in known.items() if packages} == KNOW_THE_FRAMEWORK


def test_decision_about_eventlet_names_what_knows_it() -> None:
    """How small the step away is, it says by counting."""
    (decision,) = (ROOT / "docs" / "adr").glob("0015-*.md")
    text = decision.read_text(encoding="utf-8")

    assert f"| {len(KNOW_THE_FRAMEWORK)} of " in text
    assert {name for name in KNOW_THE_FRAMEWORK if Path(name).name not in text} == set()


def packages_of(path: Path) -> set[str]:
    """What it imports, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_nothing_connects_at_import_time() -> None:
    """Every module can be imported with no setting, no broker and no database."""
    names = [".".join(p.relative_to(ROOT).with_suffix("").parts) for p in SOURCES if p.name not in ("__main__.py",)]
    names = [name.removesuffix(".__init__") for name in names if name != "shared.runtime.process"]
    program = "import importlib, warnings\nwarnings.simplefilter('ignore')\n" + "\n".join(
        f"importlib.import_module({name!r})" for name in names
    )

    outcome = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env={"PATH": "/nonexistent"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert outcome.returncode == 0, outcome.stderr[-2000:]
