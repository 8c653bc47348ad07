"""A marketplace that really runs, and a real browser in front of it; without a browser these tests are skipped."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from config.embedded.processes import end, wait_until
from config.launch.browser import find_browser
from config.supervisor.home import ROOT, Home, running_state
from tests.launch.marketplaces import clean_environment

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
NO_BROWSER = "no Chromium on this machine: apt-get install chromium, or set CHROMIUM to one"
START_SECONDS = 300.0
# How long anything may take on a machine that has other things to do; nothing waits for it where it comes sooner.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)
# Of the marketplace, too: beside a browser and other tests a page may take longer than a shopper would be let wait.
UNHURRIED = {
    "GRAPHQL_DEADLINE_SECONDS": "60",
    "GRAPHQL_MUTATION_DEADLINE_SECONDS": "20",
    "DATABASE_POOL_WAIT_SECONDS": "60",
    "WRITE_WAIT_SECONDS": "60",
}
DESK, PHONE = (1280, 900), (360, 780)


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The folder of that marketplace: mails are written there."""
    home = Home(var=tmp_path_factory.mktemp("storefront") / "var")
    home.make()
    return home


@pytest.fixture(scope="package")
def url(home: Home) -> Iterator[str]:
    """The address of a marketplace with its demo data, workers and relay, started for these tests."""
    if find_browser() is None:
        pytest.skip(NO_BROWSER)
    with (home.var / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.launch", "up", "--web", "1"],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            # As in production: the public may send the storefront's own documents, and no others.
            env=clean_environment(home, {"TRUSTED_DOCUMENTS_ONLY": "1", "DEVELOPER_TOOLS": "0", **UNHURRIED}),
        )
    try:
        wait_until(lambda: process.poll() is not None or running_state(home) is not None, seconds=START_SECONDS)
        state = running_state(home)
        assert state is not None, (home.var / "up.log").read_text()[-2_000:]
        yield state.urls["web"]
    finally:
        end(process, polite=signal.SIGTERM, patience=25)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, gone before other tests: Playwright's loop must not run beside theirs."""
    path = find_browser()
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@dataclass
class Visit:
    """A shopper's window, with everything that the browser complained about."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the storefront and wait until its scripts have what they asked for."""
        self.page.goto(self.url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until the scripts of the page that is open have run, and have what they asked for."""
        self.page.wait_for_load_state()
        self.page.wait_for_function("() => !document.querySelector('#wait:not([hidden]), [aria-busy=true]')")

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings; a violated policy is an error of the console."""
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")


def elsewhere(visit: Visit, *, has_scripts: bool = True) -> BrowserContext:
    """A browser of somebody else, for the test to close."""
    browser = visit.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=has_scripts)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return context


def _visit(context: BrowserContext, url: str) -> Visit:
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    visit = Visit(context.new_page(), url)
    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(f"{visit.page.url}: {error}"))
    return visit


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def anywhere(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Visit]:
    """A window of a new shopper, once at a desk and once on a phone."""
    width, height = request.param
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        yield _visit(context, url)


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    """A window of a new shopper."""
    with browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}) as context:
        yield _visit(context, url)
