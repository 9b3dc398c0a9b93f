"""Of what cities do: project, strategy, targets, what they codify, what they answer."""

from __future__ import annotations

from shared.privacy.declared import (
    ACTOR,
    APPLICATION,
    CALLS,
    CITY,
    CODES,
    NULL,
    TOMBSTONE,
    Table,
    Texts,
    by_actor,
    mentions,
)

#: Keys of documents whose values are codes out of closed lists.
OF_PROJECTS = frozenset({"component", "direction", "resident_outcome"})

OF_STRATEGIES = frozenset({"component", "state", "currency"})

OF_RECORDS = frozenset({"area", "instrument", "state", "function", "risk"})

ITS_TARGETS = "target_id in (select t.target_id from targets t where t.application_id = %(application_id)s)"

WORK = (
    Table(
        "project_parts",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_PROJECTS), "returned_because": NULL},
        of_person={"document": Texts(OF_PROJECTS)},
        plain={CODES: "part state", ACTOR: "judged_by"},
    ),
    Table("project_sources", city=APPLICATION, gone=(CITY,), erased={"name finding": NULL}),
    Table("project_gaps", city=APPLICATION, erased={"description": TOMBSTONE, "mended_how": NULL}),
    Table("project_milestones", city=APPLICATION, erased={"title": TOMBSTONE, "evidence": NULL}),
    Table(
        "engagements",
        city=APPLICATION,
        erased={"engaged_by finding changed": TOMBSTONE, "reference": NULL},
        plain={CODES: "linked_to"},
    ),
    Table("strategies", city=APPLICATION, erased={"vision": NULL}, plain={CODES: "state"}),
    Table(
        "strategy_components",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_STRATEGIES), "feedback": NULL},
        of_person={"document": Texts(OF_STRATEGIES)},
        plain={CODES: "component state"},
    ),
    Table(
        "strategy_actions",
        city=APPLICATION,
        erased={"what": TOMBSTONE, "owner": NULL},
        plain={CODES: "component currency state"},
    ),
    Table(
        "strategy_versions",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_STRATEGIES)},
        plain={CODES: "part", ACTOR: "saved_by"},
    ),
    Table(
        "strategy_steps",
        city=APPLICATION,
        person=by_actor("taken_by"),
        erased={"reason": NULL},
        plain={CODES: "component step", ACTOR: "taken_by"},
    ),
    Table(
        "measurements",
        city=ITS_TARGETS,
        person=by_actor("entered_by"),
        erased={"note": NULL},
        plain={ACTOR: "entered_by"},
    ),
    Table(
        "target_steps",
        city=ITS_TARGETS,
        person=by_actor("taken_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "state", ACTOR: "taken_by"},
    ),
    Table(
        "targets",
        city=APPLICATION,
        erased={"indicator unit": TOMBSTONE, "owner": NULL},
        plain={CODES: "state direction resident_outcome component cadence"},
    ),
    Table("review_routines", city=APPLICATION, erased={"chair": TOMBSTONE}, plain={CODES: "cadence"}),
    Table("performance_reviews", city=APPLICATION, erased={"decisions": Texts()}, plain={ACTOR: "entered_by"}),
    Table(
        "codified",
        city=APPLICATION,
        person=mentions("document"),
        erased={"document": Texts(OF_RECORDS)},
        plain={CODES: "register", ACTOR: "saved_by"},
    ),
    Table(
        "maturity_assessments",
        city=APPLICATION,
        erased={"evidence": Texts()},
        plain={CODES: "moment view", "levels by component": "levels", ACTOR: "saved_by"},
    ),
    Table(
        "follow_ups",
        city=APPLICATION,
        person=by_actor("said_by"),
        erased={"found": Texts(), "reason": f"case when reason is null then null else {TOMBSTONE} end"},
        of_person={"reason": f"case when reason is null then null else {TOMBSTONE} end"},
        plain={ACTOR: "said_by"},
    ),
    Table("surveys_asked", plain={CALLS: "cohort", CODES: "survey", ACTOR: "said_by"}),
    Table(
        "survey_responses",
        city=APPLICATION,
        erased={"answers": Texts()},
        plain={CODES: "survey role", ACTOR: "answered_by"},
    ),
)
