"""The console in a real Chromium, on a real platform with a small year; pictures are kept.

The browser's driver runs an event loop of its own, so it ends with the module: other tests of the
same process have theirs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DataFolder, read_key
from danvan.services.chassis.auth import local_token
from tests.e2e.conftest import PLAY_SECONDS, Machine
from tests.support.running import wait_for

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "tests" / "contract" / "node" / "node_modules" / "axe-core" / "axe.min.js"
#: Where screenshots are kept, to be looked at.
ARTEFACTS = Path(os.environ.get("ARTEFACTS", ROOT / ".artefacts")) / "console"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
REASON = "Kiểm tra theo Quyết định 12/QĐ-TTr"


@dataclass
class Site:
    """The platform whose console is looked at."""

    machine: Machine

    @property
    def url(self) -> str:
        """The console's address."""
        return self.machine.url("inspection")

    def get(self, service: str, path: str, role: Role = Role.INSPECTOR, **query: str) -> Any:
        """What a service answers."""
        key = read_key(DataFolder(self.machine.data).token_key)
        token = local_token(key, "test", role, None, hours=1, audience="danvan")
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.get(self.machine.url(service) + path, params=query, headers=headers)
        return answer.raise_for_status().json()


@dataclass
class Sitting:
    """Somebody at the browser. `complaints`: what the browser had to say about our pages."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, role: Role) -> None:
        """Pick a role on the sign-in page."""
        self.page.goto(f"{self.url}/console/sign-in")
        self.page.check(f"input[name=role][value={role}]")
        self.page.click("form:has(input[name=role]) button")
        self.page.wait_for_url(f"{self.url}/")

    def open(self, path: str) -> None:
        """Open a page; a reason is given where one is asked for."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, (path, self.page.inner_text("main"))
        reason = self.page.locator("form[action='/console/reason'] input[name=reason]")
        if reason.count():
            reason.fill(REASON)
            self.page.click("form[action='/console/reason'] button")
            self.page.wait_for_load_state()

    def keep(self, name: str) -> None:
        """Take a picture."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    def barriers(self) -> list[str]:
        """What axe finds that would keep somebody out."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run().then((result) => result.violations)")
        return [
            f"{one['id']}: {one['nodes'][0]['html']}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small year, played and sealed, witnessed to its end."""
    machine = Machine.at(tmp_path_factory.mktemp("console"))
    figures = machine.folder / "figures.json"
    process = machine.start("demo", "--scale", "0.1", "--json", str(figures))
    try:
        wait_for(
            lambda: figures.exists() or process.poll() is not None,
            "the year takes long",
            PLAY_SECONDS,
        )
        assert figures.exists(), machine.said()
        site = Site(machine)
        wait_for(
            lambda: all(log["size"] and not log["lag"] for log in _logs(site)), "not witnessed yet"
        )
        yield site
    finally:
        if process.poll() is None:
            machine.interrupt()


def _logs(site: Site) -> list[dict[str, Any]]:
    logs: list[dict[str, Any]] = site.get("inspection", "/logs")["items"]
    return logs


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here: on Debian or Ubuntu, apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that knows nothing yet."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def sitting(site: Site, context: BrowserContext) -> Iterator[Sitting]:
    """An inspector at the browser, who expects it to have nothing to complain of."""
    sitting = Sitting(context.new_page(), site.url)
    sitting.page.on("console", lambda message: sitting.complaints.append(message.text))
    sitting.page.on("pageerror", lambda error: sitting.complaints.append(str(error)))
    sitting.sign_in(Role.INSPECTOR)
    yield sitting
    assert sitting.complaints == []


@pytest.fixture(scope="module")
def late_petition(site: Site) -> str:
    """A petition of the year whose time limit ran out."""
    clocks = site.get("feedback", "/petition-clocks")["items"]
    return str(next(row["petition"] for row in clocks if row["overdue_on"]))
