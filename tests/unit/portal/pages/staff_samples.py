"""An application as its owners tell it to staff."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.contracts import eligibility, identity, intake
from shared.contracts.notifications import Mail
from shared.contracts.people import Role
from shared.contracts.reporting import CityPage
from shared.contracts.requests import Page
from tests.unit.portal.pages.signed_in import REVIEWER, person

CODE = "K7Q2M9X4TB"
AT = datetime(2026, 11, 9, 15, tzinfo=UTC)
SCORES = {"ambition": 4, "foundations": 5, "resident_impact": 3, "readiness": 2}

APPLICATION = intake.Application(
    id=UUID(int=1), code=CODE, call="2027", city="Montería", admin_area="Córdoba", country="CO",
    time_zone="America/Bogota", language="es", state="submitted", version=2, submitted_at=AT,
)  # fmt: skip
DOCUMENT = {"city": "Montería", "ambition": "Contar <b>todo</b>", "residents": 490_935, "preferred_language": "es"}
VERSION = intake.ApplicationVersion(
    code=CODE, call="2027", version=2, submitted_at=AT, document=DOCUMENT, files=(),
    versions=tuple(
        intake.KeptVersion(version=number, submitted_at=AT, privacy_notice="1", changed=()) for number in (1, 2)
    ),
)  # fmt: skip
CHANGED = intake.ComparedVersions(
    code=CODE, before=1, after=2, changes=(intake.FieldChange(field="ambition", before="Contar", after="Contar todo"),)
)
CHECK = eligibility.EligibilityResult(
    outcome="needs_review", criteria_version="1", as_of=date(2027, 1, 8),
    criteria=(
        eligibility.CriterionResult(
            id="region", outcome="pass", observed="CO", threshold="americas", code="inside",
        ),
    ),
)  # fmt: skip


def review(state: str = "submitted", reviewer: UUID = REVIEWER, **changed: Any) -> eligibility.Review:
    fields = {"reviewer_id": reviewer, "state": state, "scores": SCORES, "total": 3.8, "stale": False}
    return eligibility.Review.model_validate(fields | changed)


def selection(state: str = "in_review", *reviews: eligibility.Review, **changed: Any) -> eligibility.Selection:
    together = eligibility.Assessment(
        required=3, assigned=len(reviews), submitted=1, current=1, recused=0, mean=3.8, lowest=3.8, highest=3.8,
        apart=False, reviews=reviews,
    )  # fmt: skip
    fields = {
        "application_id": UUID(int=1), "code": CODE, "call": "2027", "state": state, "version": 7,
        "eligibility": CHECK, "assessment": together, "decision": None, "offer": None,
    }  # fmt: skip
    return eligibility.Selection.model_validate(fields | changed)


def names(request: identity.GetNames) -> identity.PeopleNames:
    return identity.PeopleNames(
        items=tuple(identity.PersonName(id=one, name="Octavia Fernleigh") for one in request.ids)
    )


RECORD: dict[str, Any] = {
    "get_application": APPLICATION,
    "get_application_version": VERSION,
    "compare_application_versions": CHANGED,
    "get_selection": selection("in_review", review(comment="A map without an owner"), review("assigned", UUID(int=8))),
    "get_decision_history": eligibility.DecisionHistory(code=CODE, entries=()),
    "get_city_page": CityPage(
        code=CODE, city="Montería", country="CO", call="2027", state="in_review", cohort=None, phase=None, history=()
    ),
    "list_mails": Page[Mail](items=(), next=None, total=0),
    "list_people": Page[identity.Person](items=(person(Role.REVIEWER),), next=None, total=1),
    "get_names": names,
    "list_candidates": eligibility.Candidates(
        code=CODE,
        language="es",
        items=(
            eligibility.Candidate(
                reviewer_id=UUID(int=8), languages=("es", "en"), load=2, state=None, conflict=False
            ),
            eligibility.Candidate(reviewer_id=UUID(int=9), languages=("es",), load=0, state=None, conflict=True),
            eligibility.Candidate(reviewer_id=UUID(int=10), languages=("fr",), load=0, state=None, conflict=False),
        ),
    ),
}  # fmt: skip
