"""The reporting service: the event log, reports from it, and webhooks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.reporting import (
    audit_trail,
    auditing,
    handlers,
    making,
    open_counts,
    queueing,
    rebuilding,
    recording,
    searching,
)
from services.reporting.domain import EVERYTHING, Audience
from services.reporting.entries import Arrival
from services.reporting.personal import PERSONAL
from services.reporting.rebuilt import Rebuilt
from services.reporting.reports.attendance.handler import get_attendance_report
from services.reporting.reports.city.handler import get_city_page
from services.reporting.reports.funnel.handler import get_funnel
from services.reporting.reports.tracker.handler import get_tracker_report
from services.reporting.repository import Repository
from services.reporting.saved_views import handlers as saved_views
from services.reporting.saved_views.rows import SavedViews
from services.reporting.tallies import Tallies
from services.reporting.trail import Trail
from services.reporting.webhooks import handlers as webhooks
from services.reporting.webhooks.courier import Couriers, poster_of, seals_of
from services.reporting.webhooks.rows import Webhooks
from shared.contracts import reporting
from shared.contracts.envelope import Envelope
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model, Request
from shared.messaging.consumer import consumes
from shared.messaging.entrypoints import answers, every
from shared.messaging.owners import AskOwners
from shared.messaging.periodic import periodic
from shared.messaging.supplies import Supplies
from shared.runtime.clock import database_time
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.security.permissions import ALLOWED, STAFF
from shared.storage.database import Transaction

REBUILD_BATCHES = 10  # a second, so that the end of the process does not wait for long
TALLIES = 20  # a turn, for the same reason
REBUILD_LIMIT_S = 300  # for comparing at the end: of two million events 24 s of computing, more where others compute


def repository_for(tx: Transaction, caller: Caller | None = None, request: Model | None = None) -> Repository:
    """Of a request: what is there for its caller."""
    if caller is None:
        return Repository(tx)
    assert isinstance(request, Request), "what a caller sends is a request"
    return Repository(tx, audience_of(caller, type(request)))


def audience_of(caller: Caller, request: type[Request[Any]]) -> Audience:
    """Whoever runs the program and services read everything; a coach their cities, applicants and a city's people their
    own, each as far as the role lets them send the request."""
    if caller.has(*STAFF, Role.SERVICE) or request is reporting.GetOpenCounts:  # which publishes counts alone
        return EVERYTHING
    roles, person = caller.roles & ALLOWED[request][0], UUID(caller.id)
    own = roles & {Role.APPLICANT, Role.CITY_MEMBER}
    return Audience(coach=person if Role.COACH in roles else None, member=person if own else None)


class Service(ServiceBase):
    name = "reporting"
    personal = PERSONAL
    begin = Transactions()
    owners = AskOwners()
    courier = Couriers()
    supplies = Supplies(
        "owners",
        repository=repository_for,
        rebuilt=Rebuilt,
        trail=Trail,
        webhooks=Webhooks,
        views=SavedViews,
        poster=poster_of,
        seals=seals_of,
        now=database_time,
    )

    @consumes()
    def on_event(self, envelope: Envelope, tx: Transaction) -> None:
        tx.at_end(record_events, recording.read_arrival(envelope))

    get_open_counts = answers(reporting.GetOpenCounts, open_counts.get_open_counts)
    list_reports = answers(reporting.ListReports, making.list_reports)
    get_report = answers(reporting.GetReport, making.get_report)
    list_counted = answers(reporting.ListCounted, making.list_counted)
    list_report_events = answers(reporting.ListReportEvents, making.list_report_events)
    get_funnel = answers(reporting.GetFunnel, get_funnel)
    get_tracker_report = answers(reporting.GetTrackerReport, get_tracker_report)
    get_attendance_report = answers(reporting.GetAttendanceReport, get_attendance_report)
    get_city_page = answers(reporting.GetCityPage, get_city_page)
    list_applications = answers(reporting.ListApplications, saved_views.list_applications)
    count_applications = answers(reporting.CountApplications, handlers.count_applications)
    save_view = answers(reporting.SaveView, saved_views.save_view)
    list_views = answers(reporting.ListViews, saved_views.list_views)
    remove_view = answers(reporting.RemoveView, saved_views.remove_view)
    search = answers(reporting.Search, searching.search)
    list_work = answers(reporting.ListWork, queueing.list_work)

    # -- other systems that are told of events -------------------------------------------------------------------------

    list_webhooks = answers(reporting.ListWebhooks, webhooks.list_webhooks)
    get_webhook = answers(reporting.GetWebhook, webhooks.get_webhook)
    make_webhook = answers(reporting.MakeWebhook, webhooks.make_webhook)
    change_webhook = answers(reporting.ChangeWebhook, webhooks.change_webhook)
    rotate_webhook_secret = answers(reporting.RotateWebhookSecret, webhooks.rotate_webhook_secret)
    pause_webhook = answers(reporting.PauseWebhook, webhooks.pause_webhook)
    resume_webhook = answers(reporting.ResumeWebhook, webhooks.resume_webhook)
    delete_webhook = answers(reporting.DeleteWebhook, webhooks.delete_webhook)
    list_webhook_deliveries = answers(reporting.ListWebhookDeliveries, webhooks.list_webhook_deliveries)
    resend_delivery = answers(reporting.ResendDelivery, webhooks.resend_delivery)
    replay_webhook = answers(reporting.ReplayWebhook, webhooks.replay_webhook)
    forget_former_secrets = every(3600, webhooks.forget_former_secrets)
    seal_secrets_anew = every(10, webhooks.seal_secrets_anew)

    @periodic(seconds=1)
    def send_due_deliveries(self) -> None:
        self.courier.send_due()

    def figures(self, tx: Transaction) -> dict[str, int]:
        return {"webhooks_off": Webhooks(tx).count_webhooks()["off"]}

    # -- the event log as the source of all -----------------------------------------------------------------------

    start_rebuild = answers(reporting.StartRebuild, rebuilding.start_rebuild)
    get_rebuild = answers(reporting.GetRebuild, rebuilding.get_rebuild)

    @periodic(seconds=1)
    def continue_rebuild(self) -> None:
        for _ in range(REBUILD_BATCHES):
            with self.begin(seconds=REBUILD_LIMIT_S, gathers_rows=True) as tx:
                if not rebuilding.continue_rebuild(Rebuilt(tx)):
                    return

    @periodic(seconds=2)
    def keep_tallies(self) -> None:
        for _ in range(TALLIES):
            with self.begin() as tx:
                if not Tallies(tx).keep_next():
                    return

    list_audit = answers(reporting.ListAudit, audit_trail.list_audit)
    list_logged_events = answers(reporting.ListLoggedEvents, auditing.list_logged_events)


def record_events(tx: Transaction, arrivals: list[Arrival]) -> None:
    """Once a transaction, with everything that has arrived in it; webhooks are told of it from the same transaction."""
    recording.record_events(arrivals, Repository(tx))
    Webhooks(tx).insert_deliveries([arrival.envelope.id for arrival in arrivals])
