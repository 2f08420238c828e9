"""The kinds of questions: one function for each, from a drawn function to a question and its solution."""

from mcdocs.problems.asks import derivatives, mistakes, puzzles, values  # noqa: F401 - their functions enter the table
from mcdocs.problems.asks.table import ASKS, Posed, Task, posed

__all__ = ["ASKS", "Posed", "Task", "posed"]
