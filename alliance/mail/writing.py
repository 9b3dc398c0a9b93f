"""`alliance mail write`: to a group, seen before it is sent. `alliance mail log` and `exchanges`: calls and replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args
from uuid import uuid4

import typer

from alliance.bulk import result_of, send_in_parts
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import city_code, names_of_actors
from alliance.options import File, Key, On
from alliance.output import Progress, counted, in_json, paragraph, show, table, tell, why
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.notifications import (
    Exchange,
    ExchangeDirection,
    ExchangeKind,
    ListExchanges,
    LogExchange,
    WriteToGroup,
    WrittenMail,
)
from shared.contracts.people import Language
from shared.messaging.client import Client
from shared.messaging.keys import command_id_of
from shared.views.people import names_of_those
from shared.views.writing import (
    ATTENDANCE,
    Attendance,
    Group,
    Look,
    Message,
    find_group,
    insist_on_somebody,
    look_at,
    written_to,
)

app = Verbs(group="mail")

CohortOption = Annotated[str | None, typer.Option("--cohort", metavar="COHORT", help="The cohort's id.")]
Country = Annotated[str | None, typer.Option(metavar="COUNTRY", help="Only cities there: a two-letter code.")]
Phase = Annotated[str | None, typer.Option(help="Only cities in this phase.")]
Open = Annotated[str | None, typer.Option("--open", metavar="CONDITION", help="Only where this is open.")]
OfRole = Annotated[str | None, typer.Option(help="Only people with this role: mayors_office, team_lead, …")]
Spoken = Annotated[Language | None, typer.Option("--language", help="Only people who read this language.")]
Gathering = Annotated[
    str | None, typer.Option(metavar="WHICH", help="Only those of it: a convening's kind, a session's id.")
]
Came = Annotated[Attendance | None, typer.Option(help=f"With --gathering: one of {', '.join(ATTENDANCE)}.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show whom it reaches, and a mail in each language.")]
Codes = Annotated[list[str] | None, typer.Option("--code", metavar="CODE", parser=city_code, help="Only this city.")]


def send(client: Client, group: Group, message: Message, key: str) -> dict[str, Any]:
    """Some cities at a time."""
    message_id = command_id_of(key)

    def request(some: Sequence[tuple[str, tuple[str, ...]]]) -> WriteToGroup:
        return written_to(message, message_id, dict(some))

    outcomes = send_in_parts(client, list(group.cities.items()), request, words("bulk.writing"))
    items = [result_of(one, lambda reply: reply.model_dump(mode="json")) for one in outcomes]
    return {"key": key, "items": items, "next": None, "total": len(items), "mails": sum_of(items, "mails")}


def sum_of(items: Sequence[Mapping[str, Any]], name: str) -> int:
    return sum(one.get(name, 0) for one in items)


def show_written(value: dict[str, Any], group: Group) -> None:
    headings = ("code", "city", "mails", "before", "left_out", "")
    cities = {one.city.code: one.city.city for one in group.readers}
    rows = [
        (one["code"], cities[one["code"]], *(one.get(name, 0) for name in headings[2:-1]), reason_of(one))
        for one in value["items"]
    ]
    text = table(headings, rows)
    show(value, f"{text}\n{words('write.sent', mails=counted('mails', value['mails']))}")


def reason_of(item: Mapping[str, Any]) -> str:
    return why(item["error"]) if "error" in item else ""


def show_dry_run(client: Client, group: Group, message: Message) -> None:
    """Each mail is made, as it would be now: what one lacks is told beside whom it is for."""
    looks = look_at_each(client, group, message)
    samples = samples_of(looks)
    recipients = [item_of(one) for one in looks]
    value = {
        "items": recipients,
        "next": None,
        "total": len(recipients),
        "without": [one.code for one in group.without],
    }
    if in_json():
        show(value | {"samples": [one.model_dump(mode="json") for one in samples]}, "")
        return
    names = names_of_those(client.call, {one.recipient.ref: one.city.code for one in group.readers})
    rows = [
        (one["code"], look.reader.city.city, names[one["ref"]], one["role"], one["language"], reason_of(one))
        for one, look in zip(recipients, looks, strict=True)
    ]
    lines = [table(("code", "city", "to", "role", "language", ""), rows)]
    lines += [paragraph("! ", words("write.nobody_there", city=one.city)) for one in group.without]
    lines += ["", *(line for one in samples for line in sample_text(one))]
    show(value, "\n".join([*lines, words("write.dry_run", mails=counted("mails", len(recipients)))]))


def item_of(look: Look) -> dict[str, Any]:
    item = look.reader.recipient.model_dump(mode="json")
    return item if look.refusal is None else item | {"error": look.refusal.as_dict()}


def look_at_each(client: Client, group: Group, message: Message) -> list[Look]:
    progress, looks = Progress(), []
    for reader in group.readers:
        looks.append(look_at(client.call, message, reader))
        progress.say(words("bulk.doing", doing=words("bulk.reading"), done=len(looks), total=len(group.readers)))
    progress.clear()
    return looks


def samples_of(looks: Sequence[Look]) -> list[WrittenMail]:
    """In each language as the first who reads it would."""
    found: dict[str, WrittenMail] = {}
    for one in looks:
        if one.mail is not None:
            found.setdefault(one.mail.language, one.mail)
    return list(found.values())


def sample_text(one: WrittenMail) -> list[str]:
    return [words("mail.to", to=one.to), words("mail.subject", subject=one.subject), "", one.text, ""]


def exchange_row(one: Exchange) -> tuple[object, ...]:
    by = names_of_actors([one.logged_by])[one.logged_by]
    return (one.held_on, one.kind, one.direction, one.person, by, one.notes)


def exchange_text(one: Exchange) -> str:
    return words("write.logged", held_on=one.held_on, kind=one.kind, direction=one.direction, person=one.person)


@app.command("write")
def write(
    file: File,
    cohort: CohortOption = None,
    code: Codes = None,
    phase: Phase = None,
    country: Country = None,
    open_: Open = None,
    role: OfRole = None,
    spoken: Spoken = None,
    gathering: Gathering = None,
    attendance: Came = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Write to people of a cohort's cities: {texts: {en: {subject, text}, …}}.

    Texts may name {city}, {name}, {mayor}, {phase}, {coach}, {deadline}, {link}; FILE may say the group as well.
    Stopped half-way, the same command with the same --key goes on; nobody gets it twice.

    \b
    Example:
      alliance mail write news.json --cohort cohort-one --dry-run
      alliance mail write news.json --cohort cohort-one --phase onboarding \\
        --role mayors_office --key news-1
    """
    said = {
        "cohort": cohort, "codes": tuple(code) if code else None, "phase": phase, "country": country, "open": open_,
        "role": role, "language": spoken, "gathering": gathering, "attendance": attendance,
    }  # fmt: skip
    fields = read_fields(file, **said)
    message = make(Message, **{name: value for name, value in fields.items() if value is not None})
    client = connect()
    group = find_group(client.call, message).served(message)
    insist_on_somebody(group.cities)
    if dry_run:
        show_dry_run(client, group, message)
        return
    if key is None:
        key = str(uuid4())
        tell(words("write.key", key=key))
    show_written(send(client, group, message, key), group)


app.asks(
    'log JK2MPJ4V23 --kind call --direction from_city --on 2027-03-01 --person "Luz Prado" '
    '--notes "The baseline comes in May."',
    LogExchange,
    exchange_text,
    "Enter a phone call or a reply on a city's page.",
    kind=typer.Option(help=f"One of {', '.join(get_args(ExchangeKind))}."),
    direction=typer.Option(help=f"One of {', '.join(get_args(ExchangeDirection))}."),
    held_on=On,
    person=typer.Option(metavar="NAME", help="Who of the city it was."),
    notes=typer.Option(help="What was said."),
)
app.lists(
    "exchanges JK2MPJ4V23",
    ListExchanges,
    ("on", "kind", "direction", "person", "by", "notes"),
    exchange_row,
    "List a city's phone calls and replies, the latest first.",
)
