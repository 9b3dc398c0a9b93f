"""Sessions."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import attending, session_lists, session_lookup, sessions
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Sessions(Entrypoints):
    get_session = answers(contract.GetSession, session_lookup.get_one_session)
    list_sessions = answers(contract.ListSessions, session_lists.list_sessions)
    search_sessions = answers(contract.SearchSessions, session_lists.search_sessions)
    list_action_items = answers(contract.ListActionItems, session_lists.list_items)
    schedule_session = answers(contract.ScheduleSession, sessions.schedule_session)
    schedule_series = answers(contract.ScheduleSeries, sessions.schedule_series)
    move_session = answers(contract.MoveSession, sessions.move_session)
    change_session_people = answers(contract.ChangeSessionPeople, sessions.change_people)
    cancel_session = answers(contract.CancelSession, sessions.cancel_session)
    hold_session = answers(contract.HoldSession, attending.hold_session)
    record_attendance = answers(contract.RecordAttendance, attending.record_attendance)
    reopen_session = answers(contract.ReopenSession, attending.reopen_session)
    note_session = answers(contract.NoteSession, attending.note_session)
    agree_action_item = answers(contract.AgreeActionItem, attending.agree_item)
    change_action_item = answers(contract.ChangeActionItem, attending.change_item)
