"""The closed set of formula nodes: frozen, shape-checked when made, in the order and with the brackets of the author.

Operations on formulas are functions over these types elsewhere; a type they do not know raises.
"""

from mcdocs.language.nodes.arrays import Grid, IndexFactor, IndexTerm, Tensor
from mcdocs.language.nodes.atoms import (
    Commutation,
    Constant,
    Counter,
    Dimension,
    Entry,
    Eye,
    Named,
    Number,
    Ones,
    Symbol,
    Zeros,
)
from mcdocs.language.nodes.node import Node
from mcdocs.language.nodes.numbers import ONE, ZERO, extent, number
from mcdocs.language.nodes.operations import (
    SIGNS,
    Add,
    Apply,
    Differential,
    Div,
    MatMul,
    Mul,
    Neg,
    Partial,
    Pow,
    RangeSum,
    Structure,
    Sub,
    Transpose,
    Unvec,
)
from mcdocs.language.nodes.trees import counted, distinct, intermediates, rebuilt, recounted, walk

__all__ = [
    "ONE",
    "SIGNS",
    "ZERO",
    "Add",
    "Apply",
    "Commutation",
    "Constant",
    "Counter",
    "Differential",
    "Dimension",
    "Div",
    "Entry",
    "Eye",
    "Grid",
    "IndexFactor",
    "IndexTerm",
    "MatMul",
    "Mul",
    "Named",
    "Neg",
    "Node",
    "Number",
    "Ones",
    "Partial",
    "Pow",
    "RangeSum",
    "Structure",
    "Sub",
    "Symbol",
    "Tensor",
    "Transpose",
    "Unvec",
    "Zeros",
    "counted",
    "distinct",
    "extent",
    "intermediates",
    "number",
    "rebuilt",
    "recounted",
    "walk",
]
