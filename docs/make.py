"""Makes what is made from code: `make docs`. One test says when the result is stale."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shared.contracts.errors import CODES
from shared.contracts.field_codes import FIELD_CODES
from shared.contracts.registry import EVENTS
from shared.runtime.settings import SETTINGS

HERE = Path(__file__).resolve().parent
MADE = "<!-- made from code by `make docs` -->\n"


def errors() -> str:
    """Every code that a caller can receive."""
    lines = [f"{MADE}# Error codes", "", "A refusal carries one of these; nothing was written and nothing emitted.", ""]
    lines += ["| code | meaning |", "|---|---|", *(f"| `{code}` | {text} |" for code, text in CODES.items())]
    lines += ["", "## Codes of fields", "", "In the `details` of `invalid`, beside the dotted path of the field.", ""]
    lines += ["| code | meaning |", "|---|---|", *(f"| `{code}` | {text} |" for code, text in FIELD_CODES.items())]
    return "\n".join(lines) + "\n"


def configuration() -> str:
    """The settings of a process."""
    lines = [f"{MADE}# Settings", "", "Read from the environment at the start of a process. X may come as X_FILE, the"]
    lines += ["path of a file that holds the value. Without a default a process that reads it does not start.", ""]
    lines += ["| setting | what it is | default |", "|---|---|---|"]
    for setting in SETTINGS.values():
        default = "" if setting.default is None else f"`{setting.default}`"
        lines.append(f"| `{setting.name}` | {setting.purpose} | {default} |")
    return "\n".join(lines) + "\n"


def events() -> str:
    """The event catalogue."""
    lines = [f"{MADE}# Events", "", "Exchange `<producer>.events`, routing key = type, body = a JSON envelope.", ""]
    for (producer, name), versions in sorted(EVENTS.items()):
        for version, event in sorted(versions.items()):
            lines += [f"## {producer}: `{name}` (version {version})", "", f"{(event.__doc__ or '').strip()}", ""]
            lines += [f"Aggregate `{event.aggregate}`. Fields: {', '.join(f'`{f}`' for f in event.model_fields)}.", ""]
    return "\n".join(lines)


DOCUMENTS = {"errors.md": errors, "configuration.md": configuration, "events.md": events}


def main() -> None:
    for name, make in DOCUMENTS.items():
        (HERE / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
