"""Formulas and the notation around them in LaTeX, as a textbook sets them. A type it does not know raises TypeError."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mcdocs.language import functions, nodes, notation
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math
from mcdocs.language.shapes import Shape
from mcdocs.printers.lettering import name_latex
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SUM, binding, summands
from mcdocs.printers.text import decimal


@dataclass(frozen=True)
class Style:
    """How to print: with colour macros or without, the command for upright names, and what is an output or an input.

    `labels` says whether the format can set labels beside the rows and above the columns of a matrix. `slash` sets
    fractions in one line, as in exponents.
    """

    colours: bool = False
    labels: bool = False
    operator: str = r"\operatorname"
    blank: str = r"\_\_\_"
    outputs: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    index: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    slash: bool = False


PLAIN = Style()


def latex(math: Math, style: Style = PLAIN) -> str:
    """The LaTeX of a formula or of notation, without dollar signs."""
    return _node(math, style) if isinstance(math, Node) else _notation(math, style)


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _node(node: Node, style: Style) -> str:
    if style.index:
        if node.shape != ():
            return _indexed(node, style)
        style = replace(style, index=())  # a scalar within a sum is the same for every index
    match node:
        case nodes.Number():
            return decimal(node.value)
        case nodes.Constant():
            return r"\pi" if node.name == "pi" else node.name
        case nodes.Symbol() | nodes.Named():
            return _coloured(name_latex(node.name), node.name, style)
        case nodes.Entry():
            return _coloured(entry_latex(node), node.of.name, style)
        case nodes.Dimension():
            return name_latex(node.letter)
        case nodes.Ones(shape=(_,)):
            return r"\mathbf{1}"
        case nodes.Ones(shape=(1, _)):
            return r"\mathbf{1}^T"
        case nodes.Ones():
            return r"\mathbf{1}\mathbf{1}^T"
        case nodes.Zeros():
            return "0"
        case nodes.Commutation():
            return f"K_{{{_size(node.rows)},{_size(node.columns)}}}"
        case nodes.Eye():
            return f"I_{_braced(_size(node.size))}"
        case nodes.Differential(of=nodes.Symbol() | nodes.Named() as of):
            return rf"\mathrm{{d}}{_node(of, style)}"
        case nodes.Differential():
            return rf"\mathrm{{d}}{_brackets(_node(node.of, style))}"
        case nodes.Partial():
            return _partial(node, style)
        case nodes.Neg():
            return "-" + _inside(node.argument, PRODUCT, style)
        case nodes.Add() | nodes.Sub():
            return _sum(node, style)
        case nodes.Mul() | nodes.MatMul():
            return _product(node, style)
        case nodes.Div():
            return _quotient(node, style)
        case nodes.Pow():
            return _power(node, style)
        case nodes.Transpose():
            return _transposed(node, style)
        case nodes.Apply():
            return _applied(node, style)
        case nodes.Structure():
            return _structure(node, style)
        case nodes.Tensor():
            return rf"\left[{tensor_body(node, style)}\right]_{{{''.join(node.axes)}}}"
        case nodes.Grid():
            return _grid(node.entries, node.shape, style)
        case _:
            raise TypeError(f"latex() does not know {type(node).__name__}")


def entry_latex(node: nodes.Entry) -> str:
    """An entry under the name the author gave it, or as the input's name with the index below."""
    if node.of.labels:
        return name_latex(node.name)
    separator = "" if max(node.index) <= 9 and all(isinstance(n, int) and n <= 9 for n in node.of.shape) else ","
    return name_latex(_entry_letter(node.of.name, node.of.shape), separator.join(map(str, node.index)))


def _entry_letter(name: str, shape: Shape) -> str:
    """The entries of a matrix X are x_ij, as textbooks write them."""
    return name.lower() if len(shape) == 2 and len(name) == 1 else name


def _coloured(latex: str, name: str, style: Style) -> str:
    if style.colours and name in style.outputs:
        return rf"\mcout{{{latex}}}"
    if style.colours and name in style.inputs:
        return rf"\mcin{{{latex}}}"
    return latex


def _size(size: object) -> str:
    return "".join(name_latex(word) if word.isidentifier() else word for word in str(size).split("*"))


def _brackets(inside: str, left: str = "(", right: str = ")") -> str:
    """Brackets that grow only where the content is tall, so that a line stays calm."""
    tall = any(mark in inside for mark in (r"\frac", r"\begin", r"\sum", r"\mcmatrix"))
    return rf"\left{left}{inside}\right{right}" if tall else f"{left}{inside}{right}"


def _inside(node: Node, least: int, style: Style) -> str:
    inner = _node(node, style)
    if _binding(node, style) >= least:
        return inner
    return _brackets(inner)


def _binding(node: Node, style: Style) -> int:
    """As the precedence table, but a fraction holds together by itself and a product of one row is an atom."""
    if isinstance(node, nodes.Div):
        return PRODUCT if style.slash or node.right.shape != () else PRODUCT + 1
    if isinstance(node, nodes.Structure) and node.function == "sum":
        return PRODUCT if node.axis is not None else SUM
    if isinstance(node, nodes.Transpose) or (isinstance(node, nodes.Structure) and node.function in ("inv", "matpow")):
        return POWER
    if isinstance(node, nodes.Structure) and node.function == "kron":
        return SUM
    if isinstance(node, nodes.Partial):
        return PRODUCT + 1
    if isinstance(node, nodes.Apply) and node.function == "exp" and node.shape == ():
        return POWER
    return binding(node)


def _sum(node: Node, style: Style) -> str:
    (_, first), *rest = summands(node)
    words = [_inside(first, SUM, style)]
    for subtracted, term in rest:
        if isinstance(term, nodes.Neg) and not subtracted:
            subtracted, term = True, term.argument
        words.append(f" {'-' if subtracted else '+'} {_inside(term, PRODUCT, style)}")
    return "".join(words)


def _factors(node: Node) -> list[Node]:
    """The factors of a chain of products from the left, all `*` with a scalar on one side, or all `@`."""
    if isinstance(node, nodes.MatMul):
        return [*_factors(node.left), node.right]
    if isinstance(node, nodes.Mul) and () in (node.left.shape, node.right.shape):
        left = _factors(node.left) if isinstance(node.left, nodes.Mul) and node.left.shape == () else [node.left]
        return [*left, node.right]
    return [node]


def _product(node: nodes.Mul | nodes.MatMul, style: Style) -> str:
    if isinstance(node, nodes.Mul) and () not in (node.left.shape, node.right.shape) and not style.index:
        return rf"{_inside(node.left, PRODUCT, style)} \odot {_inside(node.right, POWER, style)}"
    if style.index and isinstance(node, nodes.Mul):
        factors = [*_index_factors(node.left), node.right]
    else:
        factors = _factors(node)
    words: list[str] = []
    for place, factor in enumerate(factors):
        following = factors[place + 1] if place + 1 < len(factors) else None
        words.append(_factor(factor, following, factors[:place], style))
    return _juxtaposed(words, factors)


def _index_factors(node: Node) -> list[Node]:
    return [*_index_factors(node.left), node.right] if isinstance(node, nodes.Mul) else [node]


def _factor(factor: Node, following: Node | None, before: list[Node], style: Style) -> str:
    first = not before
    hadamard = isinstance(factor, nodes.Mul) and () not in (factor.left.shape, factor.right.shape) and not style.index
    if _is_bare(factor) and following is not None and not _is_bare(following):
        return _closed(factor, style)
    if isinstance(factor, nodes.MatMul) and factor.shape == () and not following:
        if all(other.shape == () for other in before):
            return _node(factor, style)
    if isinstance(factor, nodes.Structure) and factor.function == "sum" and factor.axis is None and not following:
        if all(other.shape == () for other in before):
            return _node(factor, style)
    inner_product = isinstance(factor, nodes.MatMul) and factor.shape == ()
    if hadamard or inner_product or (not first and isinstance(factor, nodes.Mul | nodes.MatMul)):
        return _brackets(_node(factor, style))
    return _inside(factor, PRODUCT if first else PRODUCT + 1, style)


def _juxtaposed(words: list[str], factors: list[Node]) -> str:
    """Factors side by side: a dot only between what would run together."""
    line = words[0]
    for word, before in zip(words[1:], factors, strict=False):
        if word[0].isdigit():
            line += rf" \cdot {word}"
        elif word.startswith((r"\left", "(")) or (isinstance(before, nodes.Number) and word[0].isalpha()):
            line += word
        elif word.startswith(r"\mathrm{d}") or isinstance(before, nodes.Differential):
            line += rf" \, {word}"
        elif isinstance(before, nodes.Number) and word.startswith((r"\mcin", r"\mcout")):
            line += word
        else:
            line += f" {word}"
    return line


def _quotient(node: nodes.Div, style: Style) -> str:
    if node.right.shape != () and not style.index:
        return rf"{_inside(node.left, PRODUCT, style)} \oslash {_inside(node.right, POWER, style)}"
    if style.slash:
        over = _inside(node.left, PRODUCT, style)
        under = _node(node.right, style)
        plain = isinstance(node.right, nodes.Number | nodes.Symbol | nodes.Entry | nodes.Named | nodes.Constant)
        return f"{over}/{under if plain or binding(node.right) >= POWER else _brackets(under)}"
    return rf"\frac{{{_node(node.left, style)}}}{{{_node(node.right, style)}}}"


def _power(node: nodes.Pow, style: Style) -> str:
    above = _node(node.right, replace(style, slash=True))
    base = node.left
    if node.shape != () and not style.index:
        above = rf"\odot {above if binding(node.right) >= POWER else _brackets(above)}"
    if isinstance(base, nodes.Apply) and functions.ELEMENTWISE[base.function].bare and base.function != "exp":
        if isinstance(node.right, nodes.Number) and node.right.value.denominator == 1 and base.shape == ():
            return functions.ELEMENTWISE[base.function].latex + f"^{_braced(above)}" + _argument(base.argument, style)
    if isinstance(base, nodes.Apply) and not functions.ELEMENTWISE[base.function].bare and base.function != "sqrt":
        return f"{_node(base, style)}^{_braced(above)}"
    bare = isinstance(base, nodes.Apply) and base.function not in ("abs", "sqrt") and base.shape == ()
    holds = _binding(base, style) >= ATOM and not isinstance(base, nodes.Differential)
    if isinstance(base, nodes.Apply) and functions.ELEMENTWISE[base.function].bare and bare:
        holds = False
    inner = _node(base, style)
    return f"{inner if holds else _brackets(inner)}^{_braced(above)}"


def _braced(above: str) -> str:
    return above if len(above) == 1 else f"{{{above}}}"


def _transposed(node: nodes.Transpose, style: Style) -> str:
    base = node.argument
    if isinstance(base, nodes.Structure) and base.function == "inv":
        return f"{_inside(base.arguments[0], ATOM, style)}^{{-T}}"
    holds = _binding(base, style) >= ATOM and not isinstance(base, nodes.Differential)
    inner = _node(base, style)
    return f"{inner if holds else _brackets(inner)}^T"


def _is_bare(node: Node) -> bool:
    """Whether a function prints its argument without brackets, so that a following factor would be swallowed."""
    if isinstance(node, nodes.Pow) and isinstance(node.left, nodes.Apply):
        node = node.left
    if not isinstance(node, nodes.Apply) or node.function == "exp" or not functions.ELEMENTWISE[node.function].bare:
        return False
    return not _argument(node.argument, PLAIN).startswith(("(", r"\left("))


def _closed(node: Node, style: Style) -> str:
    """A function with brackets around its argument, because another factor follows."""
    if isinstance(node, nodes.Pow) and isinstance(node.left, nodes.Apply):
        row = functions.ELEMENTWISE[node.left.function]
        above = _braced(_node(node.right, replace(style, slash=True)))
        if isinstance(node.right, nodes.Number) and node.right.value.denominator == 1:
            return f"{row.latex}^{above}{_brackets(_node(node.left.argument, style))}"
        return f"{_brackets(_node(node.left, style))}^{above}"
    assert isinstance(node, nodes.Apply)
    return functions.ELEMENTWISE[node.function].latex + _brackets(_node(node.argument, style))


def _applied(node: nodes.Apply, style: Style) -> str:
    row = functions.ELEMENTWISE[node.function]
    if node.function == "exp" and (node.shape == () or style.index):
        return f"e^{_braced(_node(node.argument, replace(style, slash=True)))}"
    if node.function == "sqrt":
        return rf"\sqrt{{{_node(node.argument, style)}}}"
    if node.function == "abs":
        return rf"\left\lvert {_node(node.argument, style)} \right\rvert"
    command = row.latex.replace(r"\operatorname", style.operator)
    if not row.bare or (node.shape != () and not style.index):
        return command + _brackets(_node(node.argument, style))
    return command + _argument(node.argument, style)


def _argument(node: Node, style: Style) -> str:
    """The argument of a function: bare when it is a short monomial such as `x`, `x^2`, `2x`; else in brackets."""
    inner = _node(node, style)
    return f" {inner}" if _is_short(node) else _brackets(inner)


def _is_short(node: Node) -> bool:
    match node:
        case nodes.Number() | nodes.Constant() | nodes.Symbol() | nodes.Entry() | nodes.Named():
            return True
        case nodes.Pow(left=base, right=nodes.Number() | nodes.Symbol()):
            return not isinstance(base, nodes.Number) and _is_short(base)
        case nodes.Mul(left=nodes.Number() | nodes.Constant(), right=right):
            return _is_short(right) and not isinstance(right, nodes.Number)
        case nodes.Apply(function="abs" | "sqrt"):
            return True
        case _:
            return False


# ── functions of whole vectors and matrices ──────────────────────────────────────────────────────────────────────────

_INDICES = ("i", "j", "k", "l", "p", "q")


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
            return rf"\left\lVert {_node(argument, style)} \right\rVert"
        case "inv", _:
            return f"{_inside(argument, ATOM, style)}^{{-1}}"
        case "matpow", _:
            return f"{_inside(argument, ATOM, style)}^{_braced(_node(node.arguments[1], replace(style, slash=True)))}"
        case "kron", _:
            left, right = (_inside(part, PRODUCT + 1, style) for part in node.arguments)
            return rf"{left} \otimes {right}"
        case "det", _:
            return rf"\det{_brackets(_node(argument, style))}"
        case "logdet", _:
            return rf"\ln \left\lvert \det {_inside(argument, ATOM, style)} \right\rvert"
        case function, axis:
            command = functions.STRUCTURES[function].latex.replace(r"\operatorname", style.operator)
            below = "" if axis is None else f"_{{{axis}}}"
            return command + below + _brackets(_node(argument, style))


def _summed(argument: Node, style: Style) -> str:
    return _inside(argument, PRODUCT if isinstance(argument, nodes.MatMul) else POWER, style)


def _total(argument: Node, style: Style) -> str:
    """The sum of all entries, with an index for each axis."""
    letters = tuple(letter for letter in _INDICES if letter not in style.taken)[: len(argument.shape)]
    body = _node(argument, replace(style, index=letters, taken=(*style.taken, *letters)))
    if binding(argument) < PRODUCT:
        body = _brackets(body)
    return " ".join(rf"\sum_{letter}" for letter in letters) + f" {body}"


def _indexed(node: Node, style: Style) -> str:
    """The entry of a formula at the letters of `style.index`; elementwise operations pass the index on."""
    below = "".join(style.index)
    match node:
        case nodes.Symbol() | nodes.Named():
            return _coloured(name_latex(_entry_letter(node.name, node.shape), below), node.name, style)
        case nodes.Ones():
            return "1"
        case nodes.Neg():
            return "-" + _inside(node.argument, PRODUCT, style)
        case nodes.Add() | nodes.Sub():
            return _sum(node, style)
        case nodes.Mul():
            return _product(node, style)
        case nodes.Div():
            return _quotient(node, style)
        case nodes.Pow():
            return _power(node, style)
        case nodes.Apply():
            return _applied(node, style)
        case _:
            inner = _node(node, replace(style, index=()))
            if not isinstance(node, nodes.Grid):
                inner = _brackets(inner)
            return f"{inner}_{{{below}}}"


def tensor_body(node: nodes.Tensor, style: Style = PLAIN) -> str:
    """The entry of a tensor at its letters, sums written out."""
    words: list[str] = []
    for term in node.terms:
        negative = isinstance(term.coefficient, nodes.Neg)
        coefficient = term.coefficient.argument if isinstance(term.coefficient, nodes.Neg) else term.coefficient
        front = "" if coefficient == nodes.ONE else _inside(coefficient, PRODUCT, style)
        factors = [_indexed_factor(of, index, power, style) for of, index, power in term.factors]
        deltas = [rf"\delta_{{{first}{second}}}" for first, second in term.deltas]
        sums = [rf"\sum_{letter}" for letter in term.letters() if letter not in node.axes]
        line = " ".join([*sums, *([front] if front else []), *factors, *deltas]) or "1"
        words.append((" - " if words else "-") + line if negative else (" + " if words else "") + line)
    return "".join(words) or "0"


def _indexed_factor(of: Node, index: tuple[str, ...], power: Fraction, style: Style) -> str:
    inner = _node(of, replace(style, index=tuple(letter for letter in index if letter)))
    if not isinstance(of, nodes.Symbol | nodes.Named | nodes.Apply) and (binding(of) < ATOM and not inner.endswith("}")):
        inner = _brackets(inner)
    if power == 1:
        return inner
    return f"{_brackets(inner)}^{_braced(decimal(power) if power.denominator == 1 else str(power))}"


# ── derivatives not carried out, grids ───────────────────────────────────────────────────────────────────────────────


def _partial(node: nodes.Partial, style: Style) -> str:
    mark = r"\mathrm{d}" if _is_single(node) else r"\partial "
    under = rf"{mark}{_node(node.wrt, style)}"
    if isinstance(node.of, nodes.Symbol | nodes.Named | nodes.Entry):
        return rf"\frac{{\partial {_node(node.of, style)}}}{{{under}}}"
    return rf"\frac{{{mark.strip()}}}{{{under}}}{_brackets(_node(node.of, style))}"


def _is_single(node: nodes.Partial) -> bool:
    """Whether a formula has no other variable, so that its derivative is written with a straight d."""
    found = {part for part in nodes.walk(node.of) if isinstance(part, nodes.Symbol | nodes.Entry)}
    return found == {node.wrt} and isinstance(node.wrt, nodes.Symbol)


def _grid(entries: tuple[Math, ...], shape: tuple[object, ...], style: Style) -> str:
    """A vector as a column, a matrix as rows, a tensor as a matrix of its first axes whose entries are matrices."""
    sizes = [int(str(size)) for size in shape]
    if len(sizes) == 1:
        sizes = [*sizes, 1]
    rows, columns = (sizes[0], 1) if len(sizes) % 2 else (sizes[0], sizes[1])
    inner = sizes[1:] if len(sizes) % 2 else sizes[2:]
    count = len(entries) // (rows * columns)
    cells = [
        latex(entries[start], style) if not inner else _grid(entries[start : start + count], tuple(inner), style)
        for start in range(0, len(entries), count)
    ]
    return _matrix([cells[start : start + columns] for start in range(0, len(cells), columns)])


def _matrix(rows: list[list[str]]) -> str:
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"


# ── notation around formulas ─────────────────────────────────────────────────────────────────────────────────────────

_SIGNS = {
    "=": " = ",
    "in": r" \in ",
    "leftarrow": r" \leftarrow ",
    "rightarrow": r" \rightarrow ",
    "to": r" \to ",
    "comma": r",\ ",
    "quad": r" \qquad ",
    "odot": r" \odot ",
    "minus": " - ",
    "thin": r" \, ",
}
_DOTS = {"horizontal": r"\cdots", "vertical": r"\vdots", "diagonal": r"\ddots"}


def _notation(math: Math, style: Style) -> str:
    match math:
        case notation.Coloured():
            return latex(math.body, replace(style, outputs=math.outputs, inputs=math.inputs))
        case notation.Space(axes=()):
            return _role(r"\mathbb{R}", math.role, style)
        case notation.Space():
            return _role(r"\mathbb{R}", math.role, style) + f"^{{{_axes(math.axes, style)}}}"
        case notation.Sizes():
            return _axes(math.axes, style)
        case notation.Map():
            return f"{name_latex(math.name)}: {latex(math.source, style)} \\to {latex(math.target, style)}"
        case notation.Relation():
            words = [latex(math.items[0], style)]
            for sign, item in zip(math.signs, math.items[1:], strict=True):
                words += [_SIGNS[sign], latex(item, style)]
            return "".join(words)
        case notation.Name():
            return _role(name_latex(math.name), math.role, style)
        case notation.Quotient():
            mark = r"\mathrm{d}" if math.straight else r"\partial "
            power = "" if math.order == 1 else f"^{math.order}"
            over = f"{mark.strip()}{power} " if power else mark
            return rf"\frac{{{over}{latex(math.output, style)}}}{{{mark}{latex(math.input, style)}{power}}}"
        case notation.Applied():
            inside = ", ".join(latex(argument, style) for argument in math.arguments)
            return latex(math.function, style) + _brackets(inside)
        case notation.Matrix():
            return _labelled(math, style)
        case notation.Dots():
            return _DOTS[math.direction]
        case notation.Blank():
            return style.blank
        case notation.Answer():
            return latex(math.body, style)
        case notation.Sum():
            return " ".join(rf"\sum_{name_latex(i)}" for i in math.indices) + f" {latex(math.body, style)}"
        case notation.Raw():
            return math.latex
        case _:
            raise TypeError(f"latex() does not know {type(math).__name__}")


def _role(inner: str, role: str, style: Style) -> str:
    macro = {"output": r"\mcout", "input": r"\mcin"}.get(role) if style.colours else None
    return f"{macro}{{{inner}}}" if macro else inner


def _axes(axes: tuple[notation.Axis, ...], style: Style) -> str:
    return r" \times ".join(_role(_size(axis.size), axis.role, style) for axis in axes)


def _labelled(math: notation.Matrix, style: Style) -> str:
    rows = [[latex(cell, style) for cell in row] for row in math.rows]
    if not style.labels or not (math.row_labels or math.column_labels):
        return _matrix(rows)
    above = " & ".join(latex(label, style) for label in math.column_labels)
    beside = [latex(label, style) for label in math.row_labels] or [""] * len(rows)
    lines = r" \\ ".join(" & ".join([label, *row]) for label, row in zip(beside, rows, strict=True))
    return rf"\mcmatrix{{{len(rows[0])}}}{{{above}}}{{{lines}}}"
