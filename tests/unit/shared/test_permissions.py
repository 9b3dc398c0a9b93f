"""The permission table: default deny."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import identity, kernel, registry
from shared.contracts.errors import Refusal
from shared.contracts.intake import OpenCall
from shared.contracts.people import PERSON_ROLES, Caller, Role
from shared.contracts.requests import Model, Nothing, Request
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED, LEADS, insist_on_override, insist_on_permission, noting_overrides
from shared.security.tokens import LOCAL_ADMIN

EVERYBODY = [
    *(Caller(f"person:{role}", frozenset({role})) for role in sorted(PERSON_ROLES)),
    Caller("anonymous", frozenset({Role.ANONYMOUS})),
    Caller("local-admin", frozenset({Role.ADMINISTRATOR})),
    *(Caller(f"service:{service}", frozenset({Role.SERVICE})) for service in SERVICES),
]


def code_of(request: type[Request[Any]], caller: Caller) -> str:
    try:
        insist_on_permission(request, caller)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_every_request_is_in_the_table() -> None:
    missing = [f"{service}.{method}" for (service, method), r in registry.REQUESTS.items() if r not in ALLOWED]
    assert missing == []
    assert kernel.GetBacklog in ALLOWED


def test_a_request_that_is_not_listed_is_denied_to_everybody() -> None:
    class Unlisted(Request[Nothing]):
        pass

    Request.registered.remove(Unlisted)
    codes = {caller.actor: code_of(Unlisted, caller) for caller in EVERYBODY}
    assert codes == {c.actor: "unauthenticated" if c.has(Role.ANONYMOUS) else "forbidden" for c in EVERYBODY}


@pytest.mark.parametrize("request_", ALLOWED, ids=lambda request: f"{request.service}.{request.method}")
def test_each_caller_gets_what_the_table_says(request_: type[Request[Any]]) -> None:
    """Nobody without one of its roles, no service but those it names; a person is no service of the same name."""
    roles, services = ALLOWED[request_]
    allowed = {caller.actor for caller in EVERYBODY if code_of(request_, caller) == ""}
    people = {caller.actor for caller in EVERYBODY if caller.roles & roles}
    named = {name if name == LOCAL_ADMIN else f"service:{name}" for name in services}
    assert allowed == people | named


def test_a_person_named_like_a_service_has_none_of_its_rights() -> None:
    (service,) = ALLOWED[kernel.GetBacklog][1]
    assert code_of(kernel.GetBacklog, Caller(f"person:{service}", frozenset({Role.STAFF}))) == "forbidden"


def test_an_anonymous_caller_is_asked_to_sign_in() -> None:
    assert code_of(OpenCall, Caller("anonymous", frozenset({Role.ANONYMOUS}))) == "unauthenticated"


def test_commands_of_the_program_are_closed_to_strangers() -> None:
    """An anonymous caller may send these commands and no other."""
    open_to_all = {
        f"{request.service}.{request.method}"
        for request, (roles, _) in ALLOWED.items()
        if request.is_command and Role.ANONYMOUS in roles
    }
    assert open_to_all == {
        "identity.request_sign_in",
        "identity.confirm_sign_in",
        "identity.issue_token",
        "identity.issue_tokens",
        "identity.sign_out",
        "identity.sign_in_with_password",
        "identity.sign_in_with_passkey",
        "identity.start_device_login",
        "identity.take_device_login",
        "identity.finish_single_sign_on",
        "intake.save_draft",
        "intake.submit_application",
        "notifications.set_mail_choices",
        "notifications.unsubscribe",
    }


@pytest.mark.parametrize("role", sorted(PERSON_ROLES))
def test_a_rule_is_overridden_with_a_reason_by_those_who_lead(role: Role) -> None:
    caller, refusal = Caller("person:7", frozenset({role})), Refusal("cohort_full")
    with pytest.raises(Refusal) as plain:
        insist_on_override(None, caller, refusal)
    assert plain.value.code == "cohort_full"
    try:
        insist_on_override("The mayor changed.", caller, refusal)
        overridden = True
    except Refusal as refused:
        overridden = False
        assert refused.code == "forbidden"
    assert overridden == (role in LEADS)


def test_what_keeps_to_the_rules_needs_no_override() -> None:
    lead = Caller("person:7", frozenset({Role.PROGRAM_LEAD}))
    with noting_overrides() as noted:
        found = [insist_on_override(None, lead), insist_on_override(None, lead, None, None)]
        found += [insist_on_override("The mayor changed.", lead, None, Refusal("cohort_full"), Refusal("offer_open"))]

    assert (found, noted) == ([False, False, True], ["cohort_full", "offer_open"])


def test_the_reply_to_a_command_is_a_model() -> None:
    assert all(issubclass(request.reply, Model) for request in registry.REQUESTS.values())


def test_what_changes_people_or_the_program_asks_again_who_one_is() -> None:
    assert {request.method for request in ALLOWED if request.sensitive} >= {
        "add_person",
        "change_person",
        "deactivate_person",
        "set_password",
        "reset_factors",
        "export_personal",
        "erase_personal",
        "adopt_program",
    }


def test_a_sign_in_link_is_made_by_the_machines_administrator_alone() -> None:
    """Whoever is administrator by signing in could else become anybody."""
    allowed = [caller.actor for caller in EVERYBODY if code_of(identity.MakeSignInLink, caller) == ""]
    assert allowed == [LOCAL_ADMIN]
    named = Caller(f"person:{LOCAL_ADMIN}", frozenset({Role.ADMINISTRATOR}))
    assert code_of(identity.MakeSignInLink, named) == "forbidden"
