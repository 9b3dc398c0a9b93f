"""The templates, compiled once for each language with its words in them, and how they call what they are given."""

from __future__ import annotations

from functools import partial
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer

from shared.wording import say

#: What takes a context only if it is marked so.
PLAIN = frozenset({partial, FunctionType, MethodType, BuiltinMethodType})
OF_NO_TEMPLATE = ("_block_vars", "_loop_vars")  # what Jinja adds to a call for whoever takes a context


class Words(NodeTransformer):
    """`say("key")` without values is the same on every page in a language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's name)
        self.generic_visit(node)
        key = node.args[0] if len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs) else None
        if isinstance(node.node, nodes.Name) and node.node.name == "say" and isinstance(key, nodes.Const):
            return nodes.Const(say(self._language, key.value), lineno=node.lineno)
        return node


class Called(Context):
    """Jinja looks at each thing that is called whether it takes a context; words and macros are the most of them."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  (values of a template have names, too)
        if type(__obj) is Macro:
            args = (__self.eval_ctx, *args)
        elif type(__obj) not in PLAIN or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        if kwargs:
            for name in OF_NO_TEMPLATE:
                kwargs.pop(name, None)
        return __obj(*args, **kwargs)


class Templates(Environment):
    context_class = Called

    def __init__(self, language: str) -> None:
        super().__init__(
            loader=PackageLoader("services.portal", "templates"),
            auto_reload=False,  # a look at each file for each page
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._words = Words(language)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        read: nodes.Template = self._words.visit(super()._parse(source, name, filename))
        return read
