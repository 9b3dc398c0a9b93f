"""Offers: confirmed, declined, extended, left to lapse, overdue."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.eligibility.domain.selection import (
    OfferAnswer,
    SelectionRecord,
    illegal_transition,
    insist_on_day_to_come,
    insist_on_transition,
)
from services.eligibility.handlers.admitting import pass_rules
from services.eligibility.handlers.judging import insist_on_call
from services.eligibility.handlers.lookup import event_keys, lock_call, lock_selection, move
from services.eligibility.handlers.showing import show_selection, show_to
from shared.contracts import eligibility
from shared.contracts.errors import Detail, Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.paging import page_of, pair, read_cursor
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.security.permissions import STAFF
from shared.wording.order import order_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.domain.selection import OfferRecord
    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def confirm_offer(
    request: eligibility.ConfirmOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Twice gives the same answer. Whoever confirms for a city does so with the authority of its mayor; staff record
    what they were told. After its date a program lead may still accept the city."""
    if not (request.authorized or caller.has(*STAFF)):
        raise Refusal("invalid", Detail("authorized", "must_be_true"))
    selection = lock_selection(repository, request.code)
    if selection.state is State.CONFIRMED:
        return show_to(caller, repository, request.code, program, now)
    insist_on_transition(selection, State.CONFIRMED)
    call, offer = lock_call(repository, selection), get_offer(repository, selection)
    overdue = call.today(now) > offer.reply_by
    refusals = [Refusal("offer_lapsed", reply_by=offer.reply_by)] if overdue else []
    overridden = pass_rules(refusals, repository, selection, caller, request.override, now)
    move(repository, selection, State.CONFIRMED)
    answer = OfferAnswer(caller.actor, mayor=request.mayor, authorized=request.authorized)
    repository.update_offer_answer(selection.application_id, answer, now)
    outbox.record(
        eligibility.OfferConfirmed.model_validate(
            event_keys(selection, State.CONFIRMED)
            | {
                "cohort": call.cohort,
                "city": selection.city,
                "admin_area": selection.admin_area,
                "country": selection.country,
                "time_zone": selection.time_zone,
                "language": selection.language,
                "team_lead_ref": selection.team_lead_ref,
                "confirmed_at": now,
                "overridden": overridden,
            }
        )
    )
    return show_to(caller, repository, request.code, program, now)


def decline_offer(
    request: eligibility.DeclineOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Twice gives the same answer. Once confirmed, a city leaves its cohort instead."""
    selection = lock_selection(repository, request.code)
    if selection.state is State.CONFIRMED:
        raise illegal_transition(selection, "decline_confirmed")
    if selection.state is not State.DECLINED_BY_CITY:
        insist_on_transition(selection, State.DECLINED_BY_CITY)
        give_up_offer(selection, OfferAnswer(caller.actor, reason=request.reason), repository, outbox, now)
    return show_to(caller, repository, request.code, program, now)


def give_up_offer(
    selection: SelectionRecord, answer: OfferAnswer, repository: Repository, outbox: Outbox, now: datetime
) -> None:
    """The city does not come: its place is free."""
    move(repository, selection, State.DECLINED_BY_CITY)
    repository.update_offer_answer(selection.application_id, answer, now)
    repository.insert_freed_place(selection.call, selection.application_id, State.DECLINED_BY_CITY, now)
    keys = event_keys(selection, State.DECLINED_BY_CITY)
    outbox.record(eligibility.OfferDeclined.model_validate(keys | {"declined_at": now}))


def extend_offer(
    request: eligibility.ExtendOffer, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> eligibility.Selection:
    """Also an overdue one, to a day that is still to come."""
    selection = lock_selection(repository, request.code)
    if selection.state is not State.OFFERED:
        raise illegal_transition(selection, "no_open_offer")
    offer, today = get_offer(repository, selection), lock_call(repository, selection).today(now)
    if request.reply_by <= offer.reply_by:
        raise Refusal("invalid", Detail("reply_by", "not_after_day", after=offer.reply_by))
    insist_on_day_to_come("reply_by", request.reply_by, today)
    repository.update_offer_reply_by(selection.application_id, request.reply_by)
    repository.touch_selection(selection.application_id)
    keys = event_keys(selection, State.OFFERED)
    outbox.record(eligibility.OfferExtended.model_validate(keys | {"reply_by": request.reply_by}))
    return show_selection(repository, request.code, program, now)


def lapse_offer(
    request: eligibility.LapseOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Twice gives the same answer."""
    selection = lock_selection(repository, request.code)
    if selection.state is State.LAPSED:
        return show_selection(repository, request.code, program, now)
    insist_on_transition(selection, State.LAPSED)
    call, offer = lock_call(repository, selection), get_offer(repository, selection)
    still_open = call.today(now) <= offer.reply_by
    refusals = [Refusal("offer_open", reply_by=offer.reply_by)] if still_open else []
    overridden = pass_rules(refusals, repository, selection, caller, request.override, now)
    move(repository, selection, State.LAPSED)
    repository.insert_freed_place(selection.call, selection.application_id, State.LAPSED, now)
    keys = event_keys(selection, State.LAPSED)
    facts = {"reply_by": offer.reply_by, "lapsed_at": now, "overridden": overridden}
    outbox.record(eligibility.OfferLapsed.model_validate(keys | facts))
    return show_selection(repository, request.code, program, now)


def list_overdue(repository: Repository, now: datetime) -> list[UUID]:
    """Offers past their date that nobody was told of."""
    return repository.list_overdue(now)


def tell_overdue(application_id: UUID, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Once for the date. The offer stands until staff act."""
    selection, offer = lock_selection_of(repository, application_id), repository.find_offer(application_id)
    if application_id not in repository.list_overdue(now) or offer is None:
        return  # answered or extended meanwhile
    repository.update_overdue_told(application_id)
    repository.touch_selection(application_id)
    keys = event_keys(selection, State.OFFERED)
    outbox.record(eligibility.OfferOverdue.model_validate(keys | {"reply_by": offer.reply_by}))


# -- reading -----------------------------------------------------------------------------------------------------------


def list_offers(
    request: eligibility.ListOffers, repository: Repository, now: datetime, owners: Owners
) -> Page[eligibility.ListedOffer]:
    """Of all calls, or of one: by the day to answer, then by city as readers look for it."""
    if request.call is not None:
        insist_on_call(repository, request.call, owners)
    after = read_cursor(request.after, pair(pair(date.fromisoformat, order_of), str))
    offers = repository.list_offers(request, now)
    left = [one for one in sorted(offers, key=place_of) if after is None or place_of(one) > after]
    shown, following = page_of(left[: request.limit + 1], request.limit, lambda one: (one.reply_by, one.city, one.code))
    return Page[eligibility.ListedOffer](items=tuple(shown), next=following, total=len(offers))


def place_of(offer: eligibility.ListedOffer) -> tuple[tuple[date, object], str]:
    return (offer.reply_by, order_of(offer.city)), offer.code


def get_offer(repository: Repository, selection: SelectionRecord) -> OfferRecord:
    offer = repository.find_offer(selection.application_id)
    assert offer is not None, "an offered application has an offer"
    return offer


def lock_selection_of(repository: Repository, application_id: UUID) -> SelectionRecord:
    selection = repository.lock_selection_of(application_id)
    assert selection is not None, "it was listed"
    return selection
