"""What is mine, for each kind of person that has several things."""

from __future__ import annotations

from tests.browser.visit import Visit

VISITS = [
    Visit("/my", "my-reviewer", who=lambda world: world.person("reviewer")),
]
