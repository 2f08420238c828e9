"""The referee: every displayed line checked exactly and by numbers, sharing no code with the engine."""

from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim, DerivativeIs, Equal, Unequal, ValueIs, Verdict
from mcdocs.calculus.referee.judge import judge, refutes
from mcdocs.calculus.referee.numbers import evaluate

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
