"""`alliance session agree`, `item`, `items`: what was agreed on in a session."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.naming import as_id, city_code, every, pick, with_people
from alliance.options import File
from alliance.output import usage
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.cohort import ActionItem, AgreeActionItem, ChangeActionItem, ListActionItems

app = Verbs(group="session", reading=with_people)

ItemState = Literal["open", "done", "dropped"]


def item_id(text: str, of: str | None) -> UUID:
    """An id stands alone; what is to be done, or how an id begins, needs the city."""
    whole = as_id(text)
    if whole is not None:
        return whole
    if of is None:
        raise usage("item_needs_city")
    return pick("action_item", text, {one.id: one.what for one in every(ListActionItems, 500, code=of)})


def item_row(item: ActionItem) -> tuple[object, ...]:
    return (item.due_on, item.state, item.owner, item.what, item.id)


def item_text(item: ActionItem) -> str:
    said = words("coaching.item", what=item.what, owner=item.owner, on=item.due_on)
    return f"{said}\n{words('id', id=item.id)}"


app.asks(
    'agree "First coaching" item.json',
    AgreeActionItem,
    item_text,
    "Agree on an action item: {what, owner or owner_ref, due_on, code?}.",
    code=None,
    file=File,
)


@app.command("item")
def change_item(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Its id, or with --of, what is to be done.")],
    state: ItemState,
    of: Annotated[
        str | None, typer.Option("--of", metavar="CODE", parser=city_code, help="The city whose item it is.")
    ] = None,
) -> None:
    """Record that an action item is done, dropped, or open again.

    \b
    Example:
      alliance session item "share the register" done --of JK2MPJ4V23
    """
    ask(
        ChangeActionItem,
        lambda one: words("coaching.item_state", what=one.what, state=one.state),
        item_id=item_id(item, of),
        state=state,
    )


app.lists(
    "items JK2MPJ4V23 --state open",
    ListActionItems,
    ("due", "state", "owner", "what", "id"),
    item_row,
    "List a city's action items, the next due first.",
    state=typer.Option(help="In this state."),
)
