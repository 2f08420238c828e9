"""What clerks have loaded when they begin. This module is imported by the process they are forked from."""

from __future__ import annotations

import gc
from importlib import import_module

LOADED = ("mcdocs.preview.versions", "mcdocs.preview.playground", "mcdocs.calculus.referee", "sympy")

for name in LOADED:
    import_module(name)

# What is there now is never collected, so that forked processes go on sharing the memory it is in.
gc.collect()
gc.freeze()
