"""The referee: every displayed line checked exactly and by numbers, sharing no code with the engine."""

from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim, DerivativeIs, Equal, Unequal, ValueIs, Verdict

try:
    from mcdocs.calculus.referee.judge import judge, refutes
    from mcdocs.calculus.referee.numbers import evaluate
except ModuleNotFoundError as absent:
    # In a browser there is no NumPy: claims can be made there, and `plain` judges them.
    if absent.name != "numpy":
        raise

__all__ = [
    "ArrayDerivativeIs",
    "Claim",
    "DerivativeIs",
    "Equal",
    "Unequal",
    "ValueIs",
    "Verdict",
    "evaluate",
    "judge",
    "refutes",
]
