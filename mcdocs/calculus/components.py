"""Formulas of given sizes written out entry by entry, so that the scalar rules apply to each."""

from __future__ import annotations

from functools import lru_cache, reduce
from itertools import permutations

from mcdocs.calculus import algebra
from mcdocs.errors import NoRuleError
from mcdocs.language import names, nodes, shapes
from mcdocs.language.nodes import ONE, ZERO, Node, number

Entries = tuple[Node, ...]
MAX_ENTRIES = 20_000
MAX_DETERMINANT = 4
MAX_POWER = 8
MAX_SUM = 500


@lru_cache(maxsize=10_000)
def components(node: Node) -> Entries:
    """The scalar formulas of the entries, in the order of `shapes.indices(node.shape)`.

    Raises NoRuleError for symbolic sizes and for what has no short formula entry by entry.
    """
    if node.shape:
        _check_count(node)
    match node:
        case (
            nodes.Number()
            | nodes.Constant()
            | nodes.Dimension()
            | nodes.Entry()
            | nodes.Differential()
            | nodes.Partial()
        ):
            return (node,)
        case nodes.Symbol():
            return _symbol(node)
        case nodes.Named():
            return _named(node)
        case nodes.Ones():
            return (ONE,) * _count(node)
        case nodes.Zeros():
            return (ZERO,) * _count(node)
        case nodes.Commutation():
            raise NoRuleError("the commutation matrix is not written out entry by entry")
        case nodes.Eye():
            return _identity(node)
        case nodes.Grid():
            return tuple(components(entry)[0] for entry in node.entries)
        case nodes.Neg():
            return tuple(_kept(node, (part,)) for part in components(node.argument))
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.Pow():
            return _elementwise(node)
        case nodes.Apply():
            return tuple(_kept(node, (part,)) for part in components(node.argument))
        case nodes.MatMul():
            return _product(node.left, node.right)
        case nodes.Transpose():
            return _transposed(components(node.argument), node.argument)
        case nodes.Counter():
            return (node,)
        case nodes.RangeSum():
            return _range_sum(node)
        case nodes.Unvec():
            return _unstacked(node)
        case nodes.Structure():
            return _structure(node)
        case _:
            raise TypeError(f"components() does not know {type(node).__name__}")


def _check_count(node: Node) -> None:
    if not shapes.is_given(node.shape):
        hint = "partial derivatives and slices need sizes that are numbers, such as x: R^3"
        raise NoRuleError(f"a formula of {shapes.describe(node.shape)} cannot be written out entry by entry", hint=hint)
    if _count(node) > MAX_ENTRIES:
        raise NoRuleError(f"{_count(node)} entries are too many to write out")


def _count(node: Node) -> int:
    return int(shapes.times(*node.shape))


def _kept(node: Node, parts: Entries) -> Node:
    """The same operation on entries; the author's own formula where it was scalar all along."""
    return node if node.children() == parts else nodes.rebuilt(node, parts)


def _symbol(node: nodes.Symbol) -> Entries:
    if node.shape == ():
        return (node,)
    assert shapes.is_given(node.shape)
    return tuple(names.component(node, index) for index in shapes.indices(node.shape))


def _identity(node: nodes.Eye) -> Entries:
    assert shapes.is_given(node.shape)
    return tuple(ONE if i == j else ZERO for i, j in shapes.indices(node.shape))


def _named(node: nodes.Named) -> Entries:
    """Entries of an intermediate stay named, by its name and their index."""
    if node.shape == ():
        (value,) = components(node.value)
        return (node if value == node.value else nodes.Named(node.name, value),)
    assert shapes.is_given(node.shape)
    like = nodes.Symbol(node.name, node.shape)
    labels = [names.entry_name(like, index) for index in shapes.indices(node.shape)]
    return tuple(nodes.Named(label, value) for label, value in zip(labels, components(node.value), strict=True))


def _elementwise(node: Node) -> Entries:
    left, right = (components(child) for child in node.children())
    count = max(len(left), len(right))
    left, right = (side * count if len(side) == 1 else side for side in (left, right))
    return tuple(_kept(node, pair) for pair in zip(left, right, strict=True))


def _rows(node: Node) -> list[Entries]:
    """The rows of a matrix; a vector is a column."""
    entries = components(node)
    columns = int(node.shape[1]) if len(node.shape) == 2 else 1
    return [entries[start : start + columns] for start in range(0, len(entries), columns)]


def _product(left: Node, right: Node) -> Entries:
    if left.shape == () or right.shape == ():
        scalar, other = (left, right) if left.shape == () else (right, left)
        (factor,) = components(scalar)
        return tuple(algebra.times(factor, entry) for entry in components(other))
    columns = list(zip(*_rows(right), strict=True))
    return tuple(_dot(row, column) for row in _rows(left) for column in columns)


def _dot(row: Entries, column: Entries) -> Node:
    return _total(tuple(algebra.times(a, b) for a, b in zip(row, column, strict=True)))


def _transposed(entries: Entries, node: Node) -> Entries:
    return tuple(entry for column in zip(*_rows(node), strict=True) for entry in column) if entries else ()


def _range_sum(node: nodes.RangeSum) -> Entries:
    """The terms added up, where the bounds are numbers; a sum of plain numbers stays as it is."""
    if all(part.shape == () for part in nodes.walk(node, once=True)):
        return (node,)
    first, last = algebra.rational(node.first), algebra.rational(node.last)
    if first is None or last is None or last - first >= MAX_POWER:
        raise NoRuleError("a sum over a range is written out where its bounds are numbers, up to 8 terms")
    terms = [
        components(nodes.counted(node.body, node.counter, number(value))) for value in range(int(first), int(last) + 1)
    ]
    return tuple(algebra.total(list(parts)) for parts in zip(*terms, strict=True)) if terms else (ZERO,) * _count(node)


def _unstacked(node: nodes.Unvec) -> Entries:
    entries, rows, columns = components(node.argument), int(node.rows), int(node.columns)
    if node.by_rows:
        return entries
    return tuple(entries[row + rows * column] for row in range(rows) for column in range(columns))


def _structure(node: nodes.Structure) -> Entries:
    argument = node.arguments[0]
    entries = components(argument)
    match node.function:
        case "sum":
            return _sums(argument, node.axis)
        case "mean":
            totals = _sums(argument, node.axis)
            return tuple(algebra.over(total, number(len(entries) // len(totals))) for total in totals)
        case "norm":
            return (_root(algebra.total([algebra.power(entry, number(2)) for entry in entries])),)
        case "tr":
            return (algebra.total([row[i] for i, row in enumerate(_rows(argument))]),)
        case "det":
            return (_determinant(_rows(argument)),)
        case "logdet":
            return (nodes.Apply("ln", nodes.Apply("abs", _determinant(_rows(argument)))),)
        case "inv":
            return _inverse(_rows(argument))
        case "vec":
            return _transposed(entries, argument)
        case "vecrows":
            return entries
        case "diag":
            return tuple(entries[i - 1] if i == j else ZERO for i, j in shapes.indices(_given(node)))
        case "diagvec":
            return tuple(row[i] for i, row in enumerate(_rows(argument)))
        case "kron":
            return _kronecker(_rows(argument), _rows(node.arguments[1]))
        case "matpow":
            return _matrix_power(argument, node.arguments[1])
        case "softmax":
            return _softmax(nodes.Apply("exp", argument), node.axis)
        case "logsumexp":
            return tuple(nodes.Apply("ln", total) for total in _sums(nodes.Apply("exp", argument), node.axis))
        case _:
            raise NoRuleError(f"{node.function} cannot be written out entry by entry")


def _given(node: Node) -> tuple[int, ...]:
    assert shapes.is_given(node.shape)
    return node.shape


def _sums(argument: Node, axis: int | None) -> Entries:
    if axis is None:
        return (_total(components(argument)),)
    rows = _rows(argument)
    return tuple(_total(line) for line in (zip(*rows, strict=True) if axis == 0 else rows))


def _total(terms: Entries) -> Node:
    if len(terms) > MAX_SUM:
        hint = "use matrix notation, without components"
        raise NoRuleError(f"a sum of {len(terms):,} terms is too long to write out", hint=hint)
    return algebra.total(list(terms))


def _softmax(exponentials: Node, axis: int | None) -> Entries:
    """Each entry over the sum of all, or of those in its column or row."""
    entries, totals = components(exponentials), _sums(exponentials, axis)
    columns = int(exponentials.shape[-1])
    return tuple(
        nodes.Div(entry, totals[0 if axis is None else divmod(i, columns)[1 - axis]]) for i, entry in enumerate(entries)
    )


def _root(node: Node) -> Node:
    return nodes.Apply("sqrt", node)


def _determinant(rows: list[Entries]) -> Node:
    """Leibniz's formula, for matrices up to 4 x 4."""
    size = len(rows)
    if size > MAX_DETERMINANT:
        raise NoRuleError(f"the determinant of a {size} x {size} matrix is too long to write out")
    found: list[Node] = []
    for order in permutations(range(size)):
        inversions = sum(order[i] > order[j] for i in range(size) for j in range(i + 1, size))
        product = reduce(algebra.times, (rows[i][j] for i, j in enumerate(order)))
        found.append(algebra.negative(product) if inversions % 2 else product)
    return algebra.total(found)


def _inverse(rows: list[Entries]) -> Entries:
    """The adjugate over the determinant, for matrices up to 3 x 3."""
    size = len(rows)
    if size > MAX_DETERMINANT - 1:
        raise NoRuleError(f"the inverse of a {size} x {size} matrix is too long to write out")
    whole = _determinant(rows)
    found: list[Node] = []
    for i in range(size):
        for j in range(size):
            minor = [tuple(row[c] for c in range(size) if c != i) for r, row in enumerate(rows) if r != j]
            cofactor = _determinant(minor) if minor else ONE
            found.append(algebra.over(algebra.negative(cofactor) if (i + j) % 2 else cofactor, whole))
    return tuple(found)


def _kronecker(left: list[Entries], right: list[Entries]) -> Entries:
    return tuple(algebra.times(a, b) for above in left for below in right for a in above for b in below)


def _matrix_power(argument: Node, exponent: Node) -> Entries:
    power = algebra.rational(exponent)
    if power is None or power.denominator != 1 or not 0 <= power <= MAX_POWER:
        raise NoRuleError("only a whole power up to 8 of a matrix can be written out")
    result: Node = nodes.Eye(argument.shape[0])
    for _ in range(int(power)):
        result = nodes.Grid(_product(result, argument), argument.shape)
    return components(result)
