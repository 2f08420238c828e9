"""PrairieLearn folders: run as it runs them, their pages filled by its template engine, answers read by SymPy.

What PrairieLearn asks of `info.json` and of its elements is in `prairielearn.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import chevron
import jsonschema
import pytest
import sympy
from lxml import html
from test_exports_stack import ASSUMED
from test_problem_sets import course

from mcdocs.exports import EXPORTS
from mcdocs.exports.assumed import assumed, settled
from mcdocs.exports.table import Item, items
from mcdocs.problems.model import Chosen, Filled, Sizes, Value
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from tests.exported import SIZED, bundle, point_for, versions, written
from tests.prairielearn import assert_folder


def folders(name: str, sizes: str, root: Path) -> Iterator[tuple[Path, list[Item]]]:
    """The folder of each question, written to disk, with its versions."""
    for place, content in bundle("prairielearn", name, sizes).files.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(content)
    groups: dict[str, list[Item]] = {}
    for item in items(versions(name, sizes)):
        groups.setdefault(item.question.id, []).append(item)
    for id, group in groups.items():
        yield root / "questions" / name / id, group


def server(folder: Path) -> dict[str, Any]:
    """The module as PrairieLearn loads it: run in an empty dictionary, which knows no file."""
    module: dict[str, Any] = {}
    exec(compile((folder / "server.py").read_text(), "server.py", "exec"), module)
    return module


def generated(folder: Path, seed: int) -> dict[str, Any]:
    """What a variant with this seed consists of."""
    data: dict[str, Any] = {
        "variant_seed": seed,
        "params": {},
        "correct_answers": {},
        "options": {"question_path": str(folder)},
    }
    server(folder)["generate"](data)
    return data


@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_folders_keep_the_rules_of_prairielearn(name: str, sizes: str, tmp_path: Path) -> None:
    ids = set()
    for folder, _ in folders(name, sizes, tmp_path):
        assert_folder(folder)
        ids.add(json.loads((folder / "info.json").read_text())["uuid"])
    assert len(ids) == len(list((tmp_path / "questions" / name).iterdir()))


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("info.json", '"type": "v3"', '"type": "v4"'),
        ("info.json", '"topic"', '"tropic"'),
        ("question.html", 'label="', 'labels="'),
        ("question.html", 'answers-name="', 'answer-name="'),
        ("versions.json", "sympy", "simpy"),
        ("versions.json", '"variables": "x1, x2, x3"', '"variables": "x1, x2, x[3]"'),
        ("versions.json", '"_value": "', '"_value": "cosine(1) + '),
        ("versions.json", '"_value": "', '"_value": "0.5*'),
        ("versions.json", '"name": "answer_1_1"', '"name": "answer_1"'),
    ],
)
def test_the_rules_refuse_a_folder_that_is_spoiled(file: str, right: str, wrong: str, tmp_path: Path) -> None:
    (folder,) = [folder for folder, group in folders("jacobians-by-hand", "", tmp_path) if group[0].question.id == "4c"]
    assert_folder(folder)
    source = (folder / file).read_text(encoding="utf-8")
    assert right in source
    (folder / file).write_text(source.replace(right, wrong), encoding="utf-8")
    with pytest.raises((AssertionError, KeyError, jsonschema.ValidationError)):
        assert_folder(folder)


@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_every_version_is_drawn_by_some_seed_and_always_by_the_same(name: str, sizes: str, tmp_path: Path) -> None:
    for folder, _ in folders(name, sizes, tmp_path):
        stored = json.loads((folder / "versions.json").read_text())
        made = [generated(folder, seed) for seed in range(12)]
        assert made == [generated(folder, seed) for seed in range(12)]
        drawn = [{key: data[key] for key in ("params", "correct_answers")} for data in made]
        assert all(data in stored for data in drawn)
        assert all(data in drawn for data in stored)


@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_pages_ask_and_show_what_the_question_does(name: str, sizes: str, tmp_path: Path) -> None:
    for folder, group in folders(name, sizes, tmp_path):
        template = (folder / "question.html").read_text()
        for item, data in zip(group, json.loads((folder / "versions.json").read_text()), strict=True):
            page = html.fragment_fromstring(chevron.render(template, data), create_parent="div")
            _check_kind(item, page, data)


def _check_kind(item: Item, page: Any, data: Mapping[str, Any]) -> None:
    shown = [panel.text_content().strip() for panel in page.iter("pl-question-panel")]
    assert shown != [""]
    assert all(panel.text_content().strip() for panel in page.iter("pl-answer-panel", "pl-manual-grading-only"))
    match item.solution.answer:
        case Chosen(index):
            choices = list(page.iter("pl-answer"))
            assert [choice.get("correct") for choice in choices].index("true") == index
        case Sizes():
            assert list(page.iter("pl-string-input"))
        case Value() | Filled():
            for field in page.iter("pl-symbolic-input"):
                assert field.get("variables") == data["params"]["variables"]


@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_answers_are_real_formulas_of_sympy_with_our_values_and_any_form_equals_them(
    name: str, sizes: str, tmp_path: Path
) -> None:
    for folder, group in folders(name, sizes, tmp_path):
        stored = json.loads((folder / "versions.json").read_text())
        for item, data in zip(group, stored, strict=True):
            if isinstance(item.solution.answer, Value | Filled) and data["correct_answers"]:
                answers = [settled(answer, assumed(item).same) for answer in written(item)]
                point, values = point_for([entry for answer in answers for row in answer.rows for entry in row])
                found = [_read(answer) for answer in data["correct_answers"].values()]
                at = [{symbol: point[symbol.name] for symbol in each.free_symbols} for each in found]
                assert [float(each.subs(here)) for each, here in zip(found, at, strict=True)] == pytest.approx(values)
                if item is group[0]:
                    assert found[0].equals(sympy.together(found[0])) is True
                    assert found[0].equals(found[0] + 1) is not True


def _read(answer: Mapping[str, Any]) -> sympy.Expr:
    """The formula of an answer as PrairieLearn reads it; it takes no decimals."""
    assert answer["_type"] == "sympy"
    assert set(answer["_assumptions"]) <= set(answer["_variables"])
    assert "." not in answer["_value"]
    names = {name: sympy.Symbol(name, **answer["_assumptions"][name]) for name in answer["_variables"]}
    known = {**names, "e": sympy.E, "ln": sympy.log, "abs": sympy.Abs, "pi": sympy.pi}
    return sympy.sympify(answer["_value"], locals=known)


TYPED = {
    "1": {"2*x1*A11 + 2*x2*A21": True, "2*A11*x1 + A12*x2 + A21*x2": True, "2*x1*A11 + 2*x2*A22": False},
    "2": {"2*x1*A11": True, "2*x1*A11 + A21*x2": True, "x1*A11": False},
    "3": {"2*z + t1": True, "2*z*(t1 + t2 + t3) + t1": True, "3*z - t2*z - t3*z - z*t1 + t1": True, "2*z + t2": False},
    "4": {"P11": True, "1 - P12": True, "P12": False},
    "5": {"2*x": True, "2*abs(x)": True, "2*sqrt(x**2)": True, "x": False},
    "6": {"A11": True, "A12": False},
}
"""By question of a set what may be typed for the first entry, and whether it is right."""


def test_what_may_be_assumed_is_known_to_the_questions(tmp_path: Path) -> None:
    here = course(tmp_path, ASSUMED)
    made = EXPORTS["prairielearn"].make([draw_set(here.problem_set("a-set"), here, PUBLIC)])
    assert made.warnings[-1] == "7: PrairieLearn does not know that H is orthogonal: they are texts, marked by hand"
    for place, content in made.files.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(content)
    for number, typed in TYPED.items():
        folder = tmp_path / "questions" / "a-set" / number
        assert_folder(folder)
        data = generated(folder, 1)
        name, right = next(iter(data["correct_answers"].items()))
        for formula, expected in typed.items():
            read = _read({**right, "_value": formula})
            stored = {"_type": "sympy", "_value": str(read), "_variables": [*map(str, read.free_symbols)]}
            data["submitted_answers"] = {name: {**stored, "_assumptions": {}}}
            server(folder).get("parse", lambda data: None)(data)
            submitted = {**right, "_value": data["submitted_answers"][name]["_value"]}
            assert (_read(right).equals(_read(submitted)) is True) == expected, (number, formula)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            (spelling, "2x3")
            for spelling in ("2x3", " 2 x 3 ", "(2, 3)", "2 by 3", "2×3", "R^{2x3}", "R^{2 x 3}", "[2,3]")
        ),
        *((spelling, "scalar") for spelling in ("scalar", "1x1", "R", "1 x 1", "")),
        *((spelling, "nxm") for spelling in ("n x m", "(n, m)")),
        ("n", "n"),
        ("__import__('os').system('true')", "__import__('os').system('true'"),
        ("2x" * 5, "2x2x2x2x2x"),
    ],
)
def test_a_shape_is_right_in_all_its_spellings(typed: str, meant: str, tmp_path: Path) -> None:
    (folder,) = [
        folder
        for folder, group in folders("shapes-and-layouts", "", tmp_path)
        if group[0].question.id == "1a" and isinstance(group[0].solution.answer, Sizes)
    ]
    data = {"submitted_answers": {"answer": typed}}
    server(folder)["parse"](data)
    assert data["submitted_answers"]["answer"] == meant


def test_no_answer_at_all_is_left_to_prairielearn(tmp_path: Path) -> None:
    (folder, _), *_ = folders("shapes-and-layouts", "", tmp_path)
    for submitted in ({}, {"answer": None}):
        data: dict[str, Any] = {"submitted_answers": dict(submitted)}
        server(folder)["parse"](data)
        assert data["submitted_answers"] == submitted
