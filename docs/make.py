"""Makes what is made from code: `make docs`. One test says when the result is stale."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from string import Formatter
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pydantic.json_schema import models_json_schema
from typer.main import get_group

from alliance.main import app
from docs import mails
from docs.hearing import heard_by
from docs.refusals import refusals
from docs.states import diagrams
from docs.written import GROWING, TRACES, WATCHING
from services.cohort.domain.audience import LEADERS, MAY_ACT
from services.operations.domain.thresholds import THRESHOLDS
from shared.contracts.envelope import Envelope
from shared.contracts.errors import CODES
from shared.contracts.events import Event
from shared.contracts.field_codes import DETAIL_CODES
from shared.contracts.operations import AlertCause
from shared.contracts.people import Role
from shared.contracts.registry import EVENTS, KERNEL
from shared.contracts.requests import Request
from shared.runtime.settings import SERVICES, SETTINGS
from shared.security.permissions import ALLOWED, OWNERS, UNOWNED
from shared.wording import say
from shared.wording.catalogue import catalogue_of

COLUMNS = 80
KEYS = """\
## Signing keys

Each service, and the local administrator, signs its calls with a key of its own (`<issuer>.key`), which the others
check by `<issuer>.<kid>.pub`. The files are read again when they change: keys rotate while the system runs, and no call
is refused.

- On the embedded default: `alliance ops rotate-keys`.
- In compose: `docker compose run --rm secrets python -m deploy.make_secrets /secrets --rotate-keys`.
- Of your own: put the new public keys where every service reads them, then replace the private ones. Delete the former
  public keys two minutes later: what they signed is over.

A key that may have been stolen: rotate it, and delete the former public key at once. `<issuer>.prints` stays: with
another one nobody would find again who was erased. `reporting.seals`, under which secrets of webhooks lie, gets a
new key with each rotation; what lies under a former one is sealed anew within seconds.
"""
REAL_MAIL = """\
## TLS between the parts

Broker, management API and database are reached over TLS where their addresses say so (minimum 1.2). Whoever is
there must show a certificate of the host that the address names; `cacertfile` and `sslrootcert` name the authority
that signed it (PEM), and without them the system's are asked. There is no way to leave the check out.

| setting | over TLS |
|---|---|
| `AMQP_URI`, `<NAME>_AMQP_URI` | `amqps://user:password@broker.city.example:5671/%2F?cacertfile=/run/alliance/ca.pem` |
| `MANAGEMENT_URL` | `https://user:password@broker.city.example:15671?cacertfile=/run/alliance/ca.pem` |
| `DATABASE_ADMIN_URL` and the like | `postgresql://…/name?sslmode=verify-full&sslrootcert=/run/alliance/ca.pem` |

With any other `sslmode` PostgreSQL's library asks less of the server: `require` takes any certificate. The embedded
default speaks in the clear, on loopback ([ADR 9](adr/0009-tls-is-a-matter-of-addresses.md)).

In compose every one of these addresses is such a one, and broker and database take nobody in the clear. The service
`secrets` makes an authority for this installation alone, and by it a certificate for the broker, the database, and each
role of the database, for ten years; `docker compose up` makes anew what has less than a year to go. Where one may have
been stolen, all are renewed, by a new authority, and nothing of before is believed:

```sh
docker compose run --rm --no-deps secrets python -m deploy.make_secrets /secrets --renew-certificates
docker compose restart
```

A role of the database is let in there by its certificate (`sslcert`, `sslkey`). A password would be the role's to
change: PostgreSQL lets nobody forbid that. Where roles have passwords, as on the embedded default and wherever an
address has one, whoever takes over a service may lock it out until the set-up step sets its password again.

## Real mail

`SMTP_URL` names the server that takes the mails. Without a port: 25, and 465 for `smtps`.

| form | what happens |
|---|---|
| `smtp://mail.city.example:587` | in the clear, without a password: a catcher, or a relay on the same machine |
| `smtp://user:password@mail.city.example:587` | STARTTLS is insisted on, then the password is sent |
| `smtps://user:password@mail.city.example` | TLS from the first byte, then the password is sent |

The server's certificate must be signed by an authority that the machine trusts, and name the host. What is not a
letter or digit in user or password is written in per cent code (`@` as `%40`, `/` as `%2F`). The address holds a
password: hand it over as a file, `SMTP_URL_FILE`. Sender and reply addresses stand in the program file (`sender`,
`reply_to`); the domain of the sender must allow the server (SPF, DKIM). `alliance mail list --state failed` shows what
was refused, with the server's answer.
"""
RUNBOOK = """\
# Runbook

What to do when something is wrong. `/ops` and `alliance ops alerts list` show what is; each alert's page and its mail
say what stands here, in their reader's language.

An alert is raised once, however long it lasts, and clears by itself. Administrators are mailed of it unless somebody
has taken it, at most one mail an hour for each cause; muting a cause at one place ends by itself. While the broker is
down nothing can be asked: the portal says so, and `alliance status` names what does not answer. The gauge
`alliance_alerts{cause}` on the health port of `operations` has their number for Prometheus.

## Alerts

The thresholds are settings of the service `operations`; it does not start with one that cannot be, and names it.
"""
ABOUT_ROLES = """\
Every service looks, for each request, who calls: the token says which roles, this table says which requests they may
send. What is not said is denied. *own*: for what is theirs alone; anything else is not found. Whose something is, its
service says:

| role | own is |
|---|---|
| applicant | the applications and drafts whose contacts bear an address that they have proven |
| city member | the cities whose team or mayor's office bears an address that they have proven |
| reviewer | the reviews that they were asked for |
| coach | the cities that they coach, the sessions that they hold |

Whoever has proven an address is an applicant and a city member, without being given a role. *anonymous*: whoever has
not signed in. A program lead may override rules of the program, too. The last column names services that ask.
"""
COLUMNS_OF_ROLES = [role for role in Role if role is not Role.SERVICE]
REFERENCE = "#/components/schemas/{model}"
HERE = Path(__file__).resolve().parent
MADE = "<!-- made from code by `make docs` -->\n"


def errors() -> str:
    """Every code that a caller can receive."""
    lines = [f"{MADE}# Error codes", "", "A refusal carries one of these; nothing was written and nothing emitted.", ""]
    lines += ["| code | meaning |", "|---|---|"]
    lines += [f"| `{code}` | {say('en', f'codes.{code}')} |" for code in sorted(CODES)]
    lines += ["", "## Codes of fields", "", "In the `details` of `invalid`, beside the dotted path of the field. What"]
    lines += ["stands in `<…>` is among the detail's `values`. The words in other languages: `shared/wording`.", ""]
    lines += ["| code | what people read |", "|---|---|"]
    lines += [f"| `{code}` | {pattern(f'details.{code}')} |" for code in sorted(DETAIL_CODES)]
    return "\n".join(lines) + "\n"


def pattern(key: str) -> str:
    """A message of the English catalogue with its values unsaid."""
    message = catalogue_of("en")[key].forms[-1]
    return "".join(literal + (f"<{name}>" if name else "") for literal, name, _, _ in Formatter().parse(message))


def configuration() -> str:
    """The settings of a process."""
    lines = [f"{MADE}# Settings", "", "Read from the environment at the start of a process. X may come as X_FILE, the"]
    lines += [
        "path of a file that holds the value. A process does not start if a setting that it",
        "reads has neither a value nor a default.",
        "",
    ]
    lines += ["| setting | what it is | default |", "|---|---|---|"]
    for setting in SETTINGS.values():
        default = "" if setting.default is None else f"`{setting.default}`"
        lines.append(f"| `{setting.name}` | {setting.purpose} | {default} |")
    return "\n".join([*lines, "", KEYS, REAL_MAIL, TRACES])


def roles() -> str:
    """Who may send what."""
    lines = [f"{MADE}# Roles", "", *ABOUT_ROLES.splitlines()]
    by_service: dict[str, list[type[Request[Any]]]] = {}
    for request in ALLOWED:
        by_service.setdefault(request.service, []).append(request)
    for service, requests in by_service.items():
        columns = ["request", *COLUMNS_OF_ROLES, "services"]
        lines += ["", f"## {service}", "", f"| {' | '.join(columns)} |"]
        lines.append("|---" * len(columns) + "|")
        for request in requests:
            cells = [may(request, role) for role in COLUMNS_OF_ROLES]
            services = ", ".join(sorted(ALLOWED[request][1]))
            lines.append(f"| `{request.method}` | {' | '.join(cells)} | {services} |")
    return "\n".join(lines) + "\n"


def may(request: type[Request[Any]], role: Role) -> str:
    if role not in ALLOWED[request][0]:
        return ""
    if role is Role.CITY_MEMBER and MAY_ACT.get(request) == LEADERS:
        return "own, as team lead or mayor's office"
    return "own" if role in OWNERS and request not in UNOWNED else "yes"


def events() -> str:
    """The event catalogue."""
    lines = [f"{MADE}# Events", "", "Exchange `<producer>.events`, routing key = type, body = a JSON envelope.", ""]
    for (producer, name), versions in sorted(EVENTS.items()):
        for version, event in sorted(versions.items()):
            lines += [
                f"## {'every service' if producer == KERNEL else producer}: `{name}` (version {version})",
                "",
                f"{cleandoc(event.__doc__ or '')}",
                "",
            ]
            lines += [f"Aggregate `{event.aggregate}`. Fields: {', '.join(f'`{f}`' for f in event.model_fields)}.", ""]
            lines += [f"Heard by {heard_by(event)}.", ""]
    return "\n".join(lines)


def asyncapi() -> str:
    """The events as an AsyncAPI 3 document: one channel a producer and type, the message its envelope."""
    models = [event for versions in EVENTS.values() for event in versions.values()]
    _, shapes = models_json_schema([(m, "validation") for m in (Envelope, *models)], ref_template=REFERENCE)
    channels, messages, operations = {}, {}, {}
    told = [(producer, event) for event in models for producer in producers_of(event)]
    for producer, event in sorted(told, key=lambda one: (one[0], one[1].type, one[1].schema_version)):
        name = f"{producer}.{event.type}.v{event.schema_version}"
        payload = {"properties": {"data": {"$ref": REFERENCE.format(model=event.__name__)}}}
        messages[name] = {
            "name": event.type,
            "summary": " ".join((event.__doc__ or "").split()),
            "contentType": "application/json",
            "payload": {"allOf": [{"$ref": REFERENCE.format(model="Envelope")}, payload]},
        }
        exchange = {"name": f"{producer}.events", "type": "topic", "durable": True, "autoDelete": False}
        channels[name] = {
            "address": event.type,
            "messages": {event.type: {"$ref": f"#/components/messages/{name}"}},
            "bindings": {"amqp": {"is": "routingKey", "exchange": exchange}},
        }
        operations[f"send.{name}"] = {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Alliance", "version": "1", "description": "Made from code by `make docs`."},
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": shapes["$defs"]},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def producers_of(event: type[Event]) -> tuple[str, ...]:
    return SERVICES if event.producer == KERNEL else (event.producer,)


def commands() -> str:
    """The command reference: what `--help` says, at 80 columns."""
    lines = [f"{MADE}# Commands", "", "Every command takes `--help`, and `--json` after its words.", ""]
    for words, text in sorted(helps(get_group(app), ("alliance",))):
        lines += [f"## {' '.join(words)}", "", "```", text.strip(), "```", ""]
    return "\n".join(lines)


def helps(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    context = command.make_context(" ".join(words), [], resilient_parsing=True)
    context.max_content_width = context.terminal_width = COLUMNS
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            yield from helps(found, (*words, name))
    else:
        yield words, command.get_help(context)


def states() -> str:
    """The transition tables, drawn."""
    lines = [
        f"{MADE}# States",
        "",
        "Each diagram is a transition table of the code, which also drives the refusals: a step",
    ]
    lines += ["that is not drawn is refused with `illegal_transition`.", "", *diagrams()]
    return "\n".join(lines)


def runbook() -> str:
    """What is written by hand, then each alert with its thresholds, as its page and its mail say what to do."""
    lines = [MADE + RUNBOOK]
    for cause in get_args(AlertCause):
        lines += ["", f"### {cause}", "", pattern(f"alerts.says.{cause}"), ""]
        threshold = THRESHOLDS.get(cause)
        if threshold is not None:
            known = SETTINGS[threshold.setting]
            lines += [f"`{known.name}`: {known.default}, from {threshold.least} to {threshold.most}.", ""]
        lines += [say("en", f"alerts.mend.{cause}")]
    return "\n".join([*lines, "", WATCHING, GROWING])


DOCUMENTS = {
    "errors.md": errors,
    "roles.md": roles,
    "configuration.md": configuration,
    "events.md": events,
    "asyncapi.json": asyncapi,
    "commands.md": commands,
    "states.md": states,
    "operations.md": runbook,
    "../services/portal/api/refusals.json": refusals,
}


def main() -> None:
    for name, make in DOCUMENTS.items():
        (HERE / name).write_text(make(), encoding="utf-8")
    for name, text in mails.documents().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
