"""Models are built when they are first used: here, before a service would."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Request


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=lambda request: f"{request.service}.{request.method}")
def test_the_forms_of_a_request_and_its_reply_are_whole(request_: type[Request[Any]]) -> None:
    assert request_.model_rebuild(force=True)
    assert request_.reply.model_rebuild(force=True)
