"""A question with what is given for it, as HTML; how mathematics is written is up to the system it is for."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from mcdocs.calculus.components import components
from mcdocs.exports.table import Item
from mcdocs.exports.writing import typed
from mcdocs.language import nodes, shapes
from mcdocs.language.names import component
from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.printers.latex import Style, latex
from mcdocs.printers.mathml.formulas import mathml
from mcdocs.printers.speech import spoken
from mcdocs.problems.model import BlanksField, Exercise, FormulaField, Question

Write = Callable[[Math, bool], str]
"""Mathematics as HTML, in a line of text or displayed."""

_STYLE = Style(blank=r"\boxed{\phantom{xx}}")
_TAGS = {"strong": "strong", "emphasis": "em", "strike": "del", "code": "code"}


def tex(math: Math) -> str:
    """The LaTeX of a formula, of commands that MathJax and KaTeX know."""
    return latex(math, _STYLE)


# What Moodle and STACK would take for a field: `{1:NUMERICAL:=2}`, `[[input:ans1]]`, `{@ta1@}`, `{#ta1#}`.
_FIELD = re.compile(r"(?P<brace>\{)(?=\d*:|[@#])|\[(?=\[)")


def in_brackets(math: Math, displayed: bool) -> str:
    r"""LaTeX between \( and \), or \[ and \], for pages on which MathJax runs; no field is found in it."""
    source = html.escape(_FIELD.sub(r"\g<0> ", tex(math)), quote=False)
    return rf"\[{source}\]" if displayed else rf"\({source}\)"


def in_dollars(math: Math, displayed: bool) -> str:
    """LaTeX between dollar signs, for PrairieLearn and notebooks."""
    source = html.escape(tex(math), quote=False)
    return f"$${source}$$" if displayed else f"${source}$"


def in_mathml(math: Math, displayed: bool) -> str:
    """MathML 2 with its namespace, for XML: its words in the attribute there is for them, no LaTeX beside it.

    A system that knows no MathML would show that as well.
    """
    mode = ' display="block"' if displayed else ""
    opening = f'<math xmlns="http://www.w3.org/1998/Math/MathML"{mode} alttext='
    plain = re.sub(r"<semantics>(.*)<annotation.*</semantics>", r"\1", mathml(math), flags=re.DOTALL)
    return plain.replace("<math aria-label=", opening, 1)


def inline(prose: Inline, write: Write) -> str:
    """A line of prose as HTML."""
    words: list[str] = []
    for piece in prose:
        inside = write(piece.math, False) if isinstance(piece, Formula) else _escaped(piece)
        tag = _TAGS.get(piece.style)
        words.append(f"<{tag}>{inside}</{tag}>" if tag else inside)
    return "".join(words)


def _escaped(piece: Text) -> str:
    r"""Text as HTML, in which no system finds a field, and MathJax no formula.

    MathJax looks for `$...$` and `\(...\)` within one element, and in code not at all.
    """
    source = html.escape(piece.text, quote=False).replace("{", "&#123;").replace("[[", "&#91;[")
    return source if piece.style == "code" else re.sub(r"[$\\]", r"<span>\g<0></span>", source)


def displayed(math: Math, write: Write) -> str:
    """A formula on a line of its own."""
    return f"<p>{write(math, True)}</p>"


def given(exercise: Exercise, write: Write) -> str:
    """What the questions of an exercise are about."""
    text = f"<p>{inline(exercise.text, write)}</p>" if exercise.text else ""
    return text + "".join(displayed(math, write) for math in exercise.given)


def asked(question: Question, write: Write) -> str:
    """The question and the formulas below it; the lines of a working are numbered, since one of them is asked for."""
    prompt = f"<p>{inline(question.prompt, write)}</p>"
    if question.kind == "error":
        lines = "".join(f"<li>{write(line, False)}</li>" for line in question.displays)
        return f"{prompt}<ol>{lines}</ol>"
    return prompt + "".join(displayed(math, write) for math in question.displays)


def stem(item: Item, write: Write, picture: str = "") -> str:
    """All of it: questions stand alone in a question bank. `picture` shows that of the exercise."""
    return given(item.exercise, write) + picture + asked(item.question, write)


def image(exercise: Exercise, place: str) -> str:
    """The picture of an exercise from where it lies, or nothing where it has none."""
    if exercise.picture is None:
        return ""
    return f'<p><img src="{html.escape(place)}" alt="{html.escape(in_words(exercise.picture.alt))}" /></p>'


def in_words(prose: Inline) -> str:
    """A line of prose for those who hear it."""
    return "".join(spoken(piece.math) if isinstance(piece, Formula) else piece.text for piece in prose)


def names(item: Item) -> str:
    """The names that may occur in the answer, as a sentence; nothing for choices and shapes."""
    if not isinstance(item.question.field, FormulaField | BlanksField):
        return ""
    return ", ".join(item.question.field.scope.known())


def scalars(item: Item) -> list[str]:
    """The names of scalars and of entries, in which an answer can be written out, as they are typed."""
    field = item.question.field
    found: list[str] = []
    for symbol in field.scope.inputs.values() if isinstance(field, FormulaField | BlanksField) else ():
        if not symbol.shape:
            found.append(symbol.name)
        elif shapes.is_given(symbol.shape):
            found += [typed(component(symbol, index).name) for index in shapes.indices(symbol.shape)]
    return found


def names_typed(item: Item) -> str:
    """What names look like where a formula is typed entry by entry: x1 for an entry of x, none for intermediates."""
    hidden = intermediates(item)
    instead = f", and formulas instead of {', '.join(hidden)}" if hidden else ""
    return f"Names in the answer: {', '.join(scalars(item))}{instead}."


def repeated(item: Item) -> set[str]:
    """Names that two entries or scalars would have as they are typed."""
    known = scalars(item)
    return {name for name in known if known.count(name) > 1}


def letters(question: Question) -> set[str]:
    """The sizes that are letters in what may be typed; those of intermediates are among them."""
    field = question.field
    return field.scope.letters() if isinstance(field, FormulaField | BlanksField) else set()


def unwritten(item: Item) -> str:
    """Why an answer cannot be compared entry by entry, for a warning."""
    if letters(item.question):
        return "here sizes are letters (--sizes n=2,m=3 asks for such sizes instead)"
    return "the answer is no matrix of elementary formulas"


def intermediates(item: Item) -> list[str]:
    """The names of intermediates and of their entries, for which an answer can have formulas instead."""
    field = item.question.field
    found: list[str] = []
    for name, let in field.scope.lets.items() if isinstance(field, FormulaField | BlanksField) else ():
        found.append(name)
        if let.shape and shapes.is_given(let.shape):
            found += [
                part.name for part in components(let) if isinstance(part, nodes.Named) and part.name.isidentifier()
            ]
    return found


def title(item: Item) -> str:
    """The title of the exercise in plain words."""
    return plain(item.exercise.title) or f"Exercise {item.exercise.number}"


def plain(prose: Inline) -> str:
    """A line of prose where there is neither style nor mathematics: formulas are LaTeX."""
    return "".join(tex(piece.math) if isinstance(piece, Formula) else piece.text for piece in prose)
