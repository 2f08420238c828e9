"""MathJax, with which learning systems set formulas, on a page without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exported import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MATHJAX = ROOT / ".venv" / "readers" / "node_modules" / "mathjax" / "es5" / "tex-svg.js"


def mathjax_page(browser: Browser, settings: str = "{}") -> Page:
    """A page on which MathJax runs with these settings, as JavaScript; skips the test where there is none."""
    if not MATHJAX.exists():
        pytest.skip("MathJax is not there: make readers installs it")
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><body></body>", content_type="text/html"))
    page.goto("http://mathjax.invalid/")
    page.evaluate(f"() => {{ window.MathJax = {settings} }}")
    page.add_script_tag(content=MATHJAX.read_text(encoding="utf-8"))
    page.evaluate("() => MathJax.startup.promise")
    return page
