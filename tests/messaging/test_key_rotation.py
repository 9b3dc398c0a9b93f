"""Keys rotate under traffic: nobody is refused, and nothing is started anew."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import eventlet
import pytest

from shared.security.keyring import public_files
from shared.security.keys import ensure_keys, forget_former, make_key
from tests.messaging.conftest import ISSUERS
from tests.messaging.parcels import FindParcel, PackParcel
from tests.messaging.services import Parcels
from tests.messaging.world import World

ROTATIONS = 5


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    """Keys of this test alone."""
    ensure_keys(tmp_path, ISSUERS)
    world.keys = tmp_path
    return tmp_path


def test_calls_go_on_while_keys_rotate(world: World, folder: Path) -> None:
    """Commands and queries, of people and of a service; each call is answered."""
    world.start(Parcels)
    going, done = True, {"identity": 0, "depot": 0}

    def call(issuer: str) -> None:
        client = world.client(issuer)
        while going:
            client.call(PackParcel(parcel_id=uuid4(), grams=5))
            if issuer == "identity":
                client.call(FindParcel(parcel_id=UUID(int=1)))
            done[issuer] += 1

    calls = [eventlet.spawn(call, issuer) for issuer in ("identity", "identity", "depot")]
    for rotation in range(ROTATIONS):
        for issuer in ("identity", "depot"):
            make_key(issuer, folder, [folder])
            forget_former(issuer, folder, [folder])
        before = dict(done)
        with eventlet.Timeout(30):
            while any(done[issuer] < before[issuer] + 3 for issuer in done):
                eventlet.sleep(0.01)
        assert len(public_files(folder, "identity")) == rotation + 2
    going = False
    for one in calls:
        one.wait()  # raises the refusal that it met
