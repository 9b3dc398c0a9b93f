"""Several reminders in one mail: each with its title, its day and its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.notifications.domain import Mail
from services.notifications.reminders import DAYS
from services.notifications.sending.headers import clean_line

if TYPE_CHECKING:
    from services.notifications.sending.letters import Letters, Resolved
    from services.notifications.templates import Letter

TOGETHER = "reminders"
Pairs = Sequence[tuple[Mail, "Resolved"]]


def write_together(letters: Letters, pairs: Pairs, now: datetime) -> bytes:
    """Under the Message-ID of the first. Raises CannotRender, NotAnAddress."""
    carrier, resolved = carrier_of(pairs), pairs[0][1]
    return letters.assemble(carrier, resolved, read_together(letters, pairs), now)


def read_together(letters: Letters, pairs: Pairs) -> Letter:
    carrier, resolved = carrier_of(pairs), pairs[0][1]
    items = [item_of(letters, replace(mail, language=carrier.language), one) for mail, one in pairs]
    values = letters.personal(carrier, resolved) | {"items": items, "count": len(items), "city": carrier.values["city"]}
    return letters.templates.render(TOGETHER, carrier.language, values)


def carrier_of(pairs: Pairs) -> Mail:
    """As a row that says what all of them say."""
    first = pairs[0][0]
    if len({mail.code for mail, _ in pairs}) == 1:
        return replace(first, template=TOGETHER, values={"city": first.values.get("city")})
    return replace(first, template=TOGETHER, values={"city": None}, code=None, application_id=None)


def item_of(letters: Letters, mail: Mail, resolved: Resolved) -> dict[str, Any]:
    """Raises CannotRender."""
    letter = letters.read(mail, resolved)
    said = {**mail.values, **resolved.values}
    zone = mail.values.get("meeting_zone") or mail.values.get("city_zone") or letters.program.call.time_zone
    title = f"{letter.title} ({mail.code})" if mail.code else letter.title
    return {"title": clean_line(title), "link": letters.link(mail, resolved), "zone": zone, "day": day_of(said)}


def day_of(said: Mapping[str, Any]) -> str | None:
    return next((str(said[name]) for name in DAYS if said.get(name)), None)
