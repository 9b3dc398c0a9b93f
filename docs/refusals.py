"""Which codes a request may be refused with, read off the code: from its entrypoint along all that its handler names.

It follows names, not types, so that it says rather a code too many than one too few: a method of a name is each method
of that name in the service.
"""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from shared.contracts.errors import CODES
from shared.runtime.settings import SERVICES

ROOT = Path(__file__).resolve().parents[1]
#: What handlers of every service lean on; what the kernel refuses, any request may meet (portal/api/may_refuse.py).
LEANT_ON = (
    *("runtime/service.py", "contracts", "security/permissions.py", "privacy", "files", "program"),
    *("messaging/owners.py", "messaging/gathering.py", "messaging/former.py", "messaging/replay.py"),
)
#: What a name that Python itself knows is followed to nowhere.
PLAIN = frozenset(dir(str) + dir(dict) + dir(list) + dir(set) + dir(tuple) + ["id", "value", "name", "type", "now"])

Node = tuple[str, str]  # a file, and a name at its top or in one of its classes


class Code:
    """What one service may run: its own modules, and what it leans on."""

    def __init__(self, service: str) -> None:
        self._bodies: defaultdict[str, list[tuple[str, ast.AST]]] = defaultdict(list)
        self._methods: defaultdict[str, list[tuple[str, ast.AST]]] = defaultdict(list)
        self._imports: dict[str, dict[str, str]] = {}
        self.entrypoints: dict[str, tuple[str, list[ast.AST]]] = {}
        own = sorted((ROOT / "services" / service).rglob("*.py"))
        for path in [*own, *(one for part in LEANT_ON for one in files(ROOT / "shared" / part))]:
            self._read(path)

    def _read(self, path: Path) -> None:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = parsed(path)
        self._imports[module] = dict(imports(tree))
        for node in tree.body:
            self._take(module, node)

    def _take(self, module: str, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef(name=name):
                self._bodies[f"{module}.{name}"].append((module, node))
            case ast.ClassDef(name=name, body=body):
                for one in body:
                    self._member(module, name, one)
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.AST() as value)
            ):
                self._bodies[f"{module}.{name}"].append((module, value))

    def _member(self, module: str, owner: str, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef(name=name, decorator_list=decorators):
                self._methods[name].append((module, node))
                if name in ("__init__", "__post_init__", "__call__"):
                    self._bodies[f"{module}.{owner}"].append((module, node))
                for one in decorators:
                    if isinstance(one, ast.Call) and called(one) in ("command", "query"):
                        self.entrypoints[name] = (module, [node])
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, *handlers]) as value):
                if called(value) == "answers":
                    self.entrypoints[name] = (module, list(handlers))

    def codes_of(self, method: str) -> set[str]:
        module, nodes = self.entrypoints[method]
        found: set[str] = set()
        seen: set[int] = set()
        waiting = [(module, node) for node in nodes]
        while waiting:
            module, node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            found |= set(codes_in(node))
            waiting += self._named(module, node)
        return found

    def _named(self, module: str, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
        """All that is named in it, and may run."""
        known = self._imports[module]
        for one in ast.walk(node):
            match one:
                case ast.Name(id=name):
                    yield from self._bodies.get(known.get(name, f"{module}.{name}"), ())
                case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in known:
                    target = known[owner]
                    yield from self._bodies.get(f"{target}.{name}", ())
                    yield from self._bodies.get(self._imports.get(target, {}).get(name, ""), ())
                    if target.rpartition(".")[2][:1].isupper():
                        yield from self._methods.get(name, ())
                case ast.Attribute(attr=name) if name not in PLAIN:
                    yield from self._methods.get(name, ())


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str() as module, names=names):
                yield from ((one.asname or one.name, f"{module}.{one.name}") for one in names)
            case ast.Import(names=names):
                yield from ((one.asname or one.name, one.name) for one in names)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def codes_in(node: ast.AST) -> Iterator[str]:
    """`Refusal("code")`, wherever it is made; the code may be chosen of two, or be a constant of a module."""
    if isinstance(node, ast.Constant) and node.value in CODES:
        yield str(node.value)
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and called(one) == "Refusal" and one.args:
            for part in ast.walk(one.args[0]):
                if isinstance(part, ast.Constant) and part.value in CODES:
                    yield str(part.value)


def codes() -> dict[str, list[str]]:
    """By service and method."""
    made = {}
    for service in SERVICES:
        code = Code(service)
        for method in code.entrypoints:
            made[f"{service}.{method}"] = sorted(code.codes_of(method))
    return dict(sorted(made.items()))


def refusals() -> str:
    """For the API's document, as the portal reads it."""
    return json.dumps(codes(), indent=1) + "\n"
