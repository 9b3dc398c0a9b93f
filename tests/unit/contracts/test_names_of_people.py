"""What a person is called stands in mails and lists: no command takes a web or mail address for it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts import cohort, identity
from shared.contracts.cohort.session_plan import NamedPerson
from shared.contracts.cohort.visit import TeamMember
from shared.contracts.requests import Model

MESSAGES = ("Claim at https://evil.example", "me@evil.example", "www.evil.example", "evil.com now")
NAMED: list[tuple[type[Model], str, object]] = [
    (identity.AddPerson, "name", None),
    (identity.ChangePerson, "name", None),
    (identity.ChangeOwnDetails, "name", None),
    (cohort.NameTeamLead, "name", None),
    (cohort.AddTeamMember, "name", None),
    (cohort.HandOver, "to", None),
    (cohort.ProposeVisit, "participants", tuple),
    (cohort.ScheduleVisit, "participants", tuple),
    (TeamMember, "name", None),
    (cohort.AnswerInvitation, "delegate", None),
    (NamedPerson, "name", None),
    (cohort.AgreeActionItem, "owner", None),
    (cohort.SignCommitment, "name", None),
    (cohort.RecordMediaConsent, "name", None),
    (cohort.RecordSuccessor, "name", None),
    (cohort.MayorsOffice, "name", None),
]


def codes(model: type[Model], field: str, value: object) -> set[str]:
    """What is wrong with that field, whatever is missing beside it."""
    try:
        TypeAdapter(model).validate_python({field: value})
    except ValidationError as wrong:
        return {one["type"] for one in wrong.errors() if one["loc"][0] == field}
    return set()


@pytest.mark.parametrize(("model", "field", "many"), NAMED, ids=[f"{one[0].__name__}-{one[1]}" for one in NAMED])
def test_no_message_is_taken_for_a_name(model: type[Model], field: str, many: type | None) -> None:
    for text in MESSAGES:
        assert codes(model, field, (text,) if many else text) == {"no_addresses_in_names"}
    assert codes(model, field, ("St. John Núñez",) if many else "St. John Núñez") == set()
