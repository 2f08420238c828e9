"""Products of matrices and vectors as a person computes them: from the vector on, with solves for inverses.

No inverse, no diagonal matrix and no matrix of ones is formed where it only acts on something.
"""

from __future__ import annotations

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.numpy.operations import times
from mcdocs.printers.numpy.spreads import acting, flipped, gathered
from mcdocs.printers.numpy.symmetry import transposed
from mcdocs.printers.numpy.table import Written, is_row, numpy, writes, written
from mcdocs.printers.precedence import ATOM, PRODUCT, SIGN


@writes(nodes.MatMul)
def _product(node: nodes.MatMul) -> Written:
    if () in (node.left.shape, node.right.shape):
        return times(node.left, node.right)
    scalar, factors = _factors(node)
    whole = _chain(factors)
    if scalar is None:
        return whole
    return Written(f"{written(scalar).scaled()} * {whole.inside(PRODUCT)}", PRODUCT, joins=whole.joins)


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


def _chain(factors: list[Node]) -> Written:
    if len(factors) == 1:
        return written(factors[0])
    for place, factor in enumerate(factors):
        if place and is_row(factor):
            return _meeting(_chain(factors[:place]), _chain(factors[place:]), factors, place)
    found = gathered(factors)
    found = found or _acted(factors)
    if found is not None:
        return found
    if is_row(factors[0]):
        return _from_the_left(factors)
    return _from_the_right(factors) if _is_column(factors[-1]) else _of_matrices(factors)


def _acted(factors: list[Node]) -> Written | None:
    """The chain with a Kronecker product that acts on what follows it, or on what stands before it; else None."""
    is_row_first = is_row(factors[0])
    for place, factor in enumerate(factors[:-1]):
        act = None if is_row_first else acting(factor)
        if act is not None:
            last = factors[-1]
            whole = act(_chain(factors[place + 1 :]), None if len(last.shape) == 1 else last.shape[1])
            return _joined(_chain(factors[:place]), whole) if place else whole
    for place in range(len(factors) - 1, 0, -1):
        act = acting(flipped(factors[place]))
        if act is not None:
            before, rest = _chain(factors[:place]), factors[place + 1 :]
            whole = act(before, None) if is_row_first else _turned(act(_turned(before), factors[0].shape[0]))
            return _joined(whole, _chain(rest)) if rest else whole
    return None


def _turned(whole: Written) -> Written:
    """The transpose of a matrix."""
    source = whole.inside(ATOM)
    return Written(source[:-2] if source.endswith(".T") else f"{source}.T")


def _meeting(left: Written, right: Written, factors: list[Node], place: int) -> Written:
    """What is left of a row and the row with what follows: an outer product, or a multiple if that is a number."""
    if _is_column(factors[-1]):
        return Written(f"{left.scaled()} * ({right.source})", PRODUCT)
    if _is_column(factors[place - 1]) and len(factors[place - 1].shape) == 2:
        return _joined(left, Written(f"{right.inside(ATOM)}[None, :]"))
    return Written(f"np.outer({left.source}, {right.source})")


def _from_the_left(factors: list[Node]) -> Written:
    """A row times what follows it."""
    first, *rest = factors
    if _is_column(rest[-1]) and any(_inverted(factor) is not None for factor in rest):
        return _joined(written(first), _chain(rest))
    whole = written(first)
    for place, factor in enumerate(rest):
        matrix, diagonal = _inverted(factor), _diagonal(factor)
        if matrix is not None:
            whole = Written(f"np.linalg.solve({numpy(transposed(matrix))}, {whole.source})")
        elif diagonal is not None:
            whole = Written(f"{whole.scaled()} * {written(diagonal).scaled(SIGN)}", PRODUCT)
        elif place == 0 and isinstance(first, nodes.Ones):
            whole = Written(f"np.sum({numpy(factor)}{', axis=0' if len(factor.shape) == 2 else ''})")
        elif isinstance(factor, nodes.Ones) and len(factor.shape) == 1:
            whole = Written(f"np.sum({whole.source})")
        else:
            whole = _joined(whole, written(factor))
    return whole


def _from_the_right(factors: list[Node]) -> Written:
    """Matrices times a vector."""
    *rest, last = factors
    whole = written(last)
    for place, factor in enumerate(reversed(rest)):
        matrix, diagonal = _inverted(factor), _diagonal(factor)
        if matrix is not None:
            whole = Written(f"np.linalg.solve({numpy(matrix)}, {whole.source})")
        elif diagonal is not None:
            column = "" if len(last.shape) == 1 else "[:, None]"
            scale = written(diagonal).inside(ATOM) + column if column else written(diagonal).scaled()
            whole = Written(f"{scale} * {whole.scaled(SIGN)}", PRODUCT)
        elif place == 0 and isinstance(last, nodes.Ones) and len(last.shape) == 1:
            whole = Written(f"np.sum({numpy(factor)}, axis=1)")
        else:
            whole = _joined(written(factor), whole)
    return whole


def _of_matrices(factors: list[Node]) -> Written:
    """Matrices from the left, but what follows an inverse or a diagonal matrix first."""
    for place, factor in enumerate(factors):
        before, after = factors[:place], factors[place + 1 :]
        matrix, diagonal = _inverted(factor), _diagonal(factor)
        if matrix is None and diagonal is None:
            continue
        if matrix is not None and not after:
            return _solved_from_the_right(before, matrix)
        if matrix is not None:
            right = Written(f"np.linalg.solve({numpy(matrix)}, {_chain(after).source})")
        else:
            assert diagonal is not None
            if not after:
                return Written(f"{_chain(before).scaled()} * {written(diagonal).scaled(SIGN)}", PRODUCT)
            scale = f"{written(diagonal).inside(ATOM)}[:, None]"
            right = Written(f"{scale} * {_chain(after).scaled(SIGN)}", PRODUCT)
        return _joined(_chain(before), right) if before else right
    whole = written(factors[0])
    for factor in factors[1:]:
        whole = _joined(whole, written(factor))
    return whole


def _solved_from_the_right(before: list[Node], matrix: Node) -> Written:
    """B inv(A) is the transpose of what solves A' X = B'."""
    right = numpy(transposed(before[0])) if len(before) == 1 else f"{_chain(before).inside(ATOM)}.T"
    return Written(f"np.linalg.solve({numpy(transposed(matrix))}, {right}).T")


def _joined(left: Written, right: Written) -> Written:
    return Written(f"{left.inside(PRODUCT)} @ {right.inside(SIGN)}", PRODUCT, joins=True)


def _is_column(node: Node) -> bool:
    return len(node.shape) == 1 or node.shape[1] == 1


def _inverted(node: Node) -> Node | None:
    """The matrix whose inverse a factor is."""
    if isinstance(node, nodes.Structure) and node.function == "inv":
        return node.arguments[0]
    if isinstance(node, nodes.Transpose):
        inner = _inverted(node.argument)
        return None if inner is None else transposed(inner)
    return None


def _diagonal(node: Node) -> Node | None:
    """The vector whose diagonal matrix a factor is."""
    return node.arguments[0] if isinstance(node, nodes.Structure) and node.function == "diag" else None
