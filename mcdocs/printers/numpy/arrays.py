"""Names, numbers, constant arrays, and functions of whole arrays."""

from __future__ import annotations

from fractions import Fraction

from mcdocs.language import functions, nodes
from mcdocs.printers.numpy.table import Written, is_flat, is_row, numpy, size, writes, written
from mcdocs.printers.precedence import ATOM, PRODUCT, SIGN
from mcdocs.printers.text import decimal, end_of

COMMUTATION = "def commutation(m, n):\n    return np.eye(m * n)[np.arange(m * n).reshape(m, n, order='F').ravel()]\n"


# a 1 x 1 product is a number, of which NumPy takes no trace and no inverse
OF_NUMBERS = {"tr": "({})", "det": "({})", "logdet": "np.log(np.abs({}))", "inv": "1 / {}"}


def number(value: Fraction) -> Written:
    """A number, as a decimal where it has a short one."""
    denominator = value.denominator
    if 1000 % denominator == 0:
        return Written(decimal(value))
    return Written(f"{value.numerator} / {denominator}", PRODUCT)


@writes(nodes.Number)
def _number(node: nodes.Number) -> Written:
    return Written(decimal(node.value)) if node.decimal else number(node.value)


@writes(nodes.Constant)
def _constant(node: nodes.Constant) -> Written:
    return Written(f"np.{node.name}")


@writes(nodes.Symbol)
def _symbol(node: nodes.Symbol) -> Written:
    return Written(f"{node.name}[0]" if is_row(node) else node.name)


@writes(nodes.Named, nodes.Counter)
def _named(node: nodes.Named | nodes.Counter) -> Written:
    return Written(node.name)


@writes(nodes.Dimension)
def _dimension(node: nodes.Dimension) -> Written:
    return Written(node.letter)


@writes(nodes.Entry)
def _entry(node: nodes.Entry) -> Written:
    return Written(f"{node.of.name}[{', '.join(str(i - 1) for i in node.index)}]")


@writes(nodes.Ones, nodes.Zeros)
def _filled(node: nodes.Ones | nodes.Zeros) -> Written:
    shape = node.shape[1:] if is_row(node) else node.shape
    inside = size(shape[0]) if len(shape) == 1 else f"({', '.join(map(size, shape))})"
    return Written(f"np.{'ones' if isinstance(node, nodes.Ones) else 'zeros'}({inside})")


@writes(nodes.Commutation)
def _commutation(node: nodes.Commutation) -> Written:
    return Written(f"commutation({size(node.rows)}, {size(node.columns)})")


@writes(nodes.Eye)
def _eye(node: nodes.Eye) -> Written:
    return Written(f"np.eye({size(node.size)})")


@writes(nodes.RangeSum)
def _range_sum(node: nodes.RangeSum) -> Written:
    bounds = f"{numpy(node.first)}, {numpy(end_of(node.last))}"
    return Written(f"sum({numpy(node.body)} for {node.counter} in range({bounds}))")


@writes(nodes.Apply)
def _apply(node: nodes.Apply) -> Written:
    return Written(functions.ELEMENTWISE[node.function].numpy.format(numpy(node.argument)))


@writes(nodes.Unvec)
def _unvec(node: nodes.Unvec) -> Written:
    argument = node.argument
    if is_row(node):
        return written(argument)
    order = "" if node.by_rows else ", order='F'"
    if isinstance(argument, nodes.Structure) and argument.function == ("vecrows" if node.by_rows else "vec"):
        argument = argument.arguments[0]  # NumPy reads a matrix as its vec by itself
    return Written(f"{written(argument).inside(ATOM)}.reshape({size(node.rows)}, {size(node.columns)}{order})")


@writes(nodes.Structure)
def _structure(node: nodes.Structure) -> Written:
    row = functions.STRUCTURES[node.function]
    argument = node.arguments[0]
    if node.axis is not None:
        return _along_axis(node, row.numpy)
    if not argument.shape and node.function in OF_NUMBERS:
        return Written(OF_NUMBERS[node.function].format(written(argument).inside(SIGN)), PRODUCT)
    if node.function in ("vec", "vecrows"):
        whole = written(argument)
        return whole if is_flat(argument) else Written(row.numpy.format(whole.inside(ATOM)))
    if node.function == "kron":
        shaped = row.numpy.format(*map(upright, node.arguments))
        return Written(f"{shaped}.ravel()" if len(node.shape) == 1 or is_row(node) else shaped)
    return Written(row.numpy.format(*map(numpy, node.arguments)))


def upright(node: nodes.Node) -> str:
    """A vector as a matrix of one column, a row as a matrix of one row."""
    if not is_flat(node):
        return numpy(node)
    return f"{written(node).inside(ATOM)}{'[None, :]' if is_row(node) else '[:, None]'}"


def _along_axis(node: nodes.Structure, call: str) -> Written:
    """A row is a 1-D array: along its columns of one entry it stays, along itself it is reduced to one number."""
    whole = written(node.arguments[0])
    if not is_row(node.arguments[0]):
        return Written(call.format(f"{whole.source}, axis={node.axis}"))
    if node.function == "softmax":
        return Written(call.format(whole.source) if node.axis == 1 else f"np.ones_like({whole.source})")
    return whole if node.axis == 0 else Written(f"np.atleast_1d({call.format(whole.source)})")


@writes(nodes.Grid)
def _grid(node: nodes.Grid) -> Written:
    shape = node.shape[1:] if is_row(node) else node.shape
    rows = _rows([numpy(entry) for entry in node.entries], [int(n) for n in shape])
    return Written(f"np.array({rows}, dtype=float)")


def _rows(words: list[str], shape: list[int]) -> str:
    if len(shape) <= 1:
        return f"[{', '.join(words)}]"
    count = len(words) // shape[0]
    return f"[{', '.join(_rows(words[start : start + count], shape[1:]) for start in range(0, len(words), count))}]"
