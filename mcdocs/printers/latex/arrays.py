"""Functions of whole vectors and matrices, sums over indices, grids and index notation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from mcdocs.language import functions, nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.latex.style import PLAIN, Style, braced, brackets, matrix, size
from mcdocs.printers.latex.table import formula, inside, prints, prints_entry
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SUM, binding
from mcdocs.printers.text import decimal

_INDICES = ("i", "j", "k", "l", "r", "s", "u", "v", "p", "q")


@prints(nodes.Structure)
def _structure(node: nodes.Structure, style: Style) -> str:
    argument = node.arguments[0]
    match node.function, node.axis:
        case "sum", None:
            return _total(argument, style)
        case "sum", 0:
            return rf"\mathbf{{1}}^T {_summed(argument, style)}"
        case "sum", 1:
            return rf"{_summed(argument, style)} \mathbf{{1}}"
        case "norm", _:
            return rf"\left\lVert {formula(argument, style)} \right\rVert"
        case "inv", _:
            return f"{inside(argument, ATOM, style)}^{{-1}}"
        case "matpow", _:
            return f"{inside(argument, ATOM, style)}^{braced(formula(node.arguments[1], style.in_a_line))}"
        case "kron", _:
            return r" \otimes ".join(_kronecker_factor(part, style) for part in node.arguments)
        case "det", _:
            return rf"\det{brackets(formula(argument, style))}"
        case "logdet", _:
            return rf"\ln \left\lvert \det {inside(argument, ATOM, style)} \right\rvert"
        case function, axis:
            command = functions.STRUCTURES[function].latex.replace(r"\operatorname", style.operator)
            below = "" if axis is None else rf"_{{\mathrm{{{'row' if axis else 'col'}}}}}"
            return command + below + brackets(formula(argument, style))


@prints(nodes.RangeSum)
def _range_sum(node: nodes.RangeSum, style: Style) -> str:
    least = SUM if isinstance(node.body, nodes.RangeSum) else PRODUCT
    first, last = (formula(bound, style.in_a_line) for bound in (node.first, node.last))
    return rf"\sum_{{{node.counter}={first}}}^{braced(last)} {inside(node.body, least, style)}"


@prints_entry(nodes.RangeSum)
def _range_sum_at(node: nodes.RangeSum, style: Style) -> str:
    return brackets(_range_sum(node, replace(style, index=()))) + f"_{{{''.join(style.index)}}}"


def _kronecker_factor(node: Node, style: Style) -> str:
    """A matrix product binds more tightly than a Kronecker product, which is associative."""
    if isinstance(node, nodes.MatMul) or (isinstance(node, nodes.Structure) and node.function == "kron"):
        return formula(node, style)
    return inside(node, PRODUCT + 1, style)


@prints(nodes.Unvec)
def _unvec(node: nodes.Unvec, style: Style) -> str:
    """vec^-1 with the shape of the matrix below."""
    below = rf"{size(node.rows)} \times {size(node.columns)}"
    below = rf"\mathrm{{r}}, {below}" if node.by_rows else below
    return rf"{style.operator}{{vec}}^{{-1}}_{{{below}}}" + brackets(formula(node.argument, style))


def _summed(argument: Node, style: Style) -> str:
    return inside(argument, PRODUCT if isinstance(argument, nodes.MatMul) else POWER, style)


def _letters_in(node: Node) -> set[str]:
    """The names and the sizes in a formula, which an index must not be mistaken for."""
    found: set[str] = set()
    for part in nodes.walk(node, once=True):
        if isinstance(part, nodes.Symbol | nodes.Named | nodes.Counter):
            found.add(part.name)
        found |= {str(size) for size in part.shape}
    return found


def _total(argument: Node, style: Style) -> str:
    """The sum of all entries, with an index for each axis."""
    used = {*style.taken, *_letters_in(argument)}
    letters = tuple(letter for letter in _INDICES if letter not in used)[: len(argument.shape)]
    body = formula(argument, replace(style, index=letters, taken=(*style.taken, *letters)))
    if binding(argument) < PRODUCT:
        body = brackets(body)
    return " ".join(rf"\sum_{letter}" for letter in letters) + f" {body}"


@prints(nodes.Tensor)
def _tensor(node: nodes.Tensor, style: Style) -> str:
    # A scalar has sums and no axes to label.
    axes = f"_{{{''.join(map(slot_latex, node.axes))}}}" if node.axes else ""
    return rf"\left[{tensor_body(node, style)}\right]{axes}"


def slot_latex(slot: str) -> str:
    """The label of an axis; several letters count it together."""
    return f"({slot})" if len(slot) > 1 else slot


def tensor_body(node: nodes.Tensor, style: Style = PLAIN) -> str:
    """The entry of a tensor at its letters, sums written out."""
    words: list[str] = []
    for term in node.terms:
        negative = isinstance(term.coefficient, nodes.Neg)
        coefficient = term.coefficient.argument if isinstance(term.coefficient, nodes.Neg) else term.coefficient
        front = "" if coefficient == nodes.ONE else inside(coefficient, PRODUCT, style)
        factors, differentials = (
            [_indexed_factor(of, index, power, style) for of, index, power in part] for part in term.parted()
        )
        deltas = [rf"\delta_{{{_pair(first, second)}}}" for first, second in term.deltas]
        free = "".join(node.axes)
        over = sorted(letter for letter in term.letters() if letter not in free)
        # Answers have a sum for each letter, as people type them; before a differential one says enough.
        sums = [rf"\sum_{{{','.join(over)}}}"] if differentials and over[1:] else [rf"\sum_{each}" for each in over]
        line = " ".join([*sums, *([front] if front else []), *factors, *deltas, *differentials]) or "1"
        words.append((" - " if words else "-") + line if negative else (" + " if words else "") + line)
    return "".join(words) or "0"


def _pair(first: str, second: str) -> str:
    comma = "," if len(first + second) > 2 else ""
    return f"{slot_latex(first)}{comma}{slot_latex(second)}"


def _indexed_factor(of: Node, index: tuple[str, ...], power: Fraction, style: Style) -> str:
    inner = formula(of, replace(style, index=tuple(slot_latex(slot) for slot in index if slot)))
    if isinstance(of, nodes.Add | nodes.Sub | nodes.Neg):
        inner = brackets(inner)
    if power == 1:
        return inner
    return f"{brackets(inner)}^{braced(decimal(power) if power.denominator == 1 else str(power))}"


@prints(nodes.Grid)
def _written_out(node: nodes.Grid, style: Style) -> str:
    return _grid(node.entries, node.shape, style)


def _grid(entries: tuple[Node, ...], shape: tuple[object, ...], style: Style) -> str:
    """A vector as a column, a matrix as rows, a tensor as a matrix of its first axes whose entries are matrices."""
    sizes = [int(str(size)) for size in shape]
    if len(sizes) == 1:
        sizes = [*sizes, 1]
    rows, columns = (sizes[0], 1) if len(sizes) % 2 else (sizes[0], sizes[1])
    inner = sizes[1:] if len(sizes) % 2 else sizes[2:]
    count = len(entries) // (rows * columns)
    if inner:
        cells = [_grid(entries[start : start + count], tuple(inner), style) for start in range(0, len(entries), count)]
    else:
        once = {id(entry): entry for entry in entries}  # most entries of a large grid are the same zero
        printed = {name: formula(entry, style) for name, entry in once.items()}
        cells = [printed[id(entry)] for entry in entries]
    return matrix([cells[start : start + columns] for start in range(0, len(cells), columns)])
