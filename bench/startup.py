"""How long `mcdocs --help` takes beyond Python itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from bench.measure import side_by_side
from bench.report import Row

AIM = 0.15
COMMANDS = {
    "mcdocs --help": [sys.executable, "-m", "mcdocs", "--help"],
    "python -c pass": [sys.executable, "-c", "pass"],
}


def startup() -> Iterator[Row]:
    """One row: the difference of the medians is what mcdocs adds."""

    runs = {
        name: partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)
        for name, command in COMMANDS.items()
    }
    times = side_by_side(runs, 15)
    more = times["mcdocs --help"].median - times["python -c pass"].median
    yield Row(
        "start-up",
        times,
        ratio=times["mcdocs --help"].median / times["python -c pass"].median,
        aim=f"under {AIM:g} s more",
        met=more < AIM,
        notes={"more": f"{more:.3f} s"},
    )
