"""The portal in a browser: `make browser`; a short part in `make test`; `--on HOME` looks at a system that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import chromium
from tests.browser.people import People
from tests.browser.world import World
from tests.e2e.system import ROOT, System

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WHOLE_S = 600  # of the demo, on a machine that does other things, too


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("browser")
    group.addoption("--on", metavar="HOME", help="a system that runs, with the demo in it: its ALLIANCE_HOME")
    group.addoption("--screens", default=str(ROOT / "screens"), metavar="FOLDER", help="where screenshots go")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "short: also in the short part")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All here is long unless it is marked: the short part does without the demo."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.get_closest_marker("short") is None:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """A line on the terminal, whatever pytest captures."""
    reporter: Any = request.config.pluginmanager.get_plugin("terminalreporter")
    capturing: Any = request.config.pluginmanager.get_plugin("capturemanager")

    def line(text: str) -> None:
        with capturing.global_and_fixture_disabled():
            reporter.write_line(text)

    return line


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest, say: Callable[[str], None]) -> Iterator[Browser]:
    """That there is none is no fault of the pages: the short part, which nobody asked for by name, is left out."""
    try:
        path = chromium.find(say)
    except chromium.NoBrowser as missing:
        (pytest.skip if request.config.getoption("--short") else pytest.exit)(str(missing))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def world(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The demo; in the short part a call that takes applications, and its people."""
    if home := request.config.getoption("--on"):
        yield World(System(Path(home)))
        return
    if request.config.getoption("--short"):
        system = request.getfixturevalue("system")
        begin(system, tmp_path_factory.mktemp("round"))
        yield World(system)
        return
    system = System(tmp_path_factory.mktemp("home"))
    try:
        system.run("demo", seconds=WHOLE_S)
        yield World(system)
    finally:
        system.run("down")


def begin(system: System, folder: Path) -> None:
    system.run("example", str(folder))
    system.run("people", "add", str(folder / "people.toml"))
    system.run("call", "open", str(folder / "call.toml"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where everybody was when a test failed, and what they saw."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when == "call" and report.failed and isinstance(people := item.funcargs.get("people"), People):
        screens = Path(item.config.getoption("--screens"))
        report.sections.append(("where they were", "\n".join(people.seen(screens, item.name))))


@pytest.fixture
def people(browser: Browser, world: World) -> Iterator[People]:
    """Who comes to the portal in this test. What their browsers complained of fails it."""
    people = People(browser, world)
    yield people
    people.leave()
    assert people.complaints == []


@pytest.fixture(scope="session")
def screens(request: pytest.FixtureRequest) -> Path:
    folder = Path(request.config.getoption("--screens"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
