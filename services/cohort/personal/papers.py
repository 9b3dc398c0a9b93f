"""Of documents, commitments, consents."""

from __future__ import annotations

from shared.privacy.declared import (
    ACTOR,
    APPLICATION,
    CALLS,
    CITY,
    CODES,
    NULL,
    PLACE,
    TOMBSTONE,
    Table,
    Texts,
    by_actor,
)

ITS_DOCUMENTS = "document_id in (select d.document_id from documents d where d.application_id = %(application_id)s)"

ITS_COMMITMENT = """
commitment_id in (select c.commitment_id from commitments c where c.application_id = %(application_id)s)
"""

PAPERS = (
    Table(
        "document_versions",
        city=ITS_DOCUMENTS,
        gone=(CITY,),
        erased={"name sha256": NULL},
        plain={CODES: "media_type", ACTOR: "saved_by"},
    ),
    Table(
        "document_steps",
        city=ITS_DOCUMENTS,
        person=by_actor("done_by"),
        gone=(CITY,),
        erased={"reason": TOMBSTONE},
        plain={CODES: "step", ACTOR: "done_by"},
    ),
    Table(
        "documents",
        city=APPLICATION,
        gone=(CITY,),
        erased={"title about other_kind": NULL},
        plain={CODES: "kind visibility", PLACE: "language"},
    ),
    Table(
        "signatures",
        city=APPLICATION,
        erased={"name title": TOMBSTONE, "file": NULL},
        plain={CODES: "method", ACTOR: "entered_by"},
    ),
    Table(
        "commitment_steps",
        city=ITS_COMMITMENT,
        person=by_actor("taken_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "step", ACTOR: "taken_by"},
    ),
    Table(
        "commitments",
        city=APPLICATION,
        erased={"title": TOMBSTONE, "texts": Texts()},
        plain={CODES: "kind state", CALLS: "cohort"},
    ),
    Table(
        "silences",
        city=APPLICATION,
        person=by_actor("taken_back_by"),
        erased={"taken_back_because": NULL},
        plain={ACTOR: "recorded_by taken_back_by"},
    ),
    Table(
        "silence_overrides",
        city=APPLICATION,
        person=by_actor("overridden_by"),
        erased={"reason": TOMBSTONE},
        plain={CODES: "about", ACTOR: "overridden_by"},
    ),
    Table("media_consents", city=APPLICATION, erased={"name title": TOMBSTONE}, plain={ACTOR: "recorded_by"}),
)
