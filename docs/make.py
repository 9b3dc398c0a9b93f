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
from docs.written import ABOUT_ROLES, GROWING, KEYS, REAL_MAIL, RUNBOOK, TRACES, WATCHING
from services.cohort.domain.audience import LEADERS, MAY_ACT
from services.operations.domain.thresholds import THRESHOLDS
from shared.contracts.envelope import Envelope
from shared.contracts.errors import CODES, meaning
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
COLUMNS_OF_ROLES = [role for role in Role if role is not Role.SERVICE]
REFERENCE = "#/components/schemas/{model}"
HERE = Path(__file__).resolve().parent
MADE = "<!-- made from code by `make docs` -->\n"


def errors() -> str:
    """Every code that a caller can receive."""
    lines = [f"{MADE}# Error codes", "", "A refusal carries one of these; nothing was written and nothing emitted.", ""]
    lines += ["| code | meaning |", "|---|---|"]
    lines += [f"| `{code}` | {meaning(code)} |" for code in sorted(CODES)]
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
