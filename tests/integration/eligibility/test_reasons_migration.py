"""Results as the former version kept them, with English reasons, become the codes and values of this one."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import Any
from uuid import UUID

from services.eligibility.domain.criteria import judge
from services.eligibility.repository import Repository
from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import EligibilityResult
from shared.program.places import Place
from shared.storage.database import Transaction, as_json
from shared.wording.catalogue import catalogue_of
from tests.support.store import Store
from tests.unit.eligibility.test_criteria import AS_OF, CRITERIA, GOOD, place

AMERICAS = "North, Central or South America"
BOTH = f"{AMERICAS} or the Caribbean"
OLD_FIGURE = " Please note: the figure, of 2015, is over 5 years old."

#: What is changed of the good facts, the criteria and the reference -> the sentence that the former version kept.
CASES: tuple[tuple[str, dict[str, Any], dict[str, Any], tuple[Place, ...], str], ...] = (
    ("region", {}, {}, (), f"The country lies in {BOTH}."),
    ("region", {}, {"caribbean": False}, (), f"The country lies in {AMERICAS}."),
    ("region", {"country": "ES"}, {}, (), f"The country does not lie in {BOTH}."),
    ("region", {"country": "JM"}, {"caribbean": False}, (), f"The country does not lie in {AMERICAS}."),
    ("region", {"country": "PR"}, {}, (), "The program's staff look at each city of a territory."),
    ("legal_check", {}, {}, (), "No legal check is needed for this country."),
    ("legal_check", {}, {"legal_check": ()}, (), "No legal check is needed for this country."),
    (
        "legal_check", {"country": "CU"}, {}, (),
        "The program's counsel looks first at applications from this country.",
    ),
    ("population", {}, {}, (), "The municipality has more than 100,000 residents."),
    (
        "population", {"population_year": 2015}, {}, (),
        f"The municipality has more than 100,000 residents.{OLD_FIGURE}",
    ),
    (
        "population", {"residents": 100_000}, {}, (),
        "The municipality must have more than 100,000 residents; you state 100,000.",
    ),
    (
        "population", {"residents": 99_000, "population_year": 2015}, {}, (),
        f"The municipality must have more than 100,000 residents; you state 99,000.{OLD_FIGURE}",
    ),
    (
        "population", {"residents": 105_000, "population_official": False}, {}, (),
        "105,000 residents are within 10 % above 100,000: staff need the latest census or an official estimate as the "
        "source.",
    ),
    (
        "population", {}, {}, (place(90_000),),
        "You state 512,300 residents; our city reference stands at or below 100,000.",
    ),
    (
        "population", {"residents": 90_000, "population_year": 2015}, {}, (place(110_000),),
        f"You state 90,000 residents; our city reference stands above 100,000.{OLD_FIGURE}",
    ),
    ("mayor_term", {}, {}, (), "The mayor's term runs until at least 2 years after 2027-03-31."),
    (
        "mayor_term", {"mayor_term_ends_on": date(2028, 1, 1)}, {}, (),
        "The mayor's term must run until at least 2 years after 2027-03-31, that is 2029-03-31; it ends on 2028-01-01.",
    ),
    (
        "mayor_term", {"mayor_term_starts_on": date(2027, 5, 1)}, {}, (),
        "The mayor takes office on 2027-05-01, after 2027-03-31: staff look at this.",
    ),
    (
        "mayor_term", {"mayor_term_ends_on": None}, {}, (),
        "The end of the mayor's term is not known; it must run until at least 2 years after 2027-03-31.",
    ),
    (
        "ambition", {}, {}, (),
        "Reviewers read what the city writes about its bold mayoral ambition for data and AI.",
    ),
    (
        "foundations", {}, {}, (),
        "Reviewers read what the city writes about its strong foundations of data use across city hall.",
    ),
)  # fmt: skip


def as_it_was(result: EligibilityResult, criterion: str, reason: str) -> dict[str, Any]:
    """The row of the former version: the same, with sentences in place of codes and values."""
    kept = result.without_words()
    thresholds = {"americas": AMERICAS, "americas_and_caribbean": BOTH}
    for one in kept["criteria"]:
        for name in ("code", "values", "note"):
            del one[name]
        one["threshold"] = thresholds.get(one["threshold"], one["threshold"])
        one["reason"] = reason if one["id"] == criterion else USUAL[one["id"]]
    return kept


#: For the criteria that a case is not about; read back by outcome and threshold, whatever they say.
USUAL = {criterion: reason for criterion, facts, criteria, places, reason in CASES if not (facts or criteria or places)}


def migration() -> str:
    return resources.files("services.eligibility").joinpath("migrations/0010_reasons.sql").read_text()


def judged(facts: dict[str, Any], criteria: dict[str, Any], places: tuple[Place, ...]) -> EligibilityResult:
    changed = EligibilityFacts.model_validate({**GOOD.model_dump(), **facts})
    return judge(changed, CRITERIA.model_copy(update=criteria), AS_OF, places)


def test_each_kept_sentence_becomes_its_code_and_values(store: Store) -> None:
    with store.database.transaction() as tx:
        for number, (criterion, *changes, reason) in enumerate(CASES):
            keep_as_it_was(tx, UUID(int=number), as_it_was(judged(*changes), criterion, reason))
        tx.execute(migration())
        tx.execute(migration())  # again it changes nothing
        for number, (criterion, *changes, reason) in enumerate(CASES):
            kept, expected = Repository(tx).find_latest_check(UUID(int=number)), judged(*changes)
            assert kept is not None
            found = [[one for one in result.criteria if one.id == criterion] for result in (kept, expected)]
            assert found[0] == found[1], reason
            assert [one.id for one in kept.criteria] == [one.id for one in expected.criteria]


def keep_as_it_was(tx: Transaction, application_id: UUID, result: dict[str, Any]) -> None:
    tx.execute(
        "insert into selections (application_id, code, call, state, application_version, city, admin_area, country,"
        " time_zone, language, residents, texts_version)"
        " values (%(id)s, %(id)s, '2027', 'checked', 1, 'a', 'b', 'CO', 'UTC', 'es', 1, 1)",
        {"id": application_id},
    )
    tx.execute(
        "insert into checks (application_id, application_version, criteria_version, facts, result, checked_at)"
        " values (%(id)s, 1, '1', '{}', %(result)s, now())",
        {"id": application_id, "result": as_json(result)},
    )


def test_every_reason_has_its_case() -> None:
    """Of the shipped program's criteria."""
    said = set()
    for criterion, facts, criteria, places, _ in CASES:
        result = judged(facts, criteria, places)
        said |= {f"criterion_reasons.{one.id}.{one.code}" for one in result.criteria if one.id == criterion}
    assert said == {key for key in catalogue_of("en") if key.startswith("criterion_reasons.")}
