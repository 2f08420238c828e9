"""A spec file as its author sees it: where every key and value stands, down to a character inside a formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mcdocs.errors import DocumentError, Errors, McdocsError, Position
from mcdocs.specs.compose import Mapping, Node, Scalar, Sequence
from mcdocs.specs.letters import letters
from mcdocs.specs.lines import Lines

Place = tuple[str | int, ...]  # keys and list indices (from 0), as in ("slides", 3, "items", 0)


@dataclass(frozen=True, eq=False)
class Source:
    """The tree of a file and its lines."""

    lines: Lines
    root: Node

    def position(self, place: Place, *, key: bool = False) -> Position:
        """Where the value at `place` stands (its key, with `key`); of what is not there, where it is missing."""
        node, name = self._find(place)
        if key and name is not None:
            return self.lines.span(name.start, name.end)
        if isinstance(node, Mapping) and node.pairs:
            first = next(iter(node.pairs.values()))[0]
            # Of a mapping spread over lines the first key is shown, not the rest of its line.
            if node.start[0] != node.end[0]:
                return self.lines.span(first.start, first.end)
        if isinstance(node, Scalar) and node.is_missing and name is not None:
            return self.lines.span(name.start, name.end)
        if isinstance(node, Scalar) and node.style in ("|", ">") and node.text.strip():
            # The sign that a text begins below says nothing about the text.
            return self.lines.span(letters(node, self.lines)[0], node.end)
        return self.lines.span(node.start, node.end)

    def excerpt(self, place: Place) -> tuple[Position, str]:
        """Where the value at `place` begins, and the file's text from there to its end."""
        node, _ = self._find(place)
        (first, start), (last, end) = node.start, node.end
        lines = list(self.lines.lines[first : last + 1])
        if last < len(self.lines.lines):
            lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        return self.lines.at(node.start), "\n".join(lines)

    def is_reported(self, place: Place) -> bool:
        """Whether the value at a place was found wrong when the file was read: nothing was written, or no text."""
        node, _ = self._find(place)
        return isinstance(node, Scalar) and (node.reported or node.is_missing)

    def relocate(self, error: McdocsError, place: Place, *, key: bool = False) -> McdocsError:
        """The error of a text at `place`, its column within that text turned into a place in the file.

        Of a list of texts the one that the error quotes is meant, and otherwise its beginning.
        """
        if isinstance(error, Errors):
            for each in error.errors:
                self.relocate(each, place, key=key)
            error.at = error.errors[0].at
            return error
        node, name = self._find(place)
        if error.at and isinstance(node, Sequence):
            quoted = error.at.source.split()
            node = next((leaf for leaf in _scalars(node) if leaf.text.split() == quoted), node)
        scalar = name if key else node
        if isinstance(scalar, Scalar) and scalar.flow and not scalar.style and _is_cut(scalar.text):
            error.hint = "inside [ ] and { } a comma ends the text: put a formula with commas in quotes"
        exact = self._inside(scalar, error.at) if isinstance(scalar, Scalar) and error.at else None
        error.at = exact or self.position(place, key=key)
        return error

    def closer(self, error: McdocsError) -> McdocsError:
        """The error of a character that cannot be shown, at the character: from the place it has on, or else before."""
        here = error.at is None or error.at.file == self.lines.file
        if isinstance(error, DocumentError) and error.character and here:
            lines = list(enumerate(self.lines.lines))
            first = error.at.line - 1 if error.at else 0
            for number, line in (*lines[first:], *lines[:first]):
                column = line.find(error.character)
                if column >= 0 and not line.lstrip().startswith("#"):
                    error.at = self.lines.at((number, column))
                    break
        return error

    def _find(self, place: Place) -> tuple[Node, Scalar | None]:
        """The node at a place, or the last one on the way there, and the key it stands under."""
        node, name = self.root, None
        for step in place:
            if isinstance(node, Mapping) and isinstance(step, str) and step in node.pairs:
                name, node = node.pairs[step]
            elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
                name, node = None, node.items[step]
            else:
                break
        return node, name

    def _inside(self, scalar: Scalar, at: Position) -> Position:
        places = letters(scalar, self.lines)
        first = min(at.column - 1, len(places) - 1)
        return self.lines.span(places[first], places[min(first + at.length, len(places) - 1)])


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for _, value in node.pairs.values():
                yield from _scalars(value)


def plain(node: Node) -> object:
    """The tree as strings, lists and dictionaries. No text is taken for a number or a truth value."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, (_, value) in node.pairs.items()}


def _is_cut(text: str) -> bool:
    return text.count("(") != text.count(")")
