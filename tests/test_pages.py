"""HTML slides in a real browser: nothing cut off, nothing fetched; keys, views, paper; hostile text; accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kitchen_sink import SINK, slide, words

from mcdocs.documents import blocks
from mcdocs.documents.formats import load_format
from mcdocs.documents.lectures import document_of
from mcdocs.documents.pieces import Lesson
from mcdocs.documents.render import render
from mcdocs.documents.sheets import Papers
from mcdocs.documents.variants import VARIANTS
from mcdocs.language.prose import Text
from mcdocs.problems.handouts import HANDOUTS
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.specs.course import Course

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
LECTURES = sorted(path.stem for path in (ROOT / "specs" / "lectures").glob("*.yaml"))
SETS = sorted(path.stem for path in (ROOT / "specs" / "problems").glob("*.yaml"))
SIZES = {"projector": (1920, 1080), "laptop": (1280, 720), "phone": (390, 844)}


@lru_cache
def lecture(name: str) -> str:
    course = Course(ROOT)
    document, _ = document_of(Lesson(course.lecture(name), course))
    return page_of(document)


@lru_cache
def solutions(name: str) -> str:
    course = Course(ROOT)
    return page_of(HANDOUTS["solutions.html"].of(draw_set(course.problem_set(name), course, PUBLIC).key))


def page_of(document: blocks.Document | Papers) -> str:
    assert isinstance(document, blocks.Document)
    variant = VARIANTS["slides.html"]
    return render(variant.of(document), load_format(variant.format))


@contextmanager
def opened(browser: Browser, folder: Path, html: str, size: str = "laptop", at: str = "", **how: Any) -> Iterator[Page]:
    """The page, opened from a file; whatever it complains about, or asks of a network, fails the test."""
    file = folder / "slides.html"
    file.write_text(html, encoding="utf-8")
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **how)
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("dialog", lambda dialog: complaints.append(dialog.message))
    context.on("request", lambda request: complaints.append(request.url) if foreign(request.url, file) else None)
    page = context.new_page()
    page.goto(file.as_uri() + at)
    if how.get("java_script_enabled", True):
        page.wait_for_selector("html[data-ready]")
    yield page
    context.close()
    assert complaints == []


def longest() -> str:
    """The way to a slide of the lecture on matrix calculus that is longer than a phone."""
    titles = re.findall(r'<h[12] id="title-(\d+)">([^<]*)', lecture("matrix-calculus"))
    return next(f"#/{number}" for number, found in titles if found == "Both layouts at a glance")


def foreign(url: str, file: Path) -> bool:
    return not url.startswith(("data:", file.as_uri()))


def place(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def hidden_steps(page: Page) -> int:
    return page.locator(".current .later").count()


# ── every slide of every lecture ─────────────────────────────────────────────────────────────────────────────────────

# What sticks out of its slide, slide by slide, each shown in its last step. What may be scrolled sideways counts with
# its frame; a slide longer than a phone is scrolled, and so may be higher than the page.
OUTSIDE = """async (mayBeLong) => {
  const found = [];
  const slides = [...document.querySelectorAll('.slide')];
  for (const [place, slide] of slides.entries()) {
    location.hash = `#/${place + 1}/99`;
    await new Promise((done) => addEventListener('hashchange', done, { once: true }));
    const page = slide.getBoundingClientRect();
    const long = slide.classList.contains('long');
    if (long && !mayBeLong) found.push(`${place + 1} is longer than the page`);
    for (const part of slide.querySelectorAll('*')) {
      const here = part.getBoundingClientRect();
      const frame = part.closest('.wide');
      if (!here.width || !here.height || part.closest('.unseen, annotation') || (frame && frame !== part)) continue;
      const over = Math.max(page.left - here.left, here.right - page.right,
        long ? 0 : Math.max(page.top - here.top, here.bottom - page.bottom));
      if (over > 1) found.push(`${place + 1} ${part.tagName} ${part.className} by ${Math.round(over)}`);
      if (frame && !mayBeLong) found.push(`${place + 1} ${part.className} has to be moved sideways`);
    }
    const body = slide.querySelector('.body');
    const parts = body && !long ? [slide.querySelector(':scope > header'), ...body.children] : [];
    for (const [i, part] of parts.slice(1).entries()) {
      const [above, below] = [parts[i].getBoundingClientRect(), part.getBoundingClientRect()];
      if (above.bottom > below.top + 1) found.push(`${place + 1} ${part.className} overlaps what is above it`);
    }
    if (slide.querySelector('.later')) found.push(`${place + 1} keeps something back`);
  }
  return found;
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*LECTURES, "kitchen sink"])
def test_every_slide_is_whole(name: str, size: str, browser: Browser, tmp_path: Path) -> None:
    html = page_of(SINK) if name == "kitchen sink" else lecture(name)
    with opened(browser, tmp_path, html, size) as page:
        assert page.evaluate(OUTSIDE, size == "phone") == []


LONG = {
    "smaller": "A title of about seventy letters that needs to become smaller to fit",
    "two lines": "A title of rather more than one hundred letters is too much for one line, and so it goes over",
    "one word": "W" * 120,
    "an address": "https://example.org/" + "a" * 150,
}


@pytest.mark.parametrize("size", SIZES)
def test_long_titles_become_smaller_and_then_go_over(size: str, browser: Browser, tmp_path: Path) -> None:
    slides = [slide(title, *SINK.slides[2].body, subtitle=words(title)) for title in LONG.values()]
    slides += [blocks.Slide(words(title), (), slides[0].at, kind="section") for title in LONG.values()]
    html = page_of(replace(SINK, slides=tuple(slides)))
    with opened(browser, tmp_path, html, size) as page:
        assert page.evaluate(OUTSIDE, size == "phone") == []
        lines = "title => Math.round(title.clientHeight / parseFloat(getComputedStyle(title).lineHeight))"
        page.keyboard.press("Home")
        found = []
        for _ in range(2):
            found.append(page.locator(".current h2").evaluate(lines))
            page.keyboard.press("PageDown")
        assert found == [1, 2] or size == "phone"


@pytest.mark.parametrize("name", SETS)
def test_every_slide_of_solutions_is_whole(name: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, solutions(name)) as page:
        assert page.evaluate(OUTSIDE, False) == []


@pytest.mark.parametrize("name", LECTURES)
def test_mathematics_is_set_by_the_browser_and_spoken(name: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, lecture(name)) as page:
        spoken = page.evaluate("[...document.querySelectorAll('math')].map((math) => math.ariaLabel)")
        seen = page.evaluate("""() => {
          const shown = document.body.cloneNode(true);
          for (const source of shown.querySelectorAll('annotation, script')) source.remove();
          return shown.textContent;
        }""")
        assert page.evaluate("document.fonts.check('20px mcdocs maths')")
        drawn = page.evaluate("""() => [...document.querySelectorAll('.current math')]
          .every((math) => math.getBoundingClientRect().width > 0)""")
    assert len(spoken) > 50
    assert len(lecture(name)) < 1_000_000, "a file to be sent around"
    assert [words for words in spoken if not words or "\\" in words] == []
    assert re.search(r"\\[a-zA-Z]|\$|merror", seen) is None
    assert drawn


# ── keys and other ways to move ──────────────────────────────────────────────────────────────────────────────────────

WORKING = 5
"""The slide of the kitchen sink with a working: its three lines come one by one, then what follows them."""


@pytest.fixture
def deck(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """The kitchen sink, opened at a place."""
    with ExitStack() as stack:
        yield lambda at="", **how: stack.enter_context(opened(browser, tmp_path, page_of(SINK), at=at, **how))


@pytest.mark.parametrize(
    ("start", "keys", "end"),
    [
        ("#/1", "ArrowRight", "#/2"),
        ("#/1", "Space PageDown ArrowDown", "#/4"),
        ("#/3", "ArrowLeft", "#/2"),
        ("#/4", "PageUp ArrowUp Shift+Space", "#/1"),
        ("#/1", "ArrowLeft", "#/1"),
        ("#/1", "End", "#/6"),
        ("#/6", "ArrowRight", "#/6"),
        ("#/6", "Home", "#/1"),
        ("#/1", "5 Enter", "#/5"),
        ("#/1", "9 9 Enter", "#/6"),
        ("#/5", "ArrowRight", "#/5/2"),
        ("#/5", "ArrowRight ArrowRight ArrowRight ArrowRight", "#/6"),
        ("#/6", "ArrowLeft", "#/5/4"),
        ("#/5/3", "ArrowLeft", "#/5/2"),
        ("#/5/99", "", "#/5/4"),
        ("#/nonsense", "", "#/1"),
        ("", "", "#/1"),
        ("#/2", "Control+ArrowRight", "#/2"),
    ],
)
def test_keys_and_links_lead_to_a_slide(start: str, keys: str, end: str, deck: Callable[..., Page]) -> None:
    page = deck(start)
    for key in keys.split():
        page.keyboard.press(key)
    assert place(page) == end
    assert page.locator(".slide.current").count() == 1
    assert page.locator(".slide:visible").count() == 1
    assert page.locator(".announcement").inner_text().endswith(f"slide {re.findall(r'[0-9]+', end)[0]} of 6")


def test_working_appears_line_by_line_and_then_what_follows(deck: Callable[..., Page]) -> None:
    page = deck(f"#/{WORKING}")
    shown = []
    for _ in range(4):
        lines = page.locator(".current .line .value").evaluate_all(
            "parts => parts.map((part) => getComputedStyle(part).visibility === 'visible')"
        )
        results = page.locator(".current .results").evaluate("part => getComputedStyle(part).visibility === 'visible'")
        shown.append((sum(lines), results))
        page.keyboard.press("ArrowRight")
    assert shown == [(1, False), (2, False), (3, False), (3, True)]


def test_the_same_steps_as_in_the_pdf(deck: Callable[..., Page]) -> None:
    """test_formats counts the pages of the PDF made of the same document: three more than slides."""
    page = deck()
    counted = page.evaluate("""async () => {
      const found = [];
      for (let number = 1; number <= 6; number += 1) {
        location.hash = `#/${number}/99`;
        await new Promise((done) => addEventListener('hashchange', done, { once: true }));
        found.push(Number(document.querySelector('.current').dataset.steps));
      }
      return found;
    }""")
    assert counted == [1, 1, 1, 1, 4, 1]


def test_clicks_at_the_edges_and_buttons_turn_pages(deck: Callable[..., Page]) -> None:
    page = deck("#/2")
    page.mouse.click(1270, 300)
    assert place(page) == "#/3"
    page.mouse.click(10, 300)
    assert place(page) == "#/2"
    page.mouse.click(640, 300)
    assert place(page) == "#/2"
    page.get_by_role("button", name="Next").click()
    assert place(page) == "#/3"


def test_a_finger_turns_pages(deck: Callable[..., Page]) -> None:
    page = deck("#/2", size="phone", has_touch=True)
    swipe = """([from, to]) => {
      const touch = (x) => new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 400 });
      document.body.dispatchEvent(new TouchEvent('touchstart', { touches: [touch(from)], bubbles: true }));
      document.body.dispatchEvent(new TouchEvent('touchend', { changedTouches: [touch(to)], bubbles: true }));
    }"""
    page.evaluate(swipe, [300, 100])
    assert place(page) == "#/3"
    page.evaluate(swipe, [100, 300])
    assert place(page) == "#/2"
    page.evaluate(swipe, [100, 130])
    assert place(page) == "#/2"


def test_a_slide_longer_than_a_phone_is_read_to_its_end(browser: Browser, tmp_path: Path) -> None:
    start = longest()
    with opened(browser, tmp_path, lecture("matrix-calculus"), "phone", start) as page:
        slide = page.locator(".current.long")
        left = "slide => slide.scrollHeight - slide.clientHeight - slide.scrollTop"
        assert slide.evaluate(left) > 0
        while slide.evaluate(left) > 2:
            page.keyboard.press("PageDown")
            assert place(page) == start
        page.keyboard.press("PageDown")
        assert place(page) != start


# ── views ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_overview_shows_all_slides_and_opens_one(deck: Callable[..., Page]) -> None:
    page = deck("#/2")
    page.keyboard.press("o")
    assert page.locator(".slide:visible").count() == 6
    assert page.locator(".slide.current").bounding_box()["width"] < 400
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert place(page) == "#/6"
    page.keyboard.press("Enter")
    assert page.locator(".slide:visible").count() == 1
    page.keyboard.press("o")
    page.locator("#slide-4").click()
    assert (place(page), page.locator(".slide:visible").count()) == ("#/4", 1)


@pytest.mark.parametrize(("size", "columns"), [("laptop", 4), ("phone", 2)])
def test_slides_of_the_overview_can_be_told_apart(size: str, columns: int, deck: Callable[..., Page]) -> None:
    page = deck(size=size)
    page.keyboard.press("o")
    tops = page.locator(".slide").evaluate_all("slides => slides.map((slide) => slide.offsetTop)")
    assert tops.count(tops[0]) == columns


def test_the_presenter_view_shows_notes_time_and_the_next_slide_in_step(deck: Callable[..., Page]) -> None:
    page = deck("#/2")
    with page.expect_popup() as popup:
        page.keyboard.press("p")
    speaker = popup.value
    speaker.wait_for_selector("html.presenter[data-ready]")
    page.keyboard.press("ArrowRight")
    speaker.wait_for_function("location.hash === '#/3'")
    assert "Say this, 100% & slowly." in speaker.locator(".panel").inner_text()
    assert re.search(r"\d\d:\d\d", speaker.locator(".elapsed").inner_text())
    assert speaker.locator(".slide:visible").count() == 2
    assert speaker.locator(".following").get_attribute("id") == "slide-4"
    speaker.keyboard.press("ArrowRight")
    page.wait_for_function("location.hash === '#/4'")
    assert page.locator(".notes:visible").count() == 0


def test_black_help_and_colours_have_keys(deck: Callable[..., Page]) -> None:
    page = deck("#/3", color_scheme="dark")
    ground = "getComputedStyle(document.querySelector('.current')).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 26, 34)"
    page.keyboard.press("d")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.keyboard.press("b")
    assert page.locator(".slide:visible").count() == 0
    page.keyboard.press("ArrowRight")
    assert (page.locator(".slide:visible").count(), place(page)) == (1, "#/3")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("ArrowRight")
    assert place(page) == "#/3"
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_a_slide_has_a_page_on_paper_with_everything_on_it(size: str, deck: Callable[..., Page]) -> None:
    import pikepdf

    page = deck(f"#/{WORKING}", size=size, color_scheme="dark")
    with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
        boxes = [tuple(round(float(side)) for side in sheet.mediabox) for sheet in pdf.pages]
    assert boxes == [(0, 0, 960, 540)] * 6
    assert hidden_steps(page) > 0, "the screen goes on where it was"


def test_paper_is_not_narrow_even_where_a_browser_tries_another_sheet_first(deck: Callable[..., Page]) -> None:
    page = deck("#/2")
    narrow = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
      () => done(document.documentElement.classList.contains('narrow')))))"""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 400, "height": 800})
    assert not page.evaluate(narrow)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(narrow)


def test_letters_of_a_picture_on_a_phone_can_be_read(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, lecture("backpropagation"), "phone") as page:
        letters = page.evaluate("""async () => {
          const found = [];
          for (const canvas of document.querySelectorAll('.canvas')) {
            location.hash = `#/${canvas.closest('.slide').id.split('-')[1]}`;
            await new Promise((done) => addEventListener('hashchange', done, { once: true }));
            found.push(parseFloat(getComputedStyle(canvas).fontSize));
          }
          return found;
        }""")
    assert min(letters) > 12


VISIBLE = """() => [...document.querySelectorAll('.line > *, [data-step]:not(.line)')]
  .every((part) => part.checkVisibility({ opacityProperty: true, visibilityProperty: true }))"""


def test_nothing_is_kept_back_on_paper_and_in_the_overview(deck: Callable[..., Page]) -> None:
    page = deck(f"#/{WORKING}")
    assert not page.evaluate(VISIBLE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(VISIBLE)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.evaluate(VISIBLE)
    page.keyboard.press("o")
    page.locator(f"#slide-{WORKING}").scroll_into_view_if_needed()
    assert page.evaluate(VISIBLE)


def test_without_scripts_all_slides_can_be_read(deck: Callable[..., Page]) -> None:
    page = deck(java_script_enabled=False)
    assert page.locator(".slide:visible").count() == 6
    assert page.get_by_text("after the working").is_visible()


def test_slides_given_anew_keep_the_place(deck: Callable[..., Page]) -> None:
    page = deck(f"#/{WORKING}/2")
    page.evaluate("""() => {
      const deck = document.querySelector('.deck');
      deck.innerHTML = deck.innerHTML.replaceAll('data-fitted', 'data-old').replace('after the working', 'said anew');
      document.dispatchEvent(new Event('mcdocs:changed'));
    }""")
    assert place(page) == f"#/{WORKING}/2"
    assert "said anew" in page.locator(".current").text_content()


# ── what authors write ───────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><svg onload=alert(1)>",
    "<!-- ' & &amp; {{ }} <% %> ]]>",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_wherever_it_stands(text: str, browser: Browser, tmp_path: Path) -> None:
    items = (words(text), (Text(text, "code"),))
    body = (blocks.Bullets(items), blocks.Result(text, SINK.slides[4].body[1].math, ()), blocks.Table(items, (items,)))
    document = blocks.Document(
        words(text), (slide(text, *body, subtitle=words(text), notes=text),), words(text), author=text, date=text
    )
    with opened(browser, tmp_path, page_of(document)) as page:
        assert page.title() == text
        assert page.locator("h2").first.inner_text() == text
        assert page.locator("code").first.inner_text() == text
        assert page.locator(".notes").text_content() == text
        assert page.locator("meta[name=author]").get_attribute("content") == text
        assert page.evaluate("document.scripts.length") == 1


def test_a_script_that_is_not_ours_does_not_run(browser: Browser, tmp_path: Path) -> None:
    html = page_of(SINK).replace("</main>", "<script>document.title = 'theirs'</script></main>")
    file = tmp_path / "theirs.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    assert page.title() == "Every block & more"
    page.close()


# ── accessibility ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_formulas_are_said_in_words(deck: Callable[..., Page]) -> None:
    page = deck(f"#/{WORKING}/99")
    working = page.get_by_role("region", name="Working & results").locator(".working")
    said = [math.get_attribute("aria-label") for math in working.get_by_role("math").all()]
    assert said[:2] == ["the derivative of y with respect to x", "equals"]
    assert page.get_by_role("math", name="the derivative of y with respect to x equals the 2 by 3 matrix").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["", "o", "?"])
def test_the_checker_finds_nothing_serious(view: str, scheme: str, deck: Callable[..., Page]) -> None:
    page = deck("#/5/99", color_scheme=scheme)
    if view:
        page.keyboard.press(view)
    assert serious(page) == []


@pytest.mark.parametrize("name", LECTURES)
def test_the_checker_finds_nothing_serious_in_a_lecture(name: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, lecture(name)) as page:
        page.evaluate("document.documentElement.classList.remove('js')")  # all slides below each other
        # Within formulas the kitchen sink has everything there is; here there are thousands alike.
        assert serious(page, {"exclude": [["semantics"]]}) == []


def test_what_has_to_be_moved_can_be_moved_with_keys(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, lecture("matrix-calculus"), "phone", longest()) as page:
        assert serious(page) == []


def serious(page: Page, context: dict[str, Any] | None = None) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]
