"""The pages around the lectures, from the templates of the format `site`; a course may replace any of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mcdocs.documents.formats import Format, find, load_format
from mcdocs.documents.render import render_page
from mcdocs.preview.versions import Listed

ASSETS = "assets"
# What pages share with the slides: their colours, their mathematics, their blocks, their fonts.
THEME = ("colours.css", "maths.css", "blocks.css")


@dataclass(frozen=True)
class Link:
    """A page in the head of every page, by its folder from the root."""

    path: str
    title: str


@dataclass(frozen=True)
class Pages:
    """The pages of one course. `index` is what a link to a folder ends with: a static host may need `index.html`."""

    course: Path
    title: str = "Course"
    index: str = ""
    links: tuple[Link, ...] = (Link("playground/", "Playground"),)
    searchable: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def page(self, name: str, root: str, **values: Any) -> str:
        """A page by its template; `root` leads from it to the first page."""
        known = {
            "course": self.title,
            "root": root,
            "index": self.index,
            "links": self.links,
            "here": "",
            "searchable": self.searchable,
            "title": self.title,
        }
        return render_page(name, {**known, **values}, self.format)

    @property
    def format(self) -> Format:
        """The format, read anew: a course's templates may be edited while it is shown."""
        return load_format("site", self.course)

    def first(self, shown: Sequence[Listed], live: bool = False, root: str = "") -> str:
        """The list of lectures and problem sets."""
        return self.page("index", root, shown=shown, live=live)

    def playground(self, engine: str, root: str, note: str = "") -> str:
        """The playground; `engine` is `served` or `pyodide`."""
        return self.page("playground", root, engine=engine, note=note, here="playground/", title="Playground")

    def missing(self, message: str, root: str = "/") -> str:
        """A page that says that there is none."""
        return self.page("missing", root, title=message)

    def waiting(self, name: str, made: bool = True) -> str:
        """A lecture of which nothing good was saved yet, or that is not made yet. It takes the place of this page."""
        return self.page("waiting", "/", script=live_script(name, ""), made=made)

    def assets(self) -> dict[str, Path]:
        """The files pages ask for, by name below `assets/`."""
        site, slides = self.format.folders, load_format("html", self.course).folders
        found = {f"{path.name}": path for folder in reversed(site) for path in (folder / ASSETS).glob("*.*")}
        for name in THEME:
            if path := find(slides, f"theme/{name}"):
                found[name] = path
        for folder in reversed(slides):
            found |= {f"fonts/{path.name}": path for path in (folder / "fonts").glob("*.*")}
        return found


def live_script(name: str, frame: str) -> str:
    """The element that makes a page follow a lecture."""
    data = f'data-root="/" data-show="{html.escape(name)}" data-frame="{frame}"'
    return f'<script src="/{ASSETS}/live.js" {data}></script>'
