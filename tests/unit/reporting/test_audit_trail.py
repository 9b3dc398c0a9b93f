"""The audit trail: who did what, when, from where, as somebody looks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from pydantic import ValidationError

from services.reporting.audit_trail import list_audit
from services.reporting.recording import read_arrival, record_events
from shared.contracts import identity
from shared.contracts.envelope import Envelope
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from shared.contracts.reporting import AuditEntry, ListAudit
from shared.contracts.requests import Page
from shared.program.load import load_program
from tests.unit.reporting.fakes import NAMES, envelope_of, minutes, read, submitted
from tests.unit.reporting.tables import tables, trail_of

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")
ANA, BEN = "person:11111111-1111-4111-8111-111111111111", "person:22222222-2222-4222-8222-222222222222"
CODE, OTHER = "JK2MPJ4V23", "7K2M9QX4TB"
SOMEBODY = UUID(int=3)
SESSION: dict[str, Any] = {"session_id": SOMEBODY, "person_id": SOMEBODY}


def history() -> list[Envelope]:
    """Told by the services that were asked; what is of no interest to an audit is between them."""
    told: list[tuple[Any, str, str]] = [
        (submitted(), "intake", "local-admin"),
        (read(ANA, code=CODE), "cohort", ANA),
        (read(BEN, "get_person", about={"id": SOMEBODY}), "identity", BEN),
        (read(ANA, "decide", OTHER, kind="override", overridden=("cohort_full",)), "eligibility", ANA),
        (read(BEN, "get_funnel", kind="denied", result="forbidden", origin=None), "reporting", BEN),
        (identity.PersonAdded(person_id=SOMEBODY, roles=(Role.COACH,), languages=("en",)), "identity", ANA),
    ]
    return [
        envelope_of(event, time=minutes(number), source=source, actor=actor)
        for number, (event, source, actor) in enumerate(told)
    ]


@pytest.fixture
def trail() -> Any:
    repository = tables()
    for envelope in history():
        record_events([read_arrival(envelope)], repository)
    return trail_of(repository)


def found(trail: Any, **filters: Any) -> Page[AuditEntry]:
    return list_audit(ListAudit.model_validate(filters), trail, PROGRAM, trail.repository)  # type: ignore[arg-type]


def kinds(trail: Any, **filters: Any) -> list[str]:
    return [one.kind for one in found(trail, **filters).items]


def test_the_latest_comes_first_and_says_who_did_what_when_from_where(trail: Any) -> None:
    page = found(trail)
    assert [(one.kind, one.actor, one.summary) for one in page.items] == [
        ("people", ANA, "Person added: coach"),
        ("denied", BEN, "Denied: Read the funnel"),
        ("override", ANA, "Done by overriding a full cohort: Decide on an application"),
        ("read", BEN, "Read: a person"),
        ("read", ANA, "Read: a city’s team"),
    ]
    last = page.items[-1]
    assert (last.service, last.code, last.origin, last.at) == ("cohort", CODE, "203.0.113.0/24", minutes(1))
    assert [one.about for one in page.items[:4]] == [{"person_id": SOMEBODY}, {}, {}, {"id": SOMEBODY}]
    assert (page.total, page.next) == (5, None)


def test_it_is_found_by_actor_city_kind_and_moment(trail: Any) -> None:
    assert kinds(trail, actor=ANA) == ["people", "override", "read"]
    assert kinds(trail, code="jk2mp-j4v23") == ["read"]
    assert kinds(trail, kind="denied") == ["denied"]
    assert kinds(trail, since=minutes(4)) == ["people", "denied"]
    assert len(kinds(trail, since="2027-03-01")) == 5
    assert kinds(trail, since="2027-03-02") == []
    assert kinds(trail, actor=BEN, code=OTHER) == []
    assert found(trail, actor=ANA, code=OTHER).total == 1


def test_it_comes_in_pages(trail: Any) -> None:
    first = found(trail, limit=3)
    second = found(trail, limit=3, after=first.next)
    assert ([len(first.items), len(second.items)], second.next, second.total) == ([3, 2], None, 5)
    with pytest.raises(Refusal, match="invalid"):
        found(trail, after="somewhere")


def test_it_is_counted_so_far_and_no_further(trail: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.reporting.audit_trail.COUNTED", 3)
    assert [(found(trail, **filters).total, found(trail, **filters).more) for filters in ({}, {"actor": ANA})] == [
        (3, True), (3, False),
    ]  # fmt: skip


def test_what_every_service_was_asked_for_says_which_one_it_was() -> None:
    """Erasing asks seven: their rows read alike, else."""
    repository = tables()
    for minute, source in enumerate(("cohort", "intake")):
        erased = read(ANA, "erase_personal", kind="erase", about={"person_id": SOMEBODY})
        record_events([read_arrival(envelope_of(erased, time=minutes(minute), source=source, actor=ANA))], repository)
    assert [one.summary for one in found(trail_of(repository)).items] == [
        f"Erased: what was kept of a person or a city, in {service}" for service in ("intake", "cohort")
    ]


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        ListAudit.model_validate({"kind": "everything"})


def test_it_reads_in_four_languages(trail: Any) -> None:
    (entry,) = found(trail, kind="override").items
    assert [entry.said(language) for language in ("es", "pt", "fr")] == [
        "Hecho por excepción a una cohorte completa: Decidir sobre una postulación",
        "Feito com exceção aberta (turma completa): Decidir sobre uma candidatura",
        "Fait par dérogation à une cohorte complète\u00a0: Décider d’une candidature",
    ]


@pytest.mark.parametrize(
    ("event", "actor", "whose"),
    [
        (
            identity.SignedIn(session_id=SOMEBODY, person_id=SOMEBODY, proof="mailed_code", source="k"),
            "anonymous",
            "own",
        ),
        (identity.SignedOut(session_id=SOMEBODY, person_id=SOMEBODY, because="ended_by_others"), ANA, ANA),
        (
            identity.SignInFailed(sign_in_id=SOMEBODY, person_id=SOMEBODY, proof="mailed_code", source="k"),
            "anonymous",
            "anonymous",  # somebody tried: not who has the address
        ),
    ],
)
def test_who_signs_in_is_whoever_proved_it(event: Any, actor: str, whose: str) -> None:
    repository = tables()
    record_events([read_arrival(envelope_of(event, actor=actor))], repository)
    (entry,) = found(trail_of(repository)).items
    assert (entry.kind, entry.actor) == ("sign_in", f"person:{SOMEBODY}" if whose == "own" else whose)
    assert entry.about == {"person_id": SOMEBODY}


def test_ids_of_callers_are_those_that_the_kernel_makes() -> None:
    assert read(ANA).aggregate_id == uuid5(NAMES, ANA)
