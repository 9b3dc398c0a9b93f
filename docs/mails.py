"""A sample of every mail in every language, as whoever reads text alone has it: `make docs`."""

from __future__ import annotations

from pathlib import Path

from services.notifications.handlers.sampling import sample_of
from services.notifications.mails import MAILS
from services.notifications.sending.letters import Letters
from services.notifications.templates import Templates
from shared.program.load import load_program
from shared.wording import LANGUAGES, say

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent / "programs" / "city-data-alliance.toml"
FOLDER = "mails"
INDEX = f"{FOLDER}/README.md"
HEAD = """\
# The mails

Made by `make docs`: a sample of each, in each language, with values that are nobody's. A mail is text and HTML, which
say the same; `/staff/mail/templates` of a running system shows both, `alliance mail sample` one, and both send them to
whoever of the staff asks (`alliance mail send-samples`). Whom each is for and where its link leads:
`services/notifications/mails.py`.

| mail | for | leads to |
|---|---|---|
"""


def documents() -> dict[str, str]:
    """File -> what it says, from this folder."""
    letters = Letters(load_program(PROGRAM), Templates(), "https://portal.example")
    found = {f"{FOLDER}/{name}.md": page_of(name, letters) for name in MAILS}
    rows = [f"| [{say('en', f'mail_templates.{name}')}]({name}.md) | {row_of(name)} |" for name in sorted(MAILS)]
    return found | {INDEX: HEAD + "\n".join(rows) + "\n"}


def row_of(name: str) -> str:
    return f"{MAILS[name].audience.value} | `{MAILS[name].link}`"


def page_of(name: str, letters: Letters) -> str:
    parts = [f"# {say('en', f'mail_templates.{name}')}"]
    for language in LANGUAGES:
        sample = sample_of(name, language, letters)
        lines = "\n".join(line.rstrip() for line in sample.text.strip().split("\n"))
        parts.append(f"## {language}\n\n```text\n{sample.subject}\n\n{lines}\n```")
    return "\n\n".join(parts) + "\n"
