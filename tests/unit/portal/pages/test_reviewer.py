"""A reviewer's evening: the queue, the declaration before the texts, scores half-way and whole."""

from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import eligibility
from shared.contracts.application import Evidence, EvidenceKind
from shared.contracts.errors import Detail, Refusal
from shared.contracts.handed_in import FilePart
from shared.contracts.intake import ApplicationTexts, TextFile
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.support.sample_files import DOCX, PDF, PNG, WEBP
from tests.unit.portal.doorway import PROGRAM_FILE, Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import REVIEWER, door_of, headers

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CODE = "K7Q2M9X4TB"
SCORES = {"ambition": 4, "foundations": 5, "resident_impact": 3, "readiness": 2}
ASSESSMENT = eligibility.Assessment(
    required=3, assigned=1, submitted=0, recused=0, mean=None, lowest=None, highest=None, apart=False, reviews=()
)


def listed(state: str = "cleared", code: str = CODE, **changed: Any) -> eligibility.ListedReview:
    fields = {
        "code": code, "call": "2027", "city": "Sherbrooke", "admin_area": "Québec", "country": "CA", "language": "fr",
        "reviewer_id": REVIEWER, "state": state, "stale": False, "assigned_at": datetime(2026, 11, 1, tzinfo=UTC),
        "due_on": date(2026, 11, 26),
    }  # fmt: skip
    return eligibility.ListedReview.model_validate(fields | changed)


def read(state: str = "cleared", scores: dict[str, int] | None = None, **changed: Any) -> eligibility.ReviewTexts:
    review = {"reviewer_id": REVIEWER, "state": state, "scores": scores or {}, "total": None, "stale": False} | changed
    criteria = tuple(
        eligibility.RubricCriterionShown(id=name, title=f"Criterion {name}", weight=25, anchors={1: "low", 5: "high"})
        for name in SCORES
    )
    return eligibility.ReviewTexts(
        code=CODE, call="2027", city="Sherbrooke", admin_area="Québec", country="CA", residents=129_447,
        texts=ApplicationTexts(
            version=2, language="fr", ambition="Déneiger <b>", foundations="Chaque véhicule", evidence=(),
            resident_outcomes=("mobility",), other_outcome=None,
        ),
        rubric=eligibility.RubricShown(criteria=criteria, reviews_required=3, flag_distance=2.0),
        review=eligibility.Review.model_validate(review),
    )  # fmt: skip


def reviewers_door(*reviews: eligibility.ListedReview, **answers: Any) -> Doorway:
    page = Page[eligibility.ListedReview](items=reviews, next=None, total=len(reviews))
    return door_of(Role.REVIEWER, list_reviews=page, **answers)


def test_the_queue_shows_what_is_next_and_how_late_it_is() -> None:
    door = reviewers_door(
        listed("assigned", due_on=date(2099, 1, 1)),
        listed("cleared", "AAAAAAAAAA", scored=2),
        listed("recused", "BBBBBBBBBB"),
    )
    page = Read(door.get("/reviews", headers=headers()))
    assert "Begun: 2 of 4 scores" in page.text
    assert "days late" in page.text
    assert page.links.index("/reviews/AAAAAAAAAA") < page.links.index(f"/reviews/{CODE}")
    assert "/reviews/BBBBBBBBBB" not in page.links
    assert all(one.request.reviewer_id == REVIEWER for one in door.client.asked if one.request.method == "list_reviews")


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("history", "Nothing yet"),
        ("open", "Nothing to do"),
        ("submitted", "Nothing submitted yet"),
        ("x", "Nothing to do"),
    ],
)
def test_an_empty_view_says_what_will_be_there(view: str, said: str) -> None:
    assert said in Read(reviewers_door().get(f"/reviews?state={view}", headers=headers())).text


def test_ones_history_holds_all_the_latest_first() -> None:
    door = reviewers_door(
        listed("submitted", "BBBBBBBBBB"), listed("released", assigned_at=datetime(2026, 12, 1, tzinfo=UTC))
    )
    answer = door.get("/reviews?state=history", headers=headers())
    assert answer.text.count('<th scope="row">') == 2
    assert "/reviews/BBBBBBBBBB" in Read(answer).links


def test_the_texts_are_not_asked_for_before_the_declaration() -> None:
    door = reviewers_door(listed("assigned"), get_review_texts=read())
    page = Read(door.get(f"/reviews/{CODE.lower()}", headers=headers()))
    assert "say whether you have a conflict" in page.text
    assert "get_review_texts" not in door.client.methods


def test_a_declaration_needs_an_answer_and_leads_to_the_texts_or_back() -> None:
    door = reviewers_door(listed("assigned"), declare_conflict=ASSESSMENT)
    without = door.post(f"/reviews/{CODE}/declaration", data={}, headers=headers())
    assert without.status_code == 422
    assert "#conflict" in Read(without).links
    for conflict, target in (("none", f"/reviews/{CODE}"), ("declared", "/reviews")):
        answer = door.post(f"/reviews/{CODE}/declaration", data={"conflict": conflict}, headers=headers())
        assert (answer.status_code, answer.headers["Location"]) == (303, target)


def test_the_texts_are_marked_with_their_language_and_are_no_markup() -> None:
    answer = reviewers_door(listed(), get_review_texts=read(scores={"ambition": 4})).get(
        f"/reviews/{CODE}", headers=headers()
    )
    assert 'lang="fr"' in answer.text
    assert "Déneiger &lt;b&gt;" in answer.text
    assert answer.text.count(" checked") == 1


def test_what_a_new_version_changed_is_marked_in_its_texts() -> None:
    stale = read("submitted", stale=True)
    before = stale.texts.model_copy(update={"version": 1, "ambition": "Déneiger tout"})
    door = reviewers_door(listed("submitted", stale=True), get_review_texts=stale.model_copy(update={"before": before}))
    answer = door.get(f"/reviews/{CODE}", headers=headers())
    assert "<del>tout</del><ins>&lt;b&gt;</ins>" in answer.text
    assert "since version 1 is underlined" in Read(answer).text


def test_a_submitted_review_says_that_it_can_be_corrected() -> None:
    answer = reviewers_door(listed("submitted"), get_review_texts=read("submitted")).get(
        f"/reviews/{CODE}", headers=headers()
    )
    assert "until a decision is made" in Read(answer).text


def test_a_draft_is_kept_and_a_whole_review_submitted() -> None:
    door = reviewers_door(listed(), save_review=read().review, submit_review=ASSESSMENT)
    form = {f"scores.{name}": str(score) for name, score in SCORES.items()} | {"comment": " why "}
    kept = door.post(f"/reviews/{CODE}", data={"scores.ambition": "4", "keep": "1"}, headers=headers())
    assert (kept.status_code, kept.headers["Location"]) == (303, f"/reviews/{CODE}")
    sent = door.post(f"/reviews/{CODE}", data=form, headers=headers())
    assert (sent.status_code, sent.headers["Location"]) == (303, "/reviews")
    asked = {one.request.method: one.request for one in door.client.asked}
    assert asked["save_review"] == eligibility.SaveReview(code=CODE, reviewer_id=REVIEWER, scores={"ambition": 4})
    assert asked["submit_review"] == eligibility.SubmitReview(
        code=CODE, reviewer_id=REVIEWER, conflict="none", scores=SCORES, comment="why"
    )


def test_one_form_is_one_command_however_often_it_is_sent() -> None:
    door = reviewers_door(listed(), submit_review=ASSESSMENT)
    form = {"command_id": str(UUID(int=5)), "scores.ambition": "4"}
    for _ in range(2):
        door.post(f"/reviews/{CODE}", data=form, headers=headers())
    assert [one.command_id for one in door.client.asked if one.request.method == "submit_review"] == [UUID(int=5)] * 2


def test_a_refused_review_keeps_what_was_typed_and_says_what_is_missing() -> None:
    lacking = Refusal("invalid", Detail("scores.readiness", "missing"))
    door = reviewers_door(listed(), get_review_texts=read(), submit_review=lacking)
    form = {"scores.ambition": "4", "comment": "What convinced me"}
    answer = door.post(f"/reviews/{CODE}", data=form, headers=headers("es"))
    page = Read(answer)
    assert answer.status_code == 422
    assert "#scores.readiness" in page.links
    assert 'value="4" checked' in answer.text
    assert "What convinced me" in answer.text
    assert page.language == "es"


def test_while_the_service_is_down_nothing_typed_is_lost() -> None:
    door = reviewers_door(listed(), get_review_texts=unavailable(), submit_review=unavailable())
    answer = door.post(f"/reviews/{CODE}", data={"comment": "What convinced me"}, headers=headers())
    assert answer.status_code == 503
    assert Read(answer).fields["comment"]["value"] == "What convinced me"


@pytest.mark.parametrize(
    "noise", [{"scores.ambition": "x"}, {"scores.": "1"}, {"scores.ambition": "9" * 5000}, {"comment": "\0"}]
)
def test_noise_in_a_review_is_refused(noise: dict[str, str]) -> None:
    door = reviewers_door(
        listed(), get_review_texts=read(), submit_review=Refusal("invalid", Detail("comment", "too_long"))
    )
    assert door.post(f"/reviews/{CODE}", data=noise, headers=headers()).status_code == 422


def test_somebody_elses_review_is_nowhere() -> None:
    """Whether it is there or not; an interview panel's mail leads to it all the same."""
    door = reviewers_door(listed())
    answer = door.get("/reviews/AAAAAAAAAA", headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reviews")
    assert "flash=" in answer.headers["Set-Cookie"]
    assert door.post("/reviews/AAAAAAAAAA", data={"keep": ""}, headers=headers()).status_code == 404


def test_staff_on_a_panel_read_the_application_on_their_own_page() -> None:
    """They have no reviews to be asked for."""
    answer = door_of(Role.STAFF).get(f"/reviews/{CODE}", headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/applications/{CODE}")


def giving(content: bytes) -> Doorway:
    parts = [FilePart(content=b64encode(content).decode()), FilePart(content="")]
    return reviewers_door(listed(), get_review_file_part=lambda request: parts[request.number])


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_a_file_is_shown_in_a_frame_of_ours_alone(content: bytes, kind: str) -> None:
    answer = giving(content).get(f"/reviews/{CODE}/files/{'a' * 64}/shown", headers=headers())
    assert (answer.content, answer.headers["Content-Type"]) == (content, kind)
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("content", [DOCX, b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<script>1</script>"])
def test_what_no_browser_shows_by_itself_is_only_saved(content: bytes) -> None:
    assert giving(content).get(f"/reviews/{CODE}/files/{'a' * 64}/shown", headers=headers()).status_code == 404


def test_files_stand_beside_the_rubric_each_as_its_kind() -> None:
    kinds = {"a": "application/pdf", "b": "image/png", "c": DOCUMENT}
    whole = read()
    texts = whole.texts.model_copy(update={
        "evidence": tuple(Evidence(kind=EvidenceKind.POLICY, file=name * 64) for name in (*kinds, "d")),
        "files": tuple(TextFile(sha256=n * 64, media_type=kind, size=84_100) for n, kind in kinds.items()),
    })  # fmt: skip
    door = reviewers_door(listed(), get_review_texts=whole.model_copy(update={"texts": texts}))
    answer = door.get(f"/reviews/{CODE}", headers=headers())
    at = f"/reviews/{CODE}/files"
    assert f'<iframe class="letter-frame" src="{at}/{"a" * 64}/shown" title="PDF, 85 KB"' in answer.text
    assert f'<img src="{at}/{"b" * 64}/shown"' in answer.text
    assert answer.text.count("/shown") == 2
    assert {f"{at}/{name * 64}" for name in "abcd"} <= set(Read(answer).links)


def test_a_file_is_saved_and_never_shown() -> None:
    parts = [FilePart(content=b64encode(b"%PDF-1").decode()), FilePart(content="")]
    door = reviewers_door(listed(), get_review_file_part=lambda request: parts[request.number])
    answer = door.get(f"/reviews/{CODE}/files/{'a' * 64}", headers=headers())
    assert (answer.content, answer.headers["Content-Disposition"]) == (b"%PDF-1", 'attachment; filename="aaaaaaaaaaaa"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_guide_shows_the_programs_own_rubric() -> None:
    assert PROGRAM_FILE.exists()
    assert "Bold mayoral ambition" in Read(reviewers_door().get("/reviews/guide", headers=headers())).text


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_titles_and_anchors_are_in_the_readers_language(language: str) -> None:
    answer = reviewers_door().get("/reviews/guide", headers=headers(language))
    assert 'lang="en"' not in answer.text.split("<main", 1)[1]
    assert "Bold mayoral" not in answer.text


def test_a_program_of_one_language_says_that_it_is() -> None:
    answer = reviewers_door(listed(), get_review_texts=read()).get(f"/reviews/{CODE}", headers=headers("fr"))
    assert '<legend><span lang="en">Criterion ambition</span>' in answer.text
