"""A plausible example of every request and reply, for whoever reads the reference of the API.

Made from the JSON schema of a model: a value by its field's name where that says what it is, else by its kind. What a
schema does not say, because a rule joins several fields, stands in GIVEN. `tests/unit/contracts` judges each example.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from shared.contracts import eligibility, identity, intake, notifications
from shared.contracts.application import ApplicationDocument, SelfCheckDocument
from shared.contracts.requests import Request

ID = "5a3c1d0e-8f0e-4c53-9d8e-2c1104b8a7f6"
CODE = "K7Q2M9X4TB"
WORDS = "The city opens its data on building permits, and decides by what it learns. "
DEPTH = 8

#: By the name of a field that holds text.
TEXTS: Mapping[str, str] = {
    "code": CODE, "into": "4VH8T2C0QX", "call": "2027", "cohort": "cohort-2027", "city": "Puerto Ejemplo",
    "admin_area": "Magdalena", "country": "CO", "time_zone": "America/Bogota", "name": "Ana Ruiz",
    "title": "Director of data", "email": "ana@city.example", "address": "ana@city.example", "language": "es",
    "person": "ana@city.example", "text": "Puerto", "reason": "Agreed with the mayor's office.",
    "override": "Agreed with the mayor's office.", "component": "governance", "phase": "acceleration",
    "from_phase": "demonstration", "to_phase": "acceleration", "to": "Luz Prado", "kind": "leaders",
    "role": "team_lead", "survey": "start", "place": "City hall, Puerto Ejemplo", "mayor": "Luz Prado",
    "chair": "Luz Prado", "owner": "Ana Ruiz", "unit": "days", "indicator": "Days until a permit is given",
    "content": "UERG", "sha256": "a" * 64, "body_sha256": "a" * 64, "criteria_version": "1", "queue": "cohort.intake",
    "user_code": "BCDF-GHJK", "device": "laptop of Ana", "device_code": "d" * 43, "secret": "s" * 43, "token": "t" * 43,
    "digest": "a" * 64, "url": "https://data.city.example", "ref": "intake:" + ID, "method": "get_timeline",
    "state": "submitted", "next": "42", "after": "42", "value": "69.5", "baseline": "62.5", "version": "1",
    "user_handle": "dXNlcg", "key": "JBSWY3DPEHPK3PXP", "media_type": "application/pdf", "consumer": "reporting",
    "password": "five plain words in a row",  # nosec B105 - an example
    "actor": "person:" + ID, "origin": "203.0.113.0/24",
    "source": "203.0.113.0/24", "final": "40.0", "change": "-22.5", "percent": "-36.0", "cost": "120000.00",
    "target": "30.0", "current": "40.0", "progress": "69.2",
}  # fmt: skip
#: By the name of a field that holds a day or a moment: what begins is before what ends.
DAYS: Mapping[str, str] = {
    "starts_on": "2027-06-01", "ends_on": "2027-06-30", "term_starts_on": "2028-01-01", "term_ends_on": "2032-01-01",
    "held_on": "2027-07-15", "due_on": "2027-09-30", "reply_by": "2027-05-15", "planned_on": "2027-09-01",
    "opens_at": "2027-01-10", "closes_at": "2027-03-31", "until": "2027-04-15", "value_on": "2027-06-01",
}  # fmt: skip
MOMENTS: Mapping[str, str] = {
    "starts_at": "2027-07-15T14:00:00Z", "ends_at": "2027-07-15T15:30:00Z", "expires_at": "2027-07-16T14:00:00Z",
}  # fmt: skip
A_DAY, A_MOMENT = "2027-07-15", "2027-07-15T14:07:00Z"

APPLICATION: dict[str, Any] = {
    "call": "2027", "city": "Puerto Ejemplo", "admin_area": "Magdalena", "country": "CO",
    "time_zone": "America/Bogota", "residents": 512_300, "population_source": "national projection",
    "population_year": 2025,
    "mayor": {"name": "Luz Prado", "term_starts_on": "2028-01-01", "term_ends_on": "2032-01-01"},
    "ambition": WORDS * 4, "foundations": WORDS * 4,
    "evidence": [{"kind": "open_data_portal", "url": "https://data.city.example"}],
    "resident_outcomes": ["affordable_housing"],
    "contacts": [{"name": "Ana Ruiz", "email": "ana@city.example", "role": "mayors_office", "primary": True}],
    "endorsed_by_mayor": True, "preferred_language": "es", "privacy_notice_accepted": True,
}  # fmt: skip
SELF_CHECK: dict[str, Any] = {
    "country": "CO", "residents": 512_300, "population_year": 2025,
    "mayor": {"term_starts_on": "2028-01-01", "term_ends_on": "2032-01-01"},
}  # fmt: skip

#: Keys of a map, by its name.
KEYS: Mapping[str, str] = {
    "versions": CODE, "waive": "visit_written_up", "anchors": "3", "anchors_in": "3", "meanings": "3",
}  # fmt: skip

#: Documents whose fields their services judge.
SHAPES: dict[type[Request[Any]], tuple[type[BaseModel], bool]] = {
    eligibility.CheckEligibility: (SelfCheckDocument, False),
    intake.SubmitApplication: (ApplicationDocument, False),
    intake.ResubmitApplication: (ApplicationDocument, False),
    intake.AnswerQuestion: (ApplicationDocument, False),
    intake.SaveDraft: (ApplicationDocument, True),
    intake.ReviseDraft: (ApplicationDocument, True),
}

#: Fields of an example that its schema cannot know.
GIVEN: dict[type[BaseModel], dict[str, Any]] = {
    eligibility.CheckEligibility: {"document": SELF_CHECK},
    intake.SubmitApplication: {"document": APPLICATION},
    intake.ResubmitApplication: {"document": APPLICATION},
    intake.AnswerQuestion: {"document": APPLICATION},
    intake.SaveDraft: {"document": {name: APPLICATION[name] for name in ("call", "city", "contacts")}},
    intake.ReviseDraft: {"document": {name: APPLICATION[name] for name in ("call", "city", "contacts")}},
    identity.ConfirmTotp: {"code": "123456"},
    identity.NoteDenied: {"place": "/staff/cities"},
    identity.NoteListTaken: {"place": "/staff/cities"},
    notifications.GetMailChoices: {"key": "a" * 42},
    notifications.SetMailChoices: {"key": "a" * 42},
    notifications.Unsubscribe: {"key": "a" * 42},
    notifications.TakeMail: {"unique": "a" * 64},
    notifications.HoldMails: {"template": "offer_reminder"},
    notifications.LogExchange: {"person": "Ana Ruiz"},
    notifications.WriteToGroup: {"to": {CODE: [TEXTS["ref"]]}},
}


@cache
def example_of(model: type[BaseModel], mode: Literal["validation", "serialization"] = "validation") -> dict[str, Any]:
    """As JSON, not to be changed. Of what is asked (`validation`), what must be given; of an answer, everything."""
    schema = model.model_json_schema(mode=mode)
    made = Maker(schema.get("$defs", {}), whole=mode == "serialization").value(schema, "")
    assert isinstance(made, dict), "a model is an object"
    return made | GIVEN.get(model, {})


class Maker:
    def __init__(self, shapes: Mapping[str, Any], *, whole: bool) -> None:
        self._shapes, self._whole = shapes, whole

    def value(self, schema: Mapping[str, Any], name: str, depth: int = 0) -> Any:  # noqa: PLR0911 - a line a kind
        if "$ref" in schema:
            return self.value(self._shapes[schema["$ref"].rpartition("/")[2]], name, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return TEXTS[name] if TEXTS.get(name) in schema["enum"] else schema["enum"][0]
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._one_of(schema[several], name, depth)
        match schema.get("type"):
            case "object":
                return self._object(schema, name, depth)
            case "array":
                return [] if depth > DEPTH else self._list(schema, singular(name), depth + 1)
            case "string":
                return text(schema, name)
            case "integer" | "number":
                return number(schema)
            case "boolean":
                return True
            case "null":
                return None
        return {} if schema else "…"

    def _list(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        if "prefixItems" in schema:
            return [self.value(one, name, depth) for one in schema["prefixItems"]]
        return [self.value(schema.get("items", {}), name, depth)] * max(1, schema.get("minItems", 1))

    def _one_of(self, choices: list[Any], name: str, depth: int) -> Any:
        full = [one for one in choices if one.get("type") != "null"]
        return None if depth > DEPTH and len(full) < len(choices) else self.value(full[0], name, depth)

    def _object(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        fields = schema.get("properties")
        if fields is None:
            kinds = schema.get("additionalProperties")
            keys = schema.get("propertyNames", {})
            key = self.value(keys, "language", depth) if keys.get("enum") or "$ref" in keys else self._key(name)
            return {key: self.value(kinds, singular(name), depth + 1)} if isinstance(kinds, dict) else {}
        wanted = fields if self._whole else schema.get("required", ())
        return {field: self.value(fields[field], field, depth + 1) for field in fields if field in wanted}

    def _key(self, name: str) -> str:
        return KEYS.get(name, "ambition")


def singular(name: str) -> str:
    return {"cities": "code", "codes": "code", "ids": "id", "languages": "language", "roles": "role"}.get(
        name, name.removesuffix("s")
    )


def text(schema: Mapping[str, Any], name: str) -> str:
    form = schema.get("format")
    if form == "date" or (form is None and (name in DAYS or name.endswith("_on"))):
        return DAYS.get(name, A_DAY)
    if form == "date-time" or name.endswith("_at") or name == "as_of":
        return MOMENTS.get(name, A_MOMENT)
    if form in FORMS:
        return FORMS[form]
    if "pattern" in schema and name not in TEXTS:
        return PATTERNS.get(schema["pattern"], "governance")
    said = TEXTS.get(name, name.replace("_", " ").capitalize() or "…")
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    return (said if len(said) >= least else (WORDS * (least // len(WORDS) + 1))[: max(least, len(WORDS) - 1)])[:most]


FORMS = {"uuid": ID, "email": TEXTS["email"], "uri": TEXTS["url"], "time": "14:00:00"}
PATTERNS = {
    "^[0-9]{6}$": "123456",
    "^[0-9a-f]{64}$": "a" * 64,
    "^-?[0-9]{1,15}(\\.[0-9]{1,6})?$": "69.5",
    "^[A-Z]{2}$": "CO",
    "^https://": "https://data.city.example",
}


def number(schema: Mapping[str, Any]) -> int:
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + ("exclusiveMinimum" in schema))
    return int(min(max(3, least), schema.get("maximum", schema.get("exclusiveMaximum", 10**9) - 1)))
