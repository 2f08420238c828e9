"""The functions an author can use. One row adds one function.

ELEMENTWISE: functions of one real variable, applied entry by entry. The derivative is written in the formula language
itself, as a function of `u` (Abramowitz and Stegun, chapters 4.1 to 4.6).
STRUCTURES: functions of whole vectors and matrices, with the rule for their shape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mcdocs.errors import ShapeError
from mcdocs.language import shapes
from mcdocs.language.shapes import Shape


@dataclass(frozen=True)
class Elementwise:
    """A row of ELEMENTWISE.

    `latex` is the command printed; `bare` functions print a short argument without parentheses, as in `\\ln x`.
    `numpy` is an expression with `{}` for the argument; `define` is the source of a function it needs. `exact` lists values that have a simple closed form.
    `name` is how the rule is called in the working.
    """

    derivative: str
    latex: str
    numpy: str
    name: str
    bare: bool = False
    exact: dict[str, str] = field(default_factory=dict)
    odd: bool = False
    even: bool = False
    define: str = ""


ELEMENTWISE: dict[str, Elementwise] = {
    "exp": Elementwise("exp(u)", r"\exp", "np.exp({})", "exponential", True, {"0": "1", "1": "e"}),
    "ln": Elementwise("1/u", r"\ln", "np.log({})", "logarithm", True, {"1": "0", "e": "1"}),
    "sin": Elementwise(
        "cos(u)", r"\sin", "np.sin({})", "sine", True, {"0": "0", "pi": "0", "pi/2": "1", "pi/6": "1/2"}, odd=True
    ),
    "cos": Elementwise(
        "-sin(u)", r"\cos", "np.cos({})", "cosine", True, {"0": "1", "pi": "-1", "pi/2": "0", "pi/3": "1/2"}, even=True
    ),
    "tan": Elementwise(
        "1/cos(u)**2", r"\tan", "np.tan({})", "tangent", True, {"0": "0", "pi": "0", "pi/4": "1"}, odd=True
    ),
    "sinh": Elementwise("cosh(u)", r"\sinh", "np.sinh({})", "hyperbolic sine", True, {"0": "0"}, odd=True),
    "cosh": Elementwise("sinh(u)", r"\cosh", "np.cosh({})", "hyperbolic cosine", True, {"0": "1"}, even=True),
    "tanh": Elementwise("1 - tanh(u)**2", r"\tanh", "np.tanh({})", "hyperbolic tangent", True, {"0": "0"}, odd=True),
    "arcsin": Elementwise(
        "1/sqrt(1 - u**2)", r"\arcsin", "np.arcsin({})", "arcsine", True, {"0": "0", "1": "pi/2"}, odd=True
    ),
    "arccos": Elementwise("-1/sqrt(1 - u**2)", r"\arccos", "np.arccos({})", "arccosine", True, {"1": "0", "0": "pi/2"}),
    "arctan": Elementwise(
        "1/(1 + u**2)", r"\arctan", "np.arctan({})", "arctangent", True, {"0": "0", "1": "pi/4"}, odd=True
    ),
    "sqrt": Elementwise(
        "1/(2*sqrt(u))", r"\sqrt", "np.sqrt({})", "square root", False, {"0": "0", "1": "1", "4": "2", "9": "3"}
    ),
    "abs": Elementwise("sign(u)", r"\abs", "np.abs({})", "absolute value", False, {"0": "0"}, even=True),
    "sign": Elementwise("0", r"\operatorname{sign}", "np.sign({})", "sign", False, {"0": "0", "1": "1"}, odd=True),
    "sigmoid": Elementwise(
        "sigmoid(u)*(1 - sigmoid(u))",
        r"\sigma",
        "sigmoid({})",
        "sigmoid",
        False,
        {"0": "1/2"},
        define="def sigmoid(v):\n    return 1 / (1 + np.exp(-v))\n",
    ),
    "relu": Elementwise(
        "step(u)", r"\operatorname{relu}", "np.maximum({}, 0)", "rectifier", False, {"0": "0", "1": "1"}
    ),
    "step": Elementwise("0", r"\operatorname{step}", "np.heaviside({}, 0)", "step", False, {"0": "0", "1": "1"}),
    "softplus": Elementwise(
        "sigmoid(u)", r"\operatorname{softplus}", "np.logaddexp({}, 0)", "softplus", False, {"0": "ln(2)"}
    ),
}


@dataclass(frozen=True)
class StructureRow:
    """A row of STRUCTURES: how many arguments, the shape rule, LaTeX and NumPy with `{}` for the arguments.

    `axis` says that it may be taken along an axis of a matrix: 0 within columns, 1 within rows.
    """

    arity: int
    shape: Callable[[tuple[Shape, ...], int | None], Shape]
    latex: str
    numpy: str
    define: str = ""
    axis: bool = False


def _reduced(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    (shape,) = arguments
    if axis is None:
        return ()
    _has_axis(shape, axis)
    return (1, shape[1]) if axis == 0 else (shape[0],)


def _has_axis(shape: Shape, axis: int) -> None:
    if len(shape) != 2:
        raise ShapeError(f"axis needs a matrix, not {shapes.describe(shape)}", hint="leave out axis")
    if axis not in (0, 1):
        raise ShapeError(f"axis={axis} is not an axis of a matrix", hint="axis=0 gives a row, axis=1 a column")


def _scalar(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    _no_tensor(arguments[0])
    return ()


def _square_scalar(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    if arguments[0] != ():  # a 1 x 1 product is a scalar, as in tr(x.T @ A @ x)
        _square(arguments[0])
    return ()


def _square_same(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    return _square(arguments[0]) if arguments[0] != () else ()


def _normalised(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    if axis is None:
        return _vector_or_axis(arguments[0])
    _has_axis(arguments[0], axis)
    return arguments[0]


def _reduced_vector(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    if axis is None:
        _vector_or_axis(arguments[0])
    return _reduced(arguments, axis)


def _vector_or_axis(shape: Shape) -> Shape:
    if len(shape) == 2:
        hint = "axis=1 takes it within each row, axis=0 within each column"
        raise ShapeError(f"a vector, or an axis, is needed for {shapes.describe(shape)}", hint=hint)
    return _vector(shape)


def _stacked(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    if not arguments[0]:
        raise ShapeError("vec needs a vector or a matrix, not a scalar", hint="a scalar needs no vec")
    _no_tensor(arguments[0])
    return (shapes.times(*arguments[0]),)


def _diagonal(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    (n,) = _vector(arguments[0])
    return (n, n)


def _diagonal_of(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    return (_square(arguments[0])[0],)


def _kronecker(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    if () in arguments:
        raise ShapeError("kron joins vectors and matrices, not a scalar", hint="write * for a scalar factor")
    left, right = (_as_matrix(shape) for shape in arguments)
    result = (shapes.times(left[0], right[0]), shapes.times(left[1], right[1]))
    return (result[0],) if len(arguments[0]) == len(arguments[1]) == 1 else result


def _matrix_power(arguments: tuple[Shape, ...], axis: int | None) -> Shape:
    if arguments[1] != ():
        hint = "matpow(X, 3), or matpow(X, k) with k: R"
        raise ShapeError(f"the power of a matrix must be a scalar, not {shapes.describe(arguments[1])}", hint=hint)
    return _square(arguments[0])


def _square(shape: Shape) -> Shape:
    if len(shape) != 2 or shape[0] != shape[1]:
        hint = "X.T @ X and X @ X.T are square" if len(shape) == 2 else "a square matrix is declared as R^{n x n}"
        raise ShapeError(f"a square matrix is needed, not {shapes.describe(shape)}", hint=hint)
    return shape


def _vector(shape: Shape) -> Shape:
    if len(shape) != 1:
        hint = "diagvec(X) is the diagonal of a matrix" if len(shape) == 2 else "a vector is declared as R^n or R^3"
        raise ShapeError(f"a vector is needed, not {shapes.describe(shape)}", hint=hint)
    return shape


def _no_tensor(shape: Shape) -> None:
    if len(shape) > 2:
        hint = "arrays of three axes go through elementwise functions, + - * / and sum only"
        raise ShapeError(f"a vector or a matrix is needed, not {shapes.describe(shape)}", hint=hint)


def _as_matrix(shape: Shape) -> Shape:
    _no_tensor(shape)
    return (*shape, 1, 1)[:2] if len(shape) < 2 else shape


STRUCTURES: dict[str, StructureRow] = {
    "sum": StructureRow(1, _reduced, r"\operatorname{sum}", "np.sum({})", axis=True),
    "mean": StructureRow(1, _reduced, r"\operatorname{mean}", "np.mean({})", axis=True),
    "norm": StructureRow(1, _scalar, r"\lVert {} \rVert", "np.linalg.norm({})"),
    "tr": StructureRow(1, _square_scalar, r"\operatorname{tr}", "np.trace({})"),
    "det": StructureRow(1, _square_scalar, r"\det", "np.linalg.det({})"),
    "logdet": StructureRow(1, _square_scalar, r"\ln \lvert \det {} \rvert", "np.linalg.slogdet({})[1]"),
    "inv": StructureRow(1, _square_same, r"{}^{-1}", "np.linalg.inv({})"),
    "vec": StructureRow(1, _stacked, r"\operatorname{vec}", "{}.reshape(-1, order='F')"),
    "vecrows": StructureRow(1, _stacked, r"\operatorname{vec}_{\mathrm{r}}", "{}.reshape(-1)"),
    "diag": StructureRow(1, _diagonal, r"\operatorname{diag}", "np.diag({})"),
    "diagvec": StructureRow(1, _diagonal_of, r"\operatorname{diagvec}", "np.diagonal({})"),
    "kron": StructureRow(2, _kronecker, r"{} \otimes {}", "np.kron({}, {})"),
    "matpow": StructureRow(2, _matrix_power, r"{}^{{{}}}", "np.linalg.matrix_power({}, {})"),
    "softmax": StructureRow(
        1,
        _normalised,
        r"\operatorname{softmax}",
        "softmax({})",
        "def softmax(v, axis=None):\n"
        "    e = np.exp(v - np.max(v, axis, keepdims=True))\n"
        "    return e / e.sum(axis, keepdims=True)\n",
        axis=True,
    ),
    "logsumexp": StructureRow(
        1,
        _reduced_vector,
        r"\operatorname{logsumexp}",
        "logsumexp({})",
        "def logsumexp(v, axis=None):\n"
        "    top = np.max(v, axis, keepdims=True)\n"
        "    return np.squeeze(top, axis) + np.log(np.exp(v - top).sum(axis))\n",
        axis=True,
    ),
}
