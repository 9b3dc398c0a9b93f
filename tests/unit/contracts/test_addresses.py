"""One rule for addresses, in every command that takes one."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts.identity import ConfirmSignIn, SignInWithPassword
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Request

TAKING = sorted(
    (one for one in REQUESTS.values() if one.is_command and "email" in one.model_fields), key=lambda one: one.method
)
#: A wrong address is answered there as a wrong code is.
SAYS_NOTHING = {ConfirmSignIn, SignInWithPassword}


def email_of(request: type[Request[Any]]) -> TypeAdapter[Any]:
    field = request.model_fields["email"]
    return TypeAdapter(Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation)


@pytest.mark.parametrize("request_", [one for one in TAKING if one not in SAYS_NOTHING], ids=lambda one: one.method)
def test_a_command_takes_one_plain_address(request_: type[Request[Any]]) -> None:
    assert email_of(request_).validate_python(" ana@ciudad.example ") == "ana@ciudad.example"
    for wrong in (
        "",
        "ana@ciudad",
        "Ana <ana@ciudad.example>",
        "ana@ciudad.example, luis@ciudad.example",
        "añ@a.example",
    ):
        with pytest.raises(ValidationError):
            email_of(request_).validate_python(wrong)
