"""The reporting service: the event log, and reports from it."""

from __future__ import annotations

from services.reporting import auditing, handlers, rebuilding, recording
from services.reporting.rebuilt import Rebuilt
from services.reporting.repository import Repository
from shared.contracts import reporting
from shared.contracts.envelope import Envelope
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.consumer import consumes
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction

REBUILD_BATCHES = 10  # a second, so that the end of the process does not wait for long
REBUILD_LIMIT_S = 60  # for comparing at the end


class Service(ServiceBase):
    name = "reporting"
    begin = Transactions()

    @consumes()
    def on_event(self, envelope: Envelope, tx: Transaction) -> None:
        tx.at_end(record_events, recording.read_arrival(envelope))

    @query(reporting.GetFunnel)
    def get_funnel(self, request: reporting.GetFunnel, tx: Transaction, _caller: Caller) -> reporting.Funnel:
        return handlers.get_funnel(request, Repository(tx), self.program)

    @query(reporting.ListApplications)
    def list_applications(
        self, request: reporting.ListApplications, tx: Transaction, _caller: Caller
    ) -> Page[reporting.ListedApplication]:
        return handlers.list_applications(request, Repository(tx))

    @query(reporting.GetTrackerReport)
    def get_tracker_report(
        self, request: reporting.GetTrackerReport, tx: Transaction, _caller: Caller
    ) -> reporting.TrackerReport:
        return handlers.get_tracker_report(request, Repository(tx), self.program)

    @query(reporting.GetAttendanceReport)
    def get_attendance_report(
        self, request: reporting.GetAttendanceReport, tx: Transaction, _caller: Caller
    ) -> reporting.AttendanceReport:
        return handlers.get_attendance_report(request, Repository(tx), self.program)

    @query(reporting.GetCityPage)
    def get_city_page(self, request: reporting.GetCityPage, tx: Transaction, _caller: Caller) -> reporting.CityPage:
        return handlers.get_city_page(request, Repository(tx), self.program)

    # -- the event log as the source of all -----------------------------------------------------------------------

    @command(reporting.StartRebuild)
    def start_rebuild(self, request: reporting.StartRebuild, tx: Transaction, _caller: Caller) -> reporting.Rebuild:
        return rebuilding.start_rebuild(request, Rebuilt(tx))

    @query(reporting.GetRebuild)
    def get_rebuild(self, _request: reporting.GetRebuild, tx: Transaction, _caller: Caller) -> reporting.Rebuild:
        return rebuilding.get_rebuild(Rebuilt(tx))

    @periodic(seconds=1)
    def continue_rebuild(self) -> None:
        for _ in range(REBUILD_BATCHES):
            with self.begin(seconds=REBUILD_LIMIT_S) as tx:
                if not rebuilding.continue_rebuild(Rebuilt(tx)):
                    return

    @query(reporting.ListLoggedEvents)
    def list_logged_events(
        self, request: reporting.ListLoggedEvents, tx: Transaction, _caller: Caller
    ) -> reporting.LogPart:
        return auditing.list_logged_events(request, Repository(tx))


def record_events(tx: Transaction, arrivals: list[recording.Arrival]) -> None:
    """Once a transaction, with everything that has arrived in it."""
    recording.record_events(arrivals, Repository(tx))
