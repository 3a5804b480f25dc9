"""Every page in a real browser: phone and desktop, light and dark, by keyboard, without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from index.store_embedded import EmbeddedStore
from tests.browser.visitor import Scheme, visiting
from tests.index_web.newsstand import HOSTILE_TITLE, article, said

pytestmark = pytest.mark.browser

PAGES = {
    "quotes": ("/", 200),
    "articles": ("/?q=dam&show=articles", 200),
    "refined": ("/?speaker=Helena+Vasko&since=2026-11-24", 200),
    "nothing found": ("/?q=zeppelin&source=Courier", 200),
    "query mistake": ("/?q=dam+speeker:Vasko", 400),
    "article": ("/articles/a1-dam", 200),
    "hostile article": ("/articles/a1-hostile", 200),
    "unread language": ("/articles/a1-crue", 200),
    "person": ("/people/person:helena-vasko", 200),
    "people": ("/people", 200),
    "feeds": ("/feeds", 200),
    "pipeline": ("/pipeline", 200),
    "api": ("/api", 200),
    "not found": ("/nothing/here", 404),
}


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desktop", "light")])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands(browser: Browser, site: str, name: str, width: str, scheme: Scheme) -> None:
    path, status = PAGES[name]
    with visiting(browser, site, width=width, scheme=scheme) as visitor:
        assert visitor.go(path) == status
        assert visitor.too_wide_by() <= 0
        assert visitor.barriers() == []
        assert visitor.page.locator("h1").count() == 1


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_colours_keep_their_contrast_in_the_other_scheme(browser: Browser, site: str, width: str, scheme: Scheme) -> None:
    with visiting(browser, site, width=width, scheme=scheme) as visitor:
        for name, (path, _) in PAGES.items():
            visitor.go(path)
            assert visitor.barriers(only="color-contrast") == [], name


def test_opened_details_stand_too(browser: Browser, site: str) -> None:
    with visiting(browser, site, width="phone") as visitor:
        for path in ("/", "/articles/a1-dam", "/pipeline"):
            visitor.go(path)
            visitor.page.evaluate(
                "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"
            )
            assert visitor.too_wide_by() <= 0
            assert visitor.barriers() == []


def test_a_search_by_keyboard_alone(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        visitor.go("/")
        keyboard = visitor.page.keyboard
        keyboard.press("Tab")
        assert visitor.focused() == "a.skip"
        assert visitor.focus_is_visible()
        keyboard.press("Enter")
        assert visitor.focused() == "main#main.frame"
        keyboard.press("Tab")
        assert visitor.focused() == "input#q"
        assert visitor.focus_is_visible()
        keyboard.type("river")
        keyboard.press("Enter")
        visitor.page.wait_for_url("**/?q=river")
        expect(visitor.page.locator(".card")).to_have_count(1)
        expect(visitor.page.locator(".match")).to_have_text("river")


def test_every_stop_of_the_keyboard_can_be_seen(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        visitor.go("/articles/a1-dam")
        for _ in range(25):
            visitor.page.keyboard.press("Tab")
            assert visitor.focus_is_visible(), visitor.focused()


def test_without_javascript_everything_works(browser: Browser, site: str) -> None:
    with visiting(browser, site, scripts=False) as visitor:
        page = visitor.page
        visitor.go("/")
        page.get_by_label("Who said what?").fill("speaker:Vasko")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".card")).to_have_count(2)
        page.locator(".facet-box").get_by_role("link", name="Courier").click()
        expect(page.locator(".card")).to_have_count(1)
        page.get_by_role("link", name=re.compile("source Courier.*remove")).click()
        expect(page.locator(".card")).to_have_count(2)
        page.get_by_role("link", name="Cabinet backs Kolvar dam").first.click()
        expect(page.locator("h1")).to_have_text("Cabinet backs Kolvar dam")
        page.locator("summary").first.click()
        expect(
            page.get_by_text("A role stands by the words").or_(page.get_by_text("The name itself stands")).first
        ).to_be_visible()
        page.locator(".text").get_by_role("link", name="Ileana Soto").first.click()
        expect(page.locator("h1")).to_have_text("Ileana Soto")


def test_the_number_by_a_quote_opens_its_reasons(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        visitor.go("/articles/a1-dam")
        reasons = visitor.page.locator("#why-q3")
        expect(reasons).not_to_be_visible()
        visitor.page.get_by_role("link", name="Quote 3: why it is attributed so").click()
        expect(reasons).to_be_visible()


def test_a_bar_of_the_histogram_leads_to_its_hour(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        visitor.go("/")
        visitor.page.get_by_role("link", name="24 Nov 2026, 10:00 UTC: 4").click()
        expect(visitor.page.locator(".card")).to_have_count(4)
        expect(visitor.page.locator(".chips")).to_contain_text("2026-11-24T10:00")


def test_dates_can_be_picked(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        visitor.go("/?q=speaker:Vasko")
        visitor.page.get_by_label("since").fill("2026-11-24")
        visitor.page.get_by_role("button", name="Apply").click()
        expect(visitor.page.locator(".card")).to_have_count(1)
        expect(visitor.page.get_by_label("Who said what?")).to_have_value("speaker:Vasko")


def test_hostile_text_stays_text(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        for path in ("/?show=articles", "/?q=click", "/people/person:mallory-grey"):
            assert visitor.go(path) == 200
        visitor.go("/articles/a1-hostile")
        assert HOSTILE_TITLE in visitor.page.locator("h1").inner_text()
        assert visitor.page.locator("a[href^=javascript]").count() == 0


def test_new_quotes_are_announced_and_do_not_move_the_page(browser: Browser, site: str, store: EmbeddedStore) -> None:
    with visiting(browser, site) as visitor:
        visitor.page.clock.install()
        visitor.go("/?speaker=Newly+Come&sort=newest")
        expect(visitor.page.locator(".empty h2")).to_have_text("Nothing matches")
        text = "“Here I am,” Newly Come said."
        store.write([article("new", text, title="New", quotes=[said(text, "Here I am,", by="Newly Come")], minutes_ago=1)])
        store.refresh()
        visitor.page.clock.fast_forward(21_000)
        visitor.page.get_by_role("link", name="1 new, show").click()
        expect(visitor.page.locator(".card")).to_have_count(1)
    store.delete("a1-new")
    store.refresh()
