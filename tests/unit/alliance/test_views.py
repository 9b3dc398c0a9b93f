"""`alliance views`, and `alliance applications --view`."""

from __future__ import annotations

from uuid import UUID

import pytest

from alliance import asking, naming
from alliance.main import run
from shared.contracts.reporting import ApplicationFilters, ListApplications, ListedApplication, RemoveView, SavedView
from shared.contracts.reporting import SaveView as Save
from shared.contracts.requests import Nothing, Page
from tests.support.fake_client import FakeClient

ONE = SavedView(
    id=UUID(int=5), name="French and Caribbean", own=True, shared=False, number=7,
    filters=ApplicationFilters(language="fr", region="caribbean"),
)  # fmt: skip


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    listed = Page[SavedView](items=(ONE,), next=None, total=1)
    nobody = Page[ListedApplication](items=(), next=None, total=0)
    made = FakeClient(save_view=ONE, list_views=listed, remove_view=Nothing(), list_applications=nobody)
    for module in (asking, naming):
        monkeypatch.setattr(module, "connect", lambda: made)
    return made


def test_what_narrows_the_list_is_saved_and_says_how_many(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["views", "save", ONE.name, "--language", "fr", "--region", "caribbean", "--shared"]) == 0
    assert client.asked[0].request == Save(name=ONE.name, language="fr", region="caribbean", shared=True)
    assert "7 applications" in capsys.readouterr().out


def test_views_are_listed_with_their_filters_and_removed_by_name(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["views", "list"]) == 0
    assert "region=caribbean, language=fr" in capsys.readouterr().out
    assert run(["views", "remove", "french"]) == 0
    assert client.asked[-1].request == RemoveView(view_id=ONE.id)


def test_a_list_is_asked_for_by_its_view(client: FakeClient) -> None:
    assert run(["applications", "--view", ONE.name, "--country", "CA"]) == 0
    assert client.asked[-1].request == ListApplications(view=ONE.name, country="CA")
