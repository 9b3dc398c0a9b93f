"""The program file: the shipped one is whole, and a wrong one is refused with the key that is wrong."""

from decimal import Decimal
from pathlib import Path

import pytest

from shared.contracts.application import ResidentOutcome
from shared.contracts.countries import is_country
from shared.program.load import ProgramError, load_program
from shared.program.model import Program
from shared.runtime.settings import SettingError

SHIPPED = Path(__file__).parents[3] / "programs" / "city-data-alliance.toml"
PROGRAM = load_program(SHIPPED)

WHOLE = "Write a whole number, in digits only."


def refused(tmp_path: Path, old: str, new: str) -> list[str]:
    """The lines of the error, without the file's name, after one change of the shipped file."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "program.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProgramError) as caught:
        load_program(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_the_shipped_program_names_itself_and_a_neutral_address() -> None:
    assert (PROGRAM.name, PROGRAM.sender, PROGRAM.reply_to) == (
        "City Data Alliance",
        "contact@program.example",
        "contact@program.example",
    )
    assert PROGRAM.languages == ("en", "es", "pt", "fr")
    assert PROGRAM.call.reviews_required == 3
    assert (PROGRAM.visit.opens_days, PROGRAM.visit.closes_days, PROGRAM.visit.write_up_due_days) == (-30, 45, 14)
    assert PROGRAM.months == 10


def test_the_shipped_criteria() -> None:
    criteria = PROGRAM.eligibility
    countries = criteria.countries
    assert " ".join(countries.north_america) == "CA MX US"
    assert " ".join(countries.central_america) == "BZ CR GT HN NI PA SV"
    assert " ".join(countries.south_america) == "AR BO BR CL CO EC GY PE PY SR UY VE"
    assert " ".join(countries.caribbean) == "AG BB BS CU DM DO GD HT JM KN LC TT VC"
    assert {"PR", "GF", "GP", "MQ", "AW", "CW", "BM", "GL"} <= set(countries.territories)
    assert [code for codes in countries.model_dump().values() for code in codes if not is_country(code)] == []
    assert criteria.legal_check == ("CU", "NI", "VE")
    assert (
        criteria.population_threshold,
        criteria.near_claim_percent,
        criteria.stale_years,
        criteria.mayor_term_years,
        criteria.caribbean,
    ) == (100_000, 10, 5, 2, True)


def test_the_shipped_phases_and_requirements() -> None:
    assert {phase.id: list(phase.requirements) for phase in PROGRAM.phases} == {
        "onboarding": ["visit_scheduled", "team_lead_named"],
        "demonstration": [
            "visit_written_up",
            "charter_accepted",
            "baseline_measured",
            "assessment_accepted",
            "progress_report_accepted",
            "planned_date",
        ],
        "acceleration": [
            "strategy_components_approved",
            "leaders_convening_settled",
            "coaching_sessions_held",
            "planned_date",
        ],
        "close_out": [
            "mayoral_convening_settled",
            "commitment_signed",
            "strategy_launched",
            "project_closed",
            "final_report_accepted",
        ],
        "completed": [],
    }
    assert (PROGRAM.gates.days_before_planned_date, PROGRAM.gates.launch_within_days) == (7, 90)
    assert PROGRAM.phases[1].title == "Resident Impact Data Project, phase 1"


def test_the_shipped_rubric_outcomes_and_components() -> None:
    assert [criterion.id for criterion in PROGRAM.rubric.criteria] == [
        "ambition",
        "foundations",
        "resident_impact",
        "readiness",
    ]
    assert PROGRAM.rubric.flag_distance == Decimal("2.0")
    assert [outcome.id for outcome in PROGRAM.resident_outcomes] == list(ResidentOutcome)
    assert [component.id for component in PROGRAM.strategy_components] == [
        "governance",
        "quality",
        "use",
        "capacity",
        "transparency",
    ]


def test_the_digest_is_of_the_contents_and_not_of_their_order() -> None:
    document = PROGRAM.model_dump(mode="json")
    backwards = Program.model_validate({key: document[key] for key in reversed(document)})
    assert backwards.digest == PROGRAM.digest
    assert Program.model_validate(document | {"version": f"{PROGRAM.version}-next"}).digest != PROGRAM.digest


def test_a_program_survives_being_stored_as_json() -> None:
    """A running cohort keeps the version of the program that it started with."""
    assert Program.model_validate_json(PROGRAM.model_dump_json()) == PROGRAM


@pytest.mark.parametrize(
    ("source", "official"),
    [
        ("Censo 2022 (IBGE)", True),
        ("National CENSUS, 2020", True),
        ("Proyección oficial del DANE", True),
        ("Estimación  oficial, 2025", True),
        ("estimacao: estimativa oficial", True),
        ("Recensement de 2021", True),
        ("Estimation officielle", True),
        ("the mayor's own estimate", False),
        ("unofficial estimate", False),
        ("not an official estimate", False),
        ("estimativa não oficial", False),
        ("the censor's count", False),
        ("national projection", False),
        ("", False),
    ],
)
def test_official_sources_are_known_by_their_words(source: str, official: bool) -> None:
    assert PROGRAM.eligibility.is_official_source(source) is official


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("capacity = 22 ", "", ["call.capacity: This is required."]),
        ("capacity = 22 ", "capacity = 0 ", ["call.capacity: The minimum is 1."]),
        ("capacity = 22 ", "capacity = true ", [f"call.capacity: {WHOLE}"]),
        (
            "reviews_required = 3 ",
            "reviews_required = 3.0",
            [f"call.reviews_required: {WHOLE}"],
        ),
        ("[call] ", "surprise = 1\n[call] ", ["surprise: There is no field by this name."]),
        ('"CA", "MX"', '"ca", "MX"', None),
        ('"CA", "MX"', '"CA", "BR"', ["eligibility.countries: A country may be in only one list: BR."]),
        ("weight = 15", "weight = 16", ["rubric.criteria: The weights must add up to 100, not 101."]),
        ('id = "readiness"', 'id = "ambition"', ["rubric.criteria: The id ambition is used twice."]),
        (" 3 = ", " 4 = ", ["rubric.criteria.ambition.anchors: There must be an anchor for each of 1, 3, and 5."]),
        (
            "ends_after_months = 3 ",
            "ends_after_months = 4 ",
            ["phases: acceleration must start in the month in which demonstration ends."],
        ),
        (
            "ends_after_months = 0",
            "ends_after_months = 0\nstarts_after_months = 0",
            ["phases: onboarding must have no start; completed must have no end and no requirements."],
        ),
        (
            'id = "close_out"',
            'id = "acceleration"',
            ["phases: The id acceleration is used twice."],
        ),
        (
            'roles = ["mayor"]',
            'roles = ["king"]',
            ["convenings.mayors.roles names something that is not an id in [[roles]]: king."],
        ),
        (
            "months_after_start = 9",
            "months_after_start = 10",
            ["convenings.mayors.months_after_start comes after the end of the cohort’s 10 months."],
        ),
        ("opens_days = -30", "opens_days = 46", ["visit: opens_days must not be more than closes_days."]),
        ('sender = "contact@', 'sender = "', ["sender: Write an email address, such as name@city.example."]),
        (
            'title = "Governance"',
            'title = ""',
            ["strategy_components.governance.title: Write at least 1 character."],
        ),
    ],
)
def test_a_wrong_program_file_names_the_key(tmp_path: Path, old: str, new: str, lines: list[str] | None) -> None:
    found = [line.partition(" (line ")[0] for line in refused(tmp_path, old, new)]
    assert found == (lines or found)
    assert len(found) == 1


def test_a_wrong_program_file_names_every_key_at_once(tmp_path: Path) -> None:
    assert refused(tmp_path, "grace_minutes = 15 ", "grace = 15 ") == [
        "call.grace_minutes: This is required.",
        "call.grace: There is no field by this name. (line 45)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("grace_minutes = 15 ", "grace_minuts = 15 ", "call.grace_minuts: {} call.grace_minutes? (line 45)"),
        (
            "weight = 30",
            "wieght = 30",
            "rubric.criteria.ambition.wieght: {} rubric.criteria.ambition.weight? (line 106)",
        ),
        ("[call]", "[calls]", "calls: {} call?"),
    ],
)
def test_a_misspelt_key_is_told_once_with_what_it_is_taken_for(tmp_path: Path, old: str, new: str, said: str) -> None:
    misspelt = "There is no field by this name; did you mean"
    assert refused(tmp_path, old, new) == [said.format(misspelt)]


def test_a_key_of_several_lines_is_told_without_one(tmp_path: Path) -> None:
    assert not any("(line" in line for line in refused(tmp_path, "weight = 30", "weight = 0"))


def test_a_syntax_error_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "program.toml"
    path.write_text('id = "x"\nname = oops\n', encoding="utf-8")
    with pytest.raises(ProgramError) as caught:
        load_program(path)
    assert str(caught.value) == f"{path}: Invalid value (at line 2, column 8)"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"
    with pytest.raises(SettingError) as caught:
        load_program(path)
    assert str(caught.value) == f"{path}: cannot be read: No such file or directory"
    path.write_bytes(b"\xff")
    with pytest.raises(ProgramError) as caught:
        load_program(path)
    assert str(caught.value) == f"{path}: is not UTF-8 text: invalid start byte at byte 0"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("level = 2\n", "level = 1\n", "maturity_levels: This names the same entry twice."),
        ("level = 5\n", "level = 6\n", "maturity_levels.4.level"),
        ('id = "end"\ntitle = "Looking back"', 'id = "start"\ntitle = "Looking back"', "surveys: The id start"),
        ('id = "recommend"', 'id = "decisions"', "surveys.end.questions: The id decisions is used twice"),
        ('id = "recommend"\nkind = "scale"', 'id = "recommend"\nkind = "choice"', "surveys.end.questions.recommend:"),
        ('id = "recommend"\nkind = "scale"', 'id = "recommend"\nkind = "stars"', "surveys.end.questions.recommend"),
        ("months = [6, 12, 24, 36]", "months = [6, 6]", "follow_up.months: This names the same entry twice."),
        ("months = [6, 12, 24, 36]", "months = [0]", "follow_up.months.0"),
        ("megabytes = 20                   # of one file", "megabytes = 0", "documents.megabytes"),
    ],
)  # fmt: skip
def test_what_looks_back_is_checked(tmp_path: Path, old: str, new: str, key: str) -> None:
    (line,) = refused(tmp_path, old, new)
    assert line.startswith(key)
