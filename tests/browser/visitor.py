"""A visitor with a browser, who notices everything that goes wrong on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}

Scheme = Literal["light", "dark"]

#: Remembers what the content security policy refused, from before the page's first byte.
WATCH_POLICY = """
window.refused = [];
document.addEventListener("securitypolicyviolation", e => window.refused.push(e.violatedDirective + " " + e.blockedURI));
"""


class Visitor:
    """One page in one browser context."""

    def __init__(self, page: Page, site: str, *, scripts: bool = True) -> None:
        self.page = page
        self.site = site
        self.scripts = scripts
        self.troubles: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"a dialog: {dialog.message}"))
        page.on("requestfailed", lambda request: self._not_loaded(request.url, request.failure or ""))

    def _not_loaded(self, url: str, why: str) -> None:
        if "ERR_ABORTED" not in why:  # so ends what is still on its way when the visitor goes on to the next page
            self.troubles.append(f"not loaded: {url} ({why})")

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "responded with a status of 4" not in text:
            self.troubles.append(text)

    def go(self, path: str) -> int:
        """Open a page; returns its status."""
        response = self.page.goto(self.site + path)
        assert response is not None
        return response.status

    def refused(self) -> list[str]:
        """What the content security policy kept from happening."""
        refused: list[str] = self.page.evaluate("window.refused") if self.scripts else []
        return refused

    def too_wide_by(self) -> int:
        """Pixels by which the page can be scrolled sideways."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide

    def barriers(self, *, only: str | None = None) -> list[str]:
        """What axe-core calls serious or critical, by all of its rules or one."""
        options = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
        found: list[dict[str, Any]] = Axe().run(self.page, options=options).response["violations"]
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in grave for node in each["nodes"]]

    def focused(self) -> str:
        """What has the keyboard's focus, as a selector to read."""
        focused: str = self.page.evaluate(
            "(e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className ? '.' + e.className : ''))(document.activeElement)"
        )
        return focused

    def focus_is_visible(self) -> bool:
        """Whether the focused element, or what encloses it, has an outline or a ring."""
        visible: bool = self.page.evaluate(
            """(e => [e, e.parentElement].some(x => { const s = getComputedStyle(x);
            return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' }))(document.activeElement)"""
        )
        return visible


@contextmanager
def visiting(
    browser: Browser, site: str, *, width: str = "desktop", scheme: Scheme = "light", scripts: bool = True
) -> Iterator[Visitor]:
    """A visitor; at the end nothing must have gone wrong."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high}, color_scheme=scheme, java_script_enabled=scripts, reduced_motion="reduce"
    )
    context.add_init_script(WATCH_POLICY)
    visitor = Visitor(context.new_page(), site, scripts=scripts)
    try:
        yield visitor
        assert visitor.refused() == []
        assert visitor.troubles == []
    finally:
        context.close()
