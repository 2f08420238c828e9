"""Typed shapes: `3 x 1`, `(3, 1)`, `R^{3x1}`, `3 by 1`, `scalar`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mcdocs.grading.marks import Mark, right, undecided, wrong
from mcdocs.language import shapes
from mcdocs.language.names import Scope
from mcdocs.language.shapes import Shape, Size

MAX_LENGTH = 200
_HEAD = re.compile(r"\\?(?:mathbb|mathbf|Bbb)?\s*\{?\s*[Rℝ]\s*\}?(?:\s*\^|\s*(?=\{|\())?")
_SCALAR = re.compile(r"(?:a\s+|one\s+)?(?:single\s+)?(?:scalar|number|real(?:\s+number)?)|\(\s*\)|R|ℝ|\\mathbb\{R\}|1")
_SAME = re.compile(r"same(?:\s+(?:shape|size))?(?:\s+(?:as|like|of))?\s+(\w+?)(\^?\{?(?:T|')\}?|\^\\top)?")
_TIMES = re.compile(r"\s*(?:\\times|×|,|;|-?\bby\b-?|(?<![A-Za-z])[xX](?![A-Za-z])|\s[xX]\s)\s*")
_DOTS = re.compile(r"\s*(?:\\cdot|·|\*)\s*")
_NAMED = re.compile(
    r"(row|column|col)(?:\s+vector)?,?(?:\s+(?:of|with|in))?\s+(?:length\s+|size\s+|R\^)?(\w+)(?:\s+(?:entries|elements))?"
)
_ROWS = re.compile(r"(\w+)\s+rows?\b[\s,]*(?:and|by|x|×)?\s*(\w+)\s+col(?:umn)?s?")
_COLUMNS = re.compile(r"(\w+)\s+col(?:umn)?s?\b[\s,]*(?:and|by|x|×)?\s*(\w+)\s+rows?")
_SAID_BEFORE = re.compile(
    r"(?:(?:it\s+is|it's|the|an?|shape|size|dimensions?|dims?|matrix|tensor|array)\b(?:\s+(?:is|of))?\s*[:=]?\s*)+",
    re.IGNORECASE,
)
_SIGNS = str.maketrans(dict.fromkeys("хХ✕✖⨉⨯", "×"))  # the first two are Cyrillic letters
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})\b", re.IGNORECASE)


def judged(answer: str, expected: Shape, scope: Scope) -> Mark:
    """The mark of a typed shape, as printed on paper: a row is 1 x n, a column n x 1."""
    wanted = _on_paper(expected)
    found = read(answer, scope)
    if found is None:
        return undecided("could not be read as a shape: write it as in 2 x 3")
    understood = " x ".join(map(str, found)) or "scalar"
    if len(found) == 1 and len(wanted) == 2 and 1 in wanted and found[0] in wanted:
        return undecided("says how many entries there are, but not whether they are a row or a column", understood)
    if len(found) == 1 and not isinstance(found[0], int) and len(wanted) > 1 and found[0] == shapes.times(*wanted):
        return undecided("the sizes stand side by side: write it as in 2 x 3", understood)
    if _on_paper(found) == wanted:
        return right(understood)
    if _on_paper(found) == wanted[::-1]:
        return wrong("this is the shape in the other layout", understood, "other layout")
    return wrong("not the shape", understood, "shape")


def read(answer: str, scope: Scope) -> Shape | None:
    """The sizes of a typed shape; None for what is none."""
    if len(answer) > MAX_LENGTH:
        return None
    line = answer.strip().strip("$").strip().rstrip(".").translate(_SIGNS)
    line = _SAID_BEFORE.sub("", line, count=1) if _SAID_BEFORE.match(line) else line
    if not line:
        return None
    if _SCALAR.fullmatch(line):
        return ()
    if (said := _SAME.fullmatch(line)) and (symbol := scope.inputs.get(said[1])):
        return shapes.transpose_shape(_on_paper(symbol.shape)) if said[2] else symbol.shape
    line = _NUMBER.sub(lambda match: str(_NUMBERS.index(match[1].lower()) + 1), line)
    if said := _NAMED.fullmatch(line):
        size = _size(said[2], scope)
        return None if size is None else (1, size) if said[1] == "row" else (size, 1)
    if said := _ROWS.fullmatch(line) or _COLUMNS.fullmatch(line):
        first, second = (_size(word, scope) for word in said.groups())
        if first is None or second is None:
            return None
        return (first, second) if _ROWS.fullmatch(line) else (second, first)
    line = re.sub(r"\s*(?:matrix|array|tensor|vector)$", "", line)
    if match := _HEAD.match(line):
        line = line[match.end() :]
    line = line.strip()
    while line[:1] + line[-1:] in ("()", "[]", "{}"):
        line = line[1:-1].strip().rstrip(",")
    words = _split(line)
    sizes = [_size(word, scope) for word in words]
    known = [size for size in sizes if size is not None]
    return tuple(known) if known and len(known) == len(sizes) <= shapes.MAX_AXES else None


def _split(line: str) -> Sequence[str]:
    words = [word for word in _TIMES.split(line) if word is not None]
    if len(words) == 1 and re.fullmatch(r"\w+x\w+(?:x\w+)*", line):
        words = line.split("x")
    if len(words) == 1:
        words = _DOTS.split(line)  # otherwise a dot is within a size, as in k*n x 2
    return [word.strip() for word in words]


def _size(word: str, scope: Scope) -> Size | None:
    """A size; letters that stand side by side are multiplied, if the question has them."""
    letters = scope.letters()
    if word not in letters and word.swapcase() in letters and len(word) == 1:
        word = word.swapcase()  # N for n
    parts = re.findall(r"\d+|[A-Za-z]+_?\d*", word)
    if not parts or re.sub(r"[\s*·]|\\cdot", "", word) != "".join(parts):
        return None
    found: list[Size] = []
    for part in parts:
        for piece in [part] if part in letters or part.isdigit() else list(part):
            if piece.isdigit():
                if not 0 < int(piece[:9]) <= shapes.MAX_SIZE**2:
                    return None
                found.append(int(piece))
            elif piece in letters:
                found.append(piece)
            else:
                return None
    return shapes.times(*found)


def _on_paper(shape: Shape) -> Shape:
    """A scalar is 1 x 1, a vector without more words a column."""
    return (*shape, 1, 1)[:2] if len(shape) < 2 else shape
