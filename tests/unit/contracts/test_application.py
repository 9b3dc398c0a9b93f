"""The application document: what is accepted as it stands, what is cleaned, and the code of every wrong field."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.application import (
    ApplicationDocument,
    ContactRole,
    EligibilityFacts,
    parse_application,
    parse_self_check,
)
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import FIELD_CODES
from shared.program.eligibility_criteria import facts_of
from shared.program.load import load_program

TODAY = date(2026, 11, 22)
CRITERIA = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml").eligibility


def document() -> dict[str, Any]:
    return {
        "call": "2027",
        "city": "Puerto Ejemplo",
        "admin_area": "Magdalena",
        "country": "CO",
        "time_zone": "America/Bogota",
        "residents": 512_300,
        "population_source": "national projection",
        "population_year": 2025,
        "mayor": {"name": "Ana Ejemplo", "term_starts_on": "2028-01-01", "term_ends_on": "2032-01-01"},
        "ambition": "a" * 200,
        "foundations": "f" * 5_000,
        "evidence": [{"kind": "open_data_portal", "url": "https://datos.example.org/a?b=c"}],
        "resident_outcomes": ["affordable_housing"],
        "contacts": [{"name": "Luz", "email": "luz@ejemplo.example", "role": "mayors_office", "primary": True}],
        "endorsed_by_mayor": True,
        "preferred_language": "es",
        "privacy_notice_accepted": True,
    }


def contact(**changes: Any) -> dict[str, Any]:
    return {"name": "Luz", "email": "luz@ejemplo.example", "role": "team", **changes}


def mayors_office(**changes: Any) -> dict[str, Any]:
    return contact(role="mayors_office", primary=True, **changes)


def with_field(path: str, value: Any) -> dict[str, Any]:
    """The valid document with one value changed; `...` takes the field away."""
    changed = document()
    *parents, last = path.split(".")
    target: Any = changed
    for part in parents:
        target = target[int(part)] if part.isdigit() else target[part]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return changed


def faults(data: object, parse: Callable[..., object] = parse_application) -> list[tuple[str, str]]:
    """(field, code) of every detail of the refusal."""
    with pytest.raises(Refusal) as caught:
        parse(data, today=TODAY)
    assert caught.value.code == "invalid"
    return [(detail.field, detail.code) for detail in caught.value.details]


def test_the_documented_example_is_accepted() -> None:
    parsed = parse_application(document(), today=TODAY)
    assert parsed.mayor.term_ends_on == date(2032, 1, 1)
    assert parsed.contacts[0].role is ContactRole.MAYORS_OFFICE
    assert parsed.model_dump(mode="json", exclude_none=True) == document()


def test_a_stored_document_is_read_again_without_a_day() -> None:
    parsed = parse_application(document(), today=TODAY)
    assert ApplicationDocument.model_validate_json(parsed.model_dump_json()) == parsed


@pytest.mark.parametrize(
    "path",
    [
        "call",
        "city",
        "admin_area",
        "country",
        "residents",
        "population_source",
        "population_year",
        "mayor",
        "mayor.name",
        "mayor.term_starts_on",
        "ambition",
        "foundations",
        "resident_outcomes",
        "contacts",
        "contacts.0.name",
        "contacts.0.email",
        "contacts.0.role",
        "endorsed_by_mayor",
        "preferred_language",
        "privacy_notice_accepted",
    ],
)
def test_a_required_field_is_missing_when_absent_or_null(path: str) -> None:
    assert faults(with_field(path, ...)) == [(path, "missing")]
    assert faults(with_field(path, None)) == [(path, "missing")]


@pytest.mark.parametrize("path", ["time_zone", "evidence", "mayor.term_ends_on"])
def test_an_optional_field_may_be_absent(path: str) -> None:
    parse_application(with_field(path, ...), today=TODAY)


def test_the_end_of_the_term_may_be_unknown() -> None:
    parsed = parse_application(with_field("mayor.term_ends_on", None), today=TODAY)
    assert parsed.mayor.term_ends_on is None


@pytest.mark.parametrize(
    ("path", "least", "most"),
    [
        ("call", 1, 80),
        ("city", 1, 120),
        ("admin_area", 1, 80),
        ("population_source", 3, 300),
        ("mayor.name", 1, 120),
        ("ambition", 200, 5_000),
        ("foundations", 200, 5_000),
        ("contacts.0.name", 1, 120),
    ],
)
def test_text_lengths_count_composed_characters(path: str, least: int, most: int) -> None:
    decomposed = "e\u0301"  # é in two code points
    for length in (least, most):
        parse_application(with_field(path, decomposed * length), today=TODAY)
    assert faults(with_field(path, decomposed * (least - 1))) == [(path, "too_short")]
    assert faults(with_field(path, decomposed * (most + 1))) == [(path, "too_long")]
    assert faults(with_field(path, " " * least)) == [(path, "too_short")]
    assert faults(with_field(path, 2027)) == [(path, "not_text")]


def test_names_are_composed_and_trimmed() -> None:
    assert parse_application(with_field("city", "  Bogota\u0301 "), today=TODAY).city == "Bogotá"


def test_long_texts_keep_their_lines() -> None:
    text = "line one\r\n\tline two\n" + "x" * 200
    assert parse_application(with_field("ambition", text), today=TODAY).ambition == text.replace("\r\n", "\n")


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"])
@pytest.mark.parametrize("path", ["city", "mayor.name", "foundations"])
def test_control_characters_are_refused(path: str, control: str) -> None:
    assert faults(with_field(path, f"Puerto{control}Ejemplo")) == [(path, "control_characters")]


@pytest.mark.parametrize("break_", ["\n", "\t", "\r\n"])
def test_names_have_one_line(break_: str) -> None:
    assert faults(with_field("city", f"Puerto{break_}Ejemplo")) == [("city", "control_characters")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("100,000", "not_a_number"),
        ("100000", "not_a_number"),
        (512_300.0, "not_a_number"),
        (512_300.5, "not_a_number"),
        (True, "not_a_number"),
        ([512_300], "not_a_number"),
        (-5, "too_small"),
        (0, "too_small"),
        (50_000_001, "too_large"),
        (10**30, "too_large"),
    ],
)
def test_residents_must_be_a_strict_whole_number(value: object, code: str) -> None:
    assert faults(with_field("residents", value)) == [("residents", code)]


@pytest.mark.parametrize("value", [1, 50_000_000])
def test_residents_at_their_limits(value: int) -> None:
    assert parse_application(with_field("residents", value), today=TODAY).residents == value


@pytest.mark.parametrize(
    ("value", "code"),
    [(1989, "too_small"), (2027, "in_the_future"), ("2025", "not_a_number"), (2025.0, "not_a_number")],
)
def test_population_year_lies_between_1990_and_this_year(value: object, code: str) -> None:
    assert faults(with_field("population_year", value)) == [("population_year", code)]
    for year in (1990, 2026):
        assert parse_application(with_field("population_year", year), today=TODAY).population_year == year


@pytest.mark.parametrize("value", ["co", "Co", "COL", "XX", "XK", "UK", "EU", "", " CO", "C"])
def test_only_real_upper_case_countries(value: str) -> None:
    assert faults(with_field("country", value)) == [("country", "not_a_country")]


@pytest.mark.parametrize(
    "value", ["America/Bogotá", "america/bogota", "", "../etc/passwd", "/etc/localtime", "UTC-5", "\x00"]
)
def test_only_time_zones_that_exist(value: str) -> None:
    assert faults(with_field("time_zone", value)) == [("time_zone", "not_a_time_zone")]


@pytest.mark.parametrize(
    "value",
    [
        "luz",
        "luz@ejemplo",
        "luz@@ejemplo.example",
        "luz@ejemplo@otro.example",
        "luz ejemplo@ejemplo.example",
        "luz@ejemplo.example\nBcc: x@y.example",
        "Luz <luz@ejemplo.example>",
        "luz@ejemplo.example,ana@ejemplo.example",
        "luz@ejemplo.example ana",
        "luz@ejemplo.example\nX",
        "@ejemplo.example",
        "luz@.example",
        "luz@ejemplo.",
        "luz..r@ejemplo.example",
        "lúz@ejemplo.example",
        "x" * 239 + "@ejemplo.example",
    ],
)
def test_an_address_that_mail_would_not_reach_is_refused(value: str) -> None:
    assert faults(with_field("contacts.0.email", value)) == [("contacts.0.email", "not_an_email")]


@pytest.mark.parametrize("value", ["Luz.O'Neil+datos@sub.ejemplo.example", "x" * 238 + "@ejemplo.example"])
def test_an_address_is_trimmed_and_else_kept(value: str) -> None:
    assert parse_application(with_field("contacts.0.email", f" {value}\n"), today=TODAY).contacts[0].email == value


@pytest.mark.parametrize(
    "value", ["2028-02-30", "2028-1-1", "01/01/2028", "20280101", "2028-01-01T00:00:00", 1830297600, ""]
)
def test_dates_are_iso_days(value: object) -> None:
    assert faults(with_field("mayor.term_starts_on", value)) == [("mayor.term_starts_on", "not_a_date")]


@pytest.mark.parametrize("value", ["2028-01-01", "2027-12-31"])
def test_the_term_ends_after_it_starts(value: str) -> None:
    assert faults(with_field("mayor.term_ends_on", value)) == [("mayor.term_ends_on", "end_before_start")]


def test_a_term_of_one_day_is_a_term() -> None:
    parse_application(with_field("mayor.term_ends_on", "2028-01-02"), today=TODAY)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([{"kind": "policy"}], [("evidence.0", "link_or_text")]),
        ([{"kind": "magic", "text": "x"}], [("evidence.0.kind", "not_a_choice")]),
        ([{"kind": "policy", "url": "http://a.example"}], [("evidence.0.url", "not_https")]),
        ([{"kind": "policy", "url": "javascript:alert(1)"}], [("evidence.0.url", "not_https")]),
        ([{"kind": "policy", "url": "https://u:p@a.example"}], [("evidence.0.url", "not_https")]),
        ([{"kind": "policy", "url": "https://a.example/ b"}], [("evidence.0.url", "not_https")]),
        ([{"kind": "policy", "url": "https://a.example:99999"}], [("evidence.0.url", "not_https")]),
        ([{"kind": "policy", "url": "https://localhost/"}], [("evidence.0.url", "not_https")]),
        ([{"kind": "policy", "text": "x" * 2_001}], [("evidence.0.text", "too_long")]),
        ([{"kind": "policy", "text": "x", "file": "1"}], [("evidence.0.file", "no_such_file")]),
        (["policy"], [("evidence.0", "not_an_object")]),
        ("policy", [("evidence", "not_a_list")]),
        ([{"kind": "policy", "text": "x"}] * 11, [("evidence", "too_many")]),
    ],
)
def test_wrong_evidence(value: object, found: list[tuple[str, str]]) -> None:
    assert faults(with_field("evidence", value)) == found


@pytest.mark.parametrize("value", [[], [{"kind": "policy", "text": "x"}] * 10])
def test_evidence_is_none_to_ten(value: list[object]) -> None:
    assert len(parse_application(with_field("evidence", value), today=TODAY).evidence) == len(value)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([], [("resident_outcomes", "too_few")]),
        (["climate", "climate"], [("resident_outcomes", "repeated")]),
        (["climate", "weather"], [("resident_outcomes.1", "not_a_choice")]),
        ("climate", [("resident_outcomes", "not_a_list")]),
        (
            ["climate", "education", "mobility", "homelessness", "health_care", "public_safety"],
            [("resident_outcomes", "too_many")],
        ),
        (["other"], [("other_outcome", "missing")]),
    ],
)
def test_wrong_resident_outcomes(value: object, found: list[tuple[str, str]]) -> None:
    assert faults(with_field("resident_outcomes", value)) == found


def test_other_outcome_goes_with_other_and_only_then() -> None:
    assert faults({**document(), "other_outcome": "parks"}) == [("other_outcome", "only_with_other")]
    both = {**document(), "resident_outcomes": ["climate", "other"], "other_outcome": "parks"}
    assert parse_application(both, today=TODAY).other_outcome == "parks"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([], [("contacts", "too_few")]),
        ([mayors_office()] + [contact()] * 10, [("contacts", "too_many")]),
        ([contact(role="mayors_office")], [("contacts", "one_primary_contact")]),
        ([mayors_office(), mayors_office()], [("contacts", "one_primary_contact")]),
        ([contact(primary=True)], [("contacts", "mayors_office_contact")]),
        ([mayors_office(role_="x")], [("contacts.0.role_", "unknown_field")]),
        ([mayors_office(), contact(role="boss")], [("contacts.1.role", "not_a_choice")]),
        ([mayors_office(), contact(primary="yes")], [("contacts.1.primary", "not_true_or_false")]),
    ],
)
def test_wrong_contacts(value: object, found: list[tuple[str, str]]) -> None:
    assert faults(with_field("contacts", value)) == found


def test_ten_contacts_of_whom_one_is_primary() -> None:
    contacts = [mayors_office()] + [contact()] * 9
    assert len(parse_application(with_field("contacts", contacts), today=TODAY).contacts) == 10


@pytest.mark.parametrize("path", ["endorsed_by_mayor", "privacy_notice_accepted"])
def test_statements_must_be_true(path: str) -> None:
    assert faults(with_field(path, False)) == [(path, "must_be_true")]
    assert faults(with_field(path, "true")) == [(path, "not_true_or_false")]
    assert faults(with_field(path, 1)) == [(path, "not_true_or_false")]


@pytest.mark.parametrize("value", ["ES", "de", "", 1])
def test_the_preferred_language_is_one_of_four(value: object) -> None:
    assert faults(with_field("preferred_language", value)) == [("preferred_language", "not_a_choice")]


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_something_else_than_a_document_is_refused(data: object) -> None:
    assert faults(data) in ([("", "not_an_object")], [("", "missing")])


def test_every_wrong_field_is_named_once_and_in_words() -> None:
    data = {**document(), "residents": "100,000", "city": "", "country": "co", "x": 1}
    data["contacts"] = [mayors_office(email="nobody")]
    with pytest.raises(Refusal) as caught:
        parse_application(data, today=TODAY)
    assert caught.value.message == "5 fields must be corrected."
    assert [(detail.field, detail.code, detail.message) for detail in caught.value.details] == [
        ("country", "not_a_country", "Write the country’s ISO 3166 code in capitals, such as CO."),
        ("residents", "not_a_number", "Write a whole number, in digits only."),
        ("city", "too_short", "Write at least 1 character."),
        ("contacts.0.email", "not_an_email", "Write an email address, such as name@city.example."),
        ("x", "unknown_field", "There is no field by this name."),
    ]


@pytest.mark.parametrize(
    ("path", "given", "kept"),
    [
        ("city", "\ufeffPuerto\u200b Ejem\u00adplo\u200f", "Puerto Ejemplo"),
        ("contacts.0.email", "\u200bluz@city.example\ufeff", "luz@city.example"),
        ("evidence.0.url", "https://data\u200b.example", "https://data.example"),
        ("ambition", "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 " + "x" * 200, ...),
    ],
)
def test_what_nobody_sees_is_not_kept(path: str, given: str, kept: Any) -> None:
    parsed = parse_application(with_field(path, given), today=TODAY)
    value: Any = parsed
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    assert value == (given if kept is ... else kept)


def test_two_faults_at_one_path_make_one_detail() -> None:
    data = {**with_field("mayor.name", ...), "mayor.name": "a name for a spreadsheet's column"}
    assert faults(data) == [("mayor.name", "missing")]


def test_a_self_check_needs_four_fields() -> None:
    assert faults({}, parse_self_check) == [
        ("country", "missing"),
        ("residents", "missing"),
        ("population_year", "missing"),
        ("mayor", "missing"),
    ]
    parsed = parse_self_check(
        {"country": "CO", "residents": 1, "population_year": 2025, "mayor": {"term_ends_on": None}}, today=TODAY
    )
    assert facts_of(parsed, CRITERIA) == EligibilityFacts(country="CO", residents=1, population_year=2025)


def test_what_a_self_check_tells_is_judged_by_the_same_rules() -> None:
    data = {
        "country": "CO",
        "residents": 1,
        "population_year": 2027,
        "mayor": {"term_starts_on": "2028-01-01", "term_ends_on": "2027-01-01"},
        "ambition": "short",
        "contacts": [contact()],
        "other_outcome": "parks",
        "nickname": "x",
    }
    assert faults(data, parse_self_check) == [
        ("population_year", "in_the_future"),
        ("mayor.term_ends_on", "end_before_start"),
        ("ambition", "too_short"),
        ("other_outcome", "only_with_other"),
        ("contacts", "one_primary_contact"),
        ("nickname", "unknown_field"),
    ]
    parse_self_check(document(), today=TODAY)


@pytest.mark.parametrize(("source", "official"), [("Censo 2025", True), ("own count", False)])
def test_the_facts_of_an_application(source: str, official: bool) -> None:
    parsed = parse_application(with_field("population_source", source), today=TODAY)
    assert facts_of(parsed, CRITERIA) == EligibilityFacts(
        country="CO",
        city="Puerto Ejemplo",
        residents=512_300,
        population_year=2025,
        population_official=official,
        mayor_term_starts_on=date(2028, 1, 1),
        mayor_term_ends_on=date(2032, 1, 1),
    )


def test_facts_of_a_later_version_can_be_read() -> None:
    facts = {"country": "CO", "residents": 1, "population_year": 2025}
    assert EligibilityFacts.model_validate({**facts, "added_later": 1}) == EligibilityFacts.model_validate(facts)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.sampled_from([*document(), "other_outcome", "mayor.name", "mayor.term_ends_on", "contacts.0.email"]), JSON_VALUES
)
def test_any_value_is_accepted_or_refused_with_documented_codes(path: str, value: object) -> None:
    try:
        parsed = parse_application(with_field(path, value), today=TODAY)
    except Refusal as refusal:
        assert {detail.code for detail in refusal.details} <= set(FIELD_CODES)
        assert len({detail.field for detail in refusal.details}) == len(refusal.details) >= 1
    else:
        json.dumps(parsed.model_dump(mode="json"), ensure_ascii=False).encode()


#: field code -> a change of the valid document that gives it, and at which field.
EXAMPLES: dict[str, tuple[str, Any, str]] = {
    "missing": ("city", ..., "city"),
    "unknown_field": ("town", "x", "town"),
    "not_an_object": ("mayor", "Ana", "mayor"),
    "not_a_list": ("contacts", "Luz", "contacts"),
    "not_text": ("city", 5, "city"),
    "not_a_number": ("residents", "100,000", "residents"),
    "not_a_date": ("mayor.term_ends_on", "soon", "mayor.term_ends_on"),
    "not_true_or_false": ("endorsed_by_mayor", "yes", "endorsed_by_mayor"),
    "not_a_choice": ("preferred_language", "de", "preferred_language"),
    "not_a_country": ("country", "co", "country"),
    "not_a_time_zone": ("time_zone", "EDT+1", "time_zone"),
    "not_an_email": ("contacts.0.email", "luz", "contacts.0.email"),
    "not_https": ("evidence.0.url", "http://a.example", "evidence.0.url"),
    "control_characters": ("city", "a\x00b", "city"),
    "too_short": ("ambition", "short", "ambition"),
    "too_long": ("admin_area", "x" * 81, "admin_area"),
    "too_small": ("residents", 0, "residents"),
    "too_large": ("residents", 50_000_001, "residents"),
    "too_few": ("contacts", [], "contacts"),
    "too_many": ("evidence", [{"kind": "other", "text": "x"}] * 11, "evidence"),
    "repeated": ("resident_outcomes", ["climate", "climate"], "resident_outcomes"),
    "must_be_true": ("privacy_notice_accepted", False, "privacy_notice_accepted"),
    "end_before_start": ("mayor.term_ends_on", "2028-01-01", "mayor.term_ends_on"),
    "in_the_future": ("population_year", 2027, "population_year"),
    "no_such_file": ("evidence.0.file", "ABC", "evidence.0.file"),
    "link_or_text": ("evidence", [{"kind": "other"}], "evidence.0"),
    "one_primary_contact": ("contacts.0.primary", False, "contacts"),
    "mayors_office_contact": ("contacts.0.role", "team", "contacts"),
    "only_with_other": ("other_outcome", "parks", "other_outcome"),
    "no_addresses_in_names": ("city", "Claim at https://evil.example", "city"),
}


#: Given by the reader of spreadsheets (shared/contracts/tabular.py), before there is a document.
SPREADSHEET_CODES = {"ambiguous_date", "cell_error", "merged_cells", "surplus_cells"}
#: Of other forms: test_field_codes.py, test_report_fields.py, test_writing.py; test_holding.py of notifications,
#: test_webhooks.py of reporting.
OTHER_CODES = {
    "deadline_named", "held_how", "no_such_merge_field", "not_written", "stray_brace",
    "not_in_planned_years", "not_a_decimal", "not_a_moment", "not_an_id", "not_a_name", "not_valid", "not_above",
    "not_below", "not_a_day_or_moment", "other_port", "not_a_report_number", "not_a_report_row",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(set(FIELD_CODES) - SPREADSHEET_CODES - OTHER_CODES))
def test_every_documented_field_code_has_an_example(code: str) -> None:
    path, value, field = EXAMPLES[code]
    assert faults(with_field(path, value)) == [(field, code)]
