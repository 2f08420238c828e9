"""From a tree to the formulas it can mean: shapes decide where they can, what stays open gives several readings."""

from __future__ import annotations

from dataclasses import dataclass

from mcdocs.errors import FormulaError, McdocsError
from mcdocs.grading.lists import is_flat, is_list
from mcdocs.grading.meaning import Meaning, Standing
from mcdocs.grading.trees import Tree
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape

MAX_READINGS = 24
MAX_UNUSUAL = 48  # those that go against one convention are tried after the others
BUDGET = 10_000  # parts of trees that are read for them


@dataclass(frozen=True)
class Reading:
    """A formula that an answer can mean; a `flat` list does not say whether it is a row or a column.

    What is `unusual` goes against a convention that settles the matter (`A^2` entry by entry): nobody is marked right
    for it, and nobody wrong. What is `equal` is meant just as often as what is usual (`|X|`, a determinant): right is
    right.
    """

    node: Node
    flat: bool = False
    standing: Standing = "usual"


def readings(tree: Tree, expected: Shape) -> list[Reading]:
    """Everything a tree can mean, the most usual reading first; sizes that are not written come from `expected`.

    Raises FormulaError or ShapeError where no reading makes sense, FormulaError where there are too many.
    """
    found: list[Reading] = []
    failure: McdocsError | None = None
    flat = is_flat(tree)
    unusual = max(4, min(MAX_UNUSUAL, BUDGET // _size(tree)))
    for against, most in ((0, MAX_READINGS), (1, unusual)):
        path: tuple[int, ...] | None = ()
        for _ in range(most):
            meaning = Meaning(path or (), expected, against)
            try:
                node = meaning.whole(tree, expected)
                if all(node != reading.node for reading in found):
                    found.append(Reading(node, flat and is_list(node), meaning.standing()))
            except McdocsError as error:
                failure = failure or error
            if (path := meaning.following()) is None:
                break
        else:
            if not against:
                raise FormulaError("it can be read in too many ways", hint="write * and brackets")
    if not found:
        assert failure is not None
        raise failure
    # what has the shape of an answer, in this layout or the other, is meant rather than what has not
    return [reading for reading in found if _fits(reading.node.shape, expected)] or found


def _size(tree: object) -> int:
    """How many parts a tree has."""
    if isinstance(tree, tuple):
        return sum(map(_size, tree))
    return 1 + _size(tuple(vars(tree).values())) if isinstance(tree, Tree) else 0


def _fits(shape: Shape, expected: Shape) -> bool:
    """Whether a shape is the expected one or that of the other layout; on paper a vector is a column."""
    (found, wanted) = ((*each, 1) if len(each) == 1 else each for each in (shape, expected))
    return found in (wanted, wanted[::-1])
