"""`python -m bench` measures everything, `python -m bench NAME ...` some of it; the numbers go to build/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

from bench.report import Row, as_data, as_table

COURSE = Path(__file__).resolve().parents[1]

BENCHES: Mapping[str, str] = {
    "startup": "how long the command line takes to start",
    "systems": "Jacobians of random systems against SymPy",
    "matrices": "standard matrix derivatives against SymPy",
    "components": "the same, written out entry by entry by SymPy",
    "sizes": "whether the size of the inputs costs time",
    "networks": "how time and length grow with the depth of a network",
    "pages": "an HTML slide of a long lecture against one of a short",
    "students": "papers for a class: one run of TeX for many students against one for each",
    "lectures": "a lecture from cold, and once more, against TeX alone",
}
"""Each is a room of this package with a function of the same name that gives its rows."""


def main() -> None:
    """Run the benches asked for, print their tables, and write what they found."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure mcdocs side by side.")
    parser.add_argument("names", nargs="*", help=f"what to measure, everything by default: {', '.join(BENCHES)}")
    names = parser.parse_args().names or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        parser.error(f"there is no bench called {unknown[0]!r}; there are {', '.join(BENCHES)}")
    target = COURSE / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    found = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    found["machine"] = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    for name in names:
        start = time.perf_counter()
        bench: Callable[[], Iterator[Row]] = getattr(import_module(f"bench.{name}"), name)
        rows = list(bench())
        found[name] = [as_data(row) for row in rows]
        print(as_table(BENCHES[name], rows), f"    in {time.perf_counter() - start:.0f} s", "", sep="\n", flush=True)
        target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {target.relative_to(COURSE)}")


if __name__ == "__main__":
    main()
