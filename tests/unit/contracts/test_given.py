"""What a second call does not give stays as it stands."""

from datetime import date
from decimal import Decimal

import pytest

from shared.contracts.cohort import SaveAction
from shared.contracts.errors import Refusal
from shared.contracts.given import completed

KNOWN = {"owner": "Data office", "due_on": date(2027, 6, 1), "cost": Decimal("12.50"), "state": "done", "more": 1}
CALL = {"code": "K7Q2M9X4TB", "component": "use", "what": "Open a clinic"}


def test_not_given_is_not_empty() -> None:
    filled = completed(SaveAction.model_validate(CALL), KNOWN)
    assert (filled.owner, filled.due_on, filled.cost, filled.state, filled.what) == (
        "Data office", date(2027, 6, 1), Decimal("12.50"), "done", "Open a clinic",
    )  # fmt: skip


def test_given_as_null_is_empty() -> None:
    filled = completed(SaveAction.model_validate(CALL | {"owner": None, "state": "planned"}), KNOWN)
    assert (filled.owner, filled.state) == (None, "planned")


def test_on_the_wire_what_is_not_given_is_not_there() -> None:
    sent = SaveAction.model_validate(CALL | {"owner": None}).model_dump(mode="json", exclude_unset=True)
    assert completed(SaveAction.model_validate(sent), KNOWN).owner is None
    assert "due_on" not in sent


def test_what_does_not_fit_what_stands_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        completed(SaveAction.model_validate(CALL), {"state": "no state"})
    assert [(one.field, one.code) for one in caught.value.details] == [("state", "not_a_choice")]
