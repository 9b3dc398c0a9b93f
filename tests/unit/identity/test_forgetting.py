"""What is long over is forgotten: sign-ins, tries, where somebody was seen, sessions."""

from __future__ import annotations

from datetime import timedelta

from services.identity.handlers import sessions, sign_in
from tests.unit.identity.desk import NOW, Desk


def test_what_is_long_over_is_forgotten_and_nothing_before() -> None:
    desk = Desk()
    desk.guess(2)
    (asked,) = desk.ask()
    desk.confirm(key=desk.read(asked).key)

    def kept() -> set[bool]:
        rows = desk.repository
        sign_in_there = rows.find_sign_in(asked.sign_in_id) is not None
        return {sign_in_there, *(bool(one) for one in (rows.tries, rows.known_sources, rows.sessions))}

    for now, there in ((NOW, True), (NOW + timedelta(days=1000), False)):
        sign_in.forget_sign_ins(desk.repository, now)
        sessions.forget_sessions(desk.repository, now)
        assert kept() == {there}
