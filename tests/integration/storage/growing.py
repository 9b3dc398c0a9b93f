"""Which tables stay small however long Alliance runs, and which statements read one as a whole that grows; and why.

A table that does not stand in BOUNDED grows: with applications, events, mails, people, cities, sessions.
"""

SWEPT = "what is over goes each hour"
CALLS = "some calls a year"
COHORTS = "some cohorts a year"
TEAM = "the people of the program"
BY_HAND = "a few, made by hand"

BOUNDED: dict[str, dict[str, str]] = {
    "identity": dict.fromkeys(("sessions", "sign_ins", "used_stamps", "access_tokens"), SWEPT),
    "intake": {"calls": CALLS, "coaches": TEAM},
    "eligibility": {"calls": CALLS, "criteria": "one a version of the criteria", "reviewers": TEAM},
    "cohort": {"cohorts": COHORTS, "programs": "one a version of the program", "coaches": TEAM},
    "notifications": {
        "calls": CALLS,
        "hold_rules": BY_HAND,
        "link_secret": "one row",
    },
    "reporting": {
        "calls": CALLS,
        "cohorts": COHORTS,
        "rebuilds": BY_HAND,
        "webhooks": BY_HAND,
        "webhook_secrets": "two of a webhook at most",
    },
    "operations": {"mutes": BY_HAND, "letter_groups": "one of a queue, an event's type and a cause"},
}

LISTED = "a list that is narrowed by nothing says how many there are"
EACH_CITY = "each city that takes part is looked at, by periodic work or for the public"
OF_A_REBUILD = "how far a rebuild is, of all events"

WHOLE: dict[str, dict[str, str]] = {
    "identity": {"count_people": LISTED},
    "eligibility": {"count_listed_reviews": LISTED},
    "cohort": {
        **dict.fromkeys(("list_watched", "list_started", "list_cities_to_tell"), EACH_CITY),
        **dict.fromkeys(("list_sessions", "count_sessions"), "a coach’s own, or of their cities"),
    },
    "notifications": {"count_mails": LISTED},
    "reporting": {
        "insert_rebuild": OF_A_REBUILD,
        "clear_tallies": "all of them go, when they are no longer true",
    },
}

#: The state of most rows, where it is not the last that a table's check names.
MOST: dict[tuple[str, str], str] = {("mails", "state"): "sent"}
