"""From a tree to the formulas it can mean: shapes decide where they can, what stays open gives several readings."""

from __future__ import annotations

from dataclasses import dataclass

from mcdocs.errors import FormulaError, McdocsError, ShapeError
from mcdocs.grading import trees
from mcdocs.grading.indices import Labelled, over, placed, reduced
from mcdocs.grading.joining import Joining
from mcdocs.grading.lists import is_flat, is_list
from mcdocs.grading.trees import Tree
from mcdocs.grading.unifying import Again, Sizes
from mcdocs.language import functions, nodes, shapes
from mcdocs.language.arrays import sized
from mcdocs.language.limits import MAX_ENTRIES, MAX_EXPONENT, is_too_large, magnitude
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape

MAX_READINGS = 24
_SQUARE = ("tr", "det", "logdet", "inv", "diagvec", "matpow")


@dataclass(frozen=True)
class Reading:
    """A formula that an answer can mean; a `flat` list does not say whether it is a row or a column.

    What is not `usual` goes against a convention that settles the matter (`A^2` entry by entry): nobody is marked right
    for it, and nobody wrong.
    """

    node: Node
    flat: bool = False
    usual: bool = True


def readings(tree: Tree, expected: Shape) -> list[Reading]:
    """Everything a tree can mean, the most usual reading first; sizes that are not written come from `expected`.

    Raises FormulaError or ShapeError where no reading makes sense, FormulaError where there are too many.
    """
    found: list[Reading] = []
    failure: McdocsError | None = None
    path: tuple[int, ...] | None = ()
    for _ in range(MAX_READINGS):
        meaning = _Meaning(path or ())
        try:
            node = meaning.whole(tree, expected)
            if all(node != reading.node for reading in found):
                found.append(Reading(node, is_flat(tree) and is_list(node), meaning.is_usual()))
        except McdocsError as error:
            failure = failure or error
        if (path := meaning.following()) is None:
            break
    else:
        raise FormulaError("it can be read in too many ways", hint="write * and brackets")
    if not found:
        assert failure is not None
        raise failure
    return found


class _Meaning:
    """One way through everything that is open: `path` says which option is taken, in the order they come up."""

    def __init__(self, path: tuple[int, ...]) -> None:
        self.path = path
        self.taken: list[int] = []
        self.counts: list[int] = []
        self.settled: list[bool] = []
        self.sizes = Sizes()
        self.joining = Joining(self.sizes, self.choose)

    def choose(self, count: int, settled: bool = False) -> int:
        """Which of so many options this way takes; where a convention has `settled` it, the first is the usual one."""
        place = len(self.taken)
        option = self.path[place] if place < len(self.path) else 0
        self.taken.append(option)
        self.counts.append(count)
        self.settled.append(settled)
        return option

    def is_usual(self) -> bool:
        """Whether this way follows every convention."""
        return not any(option and settled for option, settled in zip(self.taken, self.settled, strict=True))

    def following(self) -> tuple[int, ...] | None:
        """The path of the next way, or None after the last."""
        taken = list(self.taken)
        while taken and taken[-1] + 1 >= self.counts[len(taken) - 1]:
            taken.pop()
        return (*taken[:-1], taken[-1] + 1) if taken else None

    def whole(self, tree: Tree, expected: Shape) -> Node:
        while True:
            try:
                node = self.node(tree)
                if node == nodes.ZERO and expected:
                    return nodes.Zeros(expected)
                if self.sizes.is_open(node.shape):
                    self.sizes.settle(node.shape, expected)
                self.sizes.check(node)
                return node
            except Again:  # a size has become known: once more from the beginning
                self.taken.clear()
                self.counts.clear()
                self.settled.clear()
                self.sizes.begin()

    def node(self, tree: Tree) -> Node:
        match tree:
            case trees.Leaf(meanings):
                return meanings[0 if len(meanings) == 1 else self.choose(len(meanings))]
            case trees.Either(options):
                return self.node(options[self.choose(len(options))])
            case trees.Unsized(kind):
                size = self.sizes.fresh()
                return nodes.Eye(size) if kind == "I" else nodes.Ones((size,))
            case trees.Sized(function, sizes):
                return sized(function, sizes)
            case trees.Terms(terms):
                return self.joining.sum([(minus, self.node(term)) for minus, term in terms])
            case trees.Factors(factors):
                return self.joining.product([sign for sign, _ in factors], [self.node(factor) for _, factor in factors])
            case trees.Raised():
                return self.raised(self.node(tree.base), self.node(tree.exponent), tree.elementwise)
            case trees.Turned():
                return self.turned(tree.argument)
            case trees.Rows():
                return self.rows(tree)
            case trees.Call():
                return self.call(tree)
            case trees.Bars():
                return self.bars(self.node(tree.argument))
            case trees.Total():
                return over(tree, self.labelled, self.joining).scalar()
            case trees.Indexed():
                raise FormulaError("an index letter stands outside of a sum", hint="write the whole vector or matrix")

    def labelled(self, tree: Tree) -> Labelled:
        """A formula inside a sum over indices."""
        match tree:
            case trees.Indexed():
                return placed(self.node(_fitting(tree.base, len(tree.letters))), tree.letters)
            case trees.Either(options):
                return self.labelled(options[self.choose(len(options))])
            case trees.Total():
                return over(tree, self.labelled, self.joining)
            case trees.Terms(terms):
                parts = [self.labelled(term) for _, term in terms]
                return reduced(parts, lambda ns: self.joining.sum(list(zip([m for m, _ in terms], ns, strict=True))))
            case trees.Factors(factors):
                signs = ["d" if sign == "/" else "o" for sign, _ in factors]
                parts = [self.labelled(factor) for _, factor in factors]
                if all(part.letters == () for part in parts):
                    return Labelled(self.node(tree), ())
                return reduced(parts, lambda ns: self.joining.product(signs, ns))
            case trees.Raised():
                parts = [self.labelled(tree.base), self.labelled(tree.exponent)]
                return reduced(parts, lambda pair: self.raised(pair[0], pair[1], elementwise=True))
            case trees.Call(arguments=(argument,)) if tree.function in functions.ELEMENTWISE:
                inside = self.labelled(argument)
                return Labelled(nodes.Apply(tree.function, inside.node), inside.letters)
            case trees.Bars():
                inside = self.labelled(tree.argument)
                return Labelled(nodes.Apply("abs", inside.node), inside.letters)
            case _:
                return Labelled(self.node(tree), ())

    def raised(self, base: Node, exponent: Node, elementwise: bool) -> Node:
        height = magnitude(exponent)
        if (height is not None and height > MAX_EXPONENT) or is_too_large(base, exponent):
            raise FormulaError("the power is too large")
        if base == nodes.Constant("e"):
            return nodes.Apply("exp", exponent)
        square = len(base.shape) == 2 and base.shape[0] == base.shape[1]
        if elementwise or not square or exponent.shape != ():
            return nodes.Pow(base, exponent)
        if exponent == nodes.Neg(nodes.ONE):
            return nodes.Structure("inv", (base,))
        if isinstance(exponent, nodes.Neg):
            return nodes.Structure("matpow", (nodes.Structure("inv", (base,)), exponent.argument))
        power = nodes.Structure("matpow", (base, exponent))
        return nodes.Pow(base, exponent) if self.choose(2, settled=True) else power

    def turned(self, argument: Tree) -> Node:
        if argument == trees.Leaf((nodes.ONE,)):
            return nodes.Transpose(nodes.Ones((self.sizes.fresh(),)))
        node = self.node(argument)
        if isinstance(argument, trees.Rows) and argument.flat:
            # [a, b] is a row to some people and a column to others, and so is its transpose
            return nodes.Transpose(node) if self.choose(2) else node
        return nodes.Transpose(node) if node.shape else node

    def rows(self, tree: trees.Rows) -> Node:
        widths = {len(row) for row in tree.rows}
        if len(widths) != 1:
            raise FormulaError("the rows have different lengths")
        count, width = len(tree.rows), widths.pop()
        if count * width > MAX_ENTRIES:
            raise FormulaError("there are too many entries")
        entries = tuple(self.node(entry) for row in tree.rows for entry in row)
        if len(entries) == 1:
            return entries[0]
        for entry in entries:
            if entry.shape != ():
                raise FormulaError(f"an entry in brackets is a number, not {shapes.describe(entry.shape)}")
        if tree.flat or width == 1:
            return nodes.Grid(entries, (len(entries),))
        return nodes.Grid(entries, (count, width))

    def call(self, tree: trees.Call) -> Node:
        arguments = tuple(self.node(argument) for argument in tree.arguments)
        if tree.function in functions.ELEMENTWISE:
            if len(arguments) != 1:
                raise FormulaError(f"{tree.function} takes 1 argument, not {len(arguments)}")
            return nodes.Apply(tree.function, arguments[0])
        if tree.function == "matpow" and len(arguments) == 2 and (magnitude(arguments[1]) or 0) > MAX_EXPONENT:
            raise FormulaError("the power is too large")
        if tree.function in _SQUARE and arguments and len(arguments[0].shape) == 2:
            self.sizes.fit(arguments[0].shape[:1], arguments[0].shape[1:])
        return nodes.Structure(tree.function, arguments, tree.axis)

    def bars(self, node: Node) -> Node:
        absolute = nodes.Apply("abs", node)
        if node.shape == ():
            return absolute
        other = "norm" if len(node.shape) == 1 else "det"
        return nodes.Structure(other, (node,)) if self.choose(2, settled=True) else absolute


def _fitting(tree: Tree, axes: int) -> Tree:
    """A name with only those of its meanings that have so many axes."""
    if not isinstance(tree, trees.Leaf):
        return tree
    found = tuple(node for node in tree.meanings if len(node.shape) == axes)
    if not found:
        raise ShapeError(f"an entry with {axes} indices does not fit")
    return trees.Leaf(found)
