"""Offers: a sent admission, confirmed, declined, extended or left to lapse."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.eligibility.selection import Selection
from shared.contracts.field_types import Reason, Text, YesNo
from shared.contracts.named import CallName
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query


class OfferConfirmed(SelectionEvent):
    """The city joins the cohort. Says again what the cohort service needs of the city."""

    cohort: str
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: Language
    team_lead_ref: str | None  # the application's contact with that role
    confirmed_at: datetime
    overridden: tuple[str, ...] = ()  # codes of the refusals that a program lead overrode


class OfferDeclined(SelectionEvent):
    """The city declines its offer."""

    declined_at: datetime


class OfferExtended(SelectionEvent):
    """The city has longer to answer."""

    reply_by: date


class OfferReminderDue(SelectionEvent):
    """An offer is to be answered within so many days."""

    reply_by: date
    days: int


class OfferOverdue(SelectionEvent):
    """An offer was not answered by its date. It stands until staff extend it or let it lapse."""

    reply_by: date


class OfferLapsed(SelectionEvent):
    """Staff let an unanswered offer go."""

    reply_by: date
    lapsed_at: datetime
    overridden: tuple[str, ...] = ()


class OfferReinstated(SelectionEvent):
    """An offer that had lapsed or was declined stands again; the mail waits for staff."""

    reply_by: date
    before: Literal["declined_by_city", "lapsed"] | None = None  # None: from before events said it
    overridden: tuple[str, ...] = ()


class ConfirmOffer(Command[Selection]):
    """The city accepts its offer. Twice gives the same answer. Past its date: `offer_lapsed`.

    Whoever owns the application is shown of the selection what its city was told."""

    code: Code
    mayor: str = Field(min_length=1, max_length=120)
    authorized: YesNo = False  # the mayor has authorized whoever confirms; a city's people have to say so
    override: Reason | None = None


class DeclineOffer(Command[Selection]):
    """The city does not come. Shown as by `ConfirmOffer`."""

    code: Code
    reason: Annotated[str, Text(1, 2000, lines=True)] | None = None  # for staff alone; kept with the offer


class LapseOffer(Command[Selection]):
    """Let an offer go that was not answered by its date; before that date only by override."""

    code: Code
    override: Reason | None = None


class ExtendOffer(Command[Selection]):
    """Give the city longer to answer its offer."""

    code: Code
    reply_by: date


class ReinstateOffer(Command[Selection]):
    """Let an offer that lapsed or was declined stand again: the way back, while there is a place."""

    code: Code
    reply_by: date
    reason: Reason
    expected_version: int | None = None
    override: Reason | None = None


class ListedOffer(Model):
    code: str
    city: str
    country: str
    state: Literal["offered", "confirmed", "declined_by_city", "lapsed"]
    reply_by: date
    overdue: bool


class ListOffers(Query[Page[ListedOffer]]):
    """Offers, those to be answered soonest first; a city sees its own."""

    call: CallName | None = None
    overdue: bool = False  # only those past their date
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None
