"""The demo's data: what examples/demo/README.md says of them holds, on whatever day the demo runs."""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from services.eligibility.domain.criteria import judge
from shared.contracts.application import ApplicationDocument, ResidentOutcome, parse_application
from shared.contracts.eligibility import EligibilityResult
from shared.contracts.identity import AddPerson
from shared.contracts.intake import OpenCall
from shared.program.eligibility_criteria import facts_of
from shared.program.folding import fold_city
from shared.program.load import load_program
from shared.program.places import find_places

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "examples" / "demo"
README = (DEMO / "README.md").read_text(encoding="utf-8")
PROGRAM = load_program(ROOT / "programs" / "city-data-alliance.toml")

TODAY = date(2027, 3, 31)
#: A leap day; months that clamp; the turn of a year, in which the past round lies in the year before.
DAYS = [TODAY, date(2028, 2, 29), date(2028, 8, 29), date(2029, 8, 31), date(2030, 1, 1), date(2030, 12, 31)]

ADMITTED = {"acceleration", "demonstration", "onboarding", "paused"}
AGREED = {"endorsed_by_mayor": True, "privacy_notice_accepted": True}
#: case -> (criterion, outcome, words of its reason)
CASES = {
    "region": ("region", "fail", "is not in"),
    "territory": ("region", "needs_review", "each city in a territory"),
    "legal_check": ("legal_check", "needs_review", "counsel must look"),
    "at_threshold": ("population", "fail", "you state 100,000."),
    "below_threshold": ("population", "fail", "must have more than 100,000"),
    "just_above": ("population", "pass", "more than 100,000"),
    "near_claim_official": ("population", "pass", "more than 100,000"),
    "near_claim_unofficial": ("population", "needs_review", "at most 10% above"),
    "above_reference": ("population", "needs_review", "or fewer"),
    "below_reference": ("population", "needs_review", "show more than"),
    "old_figure": ("population", "pass", "more than 5 years old"),
    "five_years_old": ("population", "pass", "more than 100,000"),
    "term_exact": ("mayor_term", "pass", "runs for at least 2 years"),
    "term_day_short": ("mayor_term", "fail", "must run for"),
    "term_short": ("mayor_term", "fail", "must run for"),
    "term_unknown": ("mayor_term", "needs_review", "is not known"),
    "mayor_not_started": ("mayor_term", "needs_review", "takes office on"),
}
STATED_OTHERWISE = {"at_threshold", "just_above", "above_reference", "below_reference", "region"}

City = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


def read_cities() -> Iterator[City]:
    for path in sorted((DEMO / "cities").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = data.pop("city")
        yield from (data | entry for entry in entries)


CITIES = list(read_cities())
CALLS = {call.pop("round"): call for call in read("calls.toml")["call"]}
PEOPLE = read("people.toml")["people"]
COMMENTS = read("comments.toml")["comment"]


def resolve(value: Any, anchors: Mapping[str, date]) -> Any:
    """The value with its dates and years put in, as the README says."""
    if isinstance(value, dict):
        return {key: resolve(entry, anchors) for key, entry in value.items()}
    if isinstance(value, list):
        return [resolve(entry, anchors) for entry in value]
    if not isinstance(value, str):
        return value
    if year := re.fullmatch(r"YEAR-(\d+)", value):
        return anchors["TODAY"].year - int(year[1])
    if not (token := re.fullmatch(rf"({'|'.join(anchors)})((?:[+-]\d+[ymd])*)", value)):
        return value
    day = anchors[token[1]]
    for number, unit in re.findall(r"([+-]\d+)([ymd])", token[2]):
        day += relativedelta(**{{"y": "years", "m": "months", "d": "days"}[unit]: int(number)})
    return day.isoformat()


def anchors_on(today: date) -> dict[str, date]:
    anchors = {"TODAY": today}
    closes = {f"{name.upper()}_CLOSE": resolve(call["closes_at"], anchors) for name, call in CALLS.items()}
    return anchors | {name: date.fromisoformat(day) for name, day in closes.items()}


def document_of(city: City, today: date) -> ApplicationDocument:
    fields = {name: value for name, value in city.items() if name in ApplicationDocument.model_fields}
    call = {"call": CALLS[city["round"]]["id"]}
    return parse_application(resolve(fields | call | AGREED, anchors_on(today)), today=today)


def judgement_of(city: City, today: date) -> EligibilityResult:
    facts = facts_of(document_of(city, today), PROGRAM.eligibility)
    as_of = anchors_on(today)[f"{city['round'].upper()}_CLOSE"]
    return judge(facts, PROGRAM.eligibility, as_of, find_places(city["country"], city["city"]))


def name_of(city: City) -> str:
    return f"{city['city']}, {city['admin_area']}, {city['country']}"


def texts_of(city: City) -> list[str]:
    first = city.get("first_version", {})
    kept = ("ambition", "foundations", "feedback", "question", "reason", "override")
    return [source[key] for source in (city, first) for key in kept if key in source]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from strings(entry)


def documented(heading: str) -> set[str]:
    """The words in code type of the first column of the table under a line of the README that begins so."""
    rows = README.split(heading, 1)[1].lstrip().split("\n\n")
    table = next(part for part in rows if part.startswith("|"))
    return set(chain.from_iterable(re.findall(r"`(\w+)`", row.split("|")[1]) for row in table.splitlines()))


# -- the documents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_document_is_accepted_whole(today: date) -> None:
    for city in CITIES:
        document = document_of(city, today)
        assert document.residents == city["residents"]
        assert document.mayor.term_starts_on < anchors_on(today)["OPEN_CLOSE"] + relativedelta(months=1)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_a_first_version_is_accepted_too(today: date) -> None:
    changed = [city | city["first_version"] for city in CITIES if "first_version" in city]
    assert [document_of(city, today).city for city in changed] == ["Montego Bay", "Montería"]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_past_cohort_started_three_months_ago_and_the_open_call_is_open(today: date) -> None:
    calls = {name: OpenCall.model_validate(resolve(call, anchors_on(today))) for name, call in CALLS.items()}
    past, opened = calls["past"], calls["open"]
    assert past.closes_at < past.cohort.starts_on
    assert past.cohort.starts_on + relativedelta(months=3) < today < past.cohort.starts_on + relativedelta(months=4)
    assert opened.opens_at < today < opened.closes_at < opened.cohort.starts_on


def test_no_key_is_unknown_to_the_readme() -> None:
    own = documented("Keys that are not of the document:")
    known = own | set(ApplicationDocument.model_fields)
    assert {key for city in CITIES for key in city if key not in known} == set()
    assert own == {key for city in CITIES for key in city if key not in ApplicationDocument.model_fields}


# -- the real cities ---------------------------------------------------------------------------------------------------


def test_there_are_cities_enough_and_the_readme_counts_them() -> None:
    distinct = {(city["country"], city["city"], city["admin_area"]) for city in CITIES} - {
        ("MX", "Toluca", "Estado de México")
    }
    countries = {city["country"] for city in CITIES if PROGRAM.eligibility.in_region(city["country"])}
    territories = {city["country"] for city in CITIES} & set(PROGRAM.eligibility.countries.territories)
    counted = f"{len(CITIES)} applications of {len(distinct)} real cities in {len(countries)} countries and "
    assert f"{counted}{len(territories)} territories" in README
    assert len(distinct) >= 84
    assert len(countries) >= 15
    rounds = Counter(city["round"] for city in CITIES)
    assert rounds["past"] >= 50
    assert rounds["open"] >= 30


def test_names_and_residents_are_those_of_geonames() -> None:
    for city in CITIES:
        if city["country"] == "ES":
            continue
        places = [place for place in find_places(city["country"], city["city"]) if place.name == city["city"]]
        assert places, f"GeoNames has no {name_of(city)}"
        if STATED_OTHERWISE.isdisjoint(city.get("cases", ())):
            assert city["residents"] in [place.population for place in places], name_of(city)


def test_each_state_or_province_of_geonames_has_one_name() -> None:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for city in CITIES:
        own = [p for p in find_places(city["country"], city["city"]) if p.population == city["residents"]]
        if own and "likely_duplicate" not in city.get("cases", ()):
            named[city["country"], own[0].admin1].add(city["admin_area"])
    assert {area: names for area, names in named.items() if len(names) > 1} == {}
    areas = Counter((country, name) for (country, _code), names in named.items() for name in names)
    assert [area for area, codes in areas.items() if codes > 1] == []


def test_homonyms_and_one_likely_duplicate() -> None:
    applied = Counter(city["city"] for city in CITIES)
    marked = {
        case: {c["city"] for c in CITIES if case in c.get("cases", ())} for case in ("homonym", "likely_duplicate")
    }
    assert marked == {
        "homonym": {"Springfield", "Kansas City", "Córdoba", "Mérida"},
        "likely_duplicate": {"Toluca"},
    }
    assert {name for name, times in applied.items() if times > 1} == marked["homonym"] | marked["likely_duplicate"]
    live = Counter((c["round"], c["country"], fold_city(c["city"]), fold_city(c["admin_area"])) for c in CITIES)
    assert max(live.values()) == 1, "one live application for each city and area"


# -- the check ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_check_says_what_the_city_shows(today: date) -> None:
    for city in CITIES:
        result = judgement_of(city, today)
        assert result.outcome == city.get("eligibility", "eligible"), name_of(city)
        expected = [CASES[case] for case in city.get("cases", ()) if case in CASES]
        by_id = {criterion.id: criterion for criterion in result.criteria}
        for criterion, outcome, reason in expected:
            assert by_id[criterion].outcome == outcome, name_of(city)
            assert reason in by_id[criterion].reason, name_of(city)
        shown = {criterion for criterion, _outcome, _reason in expected}
        falling = {c.id for c in result.criteria if c.outcome in ("fail", "needs_review") or "note" in c.reason}
        assert falling <= shown, f"{name_of(city)} shows more than its cases say"


def test_every_case_occurs_where_the_readme_says() -> None:
    assert {case for city in CITIES for case in city.get("cases", ())} == documented("Cases. ")
    assert documented("Cases. ") == set(CASES) | {"homonym", "likely_duplicate"}
    for case in CASES:
        row = next(line for line in README.splitlines() if line.startswith(f"| `{case}` |"))
        told = {re.sub(r" \(.*\)", "", name.strip()) for name in row.split("|")[3].split(",")}
        assert told == {city["city"] for city in CITIES if case in city.get("cases", ())}, case


def test_the_boundaries_are_hit_exactly() -> None:
    stated = {case: city for city in CITIES for case in city.get("cases", ())}
    assert stated["at_threshold"]["residents"] == 100_000
    assert stated["just_above"]["residents"] == 100_001
    assert 100_000 < stated["near_claim_official"]["residents"] <= 110_000
    assert "five_years_old" in stated
    for case, noted in (("five_years_old", False), ("old_figure", True)):
        assert ("Please note" in judgement_of(stated[case], TODAY).criteria[2].reason) is noted
    begins = date.fromisoformat(resolve(stated["mayor_not_started"]["mayor"]["term_starts_on"], anchors_on(TODAY)))
    assert (begins - anchors_on(TODAY)["OPEN_CLOSE"]).days == 1
    exact = judgement_of(stated["term_exact"], TODAY).criteria[3]
    assert exact.observed == exact.threshold
    for city in CITIES:
        if "term_day_short" in city.get("cases", ()):
            short = judgement_of(city, TODAY).criteria[3]
            ends_on, needed = date.fromisoformat(str(short.observed)), date.fromisoformat(str(short.threshold))
            assert (needed - ends_on).days == 1


# -- the stories -------------------------------------------------------------------------------------------------------


def test_stories_are_those_of_the_readme_and_enough_of_each() -> None:
    stories = {name: Counter(c["story"] for c in CITIES if c["round"] == name) for name in CALLS}
    assert set(stories["past"]) == documented("Stories of the past round:")
    assert set(stories["open"]) == documented("Stories of the open round")
    past = stories["past"]
    assert past["acceleration"] >= 12
    assert past["demonstration"] >= 2
    assert past["declined"] >= 20
    assert past["waitlisted"] >= 1
    assert all(past[story] == 1 for story in ("onboarding", "paused", "offer_declined", "offer_lapsed"))
    assert all(stories["open"][story] >= 1 for story in documented("Stories of the open round"))


def test_places_are_enough_and_no_ineligible_city_is_admitted() -> None:
    offered = [c for c in CITIES if c["story"] in ADMITTED | {"offer_declined", "offer_lapsed"}]
    assert len([c for c in offered if c["round"] == "past"]) <= CALLS["past"]["capacity"]
    offered += [c for c in CITIES if c["story"] in ("offered", "confirmed") or c.get("decision") == "admitted"]
    assert [name_of(c) for c in offered if c.get("eligibility") == "ineligible"] == []
    assert [c["city"] for c in offered if c.get("eligibility") == "needs_review"] == ["Ponce"]
    assert [c["city"] for c in CITIES if "override" in c] == ["Ponce"]


def test_each_story_has_the_keys_that_it_needs() -> None:
    needs = {
        "demonstration": {"unmet"},
        "onboarding": {"unmet"},
        "paused": {"phase", "reason"},
        "in_review": {"quality", "reviews"},
        "resubmitted": {"quality", "reviews", "first_version"},
        "more_info": {"question", "due"},
        "answered": {"question", "due", "first_version"},
        "decided": {"decision", "quality"},
        "waitlisted": {"rank", "quality"},
    } | {story: {"quality"} for story in ("acceleration", "offered", "confirmed", "offer_declined", "offer_lapsed")}
    for city in CITIES:
        assert needs.get(city["story"], set()) <= set(city), name_of(city)
        if city["story"] == "declined":
            assert "quality" in city or city["eligibility"] == "ineligible", name_of(city)
    for name in CALLS:
        ranks = sorted(c["rank"] for c in CITIES if c["round"] == name and c["story"] == "waitlisted")
        assert ranks == list(range(1, len(ranks) + 1))


def test_requirements_and_phases_are_the_programs() -> None:
    requirements = {phase.id: set(phase.requirements) for phase in PROGRAM.phases}
    for city in CITIES:
        phase = city["story"] if city["story"] in requirements else None
        if "unmet" in city:
            assert city["unmet"], name_of(city)
            assert phase is not None
            assert set(city["unmet"]) <= requirements[phase], name_of(city)
        assert set(city.get("waived", ())) <= requirements["demonstration"]
        assert city.get("phase", "demonstration") in requirements
        if "team_lead_named" in city.get("unmet", ()):
            assert "team_lead" not in {contact["role"] for contact in city["contacts"]}


def test_languages_fit_and_outcomes_spread() -> None:
    languages = Counter(city["preferred_language"] for city in CITIES)
    assert set(languages) == {"en", "es", "pt", "fr"}
    assert min(languages.values()) >= 7
    french = {city["country"] for city in CITIES if city["preferred_language"] == "fr"}
    assert french == {"CA", "HT", "MQ", "GP"}
    outcomes = Counter(outcome for city in CITIES for outcome in city["resident_outcomes"])
    assert set(outcomes) == {outcome.value for outcome in ResidentOutcome}
    kinds = {evidence["kind"] for city in CITIES for evidence in city.get("evidence", ())}
    assert len(kinds) == 7
    held = [{contact["role"] for contact in city["contacts"]} for city in CITIES]
    assert sum("team_lead" in roles for roles in held) > len(CITIES) * 3 // 4
    assert sum("chief_data_officer" in roles for roles in held) > len(CITIES) // 2
    assert all(1 <= len(city["contacts"]) <= 4 for city in CITIES)


# -- texts and people --------------------------------------------------------------------------------------------------


def test_texts_are_of_readable_length_and_no_two_are_equal() -> None:
    for city in CITIES:
        for key in ("ambition", "foundations"):
            assert 200 <= len(city[key]) <= 600, f"{name_of(city)}: {key} has {len(city[key])} characters"
    texts = [text for city in CITIES for text in texts_of(city)] + [comment["text"] for comment in COMMENTS]
    texts = [text for text in texts if not text.startswith("Ineligible: ")]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_no_sentence_opening_or_run_of_words_repeats_between_texts() -> None:
    """Eight words in a row, the same in two texts, would be boilerplate."""
    seen: dict[tuple[str, ...], str] = {}
    for city in CITIES:
        for text in (city["ambition"], city["foundations"]):
            words = re.findall(r"\w+", text.casefold())
            for run in {tuple(words[start : start + 8]) for start in range(len(words) - 7)}:
                assert seen.setdefault(run, name_of(city)) == name_of(city), " ".join(run)
    openings = Counter(" ".join(c[key].split()[:3]) for c in CITIES for key in ("ambition", "foundations"))
    assert [opening for opening, times in openings.items() if times > 2] == []


def test_every_address_is_under_example() -> None:
    for text in chain.from_iterable(strings(source) for source in (CITIES, PEOPLE, COMMENTS, list(CALLS.values()))):
        for host in re.findall(r"(?:https?://|@)([^/\s\"]+)", text):
            assert host.endswith(".example"), text
        assert not re.search(r"\bwww\.|\.(com|org|gov|net)\b", text), text


def test_people_are_distinct_and_cover_the_languages() -> None:
    people = [AddPerson.model_validate(person) for person in PEOPLE]
    contacts = [contact for city in CITIES for contact in city["contacts"]]
    addresses = [person.email for person in people] + [contact["email"] for contact in contacts]
    assert [address for address, times in Counter(addresses).items() if times > 1] == []
    mayors = {(city["mayor"]["name"], city["city"]) for city in CITIES}
    names = [name for name, _city in mayors] + [c["name"] for c in contacts] + [p.name for p in people]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    roles = Counter(role.value for person in people for role in person.roles)
    assert roles == {"reviewer": 9, "coach": 5, "staff": 3, "program_lead": 1, "administrator": 1}
    for role, least in (("reviewer", 3), ("coach", 1)):
        spoken = Counter(language for p in people if role in p.roles for language in p.languages)
        assert min(spoken[language] for language in ("en", "es", "pt", "fr")) >= least


def test_comments_come_in_each_language_and_quality() -> None:
    assert len(COMMENTS) == 40
    spread = Counter((comment["language"], comment["quality"]) for comment in COMMENTS)
    assert len(spread) == 12
    assert min(spread.values()) >= 3
    reviewers = {person["email"] for person in PEOPLE if person["roles"] == ["reviewer"]}
    assert [c["conflict"] for c in CITIES if "conflict" in c] != []
    assert {c["conflict"] for c in CITIES if "conflict" in c} <= reviewers
    assert {c["quality"] for c in CITIES if "quality" in c} == {"strong", "middling", "weak"}
    assert len({c["preferred_language"] for c in CITIES if "feedback" in c}) == 4


def test_the_figures_are_attributed() -> None:
    attribution = (DEMO / "ATTRIBUTION.md").read_text(encoding="utf-8")
    with (ROOT / "shared" / "program" / "data" / "cities.csv").open(encoding="utf-8", newline="") as file:
        figures = {(row["country"], row["name"], int(row["population"])) for row in csv.DictReader(file)}
    changed = [c["city"] for c in CITIES if (c["country"], c["city"], c["residents"]) not in figures]
    assert "geonames.org" in attribution
    assert "Attribution 4.0" in attribution
    assert [city for city in changed if city not in attribution] == []
