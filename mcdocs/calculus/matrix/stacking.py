"""Matrices as stacked vectors: what a Kronecker product is to vec, the matrix a stacked vector came from, adjoints.

<v, vec(dX)> is <unvec v, dX>, and <C (x) D, dX (x) B> is <D, B> <C, dX> (Magnus and Neudecker, sections 2.4 and 3.7).
"""

from __future__ import annotations

from functools import reduce

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.matrix.products import simple
from mcdocs.calculus.rules import inner_product
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape, Size


def unstacked(node: Node, function: str, shape: Shape) -> Node:
    """The matrix whose vec, or vec by rows, a formula is."""
    match node:
        case nodes.Structure() if node.function == function and node.arguments[0].shape == shape:
            return node.arguments[0]
        case nodes.Ones() | nodes.Zeros():
            return type(node)(shape)
        case _ if node.shape == ():
            return node
        case nodes.Neg():
            return nodes.Neg(unstacked(node.argument, function, shape))
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
            return type(node)(unstacked(node.left, function, shape), unstacked(node.right, function, shape))
        case nodes.Apply() | nodes.Pow() if not _is_opaque(node, function, shape):
            return nodes.rebuilt(node, tuple(unstacked(child, function, shape) for child in node.children()))
        case nodes.MatMul(left=nodes.Structure(function="kron", arguments=(first, second)), right=inner) if (
            len(first.shape) == len(second.shape) == 2 and _rows(first, second, function) == shape
        ):
            return _sandwich(first, second, inner, function)
        case nodes.Structure(function="kron", arguments=(first, second)) if len(node.shape) == 1:
            left, right = (first, second) if function == "vecrows" else (second, first)
            if (left.shape, right.shape) == (shape[:1], shape[1:]):
                return nodes.MatMul(left, algebra.transpose(right))
    rows, columns = shape
    return algebra.transpose(node) if rows == 1 else nodes.Unvec(node, rows, columns, function == "vecrows")


def _is_opaque(node: Node, function: str, shape: Shape) -> bool:
    """Whether a formula entry by entry has no matrix inside that would show."""
    return any(isinstance(unstacked(child, function, shape), nodes.Unvec) for child in node.children())


def _rows(first: Node, second: Node, function: str) -> Shape:
    """The shape of the matrix that a Kronecker product of two matrices makes stacked vectors of."""
    rows, columns = (first, second) if function == "vecrows" else (second, first)
    return (rows.shape[0], columns.shape[0])


def _sandwich(first: Node, second: Node, inner: Node, function: str) -> Node:
    """(B' (x) A) vec(M) is vec(A M B)."""
    left, right = (first, second) if function == "vecrows" else (second, first)
    middle = unstacked(inner, function, (left.shape[1], right.shape[1]))
    return algebra.product(algebra.product(left, middle), algebra.transpose(right))


def kronecker_adjoint(node: nodes.Structure, cotangent: Node) -> Node:
    """G with <cotangent, dX (x) B> = <G, dX>, or with the differential on the right."""
    left, right = node.arguments
    first = is_linear(left)
    linear, constant = (left, right) if first else (right, left)
    cotangent = simple(cotangent)
    match cotangent:
        case _ if () in (left.shape, right.shape):
            return inner_product(cotangent, constant) if linear.shape == () else algebra.times(constant, cotangent)
        case nodes.Neg():
            return algebra.negative(kronecker_adjoint(node, cotangent.argument))
        case nodes.Add() | nodes.Sub() if cotangent.left.shape == cotangent.right.shape:
            parts = (kronecker_adjoint(node, part) for part in cotangent.children())
            return type(cotangent)(*parts)
        case nodes.Mul() | nodes.Div() if cotangent.right.shape == ():
            return type(cotangent)(kronecker_adjoint(node, cotangent.left), cotangent.right)
        case nodes.Mul() if cotangent.left.shape == ():
            return nodes.Mul(cotangent.left, kronecker_adjoint(node, cotangent.right))
    parts_ = _parted(cotangent, node)
    if parts_ is not None:
        mine, other = parts_ if first else parts_[::-1]
        return algebra.times(inner_product(other, constant), mine)
    pair = _outer(cotangent)
    if pair is not None and len(left.shape) == len(right.shape) == 2:
        return _between(*pair, node)
    stacked = nodes.Structure("vec", (cotangent,)) if len(cotangent.shape) == 2 else cotangent
    back = algebra.product(algebra.transpose(kronecker_spread(node)), stacked)
    return back if len(linear.shape) == 1 else unstacked(back, "vec", linear.shape)


def _outer(node: Node) -> tuple[Node, Node] | None:
    """The vectors c and v of a product c v' that is a matrix."""
    factors: list[Node] = []
    while isinstance(node, nodes.MatMul):
        factors.insert(0, node.right)
        node = node.left
    factors.insert(0, node)
    for place, factor in enumerate(factors[1:], 1):
        column = reduce(algebra.product, factors[:place])
        if len(column.shape) == 1 and len(factor.shape) == 2 and factor.shape[0] == 1:
            return column, algebra.transpose(reduce(algebra.product, factors[place:]))
    return None


def _between(c: Node, v: Node, node: nodes.Structure) -> Node:
    """c' (dX (x) B) v is <dX, C' B V> and c' (A (x) dX) v is <dX, C A V'>, for c = vec C and v = vec V."""
    left, right = node.arguments
    (m, n), (p, q) = sides(left), sides(right)
    first, second = unstacked(c, "vec", (p, m)), unstacked(v, "vec", (q, n))
    if is_linear(left):
        return algebra.product(algebra.product(algebra.transpose(first), right), second)
    return algebra.product(algebra.product(first, left), algebra.transpose(second))


def _parted(node: Node, like: nodes.Structure) -> tuple[Node, Node] | None:
    """A matrix as a Kronecker product of factors of the same shapes as those of another."""
    left, right = (part.shape for part in like.arguments)
    match node:
        case nodes.Structure(function="kron", arguments=(first, second)) if (first.shape, second.shape) == (
            left,
            right,
        ):
            return first, second
        case nodes.Eye() if sides(like.arguments[0])[0] == sides(like.arguments[0])[1]:
            return nodes.Eye(left[0]), nodes.Eye(right[0])
        case nodes.Ones() if len(left) == len(right):
            return nodes.Ones(left), nodes.Ones(right)
        case nodes.Transpose(argument=nodes.Structure(function="kron", arguments=(first, second))):
            turned = algebra.transpose(first), algebra.transpose(second)
            return turned if (turned[0].shape, turned[1].shape) == (left, right) else None
        case _:
            return None


def sides(node: Node) -> tuple[Size, Size]:
    """Rows and columns, a vector being a column."""
    rows, columns, *_ = (*node.shape, 1, 1)
    return rows, columns


def kronecker_spread(node: nodes.Structure, by_rows: bool = False) -> Node:
    """The matrix that takes vec(dX) to vec(dX (x) B): I (x) (K (x) I)(I (x) vec B), or by the right factor its mirror.

    Magnus and Neudecker, section 3.7; the vec of rows is the vec of the transpose.
    """
    left, right = node.arguments
    (m, n), (p, q) = sides(left), sides(right)
    if by_rows:
        m, n, p, q = n, m, q, p
    if is_linear(left):
        inner = algebra.product(kron(commutation(q, m), nodes.Eye(p)), kron(nodes.Eye(m), stacked(right, by_rows)))
        return kron(nodes.Eye(n), inner)
    inner = algebra.product(kron(nodes.Eye(n), commutation(q, m)), kron(stacked(left, by_rows), nodes.Eye(q)))
    return kron(inner, nodes.Eye(p))


def stacked(node: Node, by_rows: bool = False) -> Node:
    """vec of a matrix; a vector, and a row as a vector, is its own."""
    if len(node.shape) == 2 and node.shape[0] == 1:
        return algebra.transpose(node)
    return nodes.Structure("vecrows" if by_rows else "vec", (node,)) if len(node.shape) == 2 else node


def diagonal(size: Size) -> Node:
    """What keeps the diagonal of a stacked matrix."""
    return nodes.Structure("diag", (nodes.Structure("vec", (nodes.Eye(size),)),))


def commutation(rows: Size, columns: Size) -> Node:
    """K with K vec(A) = vec(A.T), for vectors the identity."""
    return nodes.Eye(shapes.times(rows, columns)) if 1 in (rows, columns) else nodes.Commutation(rows, columns)


def kron(left: Node, right: Node) -> Node:
    """The Kronecker product, of identities an identity; that with the number one is the other factor."""
    if isinstance(left, nodes.Eye) and isinstance(right, nodes.Eye):
        return nodes.Eye(shapes.times(left.size, right.size))
    if left == nodes.Eye(1):
        return right
    return left if right == nodes.Eye(1) else nodes.Structure("kron", (left, right))
