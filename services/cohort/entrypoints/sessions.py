"""Sessions."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import attending, session_lists, session_lookup, sessions
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Sessions(Entrypoints):
    @query(contract.GetSession)
    def get_session(self, request: contract.GetSession, tx: Transaction, caller: Caller) -> contract.Session:
        repository = self.repository(tx, caller)
        session = session_lookup.get_session(request.session_id, repository)
        return session_lookup.show_session(session, repository, caller)

    @query(contract.ListSessions)
    def list_sessions(
        self, request: contract.ListSessions, tx: Transaction, caller: Caller
    ) -> Page[contract.ListedSession]:
        return session_lists.list_sessions(request, self.repository(tx, caller))

    @query(contract.ListActionItems)
    def list_action_items(
        self, request: contract.ListActionItems, tx: Transaction, caller: Caller
    ) -> Page[contract.ActionItem]:
        return session_lists.list_items(request, self.repository(tx, caller))

    @command(contract.ScheduleSession)
    def schedule_session(self, request: contract.ScheduleSession, tx: Transaction, caller: Caller) -> contract.Session:
        return sessions.schedule_session(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ScheduleSeries)
    def schedule_series(
        self, request: contract.ScheduleSeries, tx: Transaction, caller: Caller
    ) -> contract.SessionSeries:
        return sessions.schedule_series(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.MoveSession)
    def move_session(self, request: contract.MoveSession, tx: Transaction, caller: Caller) -> contract.Session:
        return sessions.move_session(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ChangeSessionPeople)
    def change_session_people(
        self, request: contract.ChangeSessionPeople, tx: Transaction, caller: Caller
    ) -> contract.Session:
        return sessions.change_people(request, self.repository(tx, caller), Outbox(tx), caller)

    @command(contract.CancelSession)
    def cancel_session(self, request: contract.CancelSession, tx: Transaction, caller: Caller) -> contract.Session:
        return sessions.cancel_session(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.HoldSession)
    def hold_session(self, request: contract.HoldSession, tx: Transaction, caller: Caller) -> contract.Session:
        return attending.hold_session(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.RecordAttendance)
    def record_attendance(
        self, request: contract.RecordAttendance, tx: Transaction, caller: Caller
    ) -> contract.Session:
        return attending.record_attendance(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ReopenSession)
    def reopen_session(self, request: contract.ReopenSession, tx: Transaction, caller: Caller) -> contract.Session:
        return attending.reopen_session(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.NoteSession)
    def note_session(self, request: contract.NoteSession, tx: Transaction, caller: Caller) -> contract.Session:
        return attending.note_session(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.AgreeActionItem)
    def agree_action_item(
        self, request: contract.AgreeActionItem, tx: Transaction, caller: Caller
    ) -> contract.ActionItem:
        return attending.agree_item(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ChangeActionItem)
    def change_action_item(
        self, request: contract.ChangeActionItem, tx: Transaction, caller: Caller
    ) -> contract.ActionItem:
        return attending.change_item(request, self.repository(tx, caller), Outbox(tx))
