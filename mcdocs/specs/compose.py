"""YAML text -> a tree of nodes that know their place. Nothing is constructed: every scalar stays the text it was.

The tree is built from PyYAML's events with an explicit stack, so that depth and size are bounded while it grows:
deep nesting cannot exhaust Python's stack, and an alias counts as much as everything it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from mcdocs.errors import McdocsError, SpecError
from mcdocs.specs.complaints import translated
from mcdocs.specs.lines import Lines, Mark

MAX_NODES = 20_000
MAX_DEPTH = 50

# An escape of a single letter, and the letters after it: few write "\\n" into a spec, many write "\\nabla".
_ESCAPE = re.compile(r"\\(?:([0abtnvfreNLP])([A-Za-z]+)|.)")

# libyaml where PyYAML was built with it, ten times faster; both give the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A text; `style` is `'`, `"`, `|`, `>` or empty for plain, `flow` says that it stands inside `[ ]` or `{ }`.

    `reported` says that it has been found wrong already, and stands here only so that reading can go on.
    """

    text: str
    start: Mark
    end: Mark
    style: str = ""
    flow: bool = False
    reported: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether nothing was written."""
        return not self.style and self.text in ("", "~")


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    start: Mark
    end: Mark


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Keys and values in the author's order, each key once."""

    pairs: dict[str, tuple[Scalar, Node]]
    start: Mark
    end: Mark


Node = Scalar | Sequence | Mapping
Kind = Literal["sequence", "mapping"]


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `count` is the number of nodes in it so far, aliases expanded."""

    kind: Kind
    start: Mark
    flow: bool
    anchor: str | None = None
    items: list[Node] = field(default_factory=list)
    count: int = 1
    depth: int = 1


def compose(text: str, lines: Lines) -> tuple[Node | None, list[McdocsError]]:
    """The tree of a file and what is wrong with it; no tree where the text is not one YAML document."""
    composer = _Composer(lines)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        composer.errors.append(translated(error, lines))
        return None, composer.errors
    except SpecError as error:
        composer.errors.append(error)
        return None, composer.errors
    if composer.root is None and not composer.errors:
        hint = "`mcdocs new` writes one to start from"
        composer.errors.append(SpecError("the file is empty", at=lines.at((0, 0)), hint=hint))
    return composer.root, composer.errors


class _Composer:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.errors: list[McdocsError] = []
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.documents = 0
        self.total = 0
        self.anchors: dict[str, tuple[Node, int, int]] = {}

    def take(self, event: yaml.Event) -> None:
        """Add what one event says; raises SpecError where reading on makes no sense."""
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    hint = "put each spec into a file of its own"
                    raise SpecError("a second document begins here", at=self.lines.at(start, 3), hint=hint)
            case yaml.ScalarEvent():
                known = len(self.errors)
                self._refuse_tag(event.tag, start)
                style = "" if event.style is None else event.style
                if style == '"':
                    self._refuse_escapes(start, end)
                flow = bool(self.open and self.open[-1].flow)
                self._add(Scalar(event.value, start, end, style, flow, len(self.errors) > known), 1, 0, event.anchor)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._refuse_tag(event.tag, start)
                self._begin(event, start)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._finish(end)
            case yaml.AliasEvent():
                self._alias(str(event.anchor), start)

    def _refuse_tag(self, tag: str | None, start: Mark) -> None:
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            hint = "write the value without it; quote a text that begins with an exclamation mark"
            self.errors.append(SpecError(f"the tag {shown} is not used in specs", at=self.lines.word(start), hint=hint))

    def _refuse_escapes(self, start: Mark, end: Mark) -> None:
        """In double quotes `\\nabla` is a line break and `abla`: TeX that YAML would turn into something else."""
        for line in range(start[0], min(end[0] + 1, len(self.lines.lines))):
            first = start[1] if line == start[0] else 0
            last = end[1] if line == end[0] else len(self.lines.lines[line])
            for escape in _ESCAPE.finditer(self.lines.lines[line], first, last):
                if escape[1]:
                    message = f"in double quotes \\{escape[1]} is not a backslash and a letter"
                    hint = f"write \\\\{escape[1]}{escape[2]}, or use single quotes"
                    at = self.lines.at((line, escape.start()), escape.end() - escape.start())
                    self.errors.append(SpecError(message, at=at, hint=hint))

    def _begin(self, event: yaml.CollectionStartEvent, start: Mark) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise SpecError(f"more than {MAX_DEPTH} levels of nesting", at=self.lines.at(start))
        kind: Kind = "sequence" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
        self.open.append(_Open(kind, start, bool(event.flow_style), event.anchor))

    def _finish(self, end: Mark) -> None:
        done = self.open.pop()
        node: Node
        if done.kind == "sequence":
            node = Sequence(tuple(done.items), done.start, end)
        else:
            node = Mapping(self._pairs(done), done.start, end)
        self.total -= done.count - 1
        self._add(node, done.count, done.depth, done.anchor)

    def _alias(self, name: str, start: Mark) -> None:
        if name in self.anchors:
            node, count, depth = self.anchors[name]
            self._add(node, count, depth, None)
            return
        if any(level.anchor == name for level in self.open):
            message, hint = f"*{name} stands for something it is itself part of", "write out what you mean"
        else:
            message = f"*{name} stands for nothing: there is no &{name} above"
            hint = "a text that begins with an asterisk must be in quotes"
        at = self.lines.at(start, len(name) + 1)
        self.errors.append(SpecError(message, at=at, hint=hint))
        end = (start[0], start[1] + len(name) + 1)
        self._add(Scalar(f"*{name}", start, end, reported=True), 1, 0, None)

    def _add(self, node: Node, count: int, depth: int, anchor: str | None) -> None:
        self.total += count
        if self.total > MAX_NODES:
            message = f"more than {MAX_NODES} values, counting what aliases stand for"
            raise SpecError(message, at=self.lines.at(node.start), hint="split the file, or write aliases out")
        if depth + len(self.open) > MAX_DEPTH:
            raise SpecError(f"more than {MAX_DEPTH} levels of nesting", at=self.lines.at(node.start))
        if anchor is not None:
            self.anchors[anchor] = (node, count, depth)
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.items.append(node)
        parent.count += count
        parent.depth = max(parent.depth, depth + 1)
        if parent.kind == "sequence" and _is_empty(node):
            self.errors.append(SpecError("an item of this list has no value", at=self.lines.at(node.start)))

    def _pairs(self, done: _Open) -> dict[str, tuple[Scalar, Node]]:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        complain: Callable[[McdocsError], None] = self.errors.append
        for key, value in zip(done.items[::2], done.items[1::2], strict=True):
            if not isinstance(key, Scalar) or _is_empty(key):
                complain(SpecError("a key must be a word", at=self.lines.at(key.start), hint=_BRACES))
                continue
            at = self.lines.span(key.start, key.end)
            if key.text == "<<" and not key.style:
                complain(SpecError("merge keys are not used in specs", at=at, hint="write the keys out"))
            elif key.text in pairs:
                first = pairs[key.text][0].start[0] + 1
                hint = f"the first one is in line {first}; keep one of them"
                complain(SpecError(f"the key {key.text!r} appears twice", at=at, hint=hint))
            else:
                if _is_empty(value):
                    hint = "write a value after the colon, or leave the key out"
                    complain(SpecError(f"{key.text!r} has no value", at=at, hint=hint))
                pairs[key.text] = (key, value)
        return pairs


_BRACES = "a value that begins with { or [ must be in quotes, unless it is a list or a mapping"


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_missing and not node.reported


def _mark(mark: Any) -> Mark:
    # Events of both loaders have marks, of two unrelated classes.
    return (mark.line, mark.column)
