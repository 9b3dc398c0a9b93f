"""RabbitMQ's management API: declares the topology and the users, which plain AMQP has no words for."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx

from shared.messaging.queues import TopologyError
from shared.messaging.rights import User
from shared.messaging.topology import Definitions
from shared.runtime.authority import authority_of

TIMEOUT_S = 10
UPLOAD_LIMIT_S = 40  # a hundred queues are a busy machine's work for longer than an ordinary answer


def management(url: str) -> httpx.Client:
    """A client of the management API; the credentials stand in the URL."""
    parts = urlsplit(url)
    return httpx.Client(
        verify=trust(url),
        base_url=f"{parts.scheme}://{parts.hostname}:{parts.port}",
        auth=(unquote(parts.username or ""), unquote(parts.password or "")),
        timeout=TIMEOUT_S,
    )


def trust(url: str) -> ssl.SSLContext:
    """Where no TLS is spoken it trusts nobody: to read the machine's authorities takes longer than what is asked."""
    if urlsplit(url).scheme == "https":
        return ssl.create_default_context(cafile=authority_of(url))
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def vhost_of(amqp_uri: str) -> str:
    return unquote(urlsplit(amqp_uri).path[1:]) or "/"


def declare(http: httpx.Client, vhost: str, document: Definitions) -> None:
    """Upload, then compare, since an upload leaves an existing queue as it is. Raises TopologyError naming it."""
    path = quote(vhost, safe="")
    answer = http.post(f"/api/definitions/{path}", json=document, timeout=UPLOAD_LIMIT_S)
    if answer.is_client_error:
        raise TopologyError(f"the broker refuses the topology: {answer.text[:300]}")
    answer.raise_for_status()
    there = {queue["name"]: queue["arguments"] for queue in http.get(f"/api/queues/{path}").raise_for_status().json()}
    for queue in document["queues"]:
        found = there.get(queue["name"], {})
        if {key: found.get(key) for key in queue["arguments"]} != queue["arguments"]:
            raise TopologyError(
                f"queue {queue['name']} has another shape than this version declares: "
                "delete it once it is empty, then start again"
            )


def create_users(http: httpx.Client, vhost: str, users: Iterable[User]) -> None:
    """Create or update the users with their rights; `guest` goes."""
    for user in users:
        create_user(http, vhost, user)
    if any(user["name"] == "guest" for user in http.get("/api/users").raise_for_status().json()):
        http.delete("/api/users/guest").raise_for_status()


def create_user(http: httpx.Client, vhost: str, user: User) -> None:
    path, name = quote(vhost, safe=""), quote(user.name, safe="")
    http.put(f"/api/users/{name}", json={"password": user.password, "tags": user.tags}).raise_for_status()
    http.put(f"/api/permissions/{path}/{name}", json=user.permission).raise_for_status()
    for topic in user.topic_permissions:
        http.put(f"/api/topic-permissions/{path}/{name}", json=topic).raise_for_status()


def users_tagged(http: httpx.Client, tag: str) -> list[str]:
    """Names, in the broker's order."""
    return [user["name"] for user in http.get("/api/users").raise_for_status().json() if tag in tags_of(user)]


def delete_user(http: httpx.Client, name: str) -> None:
    """What is connected as it is cut off; its queues stay."""
    http.delete(f"/api/users/{quote(name, safe='')}").raise_for_status()


def tags_of(user: dict[str, Any]) -> list[str]:
    """A list since RabbitMQ 3.9, a text with commas before."""
    tags = user["tags"]
    return tags if isinstance(tags, list) else tags.split(",")
