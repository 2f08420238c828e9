"""JSON Schema for editors: every spec is right by it, what mcdocs refuses for its form it refuses, it is up to date."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mcdocs import cli
from mcdocs.build.schemas import write_schemas
from mcdocs.build.starters import begin
from mcdocs.cli import courses
from mcdocs.errors import McdocsError
from mcdocs.specs.schema import FOLDER, KINDS, comment, folder_of, schema, schema_text
from mcdocs.specs.validate import read

ROOT = Path(__file__).parent.parent
SPECS = [(kind, path) for kind in KINDS for path in sorted((ROOT / "specs" / folder_of(kind)).glob("*.yaml"))]


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors' language servers read it: `yes` and `2024-05-01` are texts, `2024` is a number."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]*\.[0-9]+(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})\\Z"), list(first))


def complaints(kind: str, text: str) -> list[str]:
    """What an editor would underline."""
    validator = jsonschema.Draft7Validator(schema(kind))
    value: Any = yaml.load(text, EditorLoader)
    return [error.message for error in validator.iter_errors(value)]


def is_refused(kind: str, text: str) -> bool:
    try:
        read(text, "spec.yaml", KINDS[kind])
    except McdocsError:
        return True
    return False


@pytest.mark.parametrize(("kind", "path"), SPECS, ids=[path.stem for _, path in SPECS])
def test_a_shipped_spec_is_right_by_its_schema_and_names_it(kind: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert complaints(kind, text) == []
    first, named = text.splitlines()[0], re.search(r"\$schema=(\S+)", text)
    assert named, "the first line tells the editor where the schema is"
    assert first == comment(kind)
    assert (path.parent / named[1]).resolve() == ROOT / "specs" / FOLDER / f"{kind}.json"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_in_the_repository_is_that_of_the_code(kind: str) -> None:
    kept = (ROOT / "specs" / FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    assert kept == schema_text(kind), "mcdocs schema writes it anew"
    jsonschema.Draft7Validator.check_schema(schema(kind))


F = "inputs: {x: R^3}\nexpr: sum(x)\n"
L = "title: T\nslides:\n  - slide: title\n"
E = L + "  - slide: example\n    function: f\n"

# kind, text: each is right but for one thing
BAD = [
    ("function", ""),
    ("function", "- a\n"),
    ("function", "expr: x\n"),
    ("function", "inputs: {x: R}\n"),
    ("function", "inputs: {}\nexpr: x\n"),
    ("function", "inputs: [x]\nexpr: x\n"),
    ("function", "inputs: {2x: R}\nexpr: x\n"),
    ("function", "inputs: {x: R2}\nexpr: x\n"),
    ("function", "inputs: {x: C^3}\nexpr: x\n"),
    ("function", "inputs: {x: R}\nexpr: []\n"),
    ("function", "inputs: {x: R}\nexpr: {a: x}\n"),
    ("function", "inputs: {x: R}\nexpr:\n"),
    ("function", F + "ouptut: R\n"),
    ("function", F + "output: S\n"),
    ("function", F + "title: [a]\n"),
    ("function", F + "title: ' '\n"),
    ("function", F + "let: {z: [x]}\n"),
    ("function", F + "let: x\n"),
    ("function", F + "assume: {x: prime}\n"),
    ("function", F + "assume: positive\n"),
    ("function", F + "wrt: []\n"),
    ("function", F + "wrt: x y\n"),
    ("function", F + "name: 3\n"),
    ("function", F + "entries: [1, 2, 3]\n"),
    ("function", F + "vec: diagonals\n"),
    ("function", F + "at: [1]\n"),
    ("function", F + "order: 3\n"),
    ("lecture", ""),
    ("lecture", "title: T\n"),
    ("lecture", "title: T\nslides: []\n"),
    ("lecture", "slides:\n  - slide: title\n"),
    ("lecture", L + "author: [a, b]\n"),
    ("lecture", L + "theme: dark\n"),
    ("lecture", L + "  - slide: exmaple\n    function: f\n"),
    ("lecture", L + "  - slide: example\n"),
    ("lecture", L + "  - title: x\n"),
    ("lecture", L + "  - slide: section\n"),
    ("lecture", L + "  - slide: agenda\n    items: a\n"),
    ("lecture", L + "  - slide: agenda\n    items: []\n"),
    ("lecture", L + "  - slide: bullets\n    items: [{a: b}]\n"),
    ("lecture", E + "    layout: mixed\n"),
    ("lecture", E + "    parts: [functoin]\n"),
    ("lecture", E + "    part: [function]\n"),
    ("lecture", L + "  - slide: example\n    function: ../f\n"),
    ("lecture", L + "  - slide: example\n    function: {inputs: {x: R}}\n"),
    ("lecture", L + "  - slide: elementwise\n    functions: f\n"),
    ("lecture", L + "  - slide: elementwise\n    functions: [f]\n    general: maybe\n"),
    ("lecture", L + "  - slide: layout-table\n    sizes: {vector_input: [n]}\n"),
    ("lecture", L + "  - slide: layout-table\n    sizes: {matrix_input: [n]}\n"),
    ("lecture", L + "  - slide: convention\n    output: {name: v, space: R^m}\n"),
    (
        "lecture",
        L
        + "  - slide: convention\n    output: {name: v, space: R}\n    input: {name: s, space: R}\n    indices: [i]\n",
    ),
    ("lecture", L + "  - slide: update-rule\n    parameter: {name: w}\n"),
    ("lecture", L + "  - slide: identities\n    rows: []\n"),
    ("lecture", L + "  - slide: identities\n    inputs: {x: R}\n    wrt: x\n    rows: [{expr: x, order: 2}]\n"),
]

P = "title: T\nexercises:\n  - function: f\n    parts: [{ask: shape, points: 1}]\n"
BAD += [
    ("problems", "title: T\n"),
    ("problems", "title: T\nexercises: []\n"),
    ("problems", P + "layout: mixed\n"),
    ("problems", P + "exercise: []\n"),
    ("problems", P + "  - function: f\n"),
    ("problems", P + "  - function: f\n    parts: []\n"),
    ("problems", P + "  - function: f\n    parts: [{ask: shpae, points: 1}]\n"),
    ("problems", P + "  - function: f\n    parts: [{points: 1}]\n"),
    ("problems", P + "  - function: f\n    parts: [{ask: shape, points: many}]\n"),
    ("problems", P + "  - function: f\n    parts: [{ask: shape, points: 1, colour: red}]\n"),
    ("problems", P + "  - function: ../f\n    parts: [{ask: shape, points: 1}]\n"),
    ("problems", P + "  - function: f\n    draw: {a: {integer: 1 to 3, exept: 2}}\n    parts: [{ask: shape}]\n"),
    ("problems", P + "  - function: f\n    draw: []\n    parts: [{ask: shape}]\n"),
]


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_what_mcdocs_refuses_for_its_form_the_schema_refuses(kind: str, text: str) -> None:
    assert is_refused(kind, text)
    assert complaints(kind, text)


RIGHT = [
    ("function", F),
    ("function", F + "title: 2024\norder: 2\nwrt: [x]\nat: {x: [1, 0.5, -2]}\nentries: {x: [a, b, c]}\n"),
    ("function", "inputs: {X: 'R^{2 x 3}', n0: R}\nlet: {z: 2}\nexpr: [[1, X11], [z, n0]]\n"),
    ("lecture", E + "    parts: [function, working]\n    wrt: x\n    layout: both\n"),
    ("lecture", L + "date: 2024\n"),
    ("lecture", L + "  - slide: bullets\n    items: [1, a, {Kinds: [b, c]}]\n    formula: x\n"),
    ("lecture", L + "  - slide: layout-table\n    sizes: {vector_input: 3, matrix_input: [p, 4]}\n"),
    ("lecture", L + "  - slide: identities\n    inputs: {x: R^n}\n    wrt: x\n    rows: [x.T @ x, {expr: x}]\n"),
]


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_what_mcdocs_reads_the_schema_lets_pass(kind: str, text: str) -> None:
    assert not is_refused(kind, text)
    assert complaints(kind, text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_commands_know_every_kind(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [each.value for each in courses.Spec] == list(KINDS)
    monkeypatch.setattr(sys, "argv", ["mcdocs", "schema", kind])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert (left.value.code or 0, capsys.readouterr().out) == (0, schema_text(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_new_names_the_schema_and_writes_it(kind: str, tmp_path: Path) -> None:
    path = begin(kind, "first", tmp_path)
    assert path.read_text(encoding="utf-8").splitlines()[0] == comment(kind)
    assert complaints(kind, path.read_text(encoding="utf-8")) == []
    assert (tmp_path / "specs" / FOLDER / f"{kind}.json").read_text(encoding="utf-8") == schema_text(kind)


def test_schemas_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    written = write_schemas(KINDS, tmp_path / "here", None)
    assert [path.name for path in written] == [f"{kind}.json" for kind in KINDS]
    assert all(path.parent == tmp_path / "here" and path.is_file() for path in written)
