"""Look for everything mcdocs needs, and say the one command that brings each thing that is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from mcdocs.build.packages import TEX, how_to_install_tex, tex_packages

PYTHON = (3, 11)
PACKAGES = ("sympy", "numpy", "jinja2", "pyyaml", "pydantic", "typer", "rich")
PREVIEW = ("starlette", "uvicorn", "watchfiles")

_PIP = f"{sys.executable} -m pip install"


@dataclass(frozen=True)
class Finding:
    """One thing looked for: `found` describes it, and is empty when it is not there; then `remedy` says what to do.

    `is_tool` tells a missing program or package from a folder that is not as it should be; `optional` is what only one
    command needs, which the remedy names: without it nothing is wrong.
    """

    what: str
    found: str
    remedy: str = ""
    is_tool: bool = True
    optional: bool = False


def examine(course: Path, output: Path) -> Iterator[Finding]:
    """Everything mcdocs needs, in the order one would install it."""
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, PYTHON))
    yield Finding("python", version if sys.version_info >= PYTHON else "", f"install Python {wanted} or later")
    for package in PACKAGES:
        yield Finding(package, _version(package), f"{_PIP} {package}")
    yield Finding(TEX, _tex_version(), how_to_install_tex())
    for package, file in tex_packages().items():
        yield Finding(f"{package} ({file})", _tex_file(file), f"sudo apt-get install --no-install-recommends {package}")
    yield Finding("preview", _versions(PREVIEW), f"for `mcdocs preview`: {_PIP} 'mcdocs[preview]'", optional=True)
    specs = course / "specs"
    remedy = "go to the folder of a course, or start one here: mcdocs new lecture my-first-lecture"
    yield Finding("course", str(specs) if specs.is_dir() else "", remedy, is_tool=False)
    yield Finding("output folder", _writable(output), f"give yourself the right to write to {output}", is_tool=False)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _versions(packages: tuple[str, ...]) -> str:
    """The packages with their versions, if all are there."""
    found = [f"{package} {_version(package)}" for package in packages if _version(package)]
    return ", ".join(found) if len(found) == len(packages) else ""


def _tex_version() -> str:
    if not shutil.which(TEX):
        return ""
    lines = _output(TEX, "--version").splitlines()
    return lines[0] if lines else ""


def _tex_file(name: str) -> str:
    return _output("kpsewhich", name).strip() if shutil.which("kpsewhich") else ""


def _output(*command: str) -> str:
    """What a command prints; nothing when it fails or hangs: a tool that does not answer is as good as missing."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _writable(folder: Path) -> str:
    """The folder as it is shown, when a file can be made in it or in the nearest parent there is."""
    existing = next((place for place in (folder, *folder.absolute().parents) if place.exists()), Path(os.sep))
    try:
        with tempfile.TemporaryFile(dir=existing):
            return str(folder)
    except OSError:
        return ""
