"""What the lines of a working earn: by what each is worth, in halves, adding up to the points of the question."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mcdocs.calculus.rules import RULES
from mcdocs.documents.filters import in_halves
from mcdocs.language import nodes
from mcdocs.language.prose import Text
from mcdocs.problems.asks.rubric import DIFFERENTIATED, HANDWORK, WORTH, shared
from mcdocs.problems.model import RubricLine

Y, X = nodes.Symbol("y", ()), nodes.Symbol("x", ())
NAMES = sorted({rule.name for rules in RULES.values() for rule in rules} | set(WORTH) | {"collect terms", ""})


def line(rule: str, beside: bool = False, continued: bool = False) -> RubricLine:
    """A line by a rule; `beside` the one before rather than below it."""
    return RubricLine(X, (Text(rule),) if rule else (), Y if beside else None, continued)


def earned(points: int, *rules: str) -> str:
    """What each line earns; a rule with `|` in front has a head of its own, as the first line has."""
    lines = [line(rule.removeprefix("|"), not place or rule.startswith("|")) for place, rule in enumerate(rules)]
    return " ".join(
        f"{in_halves(each.points)}{f'/{each.sharing}' if each.sharing > 1 else ''}" if each.sharing else "·"
        for each in shared(lines, points)
    )


@pytest.mark.parametrize(
    ("points", "rules", "expected"),
    [
        (4, ["", "product rule", "a scalar is its transpose", "collect terms", "|read off"], "0 1½ 1 ½ 1"),
        (3, ["", "linearity", "cyclic property of the trace", "|read off"], "0 ½ 1 1½"),
        (3, ["product rule", "collect terms"], "2 1"),
        (4, ["|chain rule", "|chain rule", "|sum rule", "|in numerator layout"], "1 1 ½ 1½"),
        (3, ["|sum rule", "|sum rule", "|sum rule", "|in numerator layout"], "½ ½ ½ 1½"),
        (2, ["|sum rule", "|sum rule", "|sum rule", "|sum rule", "|in denominator layout"], "· · · 1½/4 ½"),
        (1, ["the derivative", "at the point"], "½ ½"),
        (1, ["|chain rule", "|chain rule", "|chain rule", "|in numerator layout"], "· · ½/3 ½"),
        (5, ["chain rule"], "5"),
        (3, ["", "chain rule", "|where", "|read off"], "0 2 0 1"),
    ],
)
def test_a_step_earns_what_it_is_worth(points: int, rules: list[str], expected: str) -> None:
    assert earned(points, *rules) == expected


@pytest.mark.parametrize(
    ("points", "rule", "expected"),
    [
        (3, "product rule, chain rule", "product rule 1, chain rule 1, result 1"),
        (3, "power rule, chain rule", "power rule ½, chain rule 1, result 1½"),
        (4, "chain rule", "chain rule 2, result 2"),
        (1, "chain rule", "chain rule"),
        (4, "sum rule, constant multiple rule", "sum rule, constant multiple rule"),
        (4, "", ""),
    ],
)
def test_a_single_line_is_told_apart_into_its_rules(points: int, rule: str, expected: str) -> None:
    (only,) = shared([line(rule)], points)
    assert "".join(piece.text for piece in only.shares or only.rule if isinstance(piece, Text)) == expected
    assert only.points == points


@given(
    some.integers(1, 100),
    some.lists(some.tuples(some.sampled_from(NAMES), some.booleans(), some.booleans()), min_size=1, max_size=12),
)
def test_points_add_up_in_halves_and_the_answer_has_some(points: int, rows: list[tuple[str, bool, bool]]) -> None:
    lines = [line(rule, beside, continued and place > 0) for place, (rule, beside, continued) in enumerate(rows)]
    found = shared(lines, points)
    assert sum(each.points for each in found) == points
    assert all(each.points >= 0 and 2 * each.points % 1 == 0 for each in found)
    answer = [each for each in found if not each.continued][-1]
    assert answer.points > 0
    assert sum(each.sharing for each in found if each.sharing > 1) == sum(each.sharing != 1 for each in found)


def test_rules_of_differentiation_are_worth_more_than_what_is_done_by_hand() -> None:
    quiet = {rule.name for rules in RULES.values() for rule in rules if not rule.loud}
    for name in sorted({rule.name for rules in RULES.values() for rule in rules}):
        (first, _) = shared([line(name), line("collect terms")], 4)
        assert first.points == (2 if name in quiet else 3), name
    assert DIFFERENTIATED > HANDWORK


@pytest.mark.parametrize(("points", "expected"), [("0", "0"), ("1/2", "½"), ("1", "1"), ("7/2", "3½")])
def test_points_are_printed_with_halves(points: str, expected: str) -> None:
    assert in_halves(Fraction(points)) == expected
