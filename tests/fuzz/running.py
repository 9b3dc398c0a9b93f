"""Every request of a running system's API under noise, with its real services: `make fuzz ON=http://… TOKEN=…`.

No part of the test run: it changes the system that it is pointed at, as far as the token's person may. FUZZ_EXAMPLES:
how many of each request, right and wrong.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

ADDRESS, TOKEN = os.environ["FUZZ_ON"], os.environ["FUZZ_TOKEN"]
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: They end what the token stands on.
LEFT_OUT = ("sign-out", "end-session", "account/sessions", "reset-factors", "deactivate-person", "revoke-access-token")

schema = schemathesis.openapi.from_url(f"{ADDRESS.rstrip('/')}/api/v1/openapi.json")
OPERATIONS = [one for one in (found.ok() for found in schema.get_all_operations())
              if not any(part in one.path for part in LEFT_OUT)]  # fmt: skip


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_a_running_system_answers_as_its_document_promises(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode
) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(mode))
    def ask(case: Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {TOKEN}"})
        if answer.status_code == 503:  # too many at once, a service that restarts: documented, and nobody's fault
            return
        case.validate_response(answer, checks=CHECKS)

    with suppress(Unsatisfiable):
        ask()
