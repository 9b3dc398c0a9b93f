"""Which request is asked for at which address below /api/v1, made from the registry of contracts.

The rule: `/<service>/<request>`, in kebab case. A command is POST, its fields a JSON object. A query is GET, its fields
in the address, unless one of them has no room there (an object, a list that must be given): then it is POST, too. What
every service answers (shared/contracts/kernel.py) has an address below each. NAMED are shorter addresses of a few of
them, by noun.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from shared.contracts import eligibility, identity, intake
from shared.contracts.people import Role
from shared.contracts.registry import KERNEL
from shared.contracts.requests import Nothing, Request
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED

API = "/api/v1"

#: Why a request that people may send has no address by the rule.
BY_OTHER_MEANS: dict[type[Request[Any]], str] = {
    identity.IssueToken: "the portal asks for a token for each call",
    identity.IssueTokens: "the portal asks for tokens for each page",
    identity.RequestSignIn: "/sign-in",
    identity.ConfirmSignIn: "/sign-in/confirm",
    identity.SignInWithPassword: "/sign-in/password",
    identity.SignInWithPasskey: "/sign-in/passkey",
    identity.TakeDeviceLogin: "/sign-in/device/token",
    identity.StartSingleSignOn: "a browser's way, with a cookie",
    identity.FinishSingleSignOn: "a browser's way, with a cookie",
    identity.SignOut: "/sign-out",
}


@dataclass(frozen=True)
class Address:
    """`whole`: the field that the body is; without one the body is an object of the fields that the path does not
    name. `created`: the path, with fields of the reply, where what was made is found."""

    method: str
    path: str
    request: type[Request[Any]]
    of: str
    status: int = 200
    whole: str | None = None
    created: str | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_path(self) -> tuple[str, ...]:
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def in_body(self) -> tuple[str, ...]:
        if self.whole is not None:
            return (self.whole,)
        left = (name for name in self.request.model_fields if name not in self.in_path)
        return tuple(left) if self.method in ("POST", "PUT") else ()

    @property
    def in_query(self) -> tuple[str, ...]:
        taken = {*self.in_path, *self.in_body}
        return tuple(name for name in self.request.model_fields if name not in taken)

    @property
    def is_open(self) -> bool:
        """To whoever has not signed in."""
        return Role.ANONYMOUS in ALLOWED[self.request][0]

    @property
    def is_by_rule(self) -> bool:
        return self.path == path_of(self.of, self.request)


def path_of(service: str, request: type[Request[Any]]) -> str:
    return f"/{service}/{request.method.replace('_', '-')}"


def by_rule() -> Iterator[Address]:
    for request, (roles, _) in ALLOWED.items():
        if roles and request not in BY_OTHER_MEANS:
            for service in SERVICES if request.service == KERNEL else (request.service,):
                method = "GET" if fits_an_address(request) else "POST"
                yield Address(method, path_of(service, request), request, service, status_of(request))


def status_of(request: type[Request[Any]]) -> int:
    return 204 if request.reply is Nothing else 200


def fits_an_address(request: type[Request[Any]]) -> bool:
    """Whether all it asks can be said in a query string."""
    fields = request.model_fields.values()
    return not request.is_command and not any(
        is_object(one.annotation) or (one.is_required() and is_list(one.annotation)) for one in fields
    )


def is_object(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, BaseModel | Mapping):
        return True
    origin = get_origin(kind)
    is_map = isinstance(origin, type) and issubclass(origin, Mapping)
    return is_map or any(is_object(one) for one in get_args(kind) if isinstance(one, type) or get_origin(one))


def is_list(kind: Any) -> bool:
    return get_origin(kind) in (tuple, list) or any(is_list(one) for one in get_args(kind) if get_origin(one))


def named(method: str, path: str, request: type[Request[Any]], status: int | None = None, **how: Any) -> Address:
    return Address(method, path, request, request.service, status or status_of(request), **how)


NAMED = (
    named("POST", "/check", eligibility.CheckEligibility, whole="document"),
    named("POST", "/applications", intake.SubmitApplication, 201, whole="document", created="/applications/{code}"),
    named("POST", "/applications/{code}/versions", intake.ResubmitApplication, 201, whole="document"),
    named("POST", "/applications/{code}/answer", intake.AnswerQuestion, 201, whole="document"),
    named("POST", "/applications/{code}/withdraw", intake.WithdrawApplication),
    named("GET", "/applications/{code}/evidence", intake.ListFiles),
    named("POST", "/drafts", intake.SaveDraft, 201, whole="document", created="/drafts/{code}"),
    named("GET", "/drafts/{code}", intake.GetDraft),
    named("PUT", "/drafts/{code}", intake.ReviseDraft, whole="document"),
    named("POST", "/drafts/{code}/submit", intake.SubmitDraft),
    named("GET", "/sign-in/passkey", identity.GetPasskeySignInOptions),
    named("POST", "/sign-in/device", identity.StartDeviceLogin, 201),
    named("POST", "/sign-in/device/confirm", identity.ConfirmDeviceLogin),
    named("GET", "/sign-in/device/{user_code}", identity.GetDeviceLogin),
    named("PUT", "/account/password", identity.SetPassword),
    named("GET", "/account/factors", identity.ListFactors),
    named("DELETE", "/account/factors/{factor}", identity.RemoveFactor),
    named("POST", "/account/totp", identity.StartTotp, 201),
    named("POST", "/account/totp/confirm", identity.ConfirmTotp),
    named("POST", "/account/recovery-codes", identity.RenewRecoveryCodes, 201),
    named("GET", "/account/passkey", identity.GetPasskeyOptions),
    named("POST", "/account/passkey", identity.AddPasskey, 201),
    named("GET", "/account/sessions", identity.ListSessions),
    named("DELETE", "/account/sessions/{session_id}", identity.EndSession),
    named("DELETE", "/account/sessions", identity.EndSessions, defaults={"but_this": True}),
)

ADDRESSES = (*NAMED, *by_rule())
