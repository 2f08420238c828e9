"""Index notation as sums of `np.einsum`: a Kronecker delta is an identity, a letter no factor has a vector of ones."""

from __future__ import annotations

from fractions import Fraction

from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, Node
from mcdocs.printers.numpy.table import Written, size, writes, written
from mcdocs.printers.precedence import ATOM, PRODUCT, SIGN, SUM

Sizes = dict[str, shapes.Size]


@writes(nodes.Tensor)
def _tensor(node: nodes.Tensor) -> Written:
    extents = ", ".join(map(size, node.shape))
    if not node.terms:
        comma = "," if len(node.shape) == 1 else ""
        return Written(f"np.zeros(({extents}{comma}))")
    parts = [_scaled(term.coefficient, _einsum(term, node)) for term in node.terms]
    words = [parts[0].source]
    for part in parts[1:]:
        negative = part.source.startswith("-")
        words.append(f" {'-' if negative else '+'} {part.source.removeprefix('-')}")
    total = Written("".join(words), SUM if len(parts) > 1 else parts[0].binds)
    if all(len(slot) == 1 for slot in node.axes):
        return total
    return Written(f"{total.inside(ATOM)}.reshape({extents})")


def _einsum(term: nodes.IndexTerm, node: nodes.Tensor) -> str:
    sizes: Sizes = dict(node.extents)
    operands: list[tuple[str, str]] = []
    for of, index, power in term.factors:
        letters = "".join(index)
        source = _raised(of, power)
        if any(len(slot) > 1 for slot in index):
            source = Written(_reshaped(source, letters, sizes))
        operands.append((letters, source.source))
    for first, second in term.deltas:
        eye = Written(f"np.eye({size(shapes.times(*(sizes[letter] for letter in first)))})")
        compound = len(first + second) > 2
        operands.append((first + second, _reshaped(eye, first + second, sizes) if compound else eye.source))
    axes = "".join(node.axes)
    operands += [(letter, f"np.ones({size(sizes[letter])})") for letter in axes if letter not in term.letters()]
    inputs = ",".join(letters for letters, _ in operands)
    return f"np.einsum('{inputs}->{axes}', {', '.join(source for _, source in operands)})"


def _raised(node: Node, power: Fraction) -> Written:
    """A factor to its power; to a negative one a reciprocal, since NumPy raises no whole numbers to those."""
    if power == 1:
        return written(node)
    if power < 0:
        return Written(f"1 / {_raised(node, -power).scaled(SIGN)}", PRODUCT)
    return Written(f"{written(node).inside(ATOM)}**{power if power.denominator == 1 else float(power)}", SIGN)


def _scaled(coefficient: Node, source: str) -> Written:
    match coefficient:
        case nodes.Neg():
            return Written("-" + _scaled(coefficient.argument, source).source, SUM)
        case _ if coefficient == ONE:
            return Written(source)
        case nodes.Div(left=left, right=right) if left == ONE:
            return Written(f"{source} / {written(right).scaled(SIGN)}", PRODUCT)
        case _:
            return Written(f"{written(coefficient).scaled()} * {source}", PRODUCT)


def _reshaped(source: Written, letters: str, sizes: Sizes) -> str:
    """An array with an axis for each letter."""
    return f"{source.inside(ATOM)}.reshape({', '.join(size(sizes[letter]) for letter in letters)})"
