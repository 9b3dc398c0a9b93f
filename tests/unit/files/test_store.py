"""The store: whole files by their hash, from parts that may come twice, late or never."""

import base64
import hashlib
import os
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared.files.store import PART_BYTES, STALE_S, FileStore, Incomplete
from shared.files.transfer import Upload, fetch

CONTENT = bytes(range(256)) * 1_500  # 384,000 bytes: three parts


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def send(store: FileStore, upload: Upload, *, without: int | None = None) -> None:
    def put(upload_id: UUID, number: int, part: str) -> None:
        if number != without:
            store.put_part(upload_id, number, base64.b64decode(part))

    upload.send(put)


def test_a_file_goes_there_and_back(store: FileStore) -> None:
    upload = Upload(CONTENT)
    send(store, upload)
    send(store, upload)
    content = store.join_parts(upload.id, len(CONTENT), upload.sha256)
    assert content == CONTENT
    store.keep(upload.sha256, content)
    store.keep(upload.sha256, content)
    back = fetch(lambda number: base64.b64encode(store.read(upload.sha256, number)).decode())
    assert b"".join(back) == CONTENT
    assert len(CONTENT) > 2 * PART_BYTES


def test_what_is_missing_or_another_is_incomplete(store: FileStore) -> None:
    upload = Upload(CONTENT)
    send(store, upload, without=1)
    other = hashlib.sha256(b"other").hexdigest()
    for size, sha256 in ((len(CONTENT), upload.sha256), (len(CONTENT) - PART_BYTES, upload.sha256)):
        with pytest.raises(Incomplete):
            store.join_parts(upload.id, size, sha256)
    send(store, upload)
    for size, sha256 in ((len(CONTENT) - 1, upload.sha256), (len(CONTENT) + 1, upload.sha256), (len(CONTENT), other)):
        with pytest.raises(Incomplete):
            store.join_parts(upload.id, size, sha256)
    with pytest.raises(Incomplete):
        store.join_parts(uuid4(), len(CONTENT), upload.sha256)


def test_a_file_goes_with_the_parts_that_it_came_in_and_no_others(store: FileStore, tmp_path: Path) -> None:
    gone, other = Upload(CONTENT), Upload(CONTENT[::-1])
    for upload in (gone, other):
        send(store, upload)
    store.keep(gone.sha256, store.join_parts(gone.id, len(CONTENT), gone.sha256))
    store.remove(gone.sha256)
    assert store.join_parts(other.id, len(CONTENT), other.sha256) == CONTENT[::-1]
    with pytest.raises(Incomplete):
        store.join_parts(gone.id, len(CONTENT), gone.sha256)
    with pytest.raises(FileNotFoundError):
        store.read(gone.sha256, 0)


def test_what_was_never_kept_is_not_there(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("0" * 64, 0)


def test_files_are_for_their_owner_alone(store: FileStore, tmp_path: Path) -> None:
    upload = Upload(b"secret")
    store.keep(upload.sha256, upload.content)
    (path,) = (tmp_path / "files" / upload.sha256[:2]).iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == (upload.sha256, 0o600)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_parts_of_an_upload_that_never_ended_go_after_a_day(store: FileStore, tmp_path: Path) -> None:
    assert store.forget_stale_parts() == 0
    old, new = Upload(b"old"), Upload(b"new")
    send(store, old)
    send(store, new)
    before = time.time() - STALE_S - 1
    os.utime(tmp_path / "files" / "parts" / str(old.id), (before, before))
    assert store.forget_stale_parts() == 1
    assert [one.name for one in (tmp_path / "files" / "parts").iterdir()] == [str(new.id)]


def test_parts_that_cannot_go_hold_up_no_others(store: FileStore, tmp_path: Path) -> None:
    before, uploads = time.time() - STALE_S - 1, [Upload(b"a"), Upload(b"b"), Upload(b"c")]
    for upload in uploads:
        send(store, upload)
    (tmp_path / "files" / "parts" / str(uploads[0].id) / "a folder").mkdir()
    for upload in uploads:
        os.utime(tmp_path / "files" / "parts" / str(upload.id), (before, before))
    assert store.forget_stale_parts() == 2
    assert [one.name for one in (tmp_path / "files" / "parts").iterdir()] == [str(uploads[0].id)]
