"""Formats: a folder under `templates/` with one template per block and a `format.yaml`.

A course's own `templates/` comes first, file by file; what it does not have is taken from the shipped folder.
"""

from __future__ import annotations

import base64
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from mcdocs.documents.escapes import ESCAPES
from mcdocs.errors import DocumentError, Position

SETTINGS = "format.yaml"
_MEDIA = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
_KEYS = ("extension", "escape", "math", "colours", "files", "base")


@dataclass(frozen=True)
class Format:
    """How a document is written: `folders` are searched in order, `files` go beside the output unchanged.

    With a `base` in its format.yaml, what a format does not have is taken from that one.

    `escape` is a row of ESCAPES, `math` a row of `render.MATHEMATICS`, `extension` has no dot.
    """

    name: str
    folders: tuple[Path, ...]
    extension: str
    escape: str
    math: str
    colours: bool = False
    files: tuple[Path, ...] = ()

    def sources(self) -> tuple[Path, ...]:
        """Every file this format is made of, in a fixed order: what a build must hash."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for path in folder.rglob("*"):
                if path.is_file():
                    found[path.relative_to(folder).as_posix()] = path
        return tuple(found[name] for name in sorted(found))


def shipped_templates() -> Path:
    """The templates that come with mcdocs: package data when installed, the repository's folder in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def search_path(course: Path | None = None) -> tuple[Path, ...]:
    """Where templates are looked for: the course's own folder first."""
    shipped = shipped_templates()
    own = course / "templates" if course else None
    if own is None or own.resolve() == shipped.resolve() or not own.is_dir():
        return (shipped,)
    return (own, shipped)


def format_names(course: Path | None = None) -> tuple[str, ...]:
    """The names of all formats, in alphabetical order."""
    return tuple(sorted({path.parent.name for root in search_path(course) for path in root.glob(f"*/{SETTINGS}")}))


def load_format(name: str, course: Path | None = None) -> Format:
    """The format of that name; raises DocumentError when there is none or its format.yaml is wrong."""
    names = format_names(course)
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"formats here: {', '.join(names)}"
        raise DocumentError(f"there is no format {name!r}", hint=hint)
    return _read(name, course)


def _folders(name: str, course: Path | None) -> tuple[Path, ...]:
    return tuple(folder for root in search_path(course) if (folder := root / name).is_dir())


def _read(name: str, course: Path | None) -> Format:
    folders = _folders(name, course)
    path = find(folders, SETTINGS)
    assert path is not None, "format_names() found it"
    values, places = _settings(path)
    if "base" in values:
        base = values["base"]
        if not isinstance(base, str) or base == name or base not in format_names(course):
            raise DocumentError(f"there is no format {base!r} to stand on", at=places["base"])
        folders += _folders(base, course)
    extension, escape, math = (_word(values, key, path) for key in ("extension", "escape", "math"))
    if escape not in ESCAPES:
        hint = f"known: {', '.join(ESCAPES)}"
        raise DocumentError(f"there is no way to escape called {escape!r}", at=places["escape"], hint=hint)
    listed = values.get("files") or []
    if not isinstance(listed, list):
        raise DocumentError("'files' must be a list of file names", at=places["files"])
    files = tuple(_beside(folders, file, places["files"]) for file in listed)
    return Format(name, folders, extension.lstrip("."), escape, math, values.get("colours") is True, files)


def _word(values: dict[str, object], key: str, path: Path) -> str:
    value = values.get(key)
    if not isinstance(value, str):
        raise DocumentError(f"{key!r} must be given, as a word", at=Position(str(path), 1, 1))
    return value


def _beside(folders: tuple[Path, ...], file: object, at: Position) -> Path:
    """A file of the format by its bare name: nothing outside the format's folders can be named."""
    found = find(folders, file) if isinstance(file, str) and Path(file).name == file else None
    if found is None:
        raise DocumentError(f"{file!r} is not a file of this format", at=at)
    return found


def find(folders: Iterable[Path], name: str) -> Path | None:
    """The first file of that name along the folders."""
    return next((path for folder in folders if (path := folder / name).is_file()), None)


def embedded(folders: Iterable[Path], name: str) -> str:
    """A file of a format as a data URL, for what a document must not fetch. Raises DocumentError if there is none."""
    path = find(folders, name)
    if path is None:
        raise DocumentError(f"{name!r} is not a file of this format")
    kind = _MEDIA.get(path.suffix, "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _settings(path: Path) -> tuple[dict[str, object], dict[str, Position]]:
    """The keys of a format.yaml with their values, and where each stands; an unknown key is an error."""
    try:
        text = path.read_text(encoding="utf-8")
        root, values = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        line, column = (mark.line, mark.column) if mark else (0, 0)
        at = Position(str(path), line + 1, column + 1, lines[line] if line < len(lines) else "")
        hint = "a format.yaml is a list of `key: value` lines; copy one that is shipped to start from"
        raise DocumentError(f"this is not YAML: {getattr(error, 'problem', error)}", at=at, hint=hint) from error
    if not isinstance(root, yaml.MappingNode):
        raise DocumentError("a format.yaml is a list of `key: value` lines", at=Position(str(path), 1, 1))
    lines, places = text.splitlines(), {}
    for key, _ in root.value:
        line, column = key.start_mark.line, key.start_mark.column
        places[key.value] = Position(str(path), line + 1, column + 1, lines[line], len(str(key.value)))
        if key.value not in _KEYS:
            near = difflib.get_close_matches(str(key.value), _KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"keys: {', '.join(_KEYS)}"
            raise DocumentError(f"{key.value!r} is not a key of a format.yaml", at=places[key.value], hint=hint)
    return values, places
