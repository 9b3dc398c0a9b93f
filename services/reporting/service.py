"""The reporting service: the event log, and reports from it."""

from __future__ import annotations

from services.reporting import handlers
from services.reporting.repository import Repository
from shared.contracts import reporting
from shared.contracts.envelope import Envelope
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.consumer import consumes
from shared.messaging.rpc import query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "reporting"

    @consumes()
    def on_event(self, envelope: Envelope, tx: Transaction) -> None:
        handlers.record_event(envelope, Repository(tx))

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

    @query(reporting.GetCityPage)
    def get_city_page(self, request: reporting.GetCityPage, tx: Transaction, _caller: Caller) -> reporting.CityPage:
        return handlers.get_city_page(request, Repository(tx), self.program)
