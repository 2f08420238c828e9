"""Formulas as numbers: evaluated in NumPy, differentiated by complex steps.

A formula is laid out as a tape, each distinct part once, operands first, and run on arrays whose two leading axes are
the points and the directions of differentiation, so that a whole Jacobian at several points is one run.

A complex step (Squire and Trapp, SIAM Review 40, 1998) has no cancellation. Where a formula holds a derivative itself,
the outer derivative is a central difference of sixth order instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from mcdocs.calculus.referee.frames import Array, Frame, Operation
from mcdocs.calculus.referee.operations import Inner, component, counted_by, operation
from mcdocs.errors import RefereeError
from mcdocs.language.nodes import Differential, Entry, Named, Node, Partial, RangeSum, Symbol, Tensor
from mcdocs.language.shapes import Shape

COMPLEX_STEP = 1e-30
DIFFERENCE_STEP = 1e-4
ROUGH = 3e-4  # relative difference between those of second and of sixth order
STENCIL = ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60))  # antisymmetric weights, sixth order
LONGEST_RANGE = 1_000
BUDGET = 400_000  # entries of the largest array of one run


def evaluate(
    node: Node,
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None = None,
    differentials: Mapping[str, Any] | None = None,
) -> Array:
    """The value of a formula, of exactly its shape, with letters of sizes looked up in `sizes`.

    `values` and `differentials` give an array of its shape for each input; an input without a differential is constant.
    NaN or infinity where the formula is not defined. RefereeError for a missing value or size.
    """
    given, moves = ({name: np.asarray(a)[None, None] for name, a in m.items()} for m in (values, differentials or {}))
    frame = Frame(given, sizes or {}, (1, 1), moves)
    with np.errstate(all="ignore"):
        return np.broadcast_to(tape(node).run(frame)[0, 0], frame.shape(node.shape))


@dataclass(frozen=True)
class Tape:
    """`steps` are an operation, the slots of its operands, and the slots no later step needs.

    `derives` says that a derivative is worked out on the way, so that the values must stay real.
    """

    steps: tuple[tuple[Operation, tuple[int, ...], tuple[int, ...]], ...]
    shapes: frozenset[Shape]
    lets: tuple[Named, ...]
    derives: bool

    def widest(self, frame: Frame) -> int:
        """The number of entries of the largest array on the tape."""
        return max(int(np.prod(frame.shape(shape), dtype=float)) for shape in self.shapes)

    def run(self, frame: Frame) -> Array:
        slots: list[Any] = []
        watch = frame.watch
        for perform, operands, done in self.steps:
            result = perform(frame, [slots[i] for i in operands])
            if watch is not None:
                watch.see(result)
            slots.append(result)
            for i in done:
                slots[i] = None
        return np.asarray(slots[-1])


def parts_in_order(*roots: Node) -> list[Node]:
    """Every distinct node object below the roots, operands first; into `let` definitions and derivatives too.

    Walks without recursion and leaves every node with its hash known, so that long sums do not exhaust the stack.
    """
    seen: set[int] = set()
    ordered: list[Node] = []
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if ready:
            hash(node)
            ordered.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            below = (node.of,) if isinstance(node, Entry) else node.children()
            stack.extend((child, False) for child in reversed(below))
    return ordered


def tape(node: Node) -> Tape:
    """The tape of a formula."""
    try:
        hash_known = node._hash is not None
    except AttributeError:
        hash_known = False
    if not hash_known:
        parts_in_order(node)
    return _tape(node)


def by_differences(*nodes: Node) -> bool:
    """Whether a derivative is taken of a derivative, so that its numbers are those of central differences."""
    return any(derives(node) and tape(node.children()[0]).derives for node in parts_in_order(*nodes))


@lru_cache(maxsize=4096)
def _tape(root: Node) -> Tape:
    slots: dict[Node, int] = {}
    steps: list[tuple[Operation, tuple[int, ...]]] = []
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if node in slots:
            continue
        if ready:
            steps.append((operation(node, _evaluated_inside), tuple(slots[child] for child in operands(node))))
            slots[node] = len(slots)
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(operands(node)))
    last_use = {slot: at for at, (_, used) in enumerate(steps) for slot in used}
    done: list[list[int]] = [[] for _ in steps]
    for slot, at in last_use.items():
        done[at].append(slot)
    bodies = [tape(node.body) for node in slots if isinstance(node, RangeSum)]
    return Tape(
        tuple((made, used, tuple(done[at])) for at, (made, used) in enumerate(steps)),
        frozenset(shape for node in slots for shape in _arrays(node)).union(*(body.shapes for body in bodies)),
        tuple([node for node in slots if isinstance(node, Named)] + [let for body in bodies for let in body.lets]),
        any(derives(node) for node in slots) or any(body.derives for body in bodies),
    )


def _arrays(node: Node) -> Iterator[Shape]:
    """The shapes of the arrays that a node's value takes: index notation lays each term out before it is summed."""
    yield node.shape
    if isinstance(node, Tensor):
        for term in node.terms:
            letters = {*"".join(node.axes), *term.letters()}
            yield tuple(size for letter, size in node.extents if letter in letters)


def derives(node: Node) -> bool:
    """Whether this node is a derivative that has to be worked out; the free differential of an input is not."""
    return isinstance(node, Partial) or (isinstance(node, Differential) and not isinstance(node.of, Symbol | Entry))


def operands(node: Node) -> tuple[Node, ...]:
    """The formulas whose values a node needs; a derivative, and a sum over a range, evaluates its formula itself."""
    return () if isinstance(node, Partial | Differential | RangeSum) else node.children()


def _evaluated_inside(node: Inner) -> Operation:
    match node:
        case Partial():
            return lambda frame, _: partial(node, frame)
        case RangeSum():
            return lambda frame, _: range_sum(node, frame)
        case Differential():
            return lambda frame, _: differential(node, frame)


def range_sum(node: RangeSum, frame: Frame) -> Array:
    """The sum over whole numbers, at each point as far as its own bounds: (points, directions, *shape)."""
    first, last = (np.rint(tape(bound).run(frame).real) for bound in (node.first, node.last))
    if last.max() - first.min() > LONGEST_RANGE:
        raise RefereeError("a sum over so many numbers is too long to be checked")
    total: Array = np.zeros((1, 1, *frame.shape(node.shape)))
    for number in range(int(first.min()), int(last.max()) + 1):
        here = {**frame.values, counted_by(node.counter): np.full((1, 1), float(number))}
        term = tape(node.body).run(replace(frame, values=here, watch=None))
        counts = ((first <= number) & (number <= last)).reshape(
            *np.broadcast(first, last).shape, *(1,) * len(node.shape)
        )
        total = total + np.where(counts, term, 0.0)
    return total


def differential(node: Differential, frame: Frame) -> Array:
    """d(of) along the differentials of the frame: (points, directions, *of.shape)."""
    of = node.of
    if isinstance(of, Symbol | Named) and of.name in frame.differentials:
        return frame.differentials[of.name]
    if isinstance(of, Entry) and of.of.name in frame.differentials:
        return component(frame.differentials[of.of.name], of.index)
    if isinstance(of, Symbol | Entry):
        raise RefereeError(f"no differential is given for {of.name}")
    below = tape(of)
    if frame.watch is not None:
        below.run(frame)
    flat = _flat(frame)
    moving = flat.differentials.keys() - flat.named.keys()
    own = {let.name: tape(let.value).run(flat) for let in below.lets if let.name in moving}
    result = directional(below, replace(flat, named={**flat.named, **own}), flat.differentials)
    return result.reshape(frame.lead + result.shape[2:])


def partial(node: Partial, frame: Frame) -> Array:
    """The partial derivative in numerator layout: (points, directions, *of.shape, *reversed(wrt.shape))."""
    below, wrt = tape(node.of), node.wrt
    if frame.watch is not None:
        below.run(frame)
    flat = _flat(frame)
    shape = frame.shape(wrt.shape)
    count = int(np.prod(shape, dtype=int))
    flat = freed(wrt, flat)
    chunk = max(1, BUDGET // (flat.lead[0] * below.widest(frame)))
    pieces = []
    for start in range(0, count, chunk):
        stop = min(start + chunk, count)
        pieces.append(directional(below, flat, _basis(wrt, shape, start, stop, frame)))
    tensor = np.moveaxis(np.concatenate(pieces, axis=1), 1, -1)
    tensor = tensor.reshape(tensor.shape[:-1] + shape)
    kept = tensor.ndim - len(shape)
    tensor = tensor.transpose(*range(kept), *range(tensor.ndim - 1, kept - 1, -1))
    return tensor.reshape(frame.lead + tensor.shape[1:])


def freed(wrt: Node, frame: Frame) -> Frame:
    """The frame in which a let name is a variable of its own: what depends on it moves, what it is made of does not."""
    if not isinstance(wrt, Named) or wrt.name in frame.named:
        return frame
    return replace(frame, named={**frame.named, wrt.name: tape(wrt.value).run(frame)})


def _basis(wrt: Node, shape: tuple[int, ...], start: int, stop: int, frame: Frame) -> dict[str, Array]:
    """The unit directions of an input, from number `start` to `stop`, as (1, directions, *shape)."""
    match wrt:
        case Symbol() | Named():
            unit = np.zeros((stop - start, int(np.prod(shape, dtype=int))))
            unit[np.arange(stop - start), np.arange(start, stop)] = 1.0
            return {wrt.name: unit.reshape(1, -1, *shape)}
        case Entry():
            single = np.zeros((1, 1, *frame.shape(wrt.of.shape)))
            single[(0, 0, *(index - 1 for index in wrt.index))] = 1.0
            return {wrt.of.name: single}
        case _:
            raise RefereeError(f"a derivative with respect to {type(wrt).__name__} has no meaning")


def directional(below: Tape, flat: Frame, moves: Mapping[str, Array]) -> Array:
    """The derivative of a tape along directions, (points, directions, *shape), at a frame of one direction.

    `moves` gives each moving input (or let name) an array (1 or points, directions, *shape).
    """
    points = flat.lead[0]
    directions = max((move.shape[1] for move in moves.values()), default=1)
    frame = replace(flat, lead=(points, directions), watch=None)
    if not below.derives:
        result = below.run(_moved(frame, moves, 1j * COMPLEX_STEP)).imag / COMPLEX_STEP
    else:
        result = _difference(below, frame, moves)
    return np.broadcast_to(result, (points, directions, *result.shape[2:]))


def _difference(below: Tape, frame: Frame, moves: Mapping[str, Array]) -> Array:
    """By central differences of sixth order; NaN beside a pole or an edge of the domain, where they are rough."""
    steps = [
        (
            below.run(_moved(frame, moves, reach * DIFFERENCE_STEP))
            - below.run(_moved(frame, moves, -reach * DIFFERENCE_STEP))
        )
        / DIFFERENCE_STEP
        for reach, _ in STENCIL
    ]
    result = np.asarray(sum(weight * step for (_, weight), step in zip(STENCIL, steps, strict=True)))
    over_entries = tuple(range(2, result.ndim))
    gap = np.abs(result - steps[0] / 2).max(axis=over_entries, keepdims=True)
    rough = gap > ROUGH * (1 + np.abs(result).max(axis=over_entries, keepdims=True))
    return np.where(rough, np.nan, result)


def _moved(frame: Frame, moves: Mapping[str, Array], step: complex) -> Frame:
    values, named = (
        {name: value + step * moves[name] if name in moves else value for name, value in given.items()}
        for given in (frame.values, frame.named)
    )
    return replace(frame, values=values, named=named)


def _flat(frame: Frame) -> Frame:
    """The frame with its directions turned into points, to make room for directions of its own."""
    values, differentials, named = (
        {name: _flat_array(value, frame.lead) for name, value in given.items()}
        for given in (frame.values, frame.differentials, frame.named)
    )
    lead = (frame.lead[0] * frame.lead[1], 1)
    return Frame(values, frame.sizes, lead, differentials, named, precise=frame.precise)


def _flat_array(value: Array, lead: tuple[int, int]) -> Array:
    if lead[1] == 1:
        return value
    return np.broadcast_to(value, lead + value.shape[2:]).reshape(-1, 1, *value.shape[2:])
