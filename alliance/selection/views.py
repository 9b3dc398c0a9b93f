"""`alliance views`: what narrows the list of applications, kept under a name."""

from __future__ import annotations

import typer

from alliance.options import ViewId
from alliance.reader import words
from alliance.selection.records import NARROWING
from alliance.verbs import Verbs
from shared.contracts.reporting import ListViews, RemoveView, SavedView, SaveView

app = Verbs(help="Saved views of the list of applications.", group="views", **NARROWING)


def row_of(view: SavedView) -> tuple[object, ...]:
    filters = ", ".join(f"{name}={value}" for name, value in view.filters.narrowing.items())
    whose = words("views.shared") if view.shared else words("views.own")
    return view.name, filters, whose, view.number, view.id


app.asks(
    'save "French and Caribbean" --language fr --region caribbean',
    SaveView,
    lambda one: words("views.saved", name=one.name, count=one.number),
    "Keep what narrows the list of applications under a name.",
    name=typer.Argument(metavar="NAME", help="Up to 60 characters, such as French and Caribbean."),
    shared=typer.Option("--shared", help="For all who run the program; leads share."),
)
app.lists(
    "list",
    ListViews,
    ("view", "filters", "whose", "applications", "id"),
    row_of,
    "List your own saved views and those that are shared, with how many applications each holds.",
)
app.asks(
    'remove "French and Caribbean"',
    RemoveView,
    lambda _: words("views.removed"),
    "Remove a saved view of your own; leads remove shared ones, too.",
    view_id=ViewId,
)
