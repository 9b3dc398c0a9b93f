"""Documents that are made from code are as the code is."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"

specification = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
assert specification and specification.loader
docs_make = importlib.util.module_from_spec(specification)
specification.loader.exec_module(docs_make)


@pytest.mark.parametrize("name", docs_make.DOCUMENTS)
def test_document_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == docs_make.DOCUMENTS[name](), "run: make docs"
