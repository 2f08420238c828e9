"""One way to understand a tree: shapes decide where they can, what stays open is chosen along a path."""

from __future__ import annotations

from typing import Literal

from mcdocs.errors import FormulaError, ShapeError
from mcdocs.grading import trees
from mcdocs.grading.applying import applied, between_bars, raised
from mcdocs.grading.entrywise import free_letters, tensor
from mcdocs.grading.indices import Labelled, over, placed, reduced
from mcdocs.grading.joining import Joining
from mcdocs.grading.lists import is_flat, is_list
from mcdocs.grading.trees import Openness, Tree
from mcdocs.grading.unifying import Again, Sizes
from mcdocs.language import functions, nodes, shapes
from mcdocs.language.arrays import sized
from mcdocs.language.limits import MAX_ENTRIES
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape

Standing = Literal["usual", "equal", "unusual"]


class Meaning:
    """One way through everything that is open: `path` says which option is taken, in the order they come up.

    It goes `against` at most so many conventions.
    """

    def __init__(self, path: tuple[int, ...], expected: Shape, against: int) -> None:
        self.path = path
        self.expected = expected
        self.against = against
        self.broken = 0
        self.taken: list[int] = []
        self.counts: list[int] = []
        self.how: list[Openness] = []
        self.sizes = Sizes()
        self.joining = Joining(self.sizes, self.choose)

    def choose(self, count: int, how: Openness = "open") -> int:
        """Which of so many options this way takes; where a convention has `settled` it, the first is the usual one."""
        if how == "settled" and self.broken == self.against:
            return 0
        place = len(self.taken)
        option = self.path[place] if place < len(self.path) else 0
        self.taken.append(option)
        self.counts.append(count)
        self.how.append(how)
        self.broken += option > 0 and how == "settled"
        return option

    def standing(self) -> Standing:
        """Whether this way follows every convention."""
        against = {how for option, how in zip(self.taken, self.how, strict=True) if option}
        return "unusual" if "settled" in against else "equal" if "either" in against else "usual"

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
                if tree == trees.ONE_LEAF and len(self.expected) in (1, 2) and self.choose(2, "settled") == 1:
                    node = nodes.Ones((self.sizes.fresh(),))
                if node == nodes.ZERO and expected:
                    return nodes.Zeros(expected)
                if self.sizes.is_open(node.shape):
                    self.sizes.settle(node.shape, expected)
                self.sizes.check(node)
                return node
            except Again:  # a size has become known: once more from the beginning
                self.taken.clear()
                self.counts.clear()
                self.how.clear()
                self.broken = 0
                self.sizes.begin()

    def node(self, tree: Tree) -> Node:
        match tree:
            case trees.Leaf(meanings):
                return meanings[0 if len(meanings) == 1 else self.choose(len(meanings))]
            case trees.Either(options, how):
                return self.node(options[self.choose(len(options), how)])
            case trees.Spaced():
                return self.rows(self.spaced(tree))
            case trees.Unsized(kind):
                size = self.sizes.fresh()
                return nodes.Eye(size) if kind == "I" else nodes.Ones((size,))
            case trees.Sized(function, sizes):
                return sized(function, sizes)
            case trees.Terms(terms):
                return self.joining.sum([(minus, self.node(term)) for minus, term in terms])
            case trees.Factors(factors):
                signs = [sign for sign, _ in factors]
                return self.joining.product(signs, [self.factor(tree, place) for place in range(len(factors))])
            case trees.Raised():
                return raised(self.node(tree.base), self.node(tree.exponent), tree.elementwise, self.choose)
            case trees.Turned():
                return self.turned(tree.argument, tree.dotted)
            case trees.Rows():
                return self.rows(tree)
            case trees.Call():
                return self.call(tree)
            case trees.Bars():
                return between_bars(self.node(tree.argument), self.choose)
            case trees.Total():
                return self.total(tree).scalar()
            case trees.Indexed(base, letters) if free_letters(base) or isinstance(base, trees.Rows):
                return tensor(base, letters, self.expected, self.labelled)
            case trees.Indexed() | trees.Delta():
                raise FormulaError("index letters need their axes", hint="write [x_i y_j]_{ij}")

    def factor(self, tree: trees.Factors, place: int) -> Node:
        """A factor; a plain 1 with nothing between it and its neighbour may be a vector of ones."""
        sign, factor = tree.factors[place]
        beside = sign if place else tree.factors[1][0]
        if factor == trees.ONE_LEAF and beside == "" and self.choose(2, "settled") == 1:
            return nodes.Ones((self.sizes.fresh(),))
        return self.node(factor)

    def labelled(self, tree: Tree) -> Labelled:
        """A formula inside a sum over indices."""
        match tree:
            case trees.Indexed():
                return placed(self.node(_fitting(tree.base, len(tree.letters))), tree.letters)
            case trees.Either(options, how):
                return self.labelled(options[self.choose(len(options), how)])
            case trees.Total():
                return self.total(tree)
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
                return reduced(parts, lambda pair: raised(pair[0], pair[1], True, self.choose))
            case trees.Call(arguments=(argument,)) if tree.function in functions.ELEMENTWISE:
                inside = self.labelled(argument)
                return Labelled(nodes.Apply(tree.function, inside.node), inside.letters)
            case trees.Bars():
                inside = self.labelled(tree.argument)
                return Labelled(nodes.Apply("abs", inside.node), inside.letters)
            case _:
                return Labelled(self.node(tree), ())

    def total(self, tree: trees.Total) -> Labelled:
        """A sum over entries where its letters are indices, otherwise over the numbers they count."""
        if tree.first is None or tree.last is None or len(tree.letters) > 1 or free_letters(tree.body):
            return over(tree, self.labelled)
        first, last = self.node(tree.first), self.node(tree.last)
        return Labelled(nodes.RangeSum(tree.letters[0], first, last, self.node(tree.body)), ())

    def turned(self, argument: Tree, dotted: bool) -> Node:
        if argument == trees.Leaf((nodes.ONE,)):
            return nodes.Transpose(nodes.Ones((self.sizes.fresh(),)))
        node = self.node(argument)
        if is_flat(argument) and is_list(node):
            # [a, b]^T is how a column is written in a line, on our sheets too; in NumPy [a, b] may be a column itself
            return nodes.Transpose(node) if dotted and self.choose(2, "settled") else node
        return nodes.Transpose(node) if node.shape else node

    def spaced(self, tree: trees.Spaced) -> trees.Rows:
        """Entries with gaps between them: products, or entries of their own, by the shape that is wanted."""
        ways = (tree.entries, tree.products)
        column = (*self.expected, 1, 1)[: max(2, len(self.expected))]
        wanted = (column, column[::-1]) if len(column) == 2 else ()
        fitting = [way for way in ways if _extent(way) in wanted or (way.flat and _extent(way)[::-1] in wanted)]
        if fitting:
            return fitting[self.choose(len(fitting))]
        count, width = len(tree.entries.rows), min(map(len, tree.entries.rows))
        if any(count == rows and isinstance(columns, int) and width >= columns for rows, columns in wanted):
            raise FormulaError("the entries of a list are separated by commas")
        return tree.entries

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
        inner = {entry.shape for entry in entries}
        blocks = [entry for entry in entries if isinstance(entry, nodes.Grid) and len(entry.shape) >= 2]
        if len(inner) > 1 or (inner != {()} and len(blocks) < len(entries)):
            wrong = next(entry.shape for entry in entries if entry.shape != ())
            raise FormulaError(f"an entry in brackets is a number, not {shapes.describe(wrong)}")
        outer = (len(entries),) if tree.flat or 1 in (width, count if blocks else 0) else (count, width)
        if blocks:  # of three axes and more: a matrix of matrices
            return nodes.Grid(tuple(entry for block in blocks for entry in block.entries), (*outer, *blocks[0].shape))
        return nodes.Grid(entries, outer)

    def call(self, tree: trees.Call) -> Node:
        before, self.joining.entrywise = self.joining.entrywise, tree.function == "diag"
        arguments = tuple(self.node(argument) for argument in tree.arguments)
        self.joining.entrywise = before
        if tree.function == "diag" and len(arguments) > 1:
            arguments = (self.rows(trees.Rows((tree.arguments,), flat=True)),)
        return applied(tree.function, arguments, tree.axis, self.sizes)


def _fitting(tree: Tree, axes: int) -> Tree:
    """A name with only those of its meanings that have so many axes."""
    if not isinstance(tree, trees.Leaf):
        return tree
    found = tuple(node for node in tree.meanings if len(node.shape) == axes)
    if not found:
        raise ShapeError(f"an entry with {axes} indices does not fit")
    return trees.Leaf(found)


def _extent(tree: trees.Rows) -> tuple[int, int]:
    """Rows and columns; no columns where they differ."""
    widths = {len(row) for row in tree.rows}
    return len(tree.rows), widths.pop() if len(widths) == 1 else 0
