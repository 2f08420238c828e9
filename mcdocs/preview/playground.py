"""The playground's answer to a question. It runs in a clerk of the preview, and in the browser of the static site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from mcdocs.calculus.derive import Derivation
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.documents import derivations
from mcdocs.documents.blocks import Block
from mcdocs.documents.escapes import github_mathematics
from mcdocs.documents.formats import Format, load_format
from mcdocs.documents.render import fragment
from mcdocs.errors import FormulaError, McdocsError
from mcdocs.preview.faults import faults
from mcdocs.preview.question import Question
from mcdocs.printers import latex

Check = Callable[[Derivation], Mapping[str, Any]]


def by_referee(derivation: Derivation) -> Mapping[str, Any]:
    """The verification of the whole referee: numbers in NumPy, proofs in SymPy. Raises RefereeError."""
    found = derivation.check
    return {"by": "referee", "proved": found.proved, "points": found.points, "max_error": found.max_error}


def by_numbers(derivation: Derivation) -> Mapping[str, Any]:
    """The verification of the small referee, where there is neither NumPy nor SymPy. Raises RefereeError.

    `points` is 0 for what is too large for it, and `why` says so: it is shown as not verified.
    """
    from mcdocs.calculus.referee.plain.judge import TooLarge, judge

    try:
        found = judge(derivation.claims(derivation.numerator.text))
    except TooLarge as error:
        return {"by": "numbers", "proved": False, "points": 0, "max_error": 0.0, "why": error.message}
    return {"by": "numbers", "proved": False, "points": found.points, "max_error": found.max_error}


def answer(data: Any, check: Check = by_referee) -> dict[str, Any]:
    """What the page shows: `html` by section, texts to copy, and how it was verified; or `faults` by field.

    Without `check` in the question the answer is not verified yet, and says so: a page shows it while it asks again.
    """
    try:
        question = Question.of(data)
        derivation = question.derived()
        found: dict[str, Any] = as_shown(derivation, question)
        if data.get("check"):
            found["check"] = dict(check(derivation))
        return found
    except McdocsError as error:
        return {"faults": [fault.data for fault in faults(error)]}
    except RecursionError:
        deep = FormulaError("this is nested too deeply", hint="name parts of it as intermediates")
        return {"faults": [fault.data for fault in faults(deep)]}


def as_shown(derivation: Derivation, question: Question) -> dict[str, Any]:
    """A derivation as the page shows it, with the names that `mcdocs derive --json` gives its parts."""
    data: dict[str, Any] = {}
    for layout in LAYOUTS:
        result = getattr(derivation, layout)
        data[layout] = {name: getattr(result, name) for name in ("shape", "latex", "text", "numpy", "form")}
    for name in ("steps", "read_off"):
        data[name] = [{"rule": step.rule, "latex": step.latex, "text": step.text} for step in getattr(derivation, name)]
    sections: dict[str, Callable[[Derivation], tuple[Block, ...]]] = {
        "question": derivations.question,
        "working": derivations.working,
        "results": derivations.results,
        "diagram": derivations.diagram,
    }
    data["html"] = {name: fragment(blocks(derivation), _format()) for name, blocks in sections.items()}
    data["markdown"] = markdown(derivation)
    data["yaml"] = question.spec()
    return data


def markdown(derivation: Derivation) -> str:
    """Both layouts in Markdown with mathematics, as code forges render it."""
    style = latex.Style(operator=r"\mathrm")
    lines = []
    for layout in LAYOUTS:
        result = getattr(derivation, layout)
        shape = " x ".join(str(axis.size) for axis in result.aspect.printed(layout)) or "scalar"
        lines += [f"{layout.capitalize()} layout ({shape}):", "", "$$"]
        lines += [github_mathematics(latex.latex(result.node, style)), "$$", ""]
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _format() -> Format:
    return load_format("html")
