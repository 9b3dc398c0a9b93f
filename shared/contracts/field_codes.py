"""What can be wrong with one field of a form, in documented codes: pydantic's errors as `Detail`s of a `Refusal`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from shared.contracts.errors import Detail, Refusal

#: code -> what it means. The code of a `Detail` that names a field; part of the public interface like `errors.CODES`.
FIELD_CODES: dict[str, str] = {
    "missing": "The field is required.",
    "unknown_field": "There is no field of this name.",
    "not_an_object": "A group of named fields is expected.",
    "not_a_list": "A list is expected.",
    "not_text": "Text is expected.",
    "not_a_number": "A whole number is expected, without separators, decimals or quotation marks.",
    "not_a_decimal": 'A decimal written as text is expected, such as "12.5"; a float is another number.',
    "not_a_moment": "A day (YYYY-MM-DD), or a moment with its zone, is expected.",
    "not_a_date": "A date of the calendar is expected, as YYYY-MM-DD.",
    "not_true_or_false": "true or false is expected.",
    "not_a_choice": "The value is not one of those listed.",
    "not_a_country": "An upper-case ISO 3166 code of two letters is expected, such as CO.",
    "not_a_time_zone": "The name of an IANA time zone is expected, such as America/Bogota.",
    "not_an_email": "An e-mail address is expected.",
    "not_https": "A web address that begins with https:// is expected.",
    "control_characters": "The text holds invisible control characters.",
    "too_short": "The text has too few characters.",
    "too_long": "The text has too many characters.",
    "too_small": "The number is too small.",
    "too_large": "The number is too large.",
    "too_few": "The list has too few entries.",
    "too_many": "The list has too many entries.",
    "repeated": "The list names the same entry twice.",
    "must_be_true": "The statement must be confirmed.",
    "end_before_start": "The end must come after the start.",
    "not_in_planned_years": "The day or moment lies outside the years 2000 to 2199.",
    "in_the_future": "The year lies in the future.",
    "link_or_text": "Evidence needs a link, a text or a file.",
    "no_such_file": "No file of this hash was added to this application.",
    "one_primary_contact": "Exactly one contact must be the primary one.",
    "mayors_office_contact": "At least one contact must belong to the mayor's office.",
    "only_with_other": "The field is only for the resident outcome `other`.",
    "cell_error": "The spreadsheet's cell holds the error of a formula.",
    "not_an_id": "The identifier of a thing is expected, as lists show it.",
    "not_a_name": "The value does not have the form that names have here.",
    "not_valid": "The value is not what is expected here; the message says why.",
    "surplus_cells": "The row of a spreadsheet has more cells than its first row has names.",
}

#: Codes of a `Detail` that a rule gives, beside those of single fields; as public as they are.
RULE_CODES: dict[str, str] = {
    "no_such_call": "There is no call of this name.",
    "not_a_kept_kind": "By its content the file is no PDF, DOCX, XLSX, PNG, JPEG, GIF or WebP.",
    "file_too_large": "The file is larger than the program allows.",
    "empty_file": "The file is empty.",
    "incomplete": "Parts of the file are missing or damaged: send it again.",
    "other_call": "The two belong to different calls.",
    "itself": "The two are the same.",
    "not_changeable": "The value must stay what it was.",
    "not_allowed": "The field must be left out here.",
    "not_a_requirement": "The waiver names no requirement of the phase.",
    "not_codified": "The policy is none of the city.",
    "no_document": "The city keeps no such document.",
    "not_standing": "The measurement is none of the target, or was corrected already.",
    "wrong_direction": "The target does not lie in its direction from the baseline.",
    "not_approved": "The component of the strategy is not approved.",
    "not_met": "The requirement is neither met nor waived.",
    "one_lead": "The roster needs exactly one lead.",
    "booked": "The coach has another session at that time.",
    "joined_later": "The city joined the cohort after the session.",
    "not_invited": "The city or person is none that the session is for.",
    "other_cohort": "The city is in another cohort.",
    "ref_or_name": "Either the reference or the name of a person is needed.",
    "out_of_range": "The day lies outside what the state of things allows.",
    "outside_window": "The day lies outside the program's window.",
    "state": "The state that a refused step was asked in.",
    "step": "The state that a refused step would have led to.",
    "too_early": "The day or moment is too early.",
    "too_late": "The day is too late.",
    "unknown_page": "`after` is not the `next` of a page before.",
}

#: pydantic's error type -> (code, message with the error's own context).
_PYDANTIC: dict[str, tuple[str, str]] = {
    "missing": ("missing", "is required"),
    "extra_forbidden": ("unknown_field", "is not a field of this document"),
    "string_type": ("not_text", "must be text"),
    "string_unicode": ("control_characters", "must be plain text without invalid characters"),
    "string_too_short": ("too_short", "must have {min_length} or more characters"),
    "string_too_long": ("too_long", "must have {max_length} or fewer characters"),
    "int_type": ("not_a_number", "must be a whole number, such as 512300"),
    "int_parsing_size": ("too_large", "is too large"),
    "greater_than_equal": ("too_small", "must be at least {ge:,}"),
    "less_than_equal": ("too_large", "must be at most {le:,}"),
    "bool_type": ("not_true_or_false", "must be true or false"),
    "enum": ("not_a_choice", "must be one of {expected}"),
    "literal_error": ("not_a_choice", "must be one of {expected}"),
    "tuple_type": ("not_a_list", "must be a list"),
    "too_long": ("too_many", "must have {max_length} or fewer entries"),
    "model_type": ("not_an_object", "must be a group of named fields"),
    "dict_type": ("not_an_object", "must be a group of named fields"),
    "list_type": ("not_a_list", "must be a list"),
    "too_short": ("too_few", "must have {min_length} or more entries"),
    "int_parsing": ("not_a_number", "must be a whole number, such as 512300"),
    "int_from_float": ("not_a_number", "must be a whole number, such as 512300"),
    "decimal_type": ("not_a_number", "must be a number"),
    "decimal_parsing": ("not_a_number", "must be a number"),
    "finite_number": ("not_a_number", "must be a number"),
    "greater_than": ("too_small", "must be more than {gt}"),
    "less_than": ("too_large", "must be less than {lt}"),
    "bool_parsing": ("not_true_or_false", "must be true or false"),
    "uuid_type": ("not_an_id", "must be an id"),
    "uuid_parsing": ("not_an_id", "must be an id"),
    "string_pattern_mismatch": ("not_a_name", "has characters or a form that are not allowed here"),
    "date_type": ("not_a_date", "must be a date, such as 2027-03-31"),
    "date_parsing": ("not_a_date", "must be a date, such as 2027-03-31"),
    "date_from_datetime_parsing": ("not_a_date", "must be a date, such as 2027-03-31"),
    "date_from_datetime_inexact": ("not_a_date", "must be a date, such as 2027-03-31"),
    "datetime_type": ("not_a_moment", "must be a moment with its zone"),
    "datetime_parsing": ("not_a_moment", "must be a moment with its zone"),
    "datetime_from_date_parsing": ("not_a_moment", "must be a moment with its zone"),
    "timezone_aware": ("not_a_moment", "must be a moment with its zone"),
}


def refusal_of(error: ValidationError, what: str) -> Refusal:
    """The refusal that a person reads: `invalid`, with one `Detail` for each wrong field of `what`."""
    return refusal_for(details_of(error), what)


def refusal_for(details: Sequence[Detail], what: str) -> Refusal:
    fields = "1 field" if len(details) == 1 else f"{len(details)} fields"
    return Refusal("invalid", f"The {what} cannot be accepted: {fields} must be corrected.", details)


def details_of(error: ValidationError) -> list[Detail]:
    """One `Detail` for each wrong field, in the order of the document; the first fault of a field speaks for it."""
    return details_of_faults(error.errors(include_url=False))


def details_of_faults(faults: Iterable[Mapping[str, Any]]) -> list[Detail]:
    """As details_of, of pydantic's faults as they stand in an error of another library."""
    details: dict[str, Detail] = {}
    for fault in faults:
        field = ".".join(str(part) for part in fault["loc"])
        code, message = _code_and_message(fault)
        details.setdefault(field, Detail(field, code, f"{field or 'The document'} {message}."))
    return list(details.values())


def _code_and_message(fault: Mapping[str, Any]) -> tuple[str, str]:
    if fault["input"] is None and fault["type"] in _PYDANTIC:
        return "missing", "is required"
    if fault["type"] in _PYDANTIC:
        code, message = _PYDANTIC[fault["type"]]
        return code, message.format(**fault.get("ctx", {}))
    if fault["type"] in FIELD_CODES:
        return fault["type"], fault["msg"]  # our own, raised by field_types and the models
    return "not_valid", f"is not accepted: {fault['msg'].removeprefix('Value error, ')}"
