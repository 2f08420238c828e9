"""What a printed derivative says, read back as a tensor in numerator layout. Written from the layout rule alone."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Positive
from mcdocs.errors import RefereeError

Array = NDArray[Any]
Sizes = tuple[int, ...]


def printed(shape: Sizes, row: bool = False) -> Sizes:
    """The shape on paper: a scalar is 1 x 1, one axis a column or a row."""
    if len(shape) < 2:
        shape = (1, *shape) if row else (*shape, *(1,) * (2 - len(shape)))
    return (1, 1) if shape == (1,) else shape


def read(claim: Positive, value: Array, of: Sizes, wrt: Sizes) -> Array:
    """The value, (points, *shape), as the tensor it claims: of plain shape for Equal, else in numerator layout.

    RefereeError if a printed shape is not the layout's.
    """
    points, shape = value.shape[0], value.shape[1:]
    if not isinstance(claim, ArrayDerivativeIs):
        tensor = of + wrt[::-1]
        _same(printed(shape), printed(tensor), claim)
        return value.reshape(points, *tensor)
    numerator = of + wrt[::-1] * claim.order
    if claim.stacking:
        _same(printed(shape), _stacked_shape(claim, of, wrt), claim)
        return _unstacked(claim, value.reshape(points, *_stacked_shape(claim, of, wrt)), of, wrt)
    tensor = numerator if claim.layout == "numerator" else numerator[::-1]
    # one axis left: the output's axis counts rows in numerator layout, the input's counts columns
    row = len(tensor) == 1 and (len(of) == 0) == (claim.layout == "numerator")
    _same(printed(shape), printed(tensor, row), claim)
    value = value.reshape(points, *tensor)
    if claim.layout == "denominator":
        value = value.transpose(0, *range(len(tensor), 0, -1))
    return value


def _stacked_shape(claim: ArrayDerivativeIs, of: Sizes, wrt: Sizes) -> Sizes:
    """A column for each entry of the input; a row for each of the output, and once more of the input for `order` 2."""
    inputs = math.prod(wrt)
    shape = (math.prod(of) * inputs ** (claim.order - 1), inputs)
    return shape if claim.layout == "numerator" else shape[::-1]


def _unstacked(claim: ArrayDerivativeIs, value: Array, of: Sizes, wrt: Sizes) -> Array:
    if claim.layout == "denominator":
        value = value.transpose(0, 2, 1)
    columns = claim.stacking == "columns"
    blocks = (of, *(wrt,) * claim.order)
    # stacking columns counts the first index fastest: the reversed shape in C order
    sizes = [size for block in blocks for size in (block[::-1] if columns else block)]
    axes = [0]
    for place, block in enumerate(blocks):
        here = range(len(axes), len(axes) + len(block))
        natural = here[::-1] if columns else here
        axes += natural if place == 0 else natural[::-1]
    return value.reshape(value.shape[0], *sizes).transpose(axes)


def _same(found: Sizes, wanted: Sizes, claim: Positive) -> None:
    if found != wanted:
        raise RefereeError(
            f"the shape should be {_text(wanted)}, not {_text(found)}",
            at=claim.at,
            hint="a scalar by a vector is a row in numerator layout, a column in denominator layout"
            if found == wanted[::-1] and 1 in wanted
            else "",
        )


def _text(shape: Sizes) -> str:
    return " x ".join(map(str, shape))
