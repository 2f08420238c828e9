"""Problem sets exported once for all tests that read them, and what published and written-down formats say of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

from lxml import etree

from mcdocs.calculus.referee import evaluate
from mcdocs.exports import EXPORTS, Bundle
from mcdocs.exports.sizing import at_sizes, read_sizes
from mcdocs.exports.table import Item, items
from mcdocs.exports.writing import written_out
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.papers.exporting import fresh_versions
from mcdocs.problems.model import Drawn, Filled, Value
from mcdocs.specs.course import Course

ROOT = Path(__file__).parents[1]
SETS = Course(ROOT).problem_sets()
SIZED = [*((name, "") for name in SETS), ("matrix-identities-and-backprop", "n=2,m=3,k=2,l=2")]
"""The sets as they are, and the one for any size at sizes of its own."""
FORMATS = ROOT / "tests" / "formats"
PUBLISHED = Path("/usr/share/xml/w3c-sgml-lib/schema/dtd")


@cache
def versions(name: str, sizes: str = "") -> list[Drawn]:
    """Two versions of a set, at sizes such as `n=2,m=3` where there are some."""
    drawn = list(fresh_versions(name, ROOT, 2))
    return at_sizes(drawn, read_sizes(sizes)) if sizes else drawn


@cache
def bundle(format: str, name: str, sizes: str = "") -> Bundle:
    """The two versions in a format."""
    return EXPORTS[format].make(versions(name, sizes))


def questions(format: str, name: str, sizes: str = "") -> list[tuple[Item, Tree.Element]]:
    """Each question of an export in Moodle XML, beside what it was made from."""
    (content,) = bundle(format, name, sizes).files.values()
    found = [each for each in Tree.fromstring(content) if each.get("type") != "category"]
    return list(zip(items(versions(name, sizes)), found, strict=True))


def unpacked(format: str, name: str) -> Mapping[str, bytes]:
    """The files in the archive that a format consists of."""
    (content,) = bundle(format, name).files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def written(item: Item) -> list[Any]:
    """The answers to a question, entry by entry; None for what cannot be written so."""
    match item.solution.answer:
        case Value(node=node):
            return [written_out(node)]
        case Filled(values=values):
            return [written_out(value) for value in values]
        case _:
            return []


@cache
def dtd(path: Path) -> etree.DTD:
    """A DTD, with the files it names."""
    return etree.DTD(str(path))


def assert_valid(content: bytes, path: Path) -> None:
    """Fails with the first of what the DTD has against the document; names stand without their prefixes."""
    root = etree.fromstring(content)
    judge = dtd(path)
    assert judge.validate(root), judge.error_log.filter_from_errors()[0]


def point_for(entries: Sequence[Node]) -> tuple[dict[str, float], list[float]]:
    """Some numbers for the names in formulas, and the values of the formulas there."""
    import numpy as np

    arrays: dict[str, Any] = {}
    point: dict[str, float] = {}
    for part in (part for entry in entries for part in nodes.walk(entry)):
        symbol = part.of if isinstance(part, nodes.Entry) else part
        if isinstance(symbol, nodes.Symbol) and symbol.name not in arrays:
            size = int(np.prod([int(size) for size in symbol.shape]))
            arrays[symbol.name] = (np.arange(size) * 0.17 + 0.6 + 0.1 * len(arrays)).reshape(symbol.shape)
        if isinstance(part, nodes.Entry):
            point[part.name] = float(arrays[part.of.name][tuple(i - 1 for i in part.index)])
        elif isinstance(part, nodes.Symbol):
            point[part.name] = float(arrays[part.name])
    return point, [float(evaluate(entry, arrays)) for entry in entries]
