"""What stands in the menus of Django's pages: as many choices as in Alliance's."""

from __future__ import annotations

Choices = list[tuple[str, str]]


def chosen(names: str) -> Choices:
    return [(name, name.replace("_", " ").capitalize()) for name in names.split()]


COUNTRIES = [
    (code, f"Country {code}")
    for line in (
        "CO MX BR US CA AR CL PE AI AG AW BS BB BZ BM BO VG BQ KY CR CU CW DM DO EC SV FK GF GL",
        "GD GP GT GY HT HN JM MQ MS NI PA PY PR SX BL KN LC MF PM VC SR TT TC VI UY VE",
    )
    for code in line.split()
]
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt", "Português"), ("fr", "Français")]
STATES = chosen(
    "draft submitted checked in_review more_info decided offered waitlisted declined confirmed declined_by_city"
    " lapsed withdrawn"
)
CHECKS = chosen("eligible needs_review ineligible")
FILTERS = {
    "state": STATES,
    "eligibility": CHECKS,
    "country": COUNTRIES,
    "region": chosen("north central south caribbean elsewhere"),
    "language": LANGUAGES,
    "outcome": chosen("housing mobility climate health safety jobs schools budget other"),
}
VIEWS = {
    "All": "",
    "To look at": "?eligibility=needs_review",
    "Nobody assigned": "?state=checked",
    "In review": "?state=in_review",
    "Waiting for the city": "?state=more_info",
    "Decided": "?state=decided",
}
#: What it is sorted by, where it can be, and the words.
HEADS = [
    ("city", "City"), ("", "Residents"), ("language", "Language"), ("", "Check"), ("state", "State"),
    ("submitted_at", "Submitted"), ("", "Reviews"), ("", "Mean"), ("", "Range"),
]  # fmt: skip
VERBS = chosen("assign remind shortlist decide")
#: Address, words, kinds of work that are counted beside it.
PLACES = [
    ("/staff", "What waits", ("check", "reviewers", "decision")),
    ("/staff/applications", "Applications", ("check", "reviewers")),
    ("/staff/reviews", "Reviews", ()),
    ("/staff/selection", "Selection", ("decision",)),
    *(
        (f"/staff/{name}", words, ())
        for name, words in chosen("calls cohorts coaches sessions convenings mail write people reports program")
    ),
]
PUBLIC = [("/", "Program"), ("/check", "Check your city"), ("/apply", "Apply"), ("/status", "Where is my application?")]
BELOW = [("/open-data", "Open data"), ("/privacy", "Privacy"), ("/accessibility", "Accessibility"), ("/api", "API")]
OUTCOMES = [
    ("done", "The city may meet the minimums", "Begin an application."),
    ("attention", "Somebody will look at it", "Apply all the same."),
    ("late", "The city does not meet them", "See what may change."),
]
SHEETS = ("tokens.css", "components.css", "portal.css")
