"""Questions for any size, asked at given sizes: for systems that mark formulas entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mcdocs.errors import UsageError
from mcdocs.exports.stems import letters
from mcdocs.exports.table import items
from mcdocs.language import nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node, number
from mcdocs.language.prose import Inline, Text
from mcdocs.language.shapes import Shape, Size
from mcdocs.problems.model import Answer, BlanksField, Drawn, Filled, FormulaField, Question, Value

Sizes = Mapping[str, int]

_HINT = "sizes are written n=2,m=3; they run from 2 to 6, since every entry is typed"
_PAIR = re.compile(r"\s*([A-Za-z]\w*)\s*=\s*([2-6])\s*", re.ASCII)


def read_sizes(source: str) -> Sizes:
    """The sizes in `n=2,m=3`. Raises UsageError for what is not such a list."""
    found: dict[str, int] = {}
    for word in source.split(","):
        match = _PAIR.fullmatch(word)
        if match is None or match[1] in found:
            raise UsageError(f"{word.strip()!r} is not the size of one letter", hint=_HINT)
        found[match[1]] = int(match[2])
    return found


def at_sizes(versions: Sequence[Drawn], sizes: Sizes) -> list[Drawn]:
    """The versions with every formula that is asked for any size asked at these sizes instead, where they are enough.

    Raises UsageError for a letter that is no size in any of the questions.
    """
    used = {letter for item in items(versions) for letter in letters(item.question)}
    for letter in sizes:
        if letter not in used:
            known = f"it has {', '.join(sorted(used))}" if used else "all its sizes are given"
            raise UsageError(f"no question of {versions[0].sheet.set_name} has the size {letter!r}", hint=known)
    return [_resized_version(drawn, sizes) for drawn in versions]


def _resized_version(drawn: Drawn, sizes: Sizes) -> Drawn:
    solutions = dict(drawn.key.solutions)
    exercises = []
    for exercise in drawn.sheet.exercises:
        questions = []
        for question in exercise.questions:
            asked = letters(question)
            if asked and asked <= sizes.keys():
                question = _resized_question(question, {letter: sizes[letter] for letter in sorted(asked)})
                solution = solutions[question.id]
                solutions[question.id] = replace(solution, answer=_resized_answer(solution.answer, sizes))
            questions.append(question)
        exercises.append(replace(exercise, questions=tuple(questions)))
    sheet = replace(drawn.sheet, exercises=tuple(exercises))
    return replace(drawn, sheet=sheet, key=replace(drawn.key, sheet=sheet, solutions=solutions))


def _resized_question(question: Question, sizes: Sizes) -> Question:
    field = question.field
    assert isinstance(field, FormulaField | BlanksField)
    scope = _resized_scope(field.scope, sizes)
    return replace(question, prompt=(*question.prompt, *_said(sizes)), field=replace(field, scope=scope))


def _said(sizes: Sizes) -> Inline:
    words: list[Text] = [Text(" Answer entry by entry, for ")]
    for place, (letter, size) in enumerate(sizes.items()):
        between = "" if place == 0 else " and " if place == len(sizes) - 1 else ", "
        words += [Text(between), Text(letter, "emphasis"), Text(f" = {size}")]
    return (*words, Text("."))


def _resized_answer(answer: Answer, sizes: Sizes) -> Answer:
    match answer:
        case Value(node, shape, scope):
            return Value(resized(node, sizes), _shape(shape, sizes), _resized_scope(scope, sizes))
        case Filled(values, scope):
            return Filled(tuple(resized(value, sizes) for value in values), _resized_scope(scope, sizes))
        case _:
            return answer


def _resized_scope(scope: Scope, sizes: Sizes) -> Scope:
    inputs = {name: _resized_symbol(symbol, sizes) for name, symbol in scope.inputs.items()}
    lets = {name: nodes.Named(let.name, resized(let.value, sizes)) for name, let in scope.lets.items()}
    return replace(scope, inputs=inputs, lets=lets)


def resized(node: Node, sizes: Sizes) -> Node:
    """The formula at these sizes. Arrays of three axes and more keep theirs, since nobody types them."""
    match node:
        case nodes.Symbol():
            return _resized_symbol(node, sizes)
        case nodes.Dimension(letter) if letter in sizes:
            return number(sizes[letter])
        case nodes.Ones(shape) | nodes.Zeros(shape):
            return type(node)(_shape(shape, sizes))
        case nodes.Eye(size):
            return nodes.Eye(_size(size, sizes))
        case nodes.Commutation(rows, columns):
            return nodes.Commutation(_size(rows, sizes), _size(columns, sizes))
        case nodes.Unvec():
            return nodes.Unvec(
                resized(node.argument, sizes), _size(node.rows, sizes), _size(node.columns, sizes), node.by_rows
            )
        case nodes.Entry() | nodes.Tensor():
            return node
        case _:
            return nodes.rebuilt(node, tuple(resized(child, sizes) for child in node.children()))


def _resized_symbol(symbol: nodes.Symbol, sizes: Sizes) -> nodes.Symbol:
    return nodes.Symbol(symbol.name, _shape(symbol.shape, sizes), symbol.labels)


def _shape(shape: Shape, sizes: Sizes) -> Shape:
    return tuple(_size(size, sizes) for size in shape)


def _size(size: Size, sizes: Sizes) -> Size:
    return size if isinstance(size, int) else shapes.times(*_factors(size, sizes))


def _factors(size: str, sizes: Sizes) -> Iterator[Size]:
    """The factors of a size such as `2*n`."""
    for word in size.split("*"):
        yield int(word) if word.isdigit() else sizes.get(word, word)
