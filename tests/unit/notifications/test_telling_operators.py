"""Operators are told of an alert: each once, in their language, of nobody's city."""

from uuid import UUID

from services.notifications.handlers import alerts
from shared.contracts.operations import AlertMailDue
from shared.contracts.people import PersonRef
from tests.unit.notifications.fake_ledger import LETTERS, telling_of
from tests.unit.notifications.tables import tables
from tests.unit.notifications.test_telling_sessions import cause

DUE = AlertMailDue(
    alert_id=UUID(int=5), cause="queue_age", about="cohort.intake", value=840, threshold=300, others=0,
    recipients=tuple(
        PersonRef(ref=f"identity:{UUID(int=n)}", role="administrator", language=language)
        for n, language in ((1, "es"), (2, "fr"))
    ),
)  # fmt: skip


def test_each_operator_is_mailed_once_in_their_language() -> None:
    ledger, same = tables(), cause()
    for _ in range(2):
        alerts.tell_operators(DUE, telling_of(ledger, same))
    mails = list(ledger.mails.values())
    assert {(one.recipient, one.language) for one in mails} == {(one.ref, one.language) for one in DUE.recipients}
    assert {one.code for one in mails} == {None}
    subjects = {one.language: LETTERS.subject(one) for one in mails}
    assert subjects["es"] == "La cola cohort.intake se atrasa: su mensaje más antiguo espera desde hace 14 minutos."
