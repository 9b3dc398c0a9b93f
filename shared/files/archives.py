"""Archives that were made to fill a disk or a memory: told by what they say of themselves, before any is unpacked."""

from __future__ import annotations

from zipfile import ZipFile

RATIO = 50  # unpacked to packed: office documents reach 20, what was made for it 1,000
SPARE_BYTES = 10_000_000  # which a small archive may unpack to, whatever its ratio
PARTS = 10_000


def is_bomb(archive: ZipFile, packed_bytes: int, most: int) -> bool:
    """zipfile gives no more of a part than the size that the archive states, so that a stated size is a limit."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    return len(parts) > PARTS or unpacked > min(most, packed_bytes * RATIO + SPARE_BYTES)
