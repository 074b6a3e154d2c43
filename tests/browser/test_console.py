"""The console as people meet it: every page, both languages, keyboard, slider, download."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from danvan.contracts.roles import Role
from danvan.services.inspection.pages.desk import SIGN_IN
from tests.browser.conftest import AXE, REASON, Site, Sitting
from tests.e2e.conftest import run

#: Everything a page brings along, with its style and script.
MOST_BYTES = 100_000
DUTY = "kh-878-2023.grassroots-democracy.h1"
PAGES = {
    "overview": "/",
    "petitions": "/console/petitions",
    "search": "/console/search?q=dt-2023",
    "case": "/console/cases/petition/{petition}",
    "target": "/console/files/planning/target/kh-878-2023.ho-so-dung-han",
    "report": f"/console/files/reporting/report/{DUTY}.bao-tang-chung-tich",
    "compare": "/console/compare/feedback/petition/{petition}",
    "units": "/console/units",
    "unit": "/console/units/thanh-tra-so?since=2023-01-01&until=2023-04-30",
    "conformance": "/console/conformance?procedure=denunciation",
    "conformance-case": "/console/conformance/petition/{petition}",
    "integrity": "/console/integrity",
    "checkpoints": "/console/integrity/logs/feedback",
    "inspections": "/console/inspections",
    "figures": "/console/figures",
    "consolidation": f"/console/figures/{DUTY}",
    "lineage": f"/console/figures/{DUTY}/rules-issued?version=2",
    "exports": "/console/exports",
}
LANGUAGES = ("vi", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages(
    sitting: Sitting, late_petition: str, name: str, language: str
) -> None:
    page = sitting.page
    path = PAGES[name].format(petition=late_petition)
    sitting.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    sitting.keep(f"{name}-{language}")
    assert page.get_attribute("html", "lang") == language
    assert page.locator(".notice[role=note]").all_inner_texts() == []
    assert page.locator("h1").count() == 1
    brought = page.locator("link[href], script[src]").evaluate_all(
        "all => all.map((one) => one.href || one.src)"
    )
    weights = [len(page.request.get(address).body()) for address in (page.url, *brought)]
    assert sum(weights) < MOST_BYTES, weights


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core here: install npm, then make test")
@pytest.mark.parametrize("name", PAGES)
def test_no_page_keeps_anybody_out(sitting: Sitting, late_petition: str, name: str) -> None:
    sitting.open(PAGES[name].format(petition=late_petition))
    assert sitting.barriers() == []


def test_the_slider_goes_back_in_time(sitting: Sitting, late_petition: str) -> None:
    page = sitting.page
    sitting.open(f"/console/cases/petition/{late_petition}")
    unseen = page.locator(".facts > .out")
    expect(unseen).to_have_count(0)
    before = page.locator(".beside").inner_text()
    page.locator("#slider-at").focus()
    page.keyboard.press("Home")
    expect(unseen).not_to_have_count(0)
    assert "at=" in page.url
    expect(page.locator("#slider-at")).to_be_focused()
    assert page.locator(".beside").inner_text() != before
    back_then = unseen.count()
    page.keyboard.press("ArrowRight")
    expect(unseen).not_to_have_count(back_then)
    page.locator("#slider-known").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**known=**")
    sitting.keep("case-back-in-time")


def test_the_slider_works_without_javascript(
    chromium: Browser, site: Site, late_petition: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    sitting = Sitting(context.new_page(), site.url)
    sitting.sign_in(Role.INSPECTOR)
    sitting.open(f"/console/cases/petition/{late_petition}")
    sitting.page.locator("#slider-at").focus()
    sitting.page.keyboard.press("Home")
    sitting.page.click("button[data-without-script]")
    expect(sitting.page.locator(".facts > .out")).not_to_have_count(0)
    assert "at=2023-" in sitting.page.url
    context.close()


def test_it_prints_and_reads_well_in_the_dark(
    chromium: Browser, site: Site, late_petition: str
) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 420, "height": 800})
    sitting = Sitting(context.new_page(), site.url)
    sitting.sign_in(Role.INSPECTOR)
    for name in ("overview", "case", "integrity"):
        sitting.open(PAGES[name].format(petition=late_petition))
        wide = sitting.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 420, f"{name} is {wide} wide"
        if AXE.exists():
            assert sitting.barriers() == []
        sitting.keep(f"{name}-dark-narrow")
        sitting.page.emulate_media(media="print")
        assert not sitting.page.locator("nav").first.is_visible()
        sitting.keep(f"{name}-print")
        sitting.page.emulate_media(media="screen")
    context.close()


def test_nobody_who_is_signed_out_sees_anything(site: Site, late_petition: str) -> None:
    for path in PAGES.values():
        answer = httpx.get(site.url + path.format(petition=late_petition))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(SIGN_IN)
        assert answer.content == b""


def test_signing_out_ends_the_session(sitting: Sitting) -> None:
    sitting.page.click("form[action='/console/sign-out'] button")
    sitting.page.goto(f"{sitting.url}/console/units")
    assert SIGN_IN in sitting.page.url


def test_reading_a_file_is_recorded_once_a_session(
    sitting: Sitting, site: Site, late_petition: str
) -> None:
    case = f"petition/{late_petition}"

    def recorded() -> list[str]:
        rows = site.get("inspection", "/readings", file=case)["items"]
        return [row["reason"] for row in rows]

    before = recorded()
    sitting.open(f"/console/cases/{case}")
    sitting.page.reload()
    assert recorded() == [*before, REASON]


def test_only_the_inspector_sees_internal_facts(
    chromium: Browser, site: Site, late_petition: str
) -> None:
    def streams(role: Role) -> int:
        context = chromium.new_context()
        sitting = Sitting(context.new_page(), site.url)
        sitting.sign_in(role)
        sitting.open(f"/console/search?q={late_petition}")
        found = sitting.page.locator("main .meta").all_inner_texts()
        context.close()
        return sum(int(text.split()[0]) for text in found)

    assert streams(Role.LEADER) < streams(Role.INSPECTOR)


def test_a_log_is_verified_while_one_looks(sitting: Sitting) -> None:
    sitting.open("/console/integrity?lang=vi")
    log = sitting.page.locator("section", has=sitting.page.locator("#log-feedback"))
    log.locator("form button").click()
    expect(log.locator(".tag.good")).to_be_visible(timeout=60_000)
    sitting.keep("integrity-verified")


def test_a_pack_is_downloaded_and_verifies(
    sitting: Sitting, late_petition: str, tmp_path: Path
) -> None:
    sitting.open(f"/console/exports?case=petition/{late_petition}")
    sitting.page.fill("input[name=reason]", REASON)
    with sitting.page.expect_download() as downloading:
        sitting.page.click("form[action='/console/exports'] button")
    pack = tmp_path / "pack.zip"
    downloading.value.save_as(pack)
    verified = run("audit", "verify", "--pack", str(pack))
    assert verified.returncode == 0, verified.stderr


def test_a_mistake_is_answered_with_a_sentence(site: Site) -> None:
    forged = httpx.post(f"{site.url}/console/local-sign-in", data={"role": "inspector"})
    assert forged.status_code == 409
    assert "tải lại trang" in forged.text
