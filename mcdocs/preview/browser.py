"""What the playground of a static site runs on: Python in the browser (Pyodide), and the sources it needs, in one file.

No package index of Pyodide is asked: what the engine needs beside the standard library is pure Python and is taken from
where mcdocs itself runs. NumPy and SymPy are left out; the small referee in `calculus/referee/plain` needs neither.
"""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from mcdocs.documents.formats import shipped_templates
from mcdocs.errors import MissingToolError

# What is copied of Pyodide's npm package, under the same names.
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
LIBRARIES = ("jinja2", "markupsafe", "yaml")
# Rooms the engine in the browser has no use for.
_LEFT_OUT = ("build", "documents/pieces", "papers", "problems", "specs")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def runtime(package: Path) -> dict[str, bytes]:
    """The files of Pyodide by name, from its npm package. Raises MissingToolError when one is not there."""
    missing = [name for name in RUNTIME if not (package / name).is_file()]
    if missing:
        hint = "name the folder of the npm package pyodide: --pyodide node_modules/pyodide"
        raise MissingToolError(f"{package} is not Pyodide: it has no {missing[0]}", hint=hint)
    return {name: (package / name).read_bytes() for name in RUNTIME}


def sources() -> bytes:
    """An archive of Python sources and templates; the same on every run."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, path in sorted(_files()):
            file.writestr(zipfile.ZipInfo(name, _EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    package = Path(__file__).resolve().parents[1]
    for path in package.rglob("*.py"):
        name = path.relative_to(package).as_posix()
        if not name.startswith(_LEFT_OUT):
            yield f"mcdocs/{name}", path
    slides = shipped_templates() / "html"
    for path in slides.glob("*.*"):
        yield f"mcdocs/templates/html/{path.name}", path
    for library in LIBRARIES:
        spec = importlib.util.find_spec(library)
        assert spec is not None, "mcdocs depends on it"
        for folder in spec.submodule_search_locations or ():
            for path in Path(folder).rglob("*.py"):
                yield f"{library}/{path.relative_to(folder).as_posix()}", path
