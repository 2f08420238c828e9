"""The pattern of a Jacobian: where it can be other than zero, read off its entries or off its form."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.layout import Layout
from mcdocs.documents import blocks
from mcdocs.documents.pictures.sparsity import Pattern
from mcdocs.documents.pictures.sparsity import sparsity as pictured
from mcdocs.documents.pieces.parts import Shown, View, part
from mcdocs.documents.pieces.tensors import vectorised
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Answer, Sizes
from mcdocs.language.prose import Formula, Inline, Text

MOST_SIDE = 48


@part
def sparsity(view: View) -> Shown:
    """Which entries of the Jacobian can be other than zero, in each layout; matrices are stacked by vec."""
    patterns = [_pattern(view, layout) for layout in view.layouts]
    return Shown((blocks.Picture(pictured(patterns, _in_words(view, patterns[0]))),))


def _pattern(view: View, layout: Layout) -> Pattern:
    subject = view.subject
    aspect = subject.aspect
    named: tuple[Inline, ...] = ((Text(f"{layout} layout"),),) if len(view.layouts) > 1 else ()
    if aspect.order != 1 or aspect.output == () or aspect.input == ():
        message = "a pattern is shown of the first derivative of an array by an array"
        raise NoRuleError(message, at=subject.at, hint="leave out the part 'sparsity'")
    if not subject.written_out:
        if not diagonal(subject.derivation.solution.value(layout)):
            hint = "give the inputs sizes as numbers, or leave out the part 'sparsity'"
            raise NoRuleError("which entries of this derivative are zero is not known", at=subject.at, hint=hint)
        row, column = aspect.axes(layout)
        return Pattern((row, column), None, (*named, (Formula(Sizes((row, column))),)))
    found, (row, column) = vectorised(subject, layout)
    rows, columns = int(found.shape[0]), int(found.shape[1])
    if max(rows, columns) > MOST_SIDE:
        message = f"a pattern of {rows} x {columns} entries is too fine for a slide"
        raise NoRuleError(message, at=subject.at, hint="leave out the part 'sparsity'")
    filled = {divmod(place, columns) for place, entry in enumerate(found.entries) if not algebra.is_zero(entry)}
    return Pattern((row, column), frozenset(filled), (*named, (Formula(Sizes((row, column))),)))


def diagonal(node: Node) -> bool:
    """Whether a matrix is seen by its form to be diagonal."""
    match node:
        case nodes.Eye():
            return True
        case nodes.Structure(function="diag"):
            return True
        case nodes.Neg() | nodes.Transpose():
            return diagonal(node.argument)
        case nodes.Add() | nodes.Sub() | nodes.MatMul():
            return diagonal(node.left) and diagonal(node.right)
        case nodes.Mul():
            return diagonal(node.left) or diagonal(node.right)
        case nodes.Div():
            return diagonal(node.left)
        case nodes.Named():
            return diagonal(node.value)
        case _:
            return False


def _in_words(view: View, pattern: Pattern) -> Inline:
    """`5 of the 12 entries of the derivative of y by x can be other than zero.`"""
    names: Inline = (Formula(view.symbols.output), Text(" by "), Formula(view.subject.statement.wrt))
    if pattern.filled is None:
        return (Text("Only the diagonal of the derivative of "), *names, Text(" can be other than zero."))
    rows, columns = (int(axis.size) for axis in pattern.axes)
    return (
        Formula(Answer(nodes.number(len(pattern.filled)))),
        Text(" of the "),
        Formula(nodes.number(rows * columns)),
        Text(" entries of the derivative of "),
        *names,
        Text(" can be other than zero."),
    )
