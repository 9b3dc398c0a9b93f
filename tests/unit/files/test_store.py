"""The store: whole files by their hash, from parts that may come twice, late or never."""

import base64
import hashlib
import os
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared.files.store import ENDED_S, IDLE_S, PART_BYTES, STALE_S, FileStore, Incomplete, TooManyUploads, UploadLimits
from shared.files.transfer import Upload, fetch

ANA, RUI = "person:ana", "person:rui"
CONTENT = bytes(range(256)) * 1_500  # 384,000 bytes: three parts


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def send(store: FileStore, upload: Upload, *, without: int | None = None) -> None:
    def put(upload_id: UUID, number: int, part: str) -> None:
        if number != without:
            store.put_part(ANA, upload_id, number, base64.b64decode(part))

    upload.send(put)


def folder_of(tmp_path: Path, upload: Upload) -> Path:
    (folder,) = (tmp_path / "files" / "parts").glob(f"*/{upload.id}")
    return folder


def age(tmp_path: Path, upload: Upload, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(folder_of(tmp_path, upload), (moment, moment))


def test_a_file_goes_there_and_back(store: FileStore) -> None:
    upload = Upload(CONTENT)
    send(store, upload)
    send(store, upload)
    content = store.join_parts(ANA, upload.id, len(CONTENT), upload.sha256)
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
            store.join_parts(ANA, upload.id, size, sha256)
    send(store, upload)
    for size, sha256 in ((len(CONTENT) - 1, upload.sha256), (len(CONTENT) + 1, upload.sha256), (len(CONTENT), other)):
        with pytest.raises(Incomplete):
            store.join_parts(ANA, upload.id, size, sha256)
    with pytest.raises(Incomplete):
        store.join_parts(ANA, uuid4(), len(CONTENT), upload.sha256)


def test_a_file_goes_with_the_parts_that_it_came_in_and_no_others(store: FileStore, tmp_path: Path) -> None:
    gone, other = Upload(CONTENT), Upload(CONTENT[::-1])
    for upload in (gone, other):
        send(store, upload)
    store.keep(gone.sha256, store.join_parts(ANA, gone.id, len(CONTENT), gone.sha256))
    store.remove(gone.sha256)
    assert store.join_parts(ANA, other.id, len(CONTENT), other.sha256) == CONTENT[::-1]
    with pytest.raises(Incomplete):
        store.join_parts(ANA, gone.id, len(CONTENT), gone.sha256)
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
    os.utime(folder_of(tmp_path, old), (before, before))
    assert store.forget_stale_parts() == 1
    assert [one.name for one in (tmp_path / "files" / "parts").glob("*/*")] == [str(new.id)]


def test_parts_that_cannot_go_hold_up_no_others(store: FileStore, tmp_path: Path) -> None:
    before, uploads = time.time() - STALE_S - 1, [Upload(b"a"), Upload(b"b"), Upload(b"c")]
    for upload in uploads:
        send(store, upload)
    (folder_of(tmp_path, uploads[0]) / "a folder").mkdir()
    for upload in uploads:
        os.utime(folder_of(tmp_path, upload), (before, before))
    assert store.forget_stale_parts() == 2
    assert [one.name for one in (tmp_path / "files" / "parts").glob("*/*")] == [str(uploads[0].id)]


def test_what_somebody_sent_only_they_can_end(store: FileStore) -> None:
    upload = Upload(CONTENT)
    send(store, upload)
    with pytest.raises(Incomplete):
        store.join_parts(RUI, upload.id, len(CONTENT), upload.sha256)


@pytest.fixture
def narrow(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", UploadLimits(of_a_person=2, in_all=3))


def begin(store: FileStore, *, of: str = ANA) -> Upload:
    upload = Upload(uuid4().bytes)
    store.put_part(of, upload.id, 0, upload.content)
    return upload


def test_uploads_under_way_are_bounded_of_a_person_and_in_all(narrow: FileStore) -> None:
    first = begin(narrow)
    begin(narrow)
    with pytest.raises(TooManyUploads) as refused:
        begin(narrow)
    assert refused.value.own
    narrow.put_part(ANA, first.id, 1, b"goes on")
    begin(narrow, of=RUI)
    with pytest.raises(TooManyUploads) as refused:
        begin(narrow, of="person:eva")
    assert not refused.value.own


def test_an_upload_that_came_to_its_end_counts_no_more_and_soon_goes(narrow: FileStore, tmp_path: Path) -> None:
    for _ in range(4):
        upload = begin(narrow)
        narrow.end_upload(ANA, upload.id)
    assert narrow.join_parts(ANA, upload.id, 16, upload.sha256) == upload.content  # its command may be repeated
    age(tmp_path, upload, ENDED_S + 1)
    assert narrow.forget_stale_parts() == 1


def test_one_that_nobody_goes_on_with_gives_way(narrow: FileStore, tmp_path: Path) -> None:
    idle, other = begin(narrow), begin(narrow)
    age(tmp_path, idle, IDLE_S + 1)
    begin(narrow)
    assert not list((tmp_path / "files" / "parts").glob(f"*/{idle.id}"))
    assert folder_of(tmp_path, other)
