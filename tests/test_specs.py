"""Specs: what is shipped loads; what is malformed is told at its place, all of it at once."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from mcdocs.errors import Errors, FormulaError, McdocsError, Position, SpecError
from mcdocs.specs.course import Course
from mcdocs.specs.function import FunctionSpec, load_function
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.slides import BulletsSlide, ExampleSlide, NetworkSlide
from mcdocs.specs.validate import read

ROOT = Path(__file__).parent.parent
F = "inputs: {x: R}\nexpr: x\n"  # two lines that are right; what a case adds begins in line 3
L = "title: T\nslides:\n  - slide: title\n"  # three lines that are right

# name, text, where, what the message says
FUNCTIONS = [
    ("an empty file", "", "1:1", "the file is empty"),
    ("only comments", "# nothing\n", "1:1", "the file is empty"),
    ("a list at the top", "- a\n", "1:1", "a spec is a mapping, not a list"),
    ("a text at the top", "hello\n", "1:1", "a spec is a mapping, not a text"),
    ("two documents", F + "---\nexpr: y\n", "3:1", "a second document"),
    ("a directive", "%YAML 3.0\n---\n" + F, "1:1", "directives are not used"),
    ("a key twice", F + "expr: y\n", "3:1", "the key 'expr' appears twice"),
    ("an input twice", "inputs: {x: R, x: R}\nexpr: x\n", "1:16", "the key 'x' appears twice"),
    ("no value", "inputs: {x: R}\nexpr:\n", "2:1", "'expr' has no value"),
    ("an empty item", "inputs: {x: R}\nexpr:\n  - x\n  -\n", "4:4", "has no value"),
    (
        "a Python tag",
        "inputs: {x: R}\nexpr: !!python/object/apply:os.system [ls]\n",
        "2:7",
        "the tag !!python/object/apply:os.system",
    ),
    ("a tag of one's own", "inputs: {x: R}\nexpr: !x 1\n", "2:7", "the tag !x"),
    ("an unknown tag handle", "inputs: {x: R}\nexpr: !a!b 1\n", "2:7", "tags are not used"),
    ("an input to differentiate by twice", F + "wrt: [x, x]\n", "3:10", "'x' is there twice"),
    ("an output like a component", "inputs: {x: R^2}\nexpr: x1\nname: x1\n", "3:7", "called like a component of x"),
    ("an input like a component", "inputs: {x: R^2, x1: R}\nexpr: x1\n", "1:22", "an input and a component of x"),
    ("a size that is missing", "inputs: {x: 'R^{2x}'}\nexpr: x\n", "1:13", "a size is missing"),
    ("a merge key", F + "<<: {name: z}\n", "3:1", "merge keys"),
    ("an alias of nothing", "inputs: {x: R}\nexpr: *x\n", "2:7", "*x stands for nothing"),
    (
        "an alias of itself",
        "inputs: {x: R}\nexpr: &a [x, *a]\n",
        "2:14",
        "*a stands for something it is itself part of",
    ),
    ("a key that is a list", F + "? [a]\n: b\n", "3:3", "a key must be a word"),
    ("a second colon", F + "title: Why: because\n", "3:11", "a second colon"),
    ("a deeper line", F + "  name: z\n", "3:7", "does not continue the one above"),
    ("a shallower line", "inputs:\n   x: R\n  y: R\nexpr: x\n", "3:3", "a key is expected here"),
    ("a forgotten colon", F + "name\n", "3:1", "a colon is missing"),
    ("a space in braces", "inputs: {X: R^{2x3}}\nexpr: X\n", "1:15", "a comma or } is expected"),
    ("an open bracket", "inputs: {x: R}\nexpr: [x, x\nname: z\n", "2:7", "this [ is never closed"),
    ("an open brace", "inputs: {x: R\nexpr: x\n", "1:9", "this { is never closed"),
    ("an open quote", F + 'title: "One\n', "3:8", "a quotation mark opens here"),
    ("a wrong escape", F + 'title: "a \\q"\n', "3:11", "not an escape"),
    ("TeX in double quotes", F + 'title: "$\\underline{x}$"\n', "3:12", "not an escape"),
    ("TeX that is an escape", F + 'title: "$\\\\nabla$ $\\nabla f$"\n', "3:20", "in double quotes \\n is not"),
    ("a question mark after a bracket", "inputs: {x: R}?\nexpr: x\n", "1:15", "the value ended before this"),
    ("a line that belongs nowhere", "title\n\ninputs: {x: R}\n", "3:7", "does not continue the one above"),
    ("text after a quote", 'inputs: {x: R}\nexpr: "x" + 1\n', "2:11", "the value ended before this"),
    ("a leading backtick", F + "title: `a`\n", "3:8", "cannot begin with a backtick"),
    ("a leading star", F + "title: **a**\n", "3:8", "cannot begin with an asterisk"),
    ("a bar for an absolute value", "inputs: {x: R}\nexpr: |x|\n", "2:8", "the text begins on the next line"),
    ("a list in a line", "inputs: {x: R}\nexpr: - x\n", "2:7", "a list cannot begin on this line"),
    ("a comma first", "inputs: {x: R}\nexpr: , x\n", "2:7", "a value is missing here"),
    ("a tab", "inputs:\n\tx: R\nexpr: x\n", "2:1", "indented with a tab"),
    ("a control character", F + "title: a\x07b\n", "3:9", "U+0007 cannot be printed"),
    ("deep nesting", F + "at: " + "[" * 400, "3:54", "levels of nesting"),
    ("a misspelt key", "imputs: {x: R}\nexpr: x\n", "1:1", "unknown key 'imputs'"),
    ("a missing key", "inputs: {x: R}\n", "1:1", "'expr' is missing"),
    ("a space that is none", "inputs: {x: R2}\nexpr: x\n", "1:13", "'R2' is not a space"),
    ("a size out of range", 'inputs: {x: "R^{2x0}"}\nexpr: x\n', "1:13", "the size 0 is out of range"),
    ("a name of a function", "inputs: {exp: R}\nexpr: exp\n", "1:10", "'exp' is a function"),
    ("a name that is none", "inputs: {2x: R}\nexpr: x\n", "1:10", "'2x' cannot be the name"),
    ("inputs in a list", "inputs: [x]\nexpr: x\n", "1:9", "a mapping is expected here, not a list"),
    ("a mapping for a formula", "inputs: {x: R}\nexpr: {a: b}\n", "2:7", "a text is expected here, not a mapping"),
    ("an empty list", "inputs: {x: R}\nexpr: []\n", "2:7", "this list is empty"),
    ("ragged rows", "inputs: {x: R}\nexpr: [[x, x], [x]]\n", "2:16", "this row has 1 entry, the first one 2 entries"),
    ("seven levels", "inputs: {x: R}\nexpr: [[[[[[[x]]]]]]]\n", "2:13", "at most 6 levels"),
    ("an order", F + "order: 3\n", "3:8", "the order of a derivative is 1 or 2"),
    ("a stacking order", F + "vec: row\n", "3:6", "'row' is not possible here"),
    ("an unknown fact", F + "assume: {x: positiv}\n", "3:13", "'positiv' is not a fact"),
    ("a fact of matrices", F + "assume: {x: symmetric}\n", "3:13", "only a square matrix can be symmetric"),
    ("wrt of nothing", F + "wrt: [x, z]\n", "3:10", "'z' is not an input"),
    ("a point of nothing", F + "at: {z: 0}\n", "3:6", "'z' is not an input"),
    ("a point of another shape", F + "at: {x: [0, 1]}\n", "3:9", "'x' is a scalar, these numbers are a vector (2)"),
    ("entries of no vector", F + "entries: [a, b]\n", "3:1", "0 inputs have components"),
    ("too few entries", "inputs: {x: R^3}\nexpr: x\nentries: [a, b]\n", "3:10", "these names are a vector (2)"),
    ("an entry twice", "inputs: {x: R^2}\nexpr: x\nentries: [a, a]\n", "3:14", "the name 'a' appears twice"),
    ("an input as an intermediate", F + "let: {x: 1}\n", "3:7", "'x' is an input already"),
    ("an output called like an input", F + "name: x\n", "3:7", "the output is called 'x'"),
    ("a form for nothing", F + "show: {z: 1}\n", "3:8", "'z' is not an input"),
    ("TeX in a title", F + "title: \\input{/etc/passwd}\n", "3:8", "\\input is not used in a text"),
    ("TeX in mathematics", F + "title: a $x$ $\\write18{ls}$\n", "3:15", "\\write is not a command"),
    ("a dollar sign", F + "title: for 5$ only\n", "3:13", "this $ has no partner"),
    ("a dollar sign in quotes", F + "title: 'it''s 5$'\n", "3:16", "this $ has no partner"),
    ("a dollar sign after escapes", F + 'title: "\\u00e4\\t$"\n', "3:17", "this $ has no partner"),
    ("a dollar sign in several lines", F + "title: >\n  for\n  5$\n", "5:4", "this $ has no partner"),
]

LECTURES = [
    ("no slides", "title: T\n", "1:1", "'slides' is missing"),
    ("an empty list of slides", "title: T\nslides: []\n", "2:1", "this list is empty"),
    ("slides in a mapping", "title: T\nslides: {a: b}\n", "2:9", "a list is expected here, not a mapping"),
    ("a slide that is a word", L + "  - title\n", "4:5", "a mapping is expected here, not a text"),
    ("no kind", L + "  - title: A\n", "4:5", "'slide' is missing"),
    ("an unknown kind", L + "  - slide: bulets\n", "4:12", "no kind of slide called 'bulets'"),
    ("a key of another kind", L + "  - slide: title\n    items: [a]\n", "5:5", "unknown key 'items'"),
    ("a misspelt key", L + "  - slide: title\n    titel: A\n", "5:5", "unknown key 'titel'"),
    ("a missing title", L + "  - slide: section\n", "4:5", "'title' is missing"),
    ("a bullet with a colon", L + "  - slide: bullets\n    items:\n      - Why: so\n", "6:9", "an item is a text"),
    ("three levels", L + "  - slide: bullets\n    items:\n      - a: [{b: [c]}]\n", "6:13", "a text is expected here"),
    ("mathematics in a heading", L + "  - slide: bullets\n    items:\n      - a $b: [c]\n", "6:11", "no partner"),
    ("a formula with dollars", L + "  - slide: bullets\n    items: [a]\n    formula: $x$\n", "6:14", "without dollar"),
    ("a path for a name", L + "  - slide: example\n    function: ../../etc/passwd\n", "5:15", "not the name of a spec"),
    ("a layout", L + "  - slide: example\n    function: f\n    layout: numerater\n", "6:13", "'numerater' is not"),
    ("a part", L + "  - slide: example\n    function: f\n    parts: [value, vlaue]\n", "6:20", "'vlaue' is not"),
    (
        "a title for the opening slide that is left out",
        L + "  - slide: network\n    function: f\n    title: T\n    opening: false\n",
        "6:12",
        "title is for the opening slide",
    ),
    ("a part twice", L + "  - slide: example\n    function: f\n    parts: [vec, vec]\n", "6:18", "appears twice"),
    ("a remark unseen", L + "  - slide: example\n    function: f\n    parts: [vec]\n    remark: A\n", "7:5", "among"),
    ("an inner misspelling", L + "  - slide: example\n    function: {inputs: {x: R}, exp: x}\n", "5:32", "key 'exp'"),
    ("an inner title", L + "  - slide: example\n    function: {inputs: {x: Q}, expr: x}\n", "5:28", "'Q' is not"),
    ("one index", L + "  - slide: convention\n    output: {name: v, space: R}\n    input: {name: s, space: R}\n"
     "    indices: [i]\n", "7:14", "two items are expected"),
    ("a name for a space", L + "  - slide: update-rule\n    parameter: w\n", "5:16", "a mapping is expected here"),
    ("a size", L + "  - slide: layout-table\n    sizes: {vector_input: n+1}\n", "5:27", "'n+1' is not a size"),
    ("no truth", L + "  - slide: network\n    function: a\n    opening: yes\n", "6:14", "true or false"),
    ("yes for true", L + "  - slide: elementwise\n    functions: [a]\n    general: yes\n", "6:14", "true or false"),
]  # fmt: skip


def only_error(text: str, model: type[FunctionSpec] | type[LectureSpec]) -> McdocsError:
    with pytest.raises(McdocsError) as caught:
        read(text, "f.yaml", model)
    assert not isinstance(caught.value, Errors), str(caught.value)
    return caught.value


@pytest.mark.parametrize(("text", "where", "message"), [case[1:] for case in FUNCTIONS], ids=[c[0] for c in FUNCTIONS])
def test_a_malformed_function_is_told_at_its_place(text: str, where: str, message: str) -> None:
    error = only_error(text, FunctionSpec)
    assert (str(error.at), message in error.message) == (f"f.yaml:{where}", True), str(error)


def test_nesting_that_yaml_itself_gives_up_on_is_told_in_our_words() -> None:
    error = only_error(F + "at: " + "[" * 5000, FunctionSpec)
    assert (error.at is not None and error.at.line, "levels of nesting" in error.message) == (3, True), str(error)


@pytest.mark.parametrize(("text", "where", "message"), [case[1:] for case in LECTURES], ids=[c[0] for c in LECTURES])
def test_a_malformed_lecture_is_told_at_its_place(text: str, where: str, message: str) -> None:
    error = only_error(text, LectureSpec)
    assert (str(error.at), message in error.message) == (f"f.yaml:{where}", True), str(error)


def test_all_errors_of_a_file_are_told_in_order() -> None:
    text = "inputs: {x: Q}\nexpr: x\nexpr: y\nordr: 1\nvec: up\ntitle: 5$ and *\n"
    with pytest.raises(Errors) as caught:
        read(text, "f.yaml", FunctionSpec)
    places = [f"{error.at.line}:{error.at.column}" for error in caught.value.errors if error.at]
    assert places == ["1:13", "3:1", "4:1", "5:6", "6:9"]


def test_an_error_shows_the_line_a_caret_and_a_hint() -> None:
    error = only_error("inputs: {x: R}\nexpresion: x\nexpr: x\n", FunctionSpec)
    expected = "f.yaml:2:1: unknown key 'expresion'\n  expresion: x\n  ^^^^^^^^^\n  hint: did you mean 'expr'?"
    assert str(error) == expected


@pytest.mark.timeout(20)
def test_an_alias_bomb_is_refused() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    error = only_error("\n".join(levels), FunctionSpec)
    assert "20000 values" in error.message


def test_values_are_what_the_author_typed() -> None:
    text = "inputs: {y: R, n: R, off: R, null: R}\nexpr: [y, n, 1, 0.5, 1e3, 1_000, off, null, 2024-10-11]\nname: no\n"
    spec = read(text, "f.yaml", FunctionSpec)
    assert spec.expr == ("y", "n", "1", "0.5", "1e3", "1_000", "off", "null", "2024-10-11")
    assert spec.name == "no"


def test_an_alias_stands_for_its_value() -> None:
    spec = read("inputs: {x: R, z: R}\nexpr: [x, x]\nat: {x: &here 1, z: *here}\n", "f.yaml", FunctionSpec)
    assert spec.at == {"x": "1", "z": "1"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"inputs: {x: R}\nexpr: x\ntitle: \xe4\n", "the byte 0xe4 is not UTF-8"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        ("inputs: {x: R}".encode("utf-16"), "the byte 0xff is not UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=message):
        load_function(path)


@pytest.mark.parametrize("name", ["missing.yaml", ".", "\0"])
def test_a_file_that_cannot_be_read_is_a_spec_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpecError):
        load_function(tmp_path / name)


# the scalar in the file, its place, the place within it, and where that is in the file
CARETS = [
    ("expr: x + foo", ("expr",), 5, 3, (2, 11, 3)),
    ("expr: 'x + foo'", ("expr",), 5, 3, (2, 12, 3)),
    ("expr: 'x''s + foo'", ("expr",), 7, 3, (2, 15, 3)),
    ('expr: "\\x78 + foo"', ("expr",), 5, 3, (2, 15, 3)),
    ('expr: "x \\u002b foo"', ("expr",), 3, 1, (2, 10, 6)),
    ("expr: [x, [y, z + foo]]", ("expr", 1, 1), 5, 3, (2, 19, 3)),
    ("expr: x +\n  foo", ("expr",), 5, 3, (3, 3, 3)),
    ("expr: |\n  x + foo", ("expr",), 5, 3, (3, 7, 3)),
    ("expr: |2-\n    x +\n\n    foo\n", ("expr",), 10, 3, (5, 5, 3)),
    ("expr: >-\n  x +\n  foo\n# the end\n", ("expr",), 5, 3, (4, 3, 3)),
    ("expr: >\n  x\n    + foo\n  + y\n", ("expr",), 7, 3, (4, 7, 3)),
    ("let:\n  - >\n    x + foo", ("let", 0), 5, 3, (4, 9, 3)),
    ("expr: |\n  x + foo", ("expr",), 99, 1, (3, 10, 1)),
    ("expr: 'a''b +\n  foo'", ("expr",), 7, 3, (3, 3, 3)),
    ('expr: "x +\\\n    \\ y +\n  foo"', ("expr",), 9, 3, (4, 3, 3)),
    ('expr: "\\x20x +\n  foo"', ("expr",), 6, 3, (3, 3, 3)),
    ("expr: x", ("expr",), 9, 1, (2, 8, 1)),
]


@pytest.mark.parametrize(("line", "place", "column", "length", "expected"), CARETS, ids=[case[0] for case in CARETS])
def test_an_error_within_a_formula_is_placed_in_the_file(
    line: str, place: tuple[str | int, ...], column: int, length: int, expected: tuple[int, int, int]
) -> None:
    # The lists in here are ragged, which is no matter for positions: read the tree without the record's checks.
    from mcdocs.specs.compose import compose
    from mcdocs.specs.lines import Lines
    from mcdocs.specs.source import Source

    text = "inputs: {x: R}\n" + line
    root, errors = compose(text, Lines.of(text, "f.yaml"))
    assert root is not None
    assert not errors
    source = Source(Lines.of(text, "f.yaml"), root)
    error = source.relocate(FormulaError("unknown", at=Position("", 1, column, "", length)), place)
    assert error.at is not None
    assert (error.at.line, error.at.column, error.at.length) == expected


def test_all_that_is_wrong_with_a_file_is_told_at_once_each_at_its_place() -> None:
    text = "inputs: {x: R^3}\nexpr: [x1 + foo, x2 +, x9]\nlet: {z: 2 * bar}\ntitel: hm\n"
    with pytest.raises(Errors) as caught:
        read(text, "f.yaml", FunctionSpec)
    places = [str(error.at) for error in caught.value.errors]
    assert places == ["f.yaml:2:13", "f.yaml:2:21", "f.yaml:2:24", "f.yaml:3:14", "f.yaml:4:1"]


def test_an_error_of_the_whole_formula_is_placed_at_its_beginning() -> None:
    spec = read("inputs: {x: R}\nexpr: [x, x]\n", "f.yaml", FunctionSpec)
    assert str(spec.located(FormulaError("too long")).at) == "f.yaml:2:7"


def test_a_formula_cut_by_a_comma_is_explained() -> None:
    with pytest.raises(Errors) as caught:
        read("inputs: {x: R}\nexpr: [kron(x, x), x]\n", "f.yaml", FunctionSpec)
    assert "put a formula with commas in quotes" in caught.value.errors[0].hint


def test_records_know_where_their_fields_stand() -> None:
    text = (
        L
        + "  - slide: bullets\n    items:\n      - a\n      - b\n"
        + "  - slide: example\n    function: {inputs: {x: R}, expr: x}\n"
    )
    lecture = read(text, "f.yaml", LectureSpec)
    _, bullets, example = lecture.slides
    assert isinstance(bullets, BulletsSlide)
    assert isinstance(example, ExampleSlide)
    assert isinstance(example.function, FunctionSpec)
    places = [bullets.position(), bullets.position("items", 1), example.function.position("inputs", "x", key=True)]
    assert [f"{place.line}:{place.column}" for place in places] == ["4:5", "7:9", "9:25"]
    again = pickle.loads(pickle.dumps(lecture))
    assert again.slides[1].position("items", 1) == places[1]


def test_a_record_made_in_python_has_empty_positions() -> None:
    spec = FunctionSpec.model_validate({"inputs": {"x": "R"}, "expr": "x"})
    assert spec.position("expr").file == ""


def test_a_function_says_what_follows_from_its_fields() -> None:
    text = "inputs:\n  W: R^{2x2}\n  b: R\nexpr: W\nentries: [[p, q], [r, s]]\nshow: {W: b}\nassume: {W: spd}\n"
    spec = read(text, "f.yaml", FunctionSpec)
    assert spec.shapes == {"W": (2, 2), "b": ()}
    assert spec.variables == ("W", "b")
    assert spec.entry_names == {"W": (("p", "q"), ("r", "s"))}
    assert spec.forms == {"W": "b"}
    assert spec.assume == {"W": ("spd",)}


def test_bullets_can_have_a_list_below_them() -> None:
    text = L + "  - slide: bullets\n    items:\n      - one\n      - two are:\n          - $a$\n          - b\n"
    slide = read(text, "f.yaml", LectureSpec).slides[1]
    assert isinstance(slide, BulletsSlide)
    assert [len(point.points) for point in slide.items] == [0, 2]
    assert "".join(getattr(run, "text", "") for run in slide.items[1].text) == "two are:"


# ── courses ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for kind in ("functions", "lectures"):
        (tmp_path / "specs" / kind).mkdir(parents=True)
    (tmp_path / "specs/functions/square.yaml").write_text("inputs: {x: R}\nexpr: x**2\n")
    (tmp_path / "specs/functions/broken.yaml").write_text("inputs: {x: R}\nexp: x**2\n")
    (tmp_path / "specs/functions/notes.txt").write_text("not a spec")
    return Course(tmp_path)


def test_a_course_lists_its_specs(course: Course) -> None:
    assert course.functions() == ["broken", "square"]
    assert course.lectures() == []


def test_a_missing_function_is_told_where_it_is_named(course: Course) -> None:
    slides = "  - {slide: example, function: sqare}\n  - {slide: elementwise, functions: [square, cube]}\n"
    (course.folder / "specs/lectures/l.yaml").write_text(L + slides + "  - {slide: example, function: broken}\n")
    with pytest.raises(Errors) as caught:
        course.lecture("l")
    told = [(Path(error.at.file).name, error.at.line, error.at.column) for error in caught.value.errors if error.at]
    assert told == [("l.yaml", 4, 32), ("l.yaml", 5, 46), ("broken.yaml", 2, 1)]
    assert caught.value.errors[0].hint == "did you mean 'square'?"


def test_a_link_that_leads_nowhere_is_there_and_cannot_be_read(course: Course) -> None:
    (course.folder / "specs/lectures/loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(SpecError, match="cannot be read"):
        course.lecture("loop")


def test_a_slide_cannot_ask_for_what_its_function_does_not_say(course: Course) -> None:
    slide = "  - {slide: example, function: square, wrt: [z, x, x], parts: [function, point]}\n"
    (course.folder / "specs/lectures/l.yaml").write_text(L + slide)
    with pytest.raises(Errors) as caught:
        course.lecture("l")
    messages = [error.message for error in caught.value.errors]
    assert messages == ["'z' is not an input", "'x' is there twice", "this function has no point"]


@pytest.mark.parametrize("name", ["../lectures/l", "/etc/passwd", "a/b", "..", "", "a\0b", ".hidden", "a" * 200])
def test_a_name_cannot_leave_the_folder(course: Course, name: str) -> None:
    with pytest.raises(SpecError, match="is not the name of a spec"):
        course.function(name)


def test_a_folder_without_specs_is_an_empty_course(tmp_path: Path) -> None:
    assert Course(tmp_path).functions() == []
    with pytest.raises(SpecError, match="there is no lecture called 'l'"):
        Course(tmp_path).lecture("l")


# ── what is shipped ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", Course(ROOT).functions())
def test_a_shipped_function_loads(name: str) -> None:
    assert Course(ROOT).function(name).title


def test_the_lecture_has_a_title_slide_and_twenty_more() -> None:
    lecture = Course(ROOT).lecture("matrix-calculus")
    assert len(lecture.slides) == 21
    assert isinstance(lecture.slides[-1], NetworkSlide)


def test_every_shipped_function_is_shown() -> None:
    course = Course(ROOT)
    shown = {name for lecture in course.lectures() for _, name, _ in course.lecture(lecture).references()}
    assert shown == set(course.functions())


@pytest.mark.parametrize("model", [FunctionSpec, LectureSpec])
def test_every_field_explains_itself_to_editors(model: type[FunctionSpec] | type[LectureSpec]) -> None:
    schema = model.model_json_schema()
    records = [schema, *schema.get("$defs", {}).values()]
    silent = [name for r in records for name, field in r["properties"].items() if "description" not in field]
    assert set(silent) <= {"slide"}


def test_specs_are_not_imported_at_start_up() -> None:
    code = "import sys, mcdocs, mcdocs.language.prose; sys.exit('pydantic' in sys.modules or 'yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
