"""What can be wrong with one field of a form, in documented codes: pydantic's errors as `Detail`s of a `Refusal`.

What each code says to a person stands in the catalogues (shared/wording), under `details.<code>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.contracts.errors import Detail, Refusal

Made = TypeVar("Made", bound=BaseModel)

#: The codes of a `Detail` that names a field; part of the public interface like `errors.CODES`.
FIELD_CODES = frozenset({
    "missing", "unknown_field", "not_an_object", "not_a_list", "not_text", "not_a_number", "not_a_decimal",
    "not_a_moment", "not_a_date", "not_true_or_false", "not_a_choice", "not_a_country", "not_a_time_zone",
    "not_an_email", "not_https",  "control_characters", "too_short", "too_long", "too_small", "too_large", "too_few",
    "too_many", "repeated", "must_be_true", "end_before_start", "not_in_planned_years", "in_the_future",
    "link_or_text", "no_such_file", "one_primary_contact", "mayors_office_contact", "only_with_other", "cell_error",
    "not_above", "not_below", "not_an_id", "not_a_name", "not_valid", "surplus_cells", "ambiguous_date", "merged_cells",
    "no_addresses_in_names", "stray_brace", "no_such_merge_field", "deadline_named", "not_written",
    "held_how", "not_a_day_or_moment", "other_port", "not_a_report_number", "not_a_report_row",
})  # fmt: skip

#: Codes of a `Detail` that a rule gives, beside those of single fields; as public as they are.
RULE_CODES = frozenset({
    "no_such_call", "not_a_kept_kind", "file_too_large", "empty_file", "incomplete", "other_call", "itself",
    "not_changeable", "not_allowed", "not_a_requirement", "not_codified", "no_document", "not_standing",
    "wrong_direction", "not_approved", "not_met", "one_lead", "booked", "taken", "joined_later", "not_invited",
    "other_cohort", "no_owner", "ref_or_name", "out_of_range", "outside_window",
    "phase_now", "phase_wanted", "state", "step", "too_early",
    "too_late", "unknown_page", "no_such_number",
    # of signing in
    "no_such_device", "not_the_same", "passkey_wrong", "second_wrong", "sign_in_over", "sign_in_wrong",
    # of a request as a whole, which no service would read
    "nested_too_deep", "too_many_bytes",
    # of a table that is imported
    "nameless_column", "column_twice", "unknown_column", "misspelt_column", "column_of_parts", "missing_column",
    "import_stopped", "run_again", "lead_may_override", "row_too_long",
    # of the command line, and of a program file
    "differs_from_command", "differs_from_owner", "log", "misspelt_field",
    # of the erased: what is to be handed over first
    "administrators_role", "application_open", "coached_cities", "erased", "in_a_cohort", "interviews_to_come",
    "last_owner", "open_reviews", "primary_contact", "team_lead",
    # of access tokens
    "after_latest", "not_a_scope",
    # of webhooks
    "inner_address", "no_such_event", "too_many_events", "too_many_webhooks",
    # of saved views
    "name_taken", "narrows_nothing", "no_such_view", "too_many_views",
    # of signing in
    "too_common", "wrong_code", "wrong_passkey",
    # of gatherings, teams and coaches
    "after_first_day", "before_session", "begins_later", "beyond_calendar", "city_booked", "ends_later",
    "hours_exceeded", "lead_hands_over", "not_of_city", "of_who_is_present", "one_of_several",
    "session_begins_later", "speaks_others",
    # of applications and their selection
    "before_today", "criteria_changed", "judged_at_intake", "no_reference_zone", "no_such_application",
    "no_such_coach", "no_such_cohort", "no_such_panelist",
    "no_such_reviewer", "no_such_version", "not_after", "not_after_day", "not_begun", "not_in_rubric",
    "planned_otherwise",
    # of what cities plan and commit to
    "after_the_end_assessment", "after_today", "another_takes_office", "before_it_was_found", "before_office",
    "before_the_end", "before_the_start_assessment", "city_has_not_signed", "city_silent", "city_without_consent",
    "convening_in_use", "needed_at_this_risk", "needed_first", "needed_once_adopted",
    "needed_unless_interim", "no_settled_action", "not_adopted", "not_after_baseline", "not_in_office",
    "outside_horizon", "phase_in_use", "phases_out_of_order", "phases_out_of_order_in_city",
    "unknown_question", "whose_commitment",
    # of what is written to a group
    "no_text", "nobody_in_group",
})  # fmt: skip

#: Codes of a `Detail` of a program file: its parts do not fit each other.
PROGRAM_CODES = frozenset({
    "after_the_cohort", "after_what_follows", "choices_of_a_choice", "first_and_last_phase", "id_twice",
    "in_two_lists", "last_phase_at_start", "no_such_condition", "no_such_role", "not_anchored",
    "not_rising", "phase_without_length", "phases_apart", "too_few_phases", "weights_not_a_hundred",
})  # fmt: skip

DETAIL_CODES = FIELD_CODES | RULE_CODES | PROGRAM_CODES

_QUOTED = re.compile(r"'([^']*)'")


def _choices(expected: str) -> list[str]:
    """Out of pydantic's "'en', 'es' or 'pt'"."""
    return _QUOTED.findall(expected)


def _as_it_is(value: Any) -> Any:
    return value


#: What pydantic's errors carry -> the value of a message, and how it is made.
_VALUES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "min_length": ("count", _as_it_is),
    "max_length": ("count", _as_it_is),
    "ge": ("least", _as_it_is),
    "le": ("most", _as_it_is),
    "gt": ("above", _as_it_is),
    "lt": ("below", _as_it_is),
    "expected": ("choices", _choices),
}

#: pydantic's error type -> code.
_PYDANTIC: dict[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "string_unicode": "control_characters",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "int_type": "not_a_number",
    "int_parsing_size": "too_large",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "bool_type": "not_true_or_false",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "tuple_type": "not_a_list",
    "too_long": "too_many",
    "model_type": "not_an_object",
    "dict_type": "not_an_object",
    "list_type": "not_a_list",
    "too_short": "too_few",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_number",
    "decimal_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "greater_than": "not_above",
    "less_than": "not_below",
    "bool_parsing": "not_true_or_false",
    "uuid_type": "not_an_id",
    "uuid_parsing": "not_an_id",
    "string_pattern_mismatch": "not_a_name",
    "date_type": "not_a_date",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "datetime_type": "not_a_moment",
    "datetime_parsing": "not_a_moment",
    "datetime_from_date_parsing": "not_a_moment",
    "timezone_aware": "not_a_moment",
}


def refusal_of(error: ValidationError) -> Refusal:
    """The refusal that a person reads: `invalid`, with one `Detail` for each wrong field."""
    return Refusal("invalid", *details_of(error))


def request_of(model: type[Made], /, **fields: Any) -> Made:
    """The request, judged here as its service would. Raises Refusal("invalid") naming each field."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise refusal_of(error) from None


def details_of(error: ValidationError) -> list[Detail]:
    """One `Detail` for each wrong field, in the order of the document; the first fault of a field speaks for it."""
    return details_of_faults(error.errors(include_url=False))


def details_of_faults(faults: Iterable[Mapping[str, Any]]) -> list[Detail]:
    """As details_of, of pydantic's faults as they stand in an error of another library.

    That a list is too short is no fault of its own where one of its items is wrong: pydantic counts the right ones.
    """
    details: dict[str, Detail] = {}
    for fault in faults:
        field = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "too_short" and any(one.startswith(f"{field}.") for one in details):
            continue
        details.setdefault(field, Detail(field, _code_of(fault), **_values_of(fault)))
    return list(details.values())


def _code_of(fault: Mapping[str, Any]) -> str:
    """Our own faults (field_types and the models) are raised under their code."""
    kind = str(fault["type"])
    if kind in _PYDANTIC:
        return "missing" if fault["input"] is None else _PYDANTIC[kind]
    return kind if kind in FIELD_CODES | PROGRAM_CODES else "not_valid"


def _values_of(fault: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: _VALUES.get(name, (name, _as_it_is)) for name in fault.get("ctx", {})}
    return {ours: make(fault["ctx"][name]) for name, (ours, make) in named.items() if name != "error"}
