"""Formulas as NumPy source a person would paste into a notebook: vectors and rows are 1-D arrays."""

from __future__ import annotations

from fractions import Fraction

from mcdocs.language import functions, nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SIGN, SUM, binding, summands
from mcdocs.printers.text import decimal, end_of

COMMUTATION = "def commutation(m, n):\n    return np.eye(m * n)[np.arange(m * n).reshape(m, n, order='F').ravel()]\n"


def numpy(node: Node) -> str:
    """The source of an expression; inputs are variables, a matrix of shape (1, n) is a 1-D array."""
    match node:
        case nodes.Number():
            return decimal(node.value)
        case nodes.Constant():
            return f"np.{node.name}"
        case nodes.Symbol() | nodes.Named():
            return f"{node.name}[0]" if _is_row(node) and isinstance(node, nodes.Symbol) else node.name
        case nodes.Entry():
            return f"{node.of.name}[{', '.join(str(i - 1) for i in node.index)}]"
        case nodes.Dimension():
            return node.letter
        case nodes.Ones() | nodes.Zeros():
            return _filled(node)
        case nodes.Commutation():
            return f"commutation({size(node.rows)}, {size(node.columns)})"
        case nodes.Eye():
            return f"np.eye({size(node.size)})"
        case nodes.Neg():
            return "-" + _inside(node.argument, PRODUCT)
        case nodes.Add() | nodes.Sub():
            return _sum(node)
        case nodes.Mul() | nodes.Div() | nodes.MatMul():
            return _product(node)
        case nodes.Pow():
            return f"{_float_base(node.left)}**{_inside(node.right, POWER)}"
        case nodes.Transpose():
            rows = len(node.argument.shape) < 2 or _is_row(node.argument)
            return numpy(node.argument) if rows else f"{_inside(node.argument, ATOM)}.T"
        case nodes.Counter():
            return node.name
        case nodes.RangeSum():
            bounds = f"{numpy(node.first)}, {numpy(end_of(node.last))}"
            return f"sum({numpy(node.body)} for {node.counter} in range({bounds}))"
        case nodes.Unvec():
            return numpy(node.argument) if 1 in node.shape[:1] else _unstacked(node)
        case nodes.Apply():
            return functions.ELEMENTWISE[node.function].numpy.format(numpy(node.argument))
        case nodes.Structure():
            return _structure(node)
        case nodes.Tensor():
            return _tensor(node)
        case nodes.Grid():
            return f"np.array({_nested(node)}, dtype=float)"
        case _:
            raise TypeError(f"numpy() does not know {type(node).__name__}")


def size(value: object) -> str:
    """A size as source; letters are variables."""
    return " * ".join(str(value).split("*"))


def _is_row(node: Node) -> bool:
    return len(node.shape) == 2 and node.shape[0] == 1


def _is_column(node: Node) -> bool:
    return len(node.shape) == 1 or node.shape[1] == 1


def _filled(node: Node) -> str:
    shape = node.shape[1:] if _is_row(node) else node.shape
    inside = size(shape[0]) if len(shape) == 1 else f"({', '.join(map(size, shape))})"
    return f"np.{'ones' if isinstance(node, nodes.Ones) else 'zeros'}({inside})"


def _inside(node: Node, least: int) -> str:
    inner = numpy(node)
    while isinstance(node, nodes.Transpose) and (len(node.argument.shape) < 2 or _is_row(node.argument)):
        node = node.argument  # a row and a column are the same 1-D array
    return inner if binding(node) >= least else f"({inner})"


def _float_base(node: Node) -> str:
    """NumPy refuses integer arrays to negative powers, so a plain number becomes a float."""
    return f"{decimal(node.value)}.0" if isinstance(node, nodes.Number) and not node.decimal else _inside(node, ATOM)


def _sum(node: Node) -> str:
    (_, first), *rest = summands(node)
    words = [_inside(first, SUM)]
    words += [f" {'-' if subtracted else '+'} {_inside(term, PRODUCT)}" for subtracted, term in rest]
    return "".join(words)


def _product(node: Node) -> str:
    if isinstance(node, nodes.MatMul) and () not in (node.left.shape, node.right.shape):
        scalar, factors = _factors(node)
        chain = _chain(factors)
        return f"{_inside(scalar, PRODUCT)} * {chain}" if scalar is not None else chain
    assert isinstance(node, nodes.Mul | nodes.Div | nodes.MatMul)
    left = _inside(node.left, ATOM if isinstance(node.left, nodes.MatMul) else PRODUCT)
    right = _inside(node.right, SIGN)
    sign = " / " if isinstance(node, nodes.Div) else " * "
    return f"{left}{sign}{right}"


def _factors(node: Node) -> tuple[Node | None, list[Node]]:
    """The factors of a chain of matrix products from the left, and the scalar in front of it."""
    found: list[Node] = []
    while isinstance(node, nodes.MatMul) and () not in (node.left.shape, node.right.shape):
        found.append(node.right)
        node = node.left
    scalar: Node | None = None
    if isinstance(node, nodes.Mul) and node.left.shape == () and node.right.shape != ():
        scalar, node = node.left, node.right
    return scalar, [node, *reversed(found)]


def _chain(factors: list[Node]) -> str:
    """The product of factors without an inverse or a diagonal matrix being formed, where that can be avoided."""
    if len(factors) == 1:
        return _inside(factors[0], SIGN)
    for place, factor in enumerate(factors):
        if place and _is_row(factor):
            left, right = _chain(factors[:place]), _chain(factors[place:])
            if _is_column(factors[-1]):
                return f"{left} * ({right})"  # the row and what follows it multiply to a number
            if _is_column(factors[place - 1]) and len(factors[place - 1].shape) == 2:
                return f"{left} @ ({right})[None, :]"
            return f"np.outer({left}, {right})"
    for place, factor in enumerate(factors):
        solved = _solved(factor)
        if solved is not None:
            return _with_inverse(factors[:place], solved, factors[place + 1 :])
        if isinstance(factor, nodes.Structure) and factor.function == "diag":
            return _with_diagonal(factors[:place], factor.arguments[0], factors[place + 1 :])
    return " @ ".join(_inside(factor, SIGN) for factor in factors)


def _solved(node: Node) -> Node | None:
    """The matrix whose inverse a factor is."""
    if isinstance(node, nodes.Structure) and node.function == "inv":
        return node.arguments[0]
    if isinstance(node, nodes.Transpose):
        inner = _solved(node.argument)
        return None if inner is None else _transposed(inner)
    return None


def _transposed(node: Node) -> Node:
    return node.argument if isinstance(node, nodes.Transpose) else nodes.Transpose(node)


def _with_inverse(before: list[Node], matrix: Node, after: list[Node]) -> str:
    if after:
        right = f"np.linalg.solve({numpy(matrix)}, {_chain(after)})"
        return f"{_chain(before)} @ {right}" if before else right
    left = f"np.linalg.solve({numpy(_transposed(matrix))}, "
    if _is_row(before[0]):
        return f"{left}{_chain(before)})"
    if len(before) == 1 and isinstance(before[0], nodes.Transpose):
        return f"{left}{numpy(before[0].argument)}).T"
    return f"{left}{_grouped(before)}.T).T"


def _grouped(factors: list[Node]) -> str:
    return _inside(factors[0], ATOM) if len(factors) == 1 else f"({_chain(factors)})"


def _with_diagonal(before: list[Node], vector: Node, after: list[Node]) -> str:
    diagonal = _inside(vector, ATOM)
    if not after:
        return f"({_grouped(before)} * {diagonal})"
    column = "" if len(after[-1].shape) == 1 else "[:, None]"
    right = f"({diagonal}{column} * {_grouped(after)})"
    return f"{_chain(before)} @ {right}" if before else right


def _structure(node: nodes.Structure) -> str:
    row = functions.STRUCTURES[node.function]
    arguments = [numpy(argument) for argument in node.arguments]
    flat = len(node.arguments[0].shape) < 2 or _is_row(node.arguments[0])
    if node.axis is not None:
        return _along_axis(node, row.numpy, arguments[0])
    if node.function in ("vec", "vecrows"):
        return arguments[0] if flat else row.numpy.format(f"({arguments[0]})")
    if node.function == "kron":
        arguments = [
            f"({word})[None, :]" if _is_row(part) else (f"({word})[:, None]" if len(part.shape) == 1 else word)
            for word, part in zip(arguments, node.arguments, strict=True)
        ]
        shaped = row.numpy.format(*arguments)
        return f"{shaped}.ravel()" if len(node.shape) == 1 or _is_row(node) else shaped
    return row.numpy.format(*arguments)


def _along_axis(node: nodes.Structure, call: str, argument: str) -> str:
    """A row is a 1-D array: along its columns of one entry it stays, along itself it is reduced to one number."""
    if not _is_row(node.arguments[0]):
        return call.format(f"{argument}, axis={node.axis}")
    if node.function == "softmax":
        return call.format(argument) if node.axis == 1 else f"np.ones_like({argument})"
    return argument if node.axis == 0 else f"np.atleast_1d({call.format(argument)})"


def _unstacked(node: nodes.Unvec) -> str:
    order = "" if node.by_rows else ", order='F'"
    return f"{_inside(node.argument, ATOM)}.reshape({size(node.rows)}, {size(node.columns)}{order})"


def _nested(node: nodes.Grid) -> str:
    shape = node.shape[1:] if _is_row(node) else node.shape
    return _rows([numpy(entry) for entry in node.entries], [int(n) for n in shape])


def _rows(words: list[str], shape: list[int]) -> str:
    if len(shape) <= 1:
        return f"[{', '.join(words)}]"
    count = len(words) // shape[0]
    return f"[{', '.join(_rows(words[start : start + count], shape[1:]) for start in range(0, len(words), count))}]"


def _tensor(node: nodes.Tensor) -> str:
    """A sum of `np.einsum`s; a Kronecker delta is an identity matrix, a letter that no factor has a vector of ones."""
    sizes = dict(node.extents)
    words: list[str] = []
    for term in node.terms:
        operands: list[tuple[str, str]] = []
        for of, index, power in term.factors:
            source = numpy(of) if power == 1 else f"{_inside(of, ATOM)}**{_exponent(power)}"
            compound = any(len(slot) > 1 for slot in index)
            operands.append(("".join(index), _reshaped(source, "".join(index), sizes) if compound else source))
        for first, second in term.deltas:
            eye = f"np.eye({size(shapes.times(*(sizes[letter] for letter in first)))})"
            compound = len(first + second) > 2
            operands.append((first + second, _reshaped(eye, first + second, sizes) if compound else eye))
        missing = [letter for letter in "".join(node.axes) if letter not in term.letters()]
        operands += [(letter, f"np.ones({size(sizes[letter])})") for letter in missing]
        letters = ",".join(operand for operand, _ in operands)
        arrays = ", ".join(source for _, source in operands)
        line = f"np.einsum('{letters}->{''.join(node.axes)}', {arrays})"
        words.append(_scaled(term.coefficient, line))
    extents = ", ".join(map(size, node.shape))
    if not words:
        return f"np.zeros(({extents},))"
    total = " + ".join(words).replace(" + -", " - ")
    if all(len(slot) == 1 for slot in node.axes):
        return total
    return f"{total if total.startswith('np.einsum') and len(words) == 1 else f'({total})'}.reshape({extents})"


def _scaled(coefficient: Node, source: str) -> str:
    match coefficient:
        case nodes.ONE:
            return source
        case nodes.Neg():
            return "-" + _scaled(coefficient.argument, source)
        case _:
            return f"{_inside(coefficient, PRODUCT)} * {source}"


def _exponent(power: Fraction) -> str:
    """A power as NumPy takes it of whole numbers too: negative ones only as floats."""
    return str(power) if power.denominator == 1 and power > 0 else str(float(power))


def _reshaped(source: str, letters: str, sizes: dict[str, shapes.Size]) -> str:
    """An array with an axis for each letter."""
    inside = ", ".join(size(sizes[letter]) for letter in letters)
    return (
        f"{source}.reshape({inside})"
        if source.isidentifier() or source.startswith("np.")
        else f"({source}).reshape({inside})"
    )
