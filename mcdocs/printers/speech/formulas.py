"""Formulas in words: exhaustive over the nodes. What is not one word long is said to begin and to end."""

from __future__ import annotations

from mcdocs.language import functions, nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, binding, summands
from mcdocs.printers.speech.names import name_spoken, shape_spoken, size_spoken
from mcdocs.printers.text import decimal

_POWERS = {"2": "squared", "3": "cubed"}
_STRUCTURES = {
    "mean": "the mean of",
    "tr": "the trace of",
    "det": "the determinant of",
    "logdet": "the logarithm of the absolute determinant of",
    "norm": "the norm of",
    "vec": "vec of",
    "vecrows": "vec by rows of",
    "diag": "the diagonal matrix of",
    "diagvec": "the diagonal of",
    "softmax": "the softmax of",
    "logsumexp": "log-sum-exp of",
}
_TOTALS = {None: "the sum of the entries of", 0: "the column sums of", 1: "the row sums of"}
_MEANS = {0: "the column means of", 1: "the row means of"}


def formula_spoken(node: Node) -> str:
    """The formula in words; raises TypeError for a kind nothing reads."""
    match node:
        case nodes.Number():
            return decimal(node.value)
        case nodes.Constant() | nodes.Symbol() | nodes.Named() | nodes.Counter():
            return name_spoken(node.name)
        case nodes.Entry():
            return entry_spoken(node)
        case nodes.Dimension():
            return name_spoken(node.letter)
        case nodes.Counter():
            return name_spoken(node.name)
        case nodes.RangeSum():
            bounds = f"from {node.counter} equals {formula_spoken(node.first)} to {formula_spoken(node.last)}"
            return f"the sum {bounds} of {formula_spoken(node.body)}, end sum"
        case nodes.Unvec():
            sides = f"{size_spoken(node.rows)} by {size_spoken(node.columns)}"
            stacked = "rows, stacked," if node.by_rows else "columns, stacked,"
            return f"the {sides} matrix whose {stacked} are {inside(node.argument, ATOM)}, end matrix"
        case nodes.Ones() | nodes.Zeros() | nodes.Eye() | nodes.Commutation():
            return _constant(node)
        case nodes.Differential():
            short = isinstance(node.of, nodes.Symbol | nodes.Named)
            return f"d {formula_spoken(node.of)}" if short else f"the differential of {inside(node.of, ATOM)}"
        case nodes.Partial():
            return f"the derivative of {inside(node.of, ATOM)} with respect to {formula_spoken(node.wrt)}"
        case nodes.Neg():
            return f"minus {inside(node.argument, PRODUCT)}"
        case nodes.Add() | nodes.Sub():
            return _sum(node)
        case nodes.Mul() | nodes.MatMul() | nodes.Div() | nodes.Pow():
            return _operation(node)
        case nodes.Transpose():
            return f"{inside(node.argument, ATOM)} transpose"
        case nodes.Unvec():
            order = " by rows" if node.by_rows else ""
            return f"the {shape_spoken(node.shape)} matrix of{order} {inside(node.argument, ATOM)}"
        case nodes.Apply():
            return _applied(node)
        case nodes.Structure():
            return _structure(node)
        case nodes.RangeSum():
            bounds = f"{formula_spoken(node.first)} to {formula_spoken(node.last)}"
            return f"the sum over {node.counter} from {bounds} of {inside(node.body, PRODUCT)}"
        case nodes.Grid():
            return grid_spoken([formula_spoken(entry) for entry in node.entries], tuple(map(int, node.shape)))
        case nodes.Tensor():
            return _tensor(node)
        case _:
            raise TypeError(f"spoken() does not know {type(node).__name__}")


def inside(node: Node, least: int) -> str:
    """An operand, said to begin and to end where it would be in brackets."""
    words = formula_spoken(node)
    return words if binding(node) >= least else f"open bracket {words} close bracket"


def entry_spoken(node: nodes.Entry) -> str:
    """An entry under the author's name for it, or as the input's name with its index."""
    if node.of.labels:
        return name_spoken(node.name)
    return name_spoken(node.of.name, ",".join(map(str, node.index)))


def grid_spoken(entries: list[str], shape: tuple[int, ...]) -> str:
    """An array written out, row by row."""
    if len(shape) == 1:
        return f"the vector with entries {', '.join(entries)}, end vector"
    if len(shape) > 2:
        count = len(entries) // shape[0]
        layers = (entries[start : start + count] for start in range(0, len(entries), count))
        blocks = (f"block {place}: {grid_spoken(layer, shape[1:])}" for place, layer in enumerate(layers, 1))
        return f"the {' by '.join(map(str, shape))} tensor, {'; '.join(blocks)}; end tensor"
    rows, columns = shape
    if rows == 1:
        return f"the row with entries {', '.join(entries)}, end row"
    lines = [", ".join(entries[start : start + columns]) for start in range(0, len(entries), columns)]
    said = "; ".join(f"row {place}: {line}" for place, line in enumerate(lines, 1))
    return f"the {rows} by {columns} matrix, {said}; end matrix"


def _constant(node: Node) -> str:
    match node:
        case nodes.Ones(shape=(_,)):
            return "the vector of ones"
        case nodes.Ones():
            return "the matrix of ones" if node.shape[0] != 1 else "the row of ones"
        case nodes.Eye():
            return f"the identity matrix of size {size_spoken(node.size)}"
        case nodes.Commutation():
            return f"the commutation matrix K {size_spoken(node.rows)} {size_spoken(node.columns)}"
        case _:
            return "0"


def _sum(node: Node) -> str:
    (_, first), *rest = summands(node)
    words = [formula_spoken(first)]
    for subtracted, term in rest:
        if isinstance(term, nodes.Neg) and not subtracted:
            subtracted, term = True, term.argument
        words.append(f"{'minus' if subtracted else 'plus'} {inside(term, PRODUCT)}")
    return " ".join(words)


def _operation(node: Node) -> str:
    match node:
        case nodes.Mul():
            entrywise = () not in (node.left.shape, node.right.shape)
            word = "entrywise times" if entrywise else "times"
            return f"{inside(node.left, PRODUCT)} {word} {inside(node.right, POWER)}"
        case nodes.MatMul():
            return f"{inside(node.left, PRODUCT)} times {inside(node.right, POWER)}"
        case nodes.Div():
            word = "over" if node.right.shape == () else "entrywise over"
            simple = binding(node.left) >= POWER and binding(node.right) >= POWER
            words = f"{formula_spoken(node.left)} {word} {formula_spoken(node.right)}"
            return words if simple else f"the fraction {words}, end fraction"
        case nodes.Pow():
            return f"{inside(node.left, ATOM)} {_raised(node.right)}"
        case _:
            raise TypeError(f"spoken() does not know {type(node).__name__}")


def _raised(power: Node) -> str:
    words = formula_spoken(power)
    return _POWERS.get(words) or f"to the power {_ended(power, words, 'end power')}"


def _ended(node: Node, words: str, end: str) -> str:
    return words if binding(node) == ATOM else f"{words}, {end}"


def _applied(node: nodes.Apply) -> str:
    match node.function:
        case "exp":
            return f"e to the power {_ended(node.argument, formula_spoken(node.argument), 'end power')}"
        case "sqrt":
            return f"the square root of {_ended(node.argument, formula_spoken(node.argument), 'end root')}"
        case function:
            return f"the {functions.ELEMENTWISE[function].name} of {inside(node.argument, ATOM)}"


def _structure(node: nodes.Structure) -> str:
    argument = inside(node.arguments[0], ATOM)
    match node.function, node.axis:
        case "sum", axis:
            return f"{_TOTALS[axis]} {argument}"
        case "mean", int() as axis:
            return f"{_MEANS[axis]} {argument}"
        case function, int() as axis:
            return f"{_STRUCTURES[function]} each {'row' if axis else 'column'} of {argument}"
        case "inv", _:
            return f"{argument} inverse"
        case "matpow", _:
            return f"{argument} {_raised(node.arguments[1])}"
        case "kron", _:
            return f"{argument} Kronecker times {inside(node.arguments[1], ATOM)}"
        case function, _:
            return f"{_STRUCTURES[function]} {argument}"


def _tensor(node: nodes.Tensor) -> str:
    if not node.axes:
        return tensor_spoken(node)
    axes = ", ".join(" ".join(slot) for slot in node.axes)
    return f"the tensor whose entry at {axes} is {tensor_spoken(node)}, end tensor"


def tensor_spoken(node: nodes.Tensor) -> str:
    """The entry of a tensor at its letters."""
    free = "".join(node.axes)
    words: list[str] = []
    for term in node.terms:
        negative = isinstance(term.coefficient, nodes.Neg)
        coefficient = term.coefficient.argument if isinstance(term.coefficient, nodes.Neg) else term.coefficient
        factors = [] if coefficient == nodes.ONE else [inside(coefficient, PRODUCT)]
        plain, differentials = term.parted()
        factors += map(_indexed, plain)
        factors += [f"delta {' '.join(first + second)}" for first, second in term.deltas]
        factors += map(_indexed, differentials)
        sums = "".join(f"the sum over {letter} of " for letter in sorted(term.letters()) if letter not in free)
        sign = "minus " if negative else "plus " if words else ""
        words.append(sign + sums + (" times ".join(factors) or "1"))
    return " ".join(words) or "0"


def _indexed(factor: nodes.IndexFactor) -> str:
    of, index, power = factor
    raised = "" if power == 1 else f" {_POWERS.get(str(power), f'to the power {power}')}"
    return f"{inside(of, ATOM)} at {' '.join(letter for slot in index for letter in slot)}{raised}"
