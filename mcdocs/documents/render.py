"""Documents as text: one template per block, found along the folders of a format. The only room that knows Jinja.

Templates are written with `<%= value %>`, `<% statement %>` and `<%# comment %>`, which mean nothing in TeX, Markdown
or HTML. A plain string is always escaped for the format; only mathematics and rendered blocks pass as they are, and
what a template marks with the filter `safe`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from mcdocs.documents import escapes
from mcdocs.documents.blocks import Document, Slide
from mcdocs.documents.filters import held, in_halves, rather_outside, snug, together
from mcdocs.documents.formats import Format, embedded
from mcdocs.documents.sheets import Papers, Problem
from mcdocs.errors import DocumentError, McdocsError, Position
from mcdocs.language.notation import Math, Name, Sizes, Space
from mcdocs.language.prose import Formula, Inline, Text

Print = Callable[[Math], str]
Keep = Callable[[Slide | Problem, int, Callable[[], str]], str]


class Ready(str):
    """Text that is already in its format and must not be escaped again."""

    __slots__ = ()


def render(document: Document | Papers, format: Format, math: Print | None = None, keep: Keep | None = None) -> str:
    """The document or papers in a format; `math` replaces the format's printer of mathematics.

    `keep(slide, number, make)` gives the text of each slide or problem, from `make()` or from what it remembers.

    Raises DocumentError for a template that fails, at its file and line, and for text the format cannot show, at the
    slide it stands on.
    """
    names = {"block": document, "document": document, "keep": keep}
    return _render(_printing(format, math), template_name(document), names, format) + "\n"


def fragment(body: Sequence[object], format: Format, math: Print | None = None) -> str:
    """Blocks, or parts of papers, on their own in a format, without a document around them."""
    names = {"block": None, "document": None, "blocks": body, "reveal": False}
    return _render(_printing(format, math), "blocks", names, format)


def inline(text: Inline, format: Format, math: Print | None = None, slash: bool = False) -> str:
    """A line of text on its own in a format; with `slash` fractions in it are set in one line."""
    return _line(_printing(format, math), text, {"slash": slash}, format)


def _printing(format: Format, math: Print | None) -> SandboxedEnvironment:
    environment = _environment(format)
    environment.filters["math"] = _printed(math or printer(format), printer(format, slash=True))
    return environment


def render_page(name: str, values: Mapping[str, object], format: Format) -> str:
    """A page by the template of that name, which knows `values`. Raises DocumentError as `render` does."""
    return _render(_printing(format, None), name, values, format) + "\n"


# ── mathematics ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _latex(format: Format, slash: bool) -> Print:
    from mcdocs.printers import latex  # imported when a document is typeset, for start-up time

    style = latex.Style(colours=format.colours, labels=True, blank=r"\mcblank", slash=slash)
    return lambda math: latex.latex(math, style)


def _markdown_latex(format: Format, slash: bool) -> Print:
    from mcdocs.printers import latex  # imported when a document is typeset, for start-up time

    style = latex.Style(operator=r"\mathrm", blank=r"\underline{\qquad}", slash=slash)
    return lambda math: escapes.github_mathematics(latex.latex(math, style))


def _mathml(format: Format, slash: bool) -> Print:
    from mcdocs.printers.mathml.formulas import mathml  # imported when a document is typeset, for start-up time

    return lambda math: mathml(math, slash)


MATHEMATICS: Mapping[str, Callable[[Format, bool], Print]] = MappingProxyType(
    {"latex": _latex, "markdown-latex": _markdown_latex, "mathml": _mathml}
)


def printer(format: Format, slash: bool = False) -> Print:
    """How a format prints mathematics, with `slash` in a line of text: ∂y/∂x.

    Raises DocumentError for a name of which there is none.
    """
    if format.math not in MATHEMATICS:
        known = ", ".join(MATHEMATICS)
        raise DocumentError(f"format {format.name!r} asks for mathematics in {format.math!r}", hint=f"known: {known}")
    return MATHEMATICS[format.math](format, slash)


def _printed(displayed: Print, in_a_line: Print) -> Callable[..., Ready]:
    def math(math: Math, slash: bool = False) -> Ready:
        return Ready((in_a_line if slash else displayed)(math))

    return math


# ── the environment ──────────────────────────────────────────────────────────────────────────────────────────────────


def _environment(format: Format) -> SandboxedEnvironment:
    """Templates are read again when they change; a file that is new to a course's folder makes a new environment."""
    own = (path for folder in format.folders[:-1] for path in folder.rglob("*"))
    return _made_environment(format, frozenset(own))


@lru_cache(maxsize=16)
def _made_environment(format: Format, _: frozenset[Path]) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in format.folders]),
        undefined=jinja2.StrictUndefined,
        finalize=_finalizer(format),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<%=",
        variable_end_string="%>",
        comment_start_string="<%#",
        comment_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "block": _block_filter(format),
        "inline": _inline_filter(format),
        "safe": Ready,
        "comment": lambda value: Ready(escapes.comment(value)),
        "words": lambda text: Ready(escapes.words_in_mathematics(text)),
        "in_halves": in_halves,
        "hex": lambda text: Ready(escapes.utf16_hex(text)),
        "sha256": lambda text: Ready(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()),
        "kind": template_name,
        "plain": plain,
        "rather_outside": lambda latex: Ready(rather_outside(latex)),
        "snug": snug,
        "together": together,
    }
    environment.globals |= {
        "sizes": lambda axes: Sizes(tuple(axes)),
        "space": lambda axes: Space(tuple(axes)),
        "name": Name,
        "held": held,
        "embedded": lambda name: Ready(embedded(format.folders, name)),
    }
    return environment


def _finalizer(format: Format) -> Callable[[object], str]:
    escape = escapes.ESCAPES[format.escape]

    def finalize(value: object) -> str:
        match value:
            case Ready() | jinja2.Undefined():
                return str(value)  # an undefined value raises here
            case str():
                return Ready(escape(value))
            case bool() | None:
                raise TypeError(f"a template prints {value}")
            case int() | float():
                return Ready(f"{value:g}" if isinstance(value, float) else value)
            case _:
                raise TypeError(f"a template prints a {type(value).__name__}, which needs a filter such as math")

    return finalize


def plain(inline: Inline) -> str:
    """The words of a line of text without styles, for bookmarks; a formula is an ellipsis."""
    return "".join(piece.text if isinstance(piece, Text) else "…" for piece in inline)


# ── dispatch ─────────────────────────────────────────────────────────────────────────────────────────────────────────


_REACH = ("document", "slide", "number", "reveal", "paper", "keep")


def _block_filter(format: Format) -> Callable[..., Ready]:
    @jinja2.pass_context
    def block(context: jinja2.runtime.Context, value: object, **extra: object) -> Ready:
        """The block by the template named after its class, with the names of the surrounding template in reach."""
        reach = {name: context[name] for name in _REACH if name in context}
        names = {**reach, **extra, "block": value}
        if not isinstance(value, Slide | Problem):
            return _render(context.environment, template_name(value), names, format)

        def make() -> Ready:
            return _render(context.environment, template_name(value), {**names, "slide": value}, format)

        keep = context.get("keep")
        try:
            return Ready(keep(value, names["number"], make)) if keep else make()
        except McdocsError as error:
            raise error.located(value.at) from error.__cause__

    return block


def _inline_filter(format: Format) -> Callable[..., Ready]:
    @jinja2.pass_context
    def inline(context: jinja2.runtime.Context, pieces: Inline, slash: bool = False) -> Ready:
        """Text with inline mathematics, each piece by its template; with `slash` fractions are set in one line."""
        return _line(context.environment, pieces, {"slash": slash}, format)

    return inline


def _line(environment: jinja2.Environment, pieces: Inline, names: Mapping[str, object], format: Format) -> Ready:
    """Each piece of a text by its template, which knows its neighbours as `before` and `after`."""
    rendered = []
    for before, piece, after in zip((None, *pieces), pieces, (*pieces[1:], None), strict=False):
        if not isinstance(piece, Text | Formula):
            raise TypeError(f"{type(piece).__name__} is neither Text nor Formula")
        known = {**names, "block": piece, "before": before, "after": after}
        rendered.append(_render(environment, template_name(piece), known, format))
    return Ready("".join(rendered))


@lru_cache
def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def template_name(block: object) -> str:
    """The template of a block: its class in snake_case."""
    return _snake(type(block).__name__)


def _render(environment: jinja2.Environment, name: str, names: Mapping[str, object], format: Format) -> Ready:
    file = f"{name}.{format.extension}"
    try:
        return Ready(environment.get_template(file).render(names))
    except McdocsError:
        raise
    except jinja2.TemplateNotFound as error:
        if error.name != file:
            _fail(error, format)
        hint = f"add {file} to templates/{format.name}/"
        raise DocumentError(f"format {format.name!r} has no template for {name!r}", hint=hint) from error
    except Exception as error:
        if not isinstance(error, jinja2.TemplateError) and _template_line(error, format) is None:
            raise
        _fail(error, format)


# ── errors in templates ──────────────────────────────────────────────────────────────────────────────────────────────


def _fail(error: Exception, format: Format) -> NoReturn:
    file, line = _template_line(error, format) or ("", 0)
    message = str(error) or type(error).__name__
    if not file:
        raise DocumentError(f"a template of format {format.name!r} fails: {message}") from error
    at = _position(Path(file), line)
    raise DocumentError(f"the template fails: {message}", at=at, hint=_HINTS.get(type(error), "")) from error


_HINTS: Mapping[type[Exception], str] = MappingProxyType(
    {
        jinja2.UndefinedError: "templates know block, document, slide and number, and the fields of these",
        jinja2.TemplateNotFound: "the file must stand in the format's folder, the course's or the shipped one",
    }
)


def _template_line(error: Exception, format: Format) -> tuple[str, int] | None:
    """Where a template is at fault: the innermost frame outside Jinja, if it is a template of this format."""
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        return error.filename, error.lineno
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if any(Path(frame.filename).is_relative_to(folder) for folder in format.folders):
            return frame.filename, frame.lineno or 1
        if "jinja2" not in Path(frame.filename).parts and not isinstance(error, jinja2.TemplateError | TypeError):
            return None
    return None


def _position(path: Path, line: int) -> Position:
    lines: list[str] = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    indent: Any = len(source) - len(source.lstrip())
    return Position(str(path), line, indent + 1, source, max(1, len(source.strip())))
