"""The preview and the site in a real browser: saves on the screen, errors over slides, playground, search."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from test_preview import FUNCTION, LECTURE, Server, change, course_at, running

import mcdocs
from mcdocs.arguments import as_data, formula
from mcdocs.errors import MissingToolError, OutputError
from mcdocs.preview.site import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
PYODIDE = ROOT / ".venv" / "pyodide" / "node_modules" / "pyodide"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 720}


@contextmanager
def opened(browser: Browser, address: str, expected: tuple[str, ...] = (), **how: Any) -> Iterator[Page]:
    """A page; what it complains about, or asks of anybody but its own server, fails the test."""
    home = re.match(r"https?://[^/]+/", address)
    assert home
    context = browser.new_context(viewport=how.pop("viewport", LAPTOP), **how)
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("dialog", lambda dialog: complaints.append(dialog.message))
    allowed = (home[0], "data:", "blob:")
    context.on("request", lambda request: None if request.url.startswith(allowed) else complaints.append(request.url))
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()
    assert [each for each in complaints if not each.startswith(expected or ("\0",))] == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(course_at(tmp_path_factory.mktemp("shown"))) as found:
        yield found


def url(server: Server, path: str = "") -> str:
    return f"http://localhost:{server.port}/{path}"


# ── saves ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# Notes when the next change of slides has been painted.
PAINTED = """() => {
  delete document.documentElement.dataset.painted;
  document.addEventListener('mcdocs:changed', () => requestAnimationFrame(() => requestAnimationFrame(() => {
    document.documentElement.dataset.painted = Date.now();
  })), { once: true });
}"""
TIMES = 5


def test_a_save_is_on_the_screen_and_the_slide_stays(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("functions", "lectures"):
        (tmp_path / "specs" / folder).mkdir(parents=True)
        for path in (ROOT / "specs" / folder).glob("*.yaml"):
            (tmp_path / "specs" / folder / path.name).write_bytes(path.read_bytes())
    spec = tmp_path / "specs/functions/jacobian-of-two-outputs.yaml"
    text = spec.read_text(encoding="utf-8")
    with running(tmp_path) as server, opened(browser, url(server, "lectures/matrix-calculus/#/1")) as page:
        page.wait_for_selector("html[data-checked=true]")
        shown = page.locator("section.slide", has_text="Vector valued function of several variables").first
        place = f"#/{str(shown.get_attribute('id')).removeprefix('slide-')}"
        page.evaluate(f"location.hash = '{place}'")
        page.wait_for_selector(f"{place.replace('#/', '#slide-')}.current")
        waits = []
        for number in range(TIMES):
            page.evaluate(PAINTED)
            began = time.time() * 1000
            spec.write_text(text.replace("2*x3", f"{number + 3}*x3"), encoding="utf-8")
            page.wait_for_selector("html[data-painted]")
            waits.append(float(str(page.get_attribute("html", "data-painted"))) - began)
            assert page.locator(".current annotation", has_text=f"+ {number + 3}x_3").count()
            assert page.evaluate("location.hash") == place
        page.wait_for_selector("html[data-checked=true]")
        reloads = []
        for _ in range(TIMES):
            start = time.perf_counter()
            page.reload()
            page.wait_for_selector("section.current")
            reloads.append(1000 * (time.perf_counter() - start))
    with capsys.disabled():
        ratio = median(waits) / median(reloads)
        print(
            f"\nfrom save to screen {median(waits):.0f} ms, {ratio:.2f} times a bare reload ({median(reloads):.0f} ms)"
        )


def test_errors_lie_over_the_slide_and_vanish_when_put_right(browser: Browser, tmp_path: Path) -> None:
    course = course_at(tmp_path)
    with running(course) as server, opened(browser, url(server, "lectures/talk/#/2")) as page:
        page.wait_for_selector("#slide-2.current")
        faults = page.locator("#mcdocs-faults")
        change(course, FUNCTION, "x2*x3", "x2*x9")
        faults.wait_for()
        assert "specs/functions/square.yaml:2:18" in faults.inner_text()
        assert page.locator("#mcdocs-faults .caret").inner_text() == " " * 17 + "^^"
        change(course, FUNCTION, "x2*x9", "x2*x9\nnmae: z")
        page.locator("#mcdocs-faults .one").nth(1).wait_for()
        change(course, FUNCTION, "x2*x9\nnmae: z", "x3**4")
        faults.wait_for(state="hidden")
        assert page.locator("#slide-2.current annotation", has_text="x_3^4").count()
        change(course, FUNCTION, "expr:", "show: [x1, x3, x2]\nexpr:")
        faults.wait_for()
        assert "but what is displayed gives" in faults.inner_text()


def test_a_slide_that_is_put_before_the_one_shown_moves_it(browser: Browser, tmp_path: Path) -> None:
    course = course_at(tmp_path)
    with running(course) as server, opened(browser, url(server, "lectures/talk/#/3")) as page:
        page.wait_for_selector("#slide-3.current")
        change(course, LECTURE, "slides:\n", "slides:\n  - slide: section\n    title: New\n")
        page.wait_for_selector("#slide-4.current")
        assert page.locator(".current h2").inner_text() == "Points"


def test_a_page_out_of_sight_is_up_to_date_when_it_is_seen_again(browser: Browser, tmp_path: Path) -> None:
    course = course_at(tmp_path)
    with running(course) as server, opened(browser, url(server, "lectures/talk/#/2")) as page:
        page.wait_for_selector("html[data-checked=true]")
        seen = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
        turned = "document.dispatchEvent(new Event('visibilitychange'))"
        page.evaluate(f"() => {{ {seen % 'true'} {turned} }}")
        change(course, FUNCTION, "x2*x3", "x3**7")
        page.evaluate("document.body.dataset.same = 'page'")
        page.evaluate(f"() => {{ {seen % 'false'} {turned} }}")
        page.locator("#slide-2.current annotation", has_text="x_3^7").first.wait_for(state="attached")
        assert page.get_attribute("body", "data-same") == "page", "it was not loaded anew"


def test_the_solutions_of_a_problem_set_follow_saves_too(browser: Browser, tmp_path: Path) -> None:
    course = course_at(tmp_path)
    (course / "specs/problems").mkdir()
    spec = "title: A sheet\nexercises:\n  - title: One\n    function: square\n    parts: [{ask: shape, points: 1}]\n"
    (course / "specs/problems/sheet.yaml").write_text(spec, encoding="utf-8")
    with running(course) as server, opened(browser, url(server)) as page:
        page.click("text=A sheet")
        page.wait_for_selector("html[data-checked=true]")
        change(course, "specs/problems/sheet.yaml", "title: One", "title: Another")
        page.locator("section.slide", has_text="Another").first.wait_for(state="attached")
        change(course, "specs/problems/sheet.yaml", "ask: shape", "ask: shpae")
        page.locator("#mcdocs-faults .message").wait_for()


def test_a_lecture_that_is_wrong_from_the_start_is_shown_once_it_is_right(browser: Browser, tmp_path: Path) -> None:
    course = course_at(tmp_path)
    change(course, LECTURE, "title: Talk", "title: [")
    with running(course) as server, opened(browser, url(server)) as page:
        assert page.locator(".card .fault").count() == 1
        page.goto(url(server, "lectures/talk/"))
        page.locator("#mcdocs-faults .message").wait_for()
        change(course, LECTURE, "title: [", "title: Talk")
        page.wait_for_selector("section.slide.current")
        page.goto(url(server))
        (course / "specs/lectures/more.yaml").write_text((course / LECTURE).read_text(), encoding="utf-8")
        page.locator(".card", has_text="Talk").nth(1).wait_for()


# ── the playground ───────────────────────────────────────────────────────────────────────────────────────────────────

ARRAYS = "x: R^n\ny: R^n\nA: R^{n x n}\nX: R^{n x k}\nW: R^{m x n}\ns: R"
# What is typed: the formula, with respect to what, and what else is said.
TYPED: list[dict[str, Any]] = [
    {"expr": "x.T @ A @ x", "wrt": "x"},
    {"expr": "x.T @ A @ x", "wrt": "x", "assume": "A: symmetric"},
    {"expr": "x.T @ A @ x", "wrt": "A"},
    {"expr": "norm(W @ x)**2", "wrt": "x"},
    {"expr": "softmax(x)", "wrt": "x"},
    {"expr": "sigmoid(W @ x)", "wrt": "W"},
    {"expr": "tr(X.T @ A @ X)", "wrt": "X"},
    {"expr": "logdet(A)", "wrt": "A", "assume": "A: invertible"},
    {"expr": "inv(A) @ x", "wrt": "A"},
    {"expr": "A @ X", "wrt": "X"},
    {"expr": "logsumexp(x)", "wrt": "x", "order": "2"},
    {"expr": "norm(h)**2/2", "wrt": "W", "let": "z: W @ x\nh: tanh(z)"},
    {"expr": "s*x", "wrt": "s"},
    {"expr": "x * y", "wrt": "y"},
    {"expr": "kron(x, y)", "wrt": "x"},
    {"expr": "x**2 * ln(x**2)", "inputs": "x: R", "wrt": ""},
    {"expr": "[x1*x2, exp(x1)]", "inputs": "x: R^2", "wrt": ""},
    {"expr": "[[cos(t), -sin(t)], [sin(t), cos(t)]]", "inputs": "t: R", "wrt": ""},
    {"expr": "sum(X, axis=0)", "inputs": "X: R^{2x3}", "wrt": ""},
    {"expr": "relu(x) + abs(x)", "inputs": "x: R", "wrt": ""},
    {"expr": "-x", "inputs": "x: R^3", "wrt": ""},
    {"expr": "x/norm(x)", "inputs": "x: R^n", "wrt": ""},
    {"expr": "1/(1 + exp(-z))", "inputs": "z: R", "wrt": "", "order": "2"},
    {"expr": "matpow(A, 3)", "wrt": "A"},
]
FIELDS = ("expr", "inputs", "let", "assume", "wrt")


def typed(page: Page, question: dict[str, Any], state: str = "verified") -> dict[str, Any]:
    """Type a question, wait until it is answered, and give what the page would copy."""
    page.evaluate("delete document.documentElement.dataset.state")
    page.select_option("#order", question.get("order", "1"))
    for name in FIELDS:
        page.fill(f"#{name}", question.get(name, ARRAYS if name == "inputs" else ""))
    page.wait_for_selector(f"html[data-state={state}]")
    return copied(page) if state == "verified" else {}


def copied(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for layout in ("numerator", "denominator"):
        page.check(f"input[name=layout][value={layout}]")
        for what in ("latex", "numpy", "text"):
            page.click(f"[data-copy={what}]")
            found.setdefault(layout, {})[what] = page.text_content("#copied")
    return found


def by_command_line(question: dict[str, Any]) -> dict[str, Any]:
    """What `mcdocs derive --json` prints, of that what the page copies."""
    pairs: dict[str, dict[str, str]] = {}
    for name in ("inputs", "let", "assume"):
        lines = question.get(name, ARRAYS if name == "inputs" else "").splitlines()
        pairs[name] = dict(line.split(": ", 1) for line in lines)
    found = mcdocs.derive(
        formula(question["expr"]),
        pairs["inputs"],
        question["wrt"] or None,
        pairs["let"],
        pairs["assume"],
        int(question.get("order", "1")),
    )
    data = as_data(found, ["numerator", "denominator"], {})
    return {
        layout: {name: data[layout][name] for name in ("latex", "numpy", "text")} for layout in data if "or" in layout
    }


def test_the_playground_gives_what_the_command_line_gives(browser: Browser, server: Server) -> None:
    with opened(browser, url(server, "playground/")) as page:
        for question in TYPED:
            assert typed(page, question) == by_command_line(question), question
            assert page.locator("#status").inner_text().startswith("Verified")
            assert page.locator("#show-results math").count()
            assert page.locator("#show-diagram svg").count()


def test_errors_stand_at_their_place_while_typing(browser: Browser, server: Server) -> None:
    with opened(browser, url(server, "playground/")) as page:
        typed(page, {"expr": "x.T @ A @ q", "wrt": "x"}, "wrong")
        assert page.locator("#expr[aria-invalid=true]").count() == 1
        assert page.text_content("#fault-expr pre") == "x.T @ A @ q\n          ^"
        assert page.text_content(".editor:has(#expr) mark") == "q"
        typed(page, {"expr": "x.T @ A @ x", "wrt": "x", "let": "z: x @\nv: 2"}, "wrong")
        assert page.locator("#let[aria-invalid=true]").count() == 1
        assert page.text_content("#fault-expr") == ""
        typed(page, {"expr": "x.T @ A @ x", "wrt": "x"})
        assert page.locator("[aria-invalid=true]").count() == 0


def test_what_is_typed_is_never_markup(browser: Browser, server: Server) -> None:
    with opened(browser, url(server, "playground/")) as page:
        for text in ("<img src=x onerror=alert(1)>", "</pre><script>alert(1)</script>", "$\\href{javascript:1}{x}$"):
            typed(page, {"expr": text, "wrt": text[:90]}, "wrong")
            assert page.locator("main img, main script, main a[href^=javascript]").count() == 0
        page.goto(url(server, "playground/") + "#expr=%3Cimg%20src%3Dx%3E&inputs=x:%20R")
        page.reload()
        page.wait_for_selector("html[data-state=wrong]")
        assert page.locator("main img").count() == 0


# ── the site ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PATH = "some/where"


def built(course: Path) -> None:
    """Slides for the browser, from a process of their own: the browser's event loop runs in this one."""
    command = [sys.executable, "-m", "mcdocs", "build", "--format", "html", "-C", str(course)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True, timeout=100)


MORE = """\
title: Tables
slides:
  - slide: identities
    title: Quadratic forms
    inputs: {x: R^n, A: "R^{n x n}"}
    wrt: x
    rows: [x.T @ x, x.T @ A @ x]
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site below a path of a server that knows nothing but files."""
    course, www = course_at(tmp_path_factory.mktemp("course")), tmp_path_factory.mktemp("www")
    (course / "specs/lectures/tables.yaml").write_text(MORE, encoding="utf-8")
    built(course)
    (www / "some").mkdir()
    site(course, course / "build", www / PATH, "My course", PYODIDE if PYODIDE.is_dir() else None)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    handler = functools.partial(Quiet, directory=str(www))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_address[1]}/{PATH}/"
        host.shutdown()


def test_every_link_of_the_site_leads_somewhere_in_it(browser: Browser, published: str) -> None:
    with opened(browser, published + "index.html") as page:
        seen, waiting = set(), [published + "index.html"]
        while waiting:
            here = waiting.pop()
            address, _, place = here.partition("#")
            assert address.startswith(published)
            if address not in seen:
                seen.add(address)
                answer = page.goto(address)
                assert answer
                assert answer.status == 200, here
                links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
                waiting += [urljoin(address, link) for link in links]
            if place and not place.startswith("/"):
                page.goto(address)
                assert page.locator(f"[id='{place}']").count() == 1, here
    folders = {address.removeprefix(published).removesuffix("index.html") for address in seen}
    assert folders == {
        "",
        "playground/",
        *(f"{kind}/{name}/" for kind in ("lectures", "notes") for name in ("talk", "tables")),
    }


@pytest.mark.parametrize("path", ["index.html", "notes/talk/index.html", "notes/tables/index.html", "404.html"])
def test_pages_of_the_site_fit_a_phone_and_are_accessible(browser: Browser, published: str, path: str) -> None:
    with opened(browser, published + path, viewport=PHONE) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert complaints_of_axe(page) == []


def test_the_preview_is_accessible(browser: Browser, server: Server) -> None:
    with opened(browser, url(server), bypass_csp=True) as page:
        assert complaints_of_axe(page) == []


def test_the_playground_is_accessible_right_and_wrong(browser: Browser, server: Server) -> None:
    with opened(browser, url(server, "playground/"), bypass_csp=True, viewport=PHONE) as page:
        typed(page, TYPED[0])
        assert complaints_of_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        typed(page, {"expr": "x +", "wrt": "x"}, "wrong")
        assert complaints_of_axe(page) == []


def complaints_of_axe(page: Page) -> list[str]:
    """Violations that are serious for those who hear or cannot point."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [("points", "Points"), ("quadr", "Quadratic forms"), ("talk one", "Points"), ("tables x", "Quadratic forms")],
)
def test_the_search_finds_words_by_their_beginnings(browser: Browser, published: str, words: str, first: str) -> None:
    with opened(browser, published + "notes/talk/index.html") as page:
        page.fill("#search", words)
        found = page.locator("#found a")
        found.first.wait_for()
        assert found.first.inner_text().splitlines()[0] == first
        page.press("#search", "Enter")
        page.wait_for_url(re.compile(r"/notes/\w+/index\.html#slide-\d+$"))
        page.fill("#search", "xylophone")
        page.locator("#found li", has_text="Nothing found").wait_for()


def test_what_was_found_can_be_read_on_a_phone(browser: Browser, published: str) -> None:
    with opened(browser, published + "index.html", viewport=PHONE) as page:
        page.fill("#search", "points")
        page.locator("#found a").first.wait_for()
        box = page.locator("#found").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.skipif(not PYODIDE.is_dir(), reason="make pyodide fetches Python for the browser")
def test_the_playground_of_the_site_needs_no_server(browser: Browser, published: str) -> None:
    with opened(browser, published + "playground/index.html") as page:
        page.wait_for_selector("html[data-state=verified]", timeout=120_000)
        for question in TYPED[::4]:
            assert typed(page, question) == by_command_line(question), question
            assert "by numbers in your browser" in page.locator("#status").inner_text()
        typed(page, {"expr": "x.T @ A @ q", "wrt": "x"}, "wrong")
        assert page.text_content("#fault-expr pre") == "x.T @ A @ q\n          ^"
        typed(page, {"expr": "exp(x)", "inputs": "x: R^5000"}, "verified")
        assert "Not verified" in page.locator("#status").inner_text()


def test_a_site_without_python_for_the_browser_says_so(browser: Browser, tmp_path: Path) -> None:
    course = course_at(tmp_path / "course")
    built(course)
    site(course, course / "build", tmp_path / "site", "My course", None)
    page = (tmp_path / "site/playground/index.html").read_text(encoding="utf-8")
    assert "mcdocs preview serves a playground" in page
    assert "<form id" not in page
    before = sorted(path.read_bytes() for path in (tmp_path / "site").rglob("*.html"))
    with pytest.raises(MissingToolError, match="is not Pyodide"):
        site(course, course / "build", tmp_path / "site", "My course", tmp_path)
    with pytest.raises(OutputError, match="cannot write /proc"):
        site(course, course / "build", Path("/proc/site"), "My course", None)
    assert sorted(path.read_bytes() for path in (tmp_path / "site").rglob("*.html")) == before
