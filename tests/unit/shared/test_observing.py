"""What Prometheus asks for, its rules and the dashboard are of figures that processes really tell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from alliance.embedded.home import checkout
from shared.runtime import metrics
from shared.runtime.settings import SERVICES
from shared.storage.database import POOL_SIZE, Database

NOT_CHECKED = "no promtool here (Debian: apt-get install prometheus): the rules of deploy/observe are not checked"
FOLDER = checkout() / "deploy" / "observe"
RULES = [rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((FOLDER / "grafana" / "alliance.json").read_text())

#: What Prometheus adds to whatever it is told.
ADDED = {"up", "job", "service", "instance", "exported_job", "le"}
NAME = re.compile(r"\b(?:alliance|process|python)_[a-z_]+\b|\bup\b")
LABELS = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)\s*\"")
BY = re.compile(r"\bby \(([^)]*)\)")
SUFFIX = re.compile(r"_(?:bucket|count|sum)$")


def queries() -> list[str]:
    of_panels = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [
        *(rule["expr"] for rule in RULES),
        *of_panels,
        *(one["definition"] for one in DASHBOARD["templating"]["list"]),
    ]


@pytest.fixture(scope="module")
def told() -> dict[str, set[str]]:
    """Each figure with its labels, as processes of this code tell them."""
    for service in SERVICES:  # loaded, so registered
        import_module(f"services.{service}.service")
    standing = metrics.Standing(Database("postgresql://nobody@127.0.0.1:1/none"))
    found: dict[str, set[str]] = {name: set() for name in standing_names(standing)}
    for collector in set(REGISTRY._names_to_collectors.values()):
        labels = set(getattr(collector, "_labelnames", ()))
        found |= dict.fromkeys(REGISTRY._collector_to_names[collector], labels)
    return found


def standing_names(standing: Any) -> list[str]:
    """Also those for which a database has to answer."""
    source = Path(metrics.__file__).read_text(encoding="utf-8")
    named = re.findall(r'yield gauge\("(\w+)"', source)
    assert standing and len(named) == 4
    return named


def test_every_query_asks_for_what_is_told_by_labels_that_it_has(told: dict[str, set[str]]) -> None:
    asked = {name for query in queries() for name in NAME.findall(query)}
    assert {name for name in asked - ADDED if name not in told and SUFFIX.sub("", name) not in told} == set()
    assert len(asked) > 12
    for query in queries():
        has = ADDED.union(*(told.get(SUFFIX.sub("", name), told.get(name, set())) for name in NAME.findall(query)))
        by = {label.strip() for group in BY.findall(query) for label in group.split(",")}
        assert by | set(LABELS.findall(query)) <= has, query


def test_every_figure_of_our_own_is_shown(told: dict[str, set[str]]) -> None:
    shown = {SUFFIX.sub("", name) for query in queries() for name in NAME.findall(query)}
    ours = {name for name in told if name.startswith("alliance_") and not name.endswith("_created")}
    assert {SUFFIX.sub("", name) for name in ours} - shown - {name.removesuffix("_total") for name in shown} == set()


def test_every_process_is_asked_whichever_replicas_it_has() -> None:
    (asked,) = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    (found_by,) = asked["dns_sd_configs"]
    assert (found_by["names"], found_by["type"]) == ([*SERVICES, "portal"], "A")
    compose = yaml.safe_load((checkout() / "docker-compose.yml").read_text())
    settings = compose["x-settings"]
    assert (str(found_by["port"]), settings["HEALTH_HOST"]) == (settings["HEALTH_PORT"], "0.0.0.0")  # noqa: S104
    assert all(f'service="{name}"' in RULES[0]["expr"] for name in (*SERVICES, "portal"))


def test_a_rule_leads_to_a_paragraph_and_knows_the_pool() -> None:
    for rule in RULES:
        page, _, place = rule["annotations"]["runbook"].partition("#")
        headings = re.findall(r"^#+ (.+)$", (checkout() / page).read_text(encoding="utf-8"), re.M)
        assert place in {heading.lower().replace(" ", "-") for heading in headings}, rule["alert"]
    (full,) = [rule["expr"] for rule in RULES if rule["alert"] == "AllianceConnectionsUsedUp"]
    assert f">= {POOL_SIZE}" in full


@pytest.mark.skipif(shutil.which("promtool") is None, reason=NOT_CHECKED)
@pytest.mark.parametrize(
    "words",
    [("check", "config", "prometheus.yml"), ("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")],
)
def test_promtool_finds_nothing_wrong(words: tuple[str, ...]) -> None:
    ended = subprocess.run(["promtool", *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_dashboard_lies_in_rows_that_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        assert panel["datasource"] == {"type": "prometheus", "uid": "prometheus"}
        taken |= cells
