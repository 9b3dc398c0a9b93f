"""What a file is, by its content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.kinds import KINDS, kind_by_beginning, kind_of
from tests.support.sample_files import DOCX, GIF, JPEG, PDF, PNG, WEBP, archive, office, workbook

MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("content", "ending"),
    [(PDF, ".pdf"), (PNG, ".png"), (JPEG, ".jpg"), (GIF, ".gif"), (WEBP, ".webp"), (DOCX, ".docx")],
)
def test_the_kinds_that_are_kept(content: bytes, ending: str) -> None:
    kind = kind_of(content)
    assert kind is not None
    assert kind.ending == ending
    assert KINDS[kind.media_type] == kind


@pytest.mark.parametrize("content", [PDF, PNG, JPEG, GIF, WEBP])
def test_what_browsers_show_is_told_by_its_beginning(content: bytes) -> None:
    assert kind_by_beginning(content[:40]) == kind_of(content)
    assert kind_by_beginning(DOCX) is None


def test_a_workbook_of_a_spreadsheet_program_is_told_from_a_text() -> None:
    kind = kind_of(workbook())
    assert kind is not None
    assert kind.ending == ".xlsx"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0",
        b"\x7fELF",
        b"#!/bin/sh\n",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"name,residents\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # an encrypted or older Office document
        b"RIFF\0\0\0\0WAVE",
        b" %PDF-1.7",
        archive({"readme.txt": "hello"}),
        archive({"[Content_Types].xml": "<Types/>"}),
        office("word/document.xml", "presentationml.presentation.main+xml"),
        archive({"[Content_Types].xml": f'<Override ContentType="{MACROS}"/>wordprocessingml.document.main+xml'}),
        archive({"[Content_Types].xml": "officedocument.wordprocessingml.document.main+xml vbaProject"}),
        b"PK\x03\x04 and no archive at all",
        DOCX[:-30],
    ],
)
def test_what_is_not_kept(content: bytes) -> None:
    assert kind_of(content) is None


MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PADDING = f"<!--{'x' * 1_100_000}-->"


def document(types: str, **more: str) -> bytes:
    """A text document whose list of parts says that beside its main part."""
    listed = f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN}"/>{types}</Types>'
    return archive({"[Content_Types].xml": listed, "word/document.xml": "<x/>"} | more)


def test_the_document_of_these_attacks_is_kept_as_it_stands() -> None:
    assert kind_of(document('<Default Extension="bin" ContentType="image/x"/>', **{"a.bin": "x"})) is not None


@pytest.mark.parametrize(
    "content",
    [
        document(
            f'{PADDING}<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>', **{"a.bin": ""}
        ),
        document('<Default Extension="bin" ContentType="application/vnd.ms-office.&#118;baProject"/>', **{"a.bin": ""}),
        document('<Default Extension="bin" ContentType="image/x"/>', **{"word/vbaProject.bin": ""}),
        document("", **{"evil.hta": "<script>"}),  # a part without a type
        document(f'<Override PartName="/a.xml" ContentType="{MAIN}"/>', **{"a.xml": ""}),  # two main parts
        archive({"[Content_Types].xml": f'<Types><Override PartName="/gone.xml" ContentType="{MAIN}"/></Types>'}),
        archive(
            {"[Content_Types].xml": f'<Types><Default Extension="xml" ContentType="{MAIN}"/></Types>', "a.exe": ""}
        ),
        document('<!DOCTYPE x [<!ENTITY a "b">]>'),
        archive({"[Content_Types].xml": f'<!DOCTYPE Types [<!ENTITY m "{MAIN}">]><Types/>'}),
        document("") + b"<script>",
        document('<Default Extension="bin" ContentType="image/x"/>', **{"a.bin": "0" * 50_000_000}),
    ],
)
def test_a_document_that_is_more_than_one_is_not_kept(content: bytes) -> None:
    """Attack 15: padding before the macros, any archive that names the right type."""
    assert kind_of(content) is None


def with_relation(kind: str, target: str, mode: str = "External") -> bytes:
    said = f"Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}' Target='{target}'"
    relations = f"<Relationships><Relationship Id='r1' {said} TargetMode='{mode}'/></Relationships>"
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return document(types, **{"word/_rels/settings.xml.rels": relations})


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk"])
@pytest.mark.parametrize(
    "target",
    ["http://evil.example/a.dotm", " https://evil.example/a", "mhtml:http://evil.example/a!x", "HTTP:&#47;/e.example/",
     "\\\\evil.example\\share\\a.dotm", "//evil.example/a.dotm", "file://evil.example/a.dotm", "ftp://e.example/a"],
)  # fmt: skip
def test_a_document_that_fetches_what_may_hold_macros_is_not_kept(kind: str, target: str) -> None:
    """A brother of attack 15: there is no macro in the document until it is opened."""
    assert kind_of(with_relation(kind, target)) is None


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("hyperlink", "https://city.example/", "External"),
        ("attachedTemplate", "file:///C:/Templates/Letter.dotx", "External"),
        ("attachedTemplate", "C:\\Templates\\Letter.dotx", "External"),
        ("attachedTemplate", "Letter.dotx", "External"),
        ("oleObject", "embeddings/sheet.xlsx", "Internal"),
    ],
)
def test_links_and_templates_of_the_writers_own_disk_are_everybodys(kind: str, target: str, mode: str) -> None:
    assert kind_of(with_relation(kind, target, mode)) is not None


def test_relations_that_cannot_be_read_are_none_of_a_document() -> None:
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    for relations in ("<Relationships>", "<!DOCTYPE a><a/>", f"<a>{PADDING}</a>"):
        assert kind_of(document(types, **{"word/_rels/settings.xml.rels": relations})) is None


@pytest.mark.parametrize(
    "content",
    [
        b"MZ" + PDF,
        b"%PDF-evil\n%%EOF\n",
        PDF + b"<script>alert(1)</script>",
        PDF + b"x" * 5_000,
        PDF[:-6],
        PDF + archive({"a.txt": "x"}),
        PNG + archive({"evil.class": "x"}),
        JPEG + archive({"evil.class": "x"}),
    ],
)
def test_a_file_of_two_kinds_is_not_kept(content: bytes) -> None:
    assert kind_of(content) is None


def test_a_pdf_may_end_in_empty_space() -> None:
    assert kind_of(PDF + b"\r\n\0\0") is not None


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    bomb = archive({"[Content_Types].xml": "0" * 50_000_000 + "officedocument.wordprocessingml.document.main+xml"})
    assert len(bomb) < 100_000
    assert kind_of(bomb) is None


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"RIFF", b"%PDF-", b"\x89PNG"]))
def test_any_content_has_an_answer(content: bytes, start: bytes) -> None:
    kind_of(start + content)
    cut = workbook()[: len(content) * 20]
    kind_of(cut)
