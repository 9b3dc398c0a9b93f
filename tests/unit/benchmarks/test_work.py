"""The work that everybody is measured at: the same documents for all, and a check that agrees with Alliance's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.work.documents import document, read_csv, write_csv
from benchmarks.work.model import AS_OF, Application
from benchmarks.work.stages import judge, mail, store
from services.eligibility.domain.criteria import judge as judge_of_alliance
from shared.contracts.application import parse_application
from shared.program.eligibility_criteria import facts_of
from shared.program.load import load_program

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")


def test_a_spreadsheet_gives_the_documents_back(tmp_path: Path) -> None:
    write_csv(tmp_path / "cities.csv", 3, "a")
    read = [Application.model_validate(one) for one in read_csv(tmp_path / "cities.csv")]
    assert read == [Application.model_validate(document(number, "a")) for number in range(3)]


@pytest.mark.parametrize("number", [0, 7])
def test_the_peers_check_says_what_alliances_says(number: int) -> None:
    """Of these documents: one that is eligible, one with too few residents."""
    parsed = parse_application(document(number, "a"), today=AS_OF)
    theirs = judge_of_alliance(facts_of(parsed, PROGRAM.eligibility), PROGRAM.eligibility, AS_OF)
    submitted = store(Application.model_validate(document(number, "a")))[1]
    (_, (_, check)), told = judge(submitted)
    assert told["outcome"] == theirs.outcome
    assert check["result"] == as_text({criterion.id: criterion.outcome for criterion in theirs.criteria})


def as_text(criteria: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": "{outcome}"' for name, outcome in criteria.items()) + "}"


def test_the_mail_goes_to_the_primary_contact() -> None:
    statements, submitted = store(Application.model_validate(document(0, "a")))
    people = statements[2][1]["contacts"]
    ((_, row),) = mail(submitted)
    assert row["recipient"].removeprefix("intake:") in people.split('"mayor0@city.example"')[1].split("}")[0]
