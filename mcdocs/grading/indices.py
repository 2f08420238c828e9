"""Sums over indices, as in sum_i x_i^2, read as formulas of whole vectors and matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mcdocs.errors import FormulaError
from mcdocs.grading import trees
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size
from mcdocs.printers.text import text

MAX_LETTERS = 2


@dataclass(frozen=True)
class Labelled:
    """An array whose axes are labelled by index letters, in order."""

    node: Node
    letters: tuple[str, ...]

    def scalar(self) -> Node:
        """Its value; raises FormulaError while an index is open."""
        if self.letters:
            raise FormulaError(f"the index {self.letters[0]} is not summed over")
        return self.node


def placed(node: Node, letters: tuple[str, ...]) -> Labelled:
    """The entries of an array at index letters; twice the same letter is the diagonal."""
    if len(node.shape) != len(letters) or not 1 <= len(letters) <= MAX_LETTERS:
        raise FormulaError(f"{len(letters)} index letters do not fit")
    if len(set(letters)) < len(letters):
        return Labelled(nodes.Structure("diagvec", (node,)), letters[:1])
    return Labelled(node, letters)


def reduced(parts: Sequence[Labelled], join: Callable[[list[Node]], Node]) -> Labelled:
    """Parts joined entry by entry, each spread over the letters it does not have."""
    letters = tuple(dict.fromkeys(letter for part in parts for letter in part.letters))
    if len(letters) > MAX_LETTERS:
        raise FormulaError("a sum of terms with more than two open indices is not read")
    owners = {
        letter: part.node.shape[part.letters.index(letter)]
        for part in parts
        for letter in part.letters
        if len(part.node.shape) == len(part.letters)
    }

    def spread(part: Labelled) -> Node:
        if part.letters in ((), letters):
            return part.node
        if part.letters == letters[::-1]:
            return nodes.Transpose(part.node)
        ones = [nodes.Ones((owners[letter],)) for letter in letters if letter not in part.letters]
        if part.letters == letters[:1]:
            return nodes.MatMul(part.node, nodes.Transpose(ones[0]))
        return nodes.MatMul(ones[0], nodes.Transpose(part.node))

    return Labelled(join([spread(part) for part in parts]), letters)


def check_range(tree: trees.Total, read: Callable[[trees.Tree], Labelled], extents: Mapping[str, Size]) -> None:
    """Raises FormulaError for a sum that leaves out entries, or goes beyond the last one: `\\sum_{i=2}^n`."""
    first, last = (None if bound is None else read(bound).scalar() for bound in (tree.first, tree.last))
    if first not in (None, nodes.ONE):
        raise FormulaError("a sum over entries begins with the first, i=1")
    for letter in tree.letters:
        size = extents.get(letter)
        if size is not None and last is not None and text(last) != str(size):
            raise FormulaError(f"the sum over {letter} goes to {text(last)}, and there are {size} entries")


def over(tree: trees.Total, read: Callable[[trees.Tree], Labelled]) -> Labelled:
    """The sum over the letters of a tree."""
    body = read(tree.body)
    node, letters = body.node, body.letters
    check_range(tree, read, dict(zip(letters, node.shape, strict=False)))
    if len(letters) == 2 and set(tree.letters) >= set(letters):
        return Labelled(nodes.Structure("sum", (node,)), ())
    for letter in tree.letters:
        if letter not in letters:
            raise FormulaError(f"nothing in the sum has the index {letter}")
        if len(letters) == 1:
            node, letters = nodes.Structure("sum", (node,)), ()
        elif letter == letters[1]:
            node, letters = nodes.Structure("sum", (node,), 1), letters[:1]
        else:
            node, letters = nodes.Transpose(nodes.Structure("sum", (node,), 0)), letters[1:]
    return Labelled(node, letters)
