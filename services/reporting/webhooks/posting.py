"""One attempt: a signed POST to an address that was judged. Nothing is followed, nothing of the answer's body is read,
and every wait is bounded."""

from __future__ import annotations

import ssl
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

import httpx

from services.reporting.webhooks.addresses import Resolve, Unreachable, outer_addresses
from services.reporting.webhooks.domain import Answer, rest_of
from shared.contracts.errors import Detail, Refusal
from shared.contracts.reporting import HTTPS_PORT
from shared.runtime.limits import bounded
from shared.runtime.version import VERSION

LIMIT_S = 15  # of one attempt, in all
MOST_ADDRESSES = 3  # of a name that are tried

FIXED = {"Content-Type": "application/json", "User-Agent": f"Alliance/{VERSION}", "Connection": "close"}


class Poster:
    """`allowed`: inner addresses that are taken all the same. Tests have them; nothing that runs does."""

    def __init__(self, resolve: Resolve, trust: ssl.SSLContext, allowed: Collection[str] = ()) -> None:
        self._resolve, self._trust, self._allowed = resolve, trust, allowed

    def insist_on_outer(self, url: str) -> None:
        """Raises Refusal where the name leads to an inner network now. One that leads nowhere may yet."""
        try:
            outer_addresses(*name_of(httpx.URL(url)), self._resolve, self._allowed)
        except Unreachable as error:
            if error.failure == "inner_address":
                raise Refusal("invalid", Detail("url", "inner_address")) from None

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Never raises for what the other side does."""
        target = httpx.URL(url)
        try:
            with bounded(LIMIT_S, httpx.ReadTimeout("no answer in time")):
                addresses = outer_addresses(*name_of(target), self._resolve, self._allowed)
                return self._post_to(addresses[:MOST_ADDRESSES], target, body, headers)
        except Unreachable as error:
            return Answer(failure=error.failure)
        except httpx.TimeoutException:
            return Answer(failure="slow")
        except (httpx.HTTPError, OSError, ValueError) as error:
            return Answer(
                failure="untrusted" if any(isinstance(one, ssl.SSLError) for one in causes(error)) else "unreachable"
            )

    def _post_to(self, addresses: list[str], target: httpx.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The first that a connection can be made to. TLS is held against the name, not against the address."""
        named = FIXED | {"Host": target.netloc.decode()} | dict(headers)
        by_name = {"sni_hostname": target.raw_host.decode()}
        with httpx.Client(verify=self._trust, trust_env=False, timeout=LIMIT_S, follow_redirects=False) as http:
            for address in addresses:
                at = target.copy_with(host=address)
                try:
                    with http.stream("POST", at, content=body, headers=named, extensions=by_name) as answer:
                        asked = answer.headers.get("Retry-After")
                        rest = rest_of(answer.status_code, asked, datetime.now(UTC))
                        return Answer(status=answer.status_code, rest=rest)
                except httpx.ConnectError as error:
                    if address == addresses[-1] or any(isinstance(one, ssl.SSLError) for one in causes(error)):
                        raise
        raise Unreachable("unreachable")


def name_of(target: httpx.URL) -> tuple[str, int]:
    return target.raw_host.decode(), target.port or HTTPS_PORT


def causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__
