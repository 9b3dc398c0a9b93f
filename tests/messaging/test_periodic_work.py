"""Periodic work: once over all replicas, by the database's clock."""

from __future__ import annotations

from uuid import UUID

from tests.messaging.services import Bell, Chime
from tests.messaging.world import World, fail_times, wait_for

DUE = "update periodic set next_at = now() - interval '1 day'"


def test_two_replicas_do_it_once(world: World) -> None:
    world.start(Bell)
    world.start(Bell)
    for round_ in (1, 2, 3):
        assert world.wait_for_shelf(round_, "bell") == [(UUID(int=0), "rung")] * round_
        world.rows("bell", DUE)
    world.wait_for_shelf(4, "bell")
    assert world.stage.count("ring") == 4


def test_a_failure_is_tried_again_at_the_next_turn(world: World) -> None:
    container = world.start(Bell)
    world.wait_for_shelf(1, "bell")
    world.stage.on("ring", fail_times(1))
    world.rows("bell", DUE)
    wait_for(lambda: world.stage.count("ring") == 2, "the failure")
    world.rows("bell", DUE)
    assert len(world.wait_for_shelf(2, "bell")) == 2
    container.stop()
    container.wait()


def test_it_goes_on_after_the_database_was_away(world: World) -> None:
    container = world.start(Bell)
    world.wait_for_shelf(1, "bell")
    with world.database_down("bell"):
        world.rows("bell", DUE)
    assert len(world.wait_for_shelf(2, "bell")) == 2
    container.stop()
    container.wait()


def test_of_many_one_that_fails_holds_up_no_other_and_comes_last_in_the_next_turn(world: World) -> None:
    world.stage.on("chime", fail_times(1))
    container = world.start(Chime)
    assert [bell.int for bell, _ in world.wait_for_shelf(2, "bell")] == [2, 3]
    world.rows("bell", DUE)
    world.wait_for_shelf(5, "bell")
    assert [bell.int for method, bell in world.stage.calls if method == "chime"] == [1, 2, 3, 2, 3, 1]
    container.stop()
    container.wait()
