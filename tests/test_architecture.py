"""The house: each floor imports only floors above it, heavy libraries stay in their rooms, start-up stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "mcdocs"

# DESIGN.md, top to bottom; the faces stand on everything
FLOORS = [
    ["errors"],
    ["language"],
    ["calculus", "printers"],
    ["specs"],
    ["documents"],
    ["problems"],
    ["grading", "exports"],
    ["build"],
    ["papers", "gradebook"],
    ["cli", "preview", "progress", "arguments", "__main__"],
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = sorted(HOUSE.rglob("*.py"))
NAMES = [str(room.relative_to(HOUSE)) for room in ROOMS]


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(path: Path, running: bool = False) -> Iterator[str]:
    """The modules a file imports; with `running` not those for type checkers alone."""
    tree = ast.parse(path.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if running and id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module":
            yield from (name.value for name in node.args if isinstance(name, ast.Constant))


def test_every_room_stands_on_a_floor() -> None:
    assert {room_of(path) for path in ROOMS} - {"__init__"} <= set(FLOOR)


@pytest.mark.parametrize("path", ROOMS, ids=NAMES)
def test_each_floor_imports_only_floors_above_it(path: Path) -> None:
    if (here := room_of(path)) == "__init__":
        return
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "mcdocs" and len(parts) > 1 and parts[1] in FLOOR:
            assert FLOOR[parts[1]] <= FLOOR[here], f"{here} imports {module}"


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("sympy", "calculus/referee/exact.py"),
        ("jinja2", "documents/render.py"),
        ("pydantic", "specs"),
        ("pikepdf", "papers"),
    ],
)
def test_each_library_is_known_in_its_room_only(library: str, home: str) -> None:
    users = {
        name
        for path, name in zip(ROOMS, NAMES, strict=True)
        for module in imports(path)
        if module.split(".")[0] == library
    }
    assert users
    assert all(name.startswith(tuple(home.split())) for name in users), users


def test_the_referee_shares_no_code_with_the_engine() -> None:
    for path, name in zip(ROOMS, NAMES, strict=True):
        if name.startswith("calculus/referee"):
            foreign = [
                m for m in imports(path) if m.startswith("mcdocs.calculus") and "referee" not in m.split(".")[2:3]
            ]
            assert [module for module in foreign if module != "mcdocs.calculus"] == [], name


def test_only_one_room_knows_the_layout_rule() -> None:
    for path, name in zip(ROOMS, NAMES, strict=True):
        if name.startswith(("language", "printers")):
            assert not [module for module in imports(path) if module.startswith("mcdocs.calculus.layout")], name


def parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def test_imports_go_round_in_no_circle() -> None:
    named = {
        f"mcdocs.{name.removesuffix('.py').replace('/', '.')}": path for name, path in zip(NAMES, ROOMS, strict=True)
    }
    # The package of a room is run before the room is, so that it counts as imported by whoever stands outside of it.
    packages = {module.removesuffix(".__init__"): module for module in named if module.endswith(".__init__")}

    def needed(module: str, path: Path) -> set[str]:
        found = set(imports(path, running=True))
        found |= {above for each in found for above in parents(each)}
        return {packages.get(each, each) for each in found - set(parents(module))} & set(named)

    graph = {module: sorted(needed(module, path)) for module, path in named.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail[trail.index(module) :], module])
        if module not in done:
            for other in graph[module]:
                visit(other, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


HEAVY = ("sympy", "numpy", "pydantic", "jinja2", "yaml", "mpmath", "pikepdf")


@pytest.mark.parametrize("start", ["import mcdocs", "import mcdocs; mcdocs.McdocsError", "import mcdocs.cli"])
def test_starting_loads_no_heavy_library(start: str) -> None:
    loaded = f"{start}; import sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, cwd=HOUSE.parent, check=True
    )
    assert result.stdout.strip() == "[]"


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys, atexit; sys.argv = ['mcdocs', '--help'];"
        f"atexit.register(lambda: print('LOADED', [m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr));"
        "from mcdocs.cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=HOUSE.parent, check=True
    )
    assert "derive" in result.stdout
    assert result.stderr.strip() == "LOADED []"


def test_the_public_surface_is_what_the_contract_names() -> None:
    import mcdocs

    assert set(mcdocs.__all__) == {"Derivation", "McdocsError", "derive"}
    assert all(getattr(mcdocs, name) for name in mcdocs.__all__)
    with pytest.raises(AttributeError):
        _ = mcdocs.nothing  # type: ignore[attr-defined]


RUNNING = ("eval", "exec", "sympify", "parse_expr", "lambdify", "unsafe_load", "full_load", "__import__")


def test_nothing_an_author_writes_is_ever_run() -> None:
    """Two rooms run source, and only what mcdocs printed itself; no room hands text to SymPy's parser."""
    users: dict[str, set[str]] = {}
    for path, name in zip(ROOMS, NAMES, strict=True):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (called := ast.unparse(node.func).split(".")[-1]) in RUNNING:
                users.setdefault(called, set()).add(name)
    printed = {"calculus/evaluate.py", "calculus/referee/elementary.py"}
    assert users == {"exec": printed, "eval": {"calculus/referee/elementary.py"}}
