"""Where each letter of a scalar's text stands in the file, whichever way YAML has of writing it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mcdocs.specs.compose import Scalar
from mcdocs.specs.lines import Lines, Mark

_ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")
_SPACE = re.compile(r"\\(?:[tnvfrNLP _]|x20|u0020|U00000020)")


def letters(scalar: Scalar, lines: Lines) -> list[Mark]:
    """The place of each letter of the text, and where the last one ends.

    YAML joins lines and takes indentation away; but letters that are no spaces stand in the file in order, once each.
    A space stands behind the letter before it, at most at the end of that line.
    """
    written = list(_written(scalar, lines))
    if not written:
        return [scalar.start] * (len(scalar.text) + 1)
    marks, line, column, index = [], *written[0][0], 0
    for letter in scalar.text:
        if letter.isspace() or index == len(written):
            marks.append((line, column))
            column = min(column + 1, len(lines.lines[line]))
        else:
            start, (line, column) = written[index]
            marks.append(start)
            index += 1
    return [*marks, (line, column)]


def _written(scalar: Scalar, lines: Lines) -> Iterator[tuple[Mark, Mark]]:
    """Where each letter that is no space begins and ends."""
    (first, start), (last, end) = scalar.start, scalar.end
    is_block, is_quoted = scalar.style in ("|", ">"), scalar.style in ("'", '"')
    for line in range(first + is_block, min(last + 1, len(lines.lines))):
        text = lines.lines[line]
        index = start + is_quoted if line == first else 0
        stop = end - is_quoted if line == last else len(text)
        while index < stop:
            here = index
            if scalar.style == '"' and text[index] == "\\":
                escape = _ESCAPE.match(text, index)
                index = escape.end() if escape else stop
                is_space = escape is None or _SPACE.fullmatch(escape[0]) is not None
            else:
                index += 2 if scalar.style == "'" and text.startswith("''", index) else 1
                is_space = text[here].isspace()
            if not is_space:
                yield (line, here), (line, index)
