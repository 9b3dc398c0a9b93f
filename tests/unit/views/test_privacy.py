"""Export and erasure over all services: who does not answer is named, identity comes last, nothing starts too early."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Refusal, not_found
from shared.contracts.kernel import Erasure, PersonalRow, PersonalRows, StillNeeded, Subject, TableErasure
from shared.views import privacy

ANA = UUID(int=1)
SUBJECT = Subject(person_id=ANA, addresses=("ana@city.example",))


class Services:
    """Each answers as told; keeps who was asked for what, in its order."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, []  # type: ignore[var-annotated]
        self.down: set[str] = set()

    def call(self, request: Any, *, of: str | None = None, **_: Any) -> Any:
        self.asked.append((request.method, of, request))
        if of in self.down:
            raise Refusal("unavailable", reason="service", service=of)
        answer = self.answers[request.method]
        if isinstance(answer, Exception):
            raise answer
        return answer(request, of) if callable(answer) else answer

    def asked_to(self, method: str) -> list[str]:
        return [of for name, of, _ in self.asked if name == method]


def erasure(_: Any, of: str) -> Erasure:
    return Erasure(tables=(TableErasure(table="contacts", rows=1, deleted=True),), refs=(f"{of}:1",))


def test_services_erase_in_turn_identity_last_each_with_what_the_others_know() -> None:
    services = Services(preview_erasure=erasure, erase_personal=erasure)

    done = privacy.erase(services, SUBJECT)  # type: ignore[arg-type]

    assert services.asked_to("erase_personal") == list(privacy.ORDER)
    assert privacy.ORDER[-1] == "identity"
    first = next(request for name, _, request in services.asked if name == "erase_personal")
    assert {f"{name}:1" for name in privacy.ORDER} <= {*first.subject.refs}
    assert done.missing == []


def test_a_service_that_is_down_is_named_and_leaves_identity_for_the_next_time() -> None:
    services = Services(preview_erasure=erasure, erase_personal=erasure)
    services.down = {"cohort"}

    done = privacy.erase(services, SUBJECT)  # type: ignore[arg-type]

    assert done.missing == ["cohort", "identity"]
    assert "identity" not in services.asked_to("erase_personal")
    services.down = set()
    assert privacy.erase(services, SUBJECT).missing == []  # type: ignore[arg-type]


def test_what_is_still_needed_anywhere_stops_all() -> None:
    needed = Erasure(tables=(), still_needed=(StillNeeded(code="open_reviews", names=("7K2M9QX4TB",)),))
    services = Services(preview_erasure=needed, erase_personal=erasure)

    with pytest.raises(Refusal) as refused:
        privacy.erase(services, SUBJECT)  # type: ignore[arg-type]

    assert refused.value.code == "still_needed"
    assert services.asked_to("erase_personal") == []
    privacy.erase(services, SUBJECT, "agreed")  # type: ignore[arg-type]
    assert services.asked_to("erase_personal") == list(privacy.ORDER)


def test_an_export_goes_through_every_page() -> None:
    def pages(request: Any, of: str) -> PersonalRows:
        rows = (PersonalRow(table="people", row={"page": request.after}),)
        return PersonalRows(items=rows, next=None if request.after else "people:1")

    services = Services(export_personal=pages)
    services.down = {"reporting"}

    found = privacy.export(services, SUBJECT)  # type: ignore[arg-type]

    assert found["services"]["intake"] == {"people": [{"page": None}, {"page": "people:1"}]}
    assert found["missing"] == ["reporting"]


def test_an_address_that_nobody_has_proven_is_somebody() -> None:
    unknown = Services(get_person=not_found("person", "x"))

    assert privacy.subject_of_person(unknown, "leo@city.example") == Subject(addresses=("leo@city.example",))  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        privacy.subject_of_person(unknown, "leo")  # type: ignore[arg-type]
