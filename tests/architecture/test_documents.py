"""Documents lead to what is there, and are found: links, the index, decisions by their numbers."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from shared.contracts.table_columns import COLUMNS, pattern_of

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WRITTEN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "benchmarks" / "README.md"])
DECISIONS = {int(path.name[:4]): path for path in sorted((DOCS / "adr").glob("*.md"))}
FOLDERS = ("alliance", "deploy", "docs", "services", "shared", "tests")

COLUMNS_OF_A_TERMINAL = 80
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"(?<![\w<>*{}/.-])((?:[\w-]+/)*\w+\.py)\b")
CITED = re.compile(r"\bADR (\d+)\b|\badr/(\d{4})")


def links_of(document: Path) -> set[Path]:
    """The files of this repository that it leads to."""
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    return {(document.parent / target).resolve() for target in targets if "://" not in target}


def test_links_of_documents_lead_somewhere() -> None:
    lost = {str(document.relative_to(ROOT)): links_of(document) for document in WRITTEN}

    assert {name: gone for name, found in lost.items() if (gone := {one for one in found if not one.exists()})} == {}


def test_index_leads_to_each_document() -> None:
    """A new document stands in docs/README.md, a sample of a mail in the list of its folder."""
    listed = links_of(DOCS / "README.md") | links_of(DOCS / "mails" / "README.md")
    assert set(DOCS.rglob("*.md")) - listed - {DOCS / "README.md"} == set()


def test_terminals_in_what_users_read_have_80_columns() -> None:
    wide = {
        f"{document.name}: {line}"
        for document in (ROOT / "README.md", *(DOCS / "howto").glob("*.md"))
        for block in BLOCK.findall(document.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if len(line) > COLUMNS_OF_A_TERMINAL
    }

    assert wide == set()


def test_readme_leads_to_the_index() -> None:
    assert DOCS / "README.md" in links_of(ROOT / "README.md")


def test_decision_bears_its_number() -> None:
    heads = {number: path.read_text(encoding="utf-8").partition("\n")[0] for number, path in DECISIONS.items()}

    assert {number: head for number, head in heads.items() if not head.startswith(f"# ADR {number}: ")} == {}


def test_decision_that_is_cited_is_there() -> None:
    """In code and in documents."""
    sources = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")] + WRITTEN
    cited = {int(a or b) for path in sources for a, b in CITED.findall(path.read_text(encoding="utf-8"))}

    assert cited - DECISIONS.keys() == set()


def test_module_that_is_named_is_there() -> None:
    """In code and in documents: `departing.py`, `handlers/facts.py`. One that has another name now leads nowhere."""
    told = [path for path in WRITTEN if path.name != "CHANGELOG.md"]  # which tells of what was
    sources = [path for folder in FOLDERS[:-1] for path in (ROOT / folder).rglob("*.py")] + told
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    there = "".join(f"/{name}\n" for name in listed.stdout.splitlines() if (ROOT / name).exists())
    named = {(path, one) for path in sources for one in NAMED.findall(path.read_text(encoding="utf-8"))}

    assert {f"{path.relative_to(ROOT)}: {one}" for path, one in named if f"/{one}\n" not in there} == set()


def test_document_of_files_names_each_column_of_an_import() -> None:
    """So each field of the application; what is gone is gone there."""
    table = (DOCS / "files.md").read_text(encoding="utf-8").partition("| columns |")[2].partition("\n\n")[0]

    assert {pattern_of(name) for name in re.findall(r"`([a-z_.0-9]+)`", table)} == set(COLUMNS)
