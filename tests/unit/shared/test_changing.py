"""A change of plain columns: the statement it is, and that a column that there is not is no change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from shared.storage.changing import Changes, Kept, statement_of
from tests.support.changing import FakeChanges

KEPT = Kept("parcels", ("depot", "number"))


@dataclass(frozen=True)
class Parcel:
    depot: str
    number: int
    state: str = "packed"


class Parcels(Changes):
    kept: ClassVar = {Parcel: KEPT}


class FakeParcels(FakeChanges):
    kept: ClassVar = {Parcel: KEPT}

    def __init__(self, *parcels: Parcel) -> None:
        self.parcels = {one.number: one for one in parcels}


def test_the_statement_names_columns_and_key() -> None:
    assert statement_of(KEPT, ("state",)) == (
        "update parcels set state = %(state)s where depot = %(depot)s and number = %(number)s"
    )


@pytest.mark.parametrize("repository", [Parcels(), FakeParcels(Parcel("east", 1))])
def test_a_column_that_the_record_does_not_have_is_no_change(repository: Changes | FakeChanges) -> None:
    with pytest.raises(TypeError, match="weight"):
        repository.change(Parcel("east", 1), weight=3)


def test_a_fake_changes_the_one_of_that_key_alone() -> None:
    fake = FakeParcels(Parcel("east", 1), Parcel("east", 2))
    assert fake.change(Parcel("east", 2), state="sent") == Parcel("east", 2, "sent")
    assert list(fake.parcels.values()) == [Parcel("east", 1), Parcel("east", 2, "sent")]
    with pytest.raises(LookupError):
        fake.change(Parcel("west", 2), state="sent")
