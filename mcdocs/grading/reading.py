"""What a student wrote, as formulas. `read` is the story of a typed answer: read it first."""

from __future__ import annotations

import re
from dataclasses import replace

from mcdocs.calculus.layout import Layout
from mcdocs.errors import FormulaError, McdocsError
from mcdocs.grading import trees
from mcdocs.grading.dotted import without_dots
from mcdocs.grading.entrywise import free_letters
from mcdocs.grading.lists import is_list
from mcdocs.grading.readings import Reading, readings
from mcdocs.grading.syntax import parse
from mcdocs.grading.tokens import Token, tokens
from mcdocs.grading.vocabulary import Vocabulary
from mcdocs.language import nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import Shape

MAX_LENGTH = 4_000
MAX_NODES = 5_000


def read(text: str, scope: Scope, expected: Shape, layout: Layout | None = None) -> tuple[Reading, ...]:
    """Everything an answer can mean; sizes that it leaves out (of an I) are those of the `expected` shape.

    The `layout` is that of the answer; it says how a head with indices, `\\partial y_i / \\partial x_j`, counts axes.

    What is in the formula language means what the language says; what a person may have meant by it all the same comes
    after that and is not `usual`.

    Raises McdocsError, in words a student can read, for what cannot be read.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the answer has {len(text)} characters, at most {MAX_LENGTH} are read")
    if not text.strip():
        raise FormulaError("the answer is empty")
    strict = _in_the_language(text, scope, expected)
    try:
        loose = _as_people_write(text, Vocabulary(scope), expected, layout)
        loose += _with_decimal_commas(text, Vocabulary(scope), expected)
    except RecursionError:
        raise FormulaError("it is nested too deeply") from None
    except McdocsError:
        if strict is None:
            raise
        loose = []
    if strict is not None:
        others = [replace(each, standing="unusual") for each in loose if each.node != strict.node]
        return (strict, *others)
    return tuple(loose)


def _in_the_language(text: str, scope: Scope, expected: Shape) -> Reading | None:
    if "\\" in text or not text.isascii() or _GAP_AND_SIGN.search(text):
        return None
    try:
        node = parse_formula(text, scope)
    except (McdocsError, RecursionError):
        return None
    if any(isinstance(part, nodes.Transpose) and is_list(part.argument) for part in nodes.walk(node)):
        return None  # to an author [a, b].T is a row; how a student means it is not for the language to say
    flat = is_list(node)
    if isinstance(node, nodes.Grid) and len(node.entries) == 1:
        (node,) = node.entries
    elif isinstance(node, nodes.Grid) and len(node.shape) == 2 and node.shape[1] == 1:
        node = nodes.Grid(node.entries, node.shape[:1])  # a column
    elif node == nodes.ZERO and expected:
        node = nodes.Zeros(expected)
    return Reading(_checked(node), flat)


# Python takes `[x -y]` for one entry; as MATLAB has it these are two.
_GAP_AND_SIGN = re.compile(r"\[.*[\w)\]'] +[-+](?! )")
_NEAR = Token("command", "approx")
_PROSE = ("where", "with", "since", "because", "if", "for", "when", "let", "assuming", "as", "and", "or")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def _with_decimal_commas(text: str, words: Vocabulary, expected: Shape) -> list[Reading]:
    """What is meant if commas between digits are decimal ones, as in most of Europe."""
    if expected == () or not _DECIMAL_COMMA.search(text):
        return []
    try:
        found = _as_people_write(_DECIMAL_COMMA.sub(".", text), words, expected)
    except McdocsError:
        return []
    return [replace(each, standing="unusual") for each in found]


def _as_people_write(text: str, words: Vocabulary, expected: Shape, layout: Layout | None = None) -> list[Reading]:
    found = tokens(_with_rows(text, expected) if expected else text, words)
    if expected and any(token.kind == "command" and token.text.endswith("dots") for token in found):
        found = without_dots(found, words.scope.letters())
    if said := next((token.text for token in found if token.kind == "word" and token.text in _PROSE), ""):
        raise FormulaError(f"what follows {said!r} is not read")
    parts = _sides(found)
    axes: tuple[str, ...] = ()
    if len(parts) > 1 and _is_head(parts[0], words):
        axes = _axes(parts[0], layout)
        parts = parts[1:]
    if len(parts) == 1 and expected and _is_bare_list(parts[0]):
        parts = [[Token("sign", "["), *parts[0], Token("sign", "]")]]
    meanings: list[Reading] = []
    for part in parts:
        if not part:
            raise FormulaError("nothing stands beside =")
        tree = parse(part, words)
        letters = free_letters(tree)
        if len(letters) == 1 and shapes.times(*expected) in expected:
            axes = axes or tuple(letters)  # an entry of a vector says all of them
        if axes and letters:
            tree = trees.Indexed(trees.Rows(((tree,),), flat=True), axes)
        for reading in readings(tree, expected):
            _checked(reading.node)
            if reading not in meanings:
                meanings.append(reading)
    return meanings


def _checked(node: Node) -> Node:
    for count, _ in enumerate(nodes.walk(node)):
        if count > MAX_NODES:
            raise FormulaError("the formula is too long to be read")
    return node


def _sides(found: list[Token]) -> list[list[Token]]:
    """What stands between the signs of equality, outside of brackets; not what is only said to be near."""
    sides: list[list[Token]] = [[]]
    depth = 0
    for token in found:
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
        if token.kind == "sign" and token.text == "=" and depth == 0:
            sides.append([])
        elif token == _NEAR or token == replace(_NEAR, spaced=True):
            break
        else:
            sides[-1].append(token)
    return sides


def _axes(head: list[Token], layout: Layout | None) -> tuple[str, ...]:
    """The letters of the axes, where a head has them: of `\\partial y_i / \\partial x_j` those of y and x."""
    sides: list[list[str]] = []
    below = False
    for token in head:
        begins = not below and token.kind == "word" and token.text[0] == "d"
        if begins or (token.kind, token.text) == ("command", "partial"):
            sides.append([])
            below = False
        elif below and token.kind == "word" and sides:
            sides[-1] += token.text
        elif token.text not in "{,":
            below = token.text == "_"
    if layout is None or len(sides) != 2 or not all(map(str.isalpha, sides[0] + sides[1])):
        return ()
    output, variable = sides
    return (*output, *variable[::-1]) if layout == "numerator" else (*variable, *output[::-1])


def _with_rows(text: str, expected: Shape) -> str:
    """The text with its lines as rows of a matrix, or as entries of a vector, where they are not one formula."""
    first, *others = [line.strip() for line in text.splitlines() if line.strip()]
    if "\\" in text or not others:
        return text
    between = ";" if len(expected) == 2 and 1 not in expected else ","
    for line in others:
        goes_on = first[-1] in ",;([{+-*/=^@&" or line[0] in ",;)]}+*/=^@&" or line.startswith("- ")
        rows = first[-1] == "]" and line[0] == "["
        first += f"{' ' if goes_on else ',' if rows else between}{line}"
    return first


def _is_bare_list(part: list[Token]) -> bool:
    """Whether entries stand there without brackets around them: `a, b`."""
    depth = 0
    for token in part:
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
            if token.text in ",;" and depth == 0:
                return True
        depth += (token.kind == "begin") - (token.kind == "end")
    return False


def _is_head(side: list[Token], words: Vocabulary) -> bool:
    """Whether the left side only names what is asked: nothing, `f'(2)`, `d^2f/dx^2`, `J`, or with partial signs."""
    if not side or any(token.kind == "command" and token.text in ("partial", "nabla") for token in side):
        return True
    named = [token.text for token in side if token.kind == "word"]
    unknown = [word for word in named if not words.is_word(word)]
    if len(unknown) > 1 and named[0] == unknown[0] and unknown[0][0] == "d" == unknown[-1][0]:
        return True
    before = "".join("(" if token.text in "([{" else token.text for token in side).partition("(")[0]
    has_number = any(token.kind == "number" for token in side) and not (unknown and re.match(r"[A-Za-z_]+'*$", before))
    return not has_number and len(unknown) > 0
