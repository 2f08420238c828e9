"""TeX and the packages of the operating system that documents need, as `tex-packages.txt` lists them."""

from __future__ import annotations

import shutil
from pathlib import Path

from mcdocs.errors import MissingToolError

TEX = "pdflatex"


def tex_packages() -> dict[str, str]:
    """Debian's packages, each with a TeX file that shows it is installed."""
    text = Path(__file__).with_name("tex-packages.txt").read_text(encoding="utf-8")
    rows = (line.split("#")[0].split() for line in text.splitlines())
    return {row[0]: row[1] for row in rows if row}


def how_to_install_tex() -> str:
    """The one command that installs them."""
    return f"install TeX with: sudo apt-get install --no-install-recommends {' '.join(tex_packages())}"


def tex_missing() -> MissingToolError | None:
    """The error to raise when there is no TeX, or nothing."""
    return (
        None
        if shutil.which(TEX)
        else MissingToolError(f"{TEX} is not installed: no PDFs were made", hint=how_to_install_tex())
    )
