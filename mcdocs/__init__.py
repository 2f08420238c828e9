"""mcdocs derives matrix-calculus results with the working, verifies them, and typesets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcdocs.calculus.derive import Derivation, derive
    from mcdocs.errors import McdocsError

__all__ = ["Derivation", "McdocsError", "derive"]
__version__ = "0.1.0"

_HOMES = {"derive": "mcdocs.calculus.derive", "Derivation": "mcdocs.calculus.derive", "McdocsError": "mcdocs.errors"}


def __getattr__(name: str) -> Any:
    """The public names, imported when first used: the command line starts without the engine."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mcdocs' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
