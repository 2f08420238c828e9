"""The referee: every displayed line checked exactly and by numbers, sharing no code with the engine."""

from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim, DerivativeIs, Equal, ValueIs, Verdict
from mcdocs.calculus.referee.judge import judge
from mcdocs.calculus.referee.numbers import evaluate

__all__ = ["ArrayDerivativeIs", "Claim", "DerivativeIs", "Equal", "ValueIs", "Verdict", "evaluate", "judge"]
