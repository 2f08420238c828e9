"""PrairieLearn folders: `server.py` is run, its answers are read by SymPy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sympy

from mcdocs.exports.table import Item, items
from tests.exported import SETS, bundle, point_for, versions, written


@pytest.mark.parametrize("name", SETS)
def test_prairielearn_folders_generate_every_version(name: str, tmp_path: Path) -> None:
    files = bundle("prairielearn", name).files
    for place, content in files.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(content)
    groups: dict[str, list[Item]] = {}
    for item in items(versions(name)):
        groups.setdefault(item.question.id, []).append(item)
    for id, group in groups.items():
        folder = tmp_path / "questions" / name / id
        info = json.loads((folder / "info.json").read_text())
        assert {"uuid", "title", "topic", "type"} <= set(info)
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", info["uuid"])
        assert info["type"] == "v3"
        made = [_generated(folder, seed) for seed in range(20)]
        stored = json.loads((folder / "versions.json").read_text())
        assert {json.dumps(each, sort_keys=True) for each in made} == {
            json.dumps(each, sort_keys=True) for each in stored
        }
        template = (folder / "question.html").read_text()
        for item, data in zip(group, stored, strict=True):
            _check_names(template, data, info)
            if "pl-symbolic-input" in template:
                _check_answers(item, data)


def _generated(folder: Path, seed: int) -> dict[str, Any]:
    module = ModuleType("server")
    module.__file__ = str(folder / "server.py")
    exec(compile((folder / "server.py").read_text(), module.__file__, "exec"), module.__dict__)
    data: dict[str, Any] = {"variant_seed": seed, "params": {}, "correct_answers": {}}
    module.generate(data)
    return {"params": data["params"], "correct_answers": data["correct_answers"]}


def _check_names(template: str, data: Mapping[str, Any], info: Mapping[str, Any]) -> None:
    """What the page asks for has an answer, unless a person marks it."""
    if info.get("gradingMethod") == "Manual":
        assert data["correct_answers"] == {}
    elif "pl-symbolic-input" in template:
        named = {cell["name"] for row in data["params"]["rows"] for cell in row["cells"]}
        assert named == set(data["correct_answers"])
    elif "pl-multiple-choice" in template:
        assert [choice["correct"] for choice in data["params"]["choices"]].count("true") == 1
    else:
        assert set(data["correct_answers"]) == {"answer"}


def _check_answers(item: Item, data: Mapping[str, Any]) -> None:
    """SymPy reads the answers as PrairieLearn does, and finds our numbers."""
    entries = [entry for answer in written(item) for row in answer.rows for entry in row]
    point, values = point_for(entries)
    names = {word.strip(): sympy.Symbol(word.strip()) for word in data["params"]["variables"].split(",")}
    known = {**names, "e": sympy.E, "ln": sympy.log, "abs": sympy.Abs, "pi": sympy.pi}
    found = [sympy.sympify(answer, locals=known) for answer in data["correct_answers"].values()]
    numbers = [float(each.subs({known[symbol]: value for symbol, value in point.items()})) for each in found]
    assert numbers == pytest.approx(values)
