"""A solution as HTML: for students afterwards the answer and the working, for whoever marks by hand also what each line
of it is worth, and the mistakes to look for.
"""

from __future__ import annotations

from mcdocs.documents.filters import in_halves
from mcdocs.exports.stems import Write, inline
from mcdocs.language.notation import Raw, Relation
from mcdocs.problems.model import RubricLine, Solution


def explanation(solution: Solution, write: Write) -> str:
    """The answer, and the working line by line with the names of the rules."""
    return _answer(solution, write) + _working(solution, write, worth=False)


def marking(solution: Solution, write: Write) -> str:
    """The same with the points of each line and the mistakes to look for."""
    slips = (
        f"<p><em>Mistake to look for:</em> {inline(each.why, write)}:\N{EM SPACE}{write(each.math, False)}</p>"
        for each in solution.mistakes
    )
    return _answer(solution, write) + _working(solution, write, worth=True) + "".join(slips)


def _answer(solution: Solution, write: Write) -> str:
    return f"<p>{inline(solution.shown, write)}</p>"


def _working(solution: Solution, write: Write, *, worth: bool) -> str:
    lines = (f"<li>{_line(line, write, worth)}</li>" for line in solution.working)
    return f"<ul>{''.join(lines)}</ul>" if solution.working else ""


def _line(line: RubricLine, write: Write, worth: bool) -> str:
    """`head = line`, the rule, and the points; a line without a head equals the one above it."""
    math = line.math
    if not line.continued:
        math = Relation((Raw("") if line.head is None else line.head, math), ("=",))
    words = [write(math, False), inline(line.rule, write)]
    if worth and line.points:
        words.append(f"({worth_of(line)})")
    return "\N{EM SPACE}".join(filter(None, words))


def worth_of(line: RubricLine) -> str:
    """What a line of working is worth, as keys say it."""
    return f"{in_halves(line.points)} p" + (f" for these {line.sharing} lines" if line.sharing > 1 else "")
