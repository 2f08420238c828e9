"""A course as a site for any static host: lectures, notes, search, and a playground that runs in the browser.

All links are relative, so that the site works at any address and below any path; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mcdocs.build.folder import publish, writing
from mcdocs.calculus.referee import judge
from mcdocs.documents.blocks import Document, Slide
from mcdocs.documents.formats import load_format
from mcdocs.documents.lectures import document_of
from mcdocs.documents.pieces import Lesson
from mcdocs.documents.render import fragment, inline, plain
from mcdocs.documents.variants import as_notes
from mcdocs.preview.browser import runtime, sources
from mcdocs.preview.pages import ASSETS, Link, Pages
from mcdocs.preview.versions import Listed, Published
from mcdocs.specs.course import Course
from mcdocs.specs.slides import IdentitiesSlide

# What a lecture's folder in `build/` has for readers, and what it is called on the site.
FILES = {"slides.pdf": "slides (PDF)", "handout.pdf": "handout (PDF)", "student.pdf": "with blanks (PDF)"}
WITHOUT_ENGINE = (
    "This copy of the site was made without Python for the browser, so formulas cannot be derived here: "
    "`mcdocs preview` serves a playground on your own machine."
)
WITH_ENGINE = (
    "The engine runs in your browser; nothing you type leaves it. There it has no NumPy and no SymPy, so results are "
    "verified by numbers at a few random points and not proved. The first start takes some seconds. "
    "Python in the browser is Pyodide (Mozilla Public License 2.0)."
)

Files = dict[str, bytes]


@dataclass(frozen=True)
class Talk:
    """A lecture on the site: how it is listed, and its notes."""

    listed: Listed
    notes: Document
    is_reference: bool


def site(course: Path, built: Path, output: Path, title: str, pyodide: Path | None) -> None:
    """Write the site of a course, whose lectures have been built to `built`, to the folder `output`.

    Raises McdocsError for a lecture that is wrong, MissingToolError for a folder that is not Pyodide, OutputError.
    What was there before is replaced when everything has been made.
    """
    talks = [_talk(name, course, built) for name in Course(course).lectures()]
    links = (
        *(Link(f"notes/{talk.listed.name}/", talk.listed.title) for talk in talks if talk.is_reference),
        Link("playground/", "Playground"),
    )
    pages = Pages(course, title, "index.html", links, searchable=True)
    files = dict(_pages(pages, talks, pyodide is not None))
    for talk in talks:
        folder = built / "lectures" / talk.listed.name
        files[f"lectures/{talk.listed.name}/index.html"] = (folder / "slides.html").read_bytes()
        for name in FILES:
            if (folder / name).is_file():
                files[f"lectures/{talk.listed.name}/{name}"] = (folder / name).read_bytes()
    files |= {f"{ASSETS}/{name}": path.read_bytes() for name, path in pages.assets().items()}
    files[f"{ASSETS}/search-index.js"] = _index(talks).encode()
    if pyodide:
        files |= {f"{ASSETS}/pyodide/{name}": content for name, content in runtime(pyodide).items()}
        files[f"{ASSETS}/mcdocs.zip"] = sources()
    _replace(output, files)


def _talk(name: str, course: Path, built: Path) -> Talk:
    lesson = Lesson(Course(course).lecture(name), Course(course))
    document, claims = document_of(lesson)
    judge(claims)
    there = [file for file in FILES if (built / "lectures" / name / file).is_file()]
    offered = [Published(f"notes/{name}/index.html", "notes")]
    offered += [Published(f"lectures/{name}/{file}", FILES[file]) for file in there]
    listed = Listed(name, plain(lesson.spec.title), f"{len(document.slides)} slides", files=tuple(offered))
    identities = [slide for slide in lesson.spec.slides if isinstance(slide, IdentitiesSlide)]
    return Talk(listed, document, 2 * len(identities) > len(lesson.spec.slides))


def _pages(pages: Pages, talks: list[Talk], engine: bool) -> Iterator[tuple[str, bytes]]:
    listed = [talk.listed for talk in talks]
    yield "index.html", pages.first(listed).encode()
    yield "404.html", pages.missing("there is no such page", root="").encode()
    note = WITH_ENGINE if engine else WITHOUT_ENGINE.replace("`", "")
    yield "playground/index.html", pages.playground("pyodide" if engine else "none", "../", note).encode()
    for talk in talks:
        yield f"notes/{talk.listed.name}/index.html", _notes(pages, talk).encode()


def _notes(pages: Pages, talk: Talk) -> str:
    """A lecture to read: every slide a section, its pictures and tables in the page."""
    format = load_format("html", pages.course)
    sections = []
    for number, slide in _numbered(talk.notes):
        title = inline(slide.title, format)
        sections.append(
            {
                "number": number,
                "kind": slide.kind,
                "title": title,
                "name": plain(slide.title),
                "subtitle": inline(slide.subtitle, format, slash=True),
                "body": fragment(slide.body, format) if slide.body else "",
            }
        )
    here = f"notes/{talk.listed.name}/"
    title = talk.listed.title
    return pages.page("notes", "../../", title=title, here=here, sections=sections, lecture=talk.listed)


def _numbered(document: Document) -> Iterator[tuple[int, Slide]]:
    """The slides as notes, each with the number of the first slide it was made of; the title slide is left out."""
    first: dict[object, int] = {}
    for number, slide in enumerate(document.slides, 1):
        first.setdefault((slide.at, slide.title, slide.subtitle), number)
    for slide in as_notes(document).slides:
        if slide.kind != "title":
            yield first[slide.at, slide.title, slide.subtitle], slide


def _index(talks: list[Talk]) -> str:
    """What the search knows: for every section its title, its lecture, where it is, and its words."""
    entries = []
    for talk in talks:
        format = load_format("html")
        for number, slide in _numbered(talk.notes):
            body = fragment(slide.body, format) if slide.body else ""
            words = " ".join([plain(slide.subtitle), _words(body)])
            entries.append(
                {
                    "title": plain(slide.title),
                    "lecture": talk.listed.title,
                    "path": f"notes/{talk.listed.name}/index.html#slide-{number}",
                    "words": " ".join(words.split()),
                }
            )
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"window.mcdocsIndex = {data};\n"


def _words(fragment: str) -> str:
    """The text of HTML; of a formula what is read aloud or displayed, not its LaTeX as well."""
    without = re.sub(r"<annotation.*?</annotation>", " ", fragment, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", without))


def _replace(output: Path, files: Mapping[str, bytes]) -> None:
    """Put all files in place of the folder, in one step."""
    fresh, old = output.with_name(f".{output.name}.new"), output.with_name(f".{output.name}.old")
    with writing(output):
        for folder in (fresh, old):
            shutil.rmtree(folder, ignore_errors=True)
        by_folder: dict[str, Files] = {}
        for name, content in files.items():
            folder_name, _, file = name.rpartition("/")
            by_folder.setdefault(folder_name, {})[file] = content
        for folder_name, contents in by_folder.items():
            publish(fresh / folder_name, contents)
        if output.exists():
            output.rename(old)
        fresh.rename(output)
        shutil.rmtree(old, ignore_errors=True)
