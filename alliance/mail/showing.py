"""How mails are shown in a terminal."""

from __future__ import annotations

from alliance.naming import names_of_recipients
from alliance.output import counted
from alliance.reader import language, words
from shared.contracts.notifications import Mail
from shared.wording import say


def mail_text(mail: Mail) -> str:
    parts = [state_of(mail), counted("attempts", mail.attempts)]
    parts += [words("mail.last_answer", answer=answer)] if (answer := mail.answer_in(language())) else []
    to = names_of_recipients([mail])[mail.recipient]
    about = words("mail.one", template=template_of(mail), language=mail.language, to=to, subject=mail.subject)
    return f"{mail.id}: {', '.join(parts)}\n{about}"


def state_of(mail: Mail) -> str:
    return say(language(), f"states.mail.{mail.state}")


def template_of(mail: Mail) -> str:
    return say(language(), f"mail_templates.{mail.template}")
