"""Shapes: scalar `()`, column vector `(n,)`, matrix `(n, k)`, tensors beyond. A size is an integer or a letter."""

from __future__ import annotations

import re
from itertools import product
from typing import TypeGuard

from mcdocs.errors import ShapeError

Size = int | str
Shape = tuple[Size, ...]

MAX_SIZE = 10_000
MAX_AXES = 6
_SPACE = re.compile(r"\s*R\s*(?:\^\s*(?:\{([^{}]*)\}|(\w+)))?\s*", re.ASCII)
_SIZE = re.compile(r"[A-Za-z][A-Za-z]*_?\d*|\d+", re.ASCII)
_TIMES = re.compile(r"\s*(?:\\times|[×,])\s*|\s+x\s+")


def parse_space(text: str) -> Shape:
    """The shape of `R`, `R^3`, `R^n`, `R^{2x3}`, `R^{n x n}`; raises ShapeError for anything else."""
    hint = "spaces are written R, R^3, R^n, R^{2x3} or R^{n x k}"
    match = _SPACE.fullmatch(text)
    if not match:
        raise ShapeError(f"{text.strip()[:40]!r} is not a space", hint=hint)
    inside = match[1] if match[1] is not None else match[2]
    if inside is None:
        return ()
    words = _split_sizes(inside)
    if len(words) > MAX_AXES:
        raise ShapeError(f"{text.strip()[:40]!r} has {len(words)} axes, at most {MAX_AXES} are possible", hint=hint)
    return tuple(_size(word, hint) for word in words)


def _split_sizes(inside: str) -> list[str]:
    """The sizes of `2x3`, `n x k`, `nxk`: a bare x between sizes is the times sign."""
    if re.fullmatch(r"\s*\d+(?:\s*x\s*\d+)*\s*", inside) or not re.search(r"\sx\s|×|\\times|,", inside):
        words = re.split(r"\s*x\s*", inside.strip())
    else:
        words = _TIMES.split(inside.strip())
    return [word.strip() for word in words]


def _size(word: str, hint: str) -> Size:
    if not word:
        raise ShapeError("a size is missing in this space", hint=hint)
    if not _SIZE.fullmatch(word):
        raise ShapeError(f"{word[:40]!r} is not a size", hint=hint)
    if not word.isdigit():
        return word
    if len(word) > 9 or not 1 <= int(word) <= MAX_SIZE:
        raise ShapeError(f"the size {word[:12]} is out of range", hint=f"sizes run from 1 to {MAX_SIZE}")
    return int(word)


def space(shape: Shape) -> str:
    """The inverse of `parse_space`."""
    if not shape:
        return "R"
    if len(shape) == 1 and str(shape[0]).isalnum():
        return f"R^{shape[0]}"
    return "R^{" + " x ".join(map(str, shape)) + "}"


def describe(shape: Shape) -> str:
    """The shape in words, for messages: `a scalar`, `a vector (n)`, `a matrix (2 x 3)`."""
    sizes = " x ".join(map(str, shape))
    kinds = ("a scalar", f"a vector ({sizes})", f"a matrix ({sizes})")
    return kinds[len(shape)] if len(shape) < 3 else f"a tensor ({sizes})"


def is_given(shape: Shape) -> TypeGuard[tuple[int, ...]]:
    """Whether every size is an integer."""
    return all(isinstance(size, int) for size in shape)


def times(*sizes: Size) -> Size:
    """The product of sizes: an integer, or letters in alphabetical order such as `k*n`."""
    number, letters = 1, []
    for size in sizes:
        if isinstance(size, int):
            number *= size
        else:
            letters += size.split("*")
    for digits in [letter for letter in letters if letter.isdigit()]:
        letters.remove(digits)
        number *= int(digits)
    words = ([str(number)] if number != 1 else []) + sorted(letters)
    return "*".join(words) if letters else number


def indices(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """All index tuples of a shape of given sizes, counted from 1, the last axis fastest."""
    return list(product(*(range(1, size + 1) for size in shape)))


def broadcast(left: Shape, right: Shape, operation: str) -> Shape:
    """The shape of an elementwise operation: equal shapes, or a scalar on either side."""
    if left == right or right == ():
        return left
    if left == ():
        return right
    raise ShapeError(
        f"{operation} needs equal shapes or a scalar, not {describe(left)} and {describe(right)}",
        hint=_hint(left, right, operation),
    )


def _hint(left: Shape, right: Shape, operation: str) -> str:
    if left == right[::-1] or right == (1, *left) or left == (1, *right):
        return "transpose one of them with .T"
    return "use @ for the matrix product" if operation in "*/" else "the same letter is the same size everywhere"


def product_shape(left: Shape, right: Shape) -> Shape:
    """The shape of `left @ right`, a vector counting as a column; a 1 x 1 product is a scalar."""
    if left == () or right == ():
        return left or right
    if len(left) > 2 or len(right) > 2:
        raise ShapeError("@ is defined for vectors and matrices only", hint="arrays of three axes have no product")
    rows, inner = (left[0], 1) if len(left) == 1 else left
    match, columns = (right[0], 1) if len(right) == 1 else right
    if inner != match:
        raise ShapeError(
            f"@ cannot join {describe(left)} and {describe(right)}: {inner} columns meet {match} rows",
            hint=_product_hint(left, right),
        )
    if rows == 1 and columns == 1:
        return ()
    return (rows,) if len(right) == 1 else (rows, columns)


def _product_hint(left: Shape, right: Shape) -> str:
    if len(left) == len(right) == 1:
        return "x.T @ y is the inner product, x @ y.T the outer one"
    for side, rows, columns in (("left", left[0], right[0]), ("right", left[-1] if len(left) == 2 else 1, right[-1])):
        if rows == columns:
            return f"the factor on the {side} would fit with .T"
    return "the same letter is the same size everywhere"


def transpose_shape(shape: Shape) -> Shape:
    """The shape of the transpose: a vector becomes a row `(1, n)`, a row becomes a vector again; 1 x 1 stays."""
    match shape:
        case (1, 1):
            return (1, 1)
        case ():
            return ()
        case (n,):
            return (1, n)
        case (1, n):
            return (n,)
        case (n, k):
            return (k, n)
        case _:
            raise ShapeError(f".T is defined for vectors and matrices, not {describe(shape)}")
