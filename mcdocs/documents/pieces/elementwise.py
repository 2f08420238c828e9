"""Functions applied entry by entry: their Jacobian is diagonal, so multiplying by it is an elementwise product."""

from __future__ import annotations

from mcdocs.calculus.derive import is_matrix_notation, solve
from mcdocs.calculus.layout import Aspect
from mcdocs.calculus.matrix.products import simple
from mcdocs.calculus.matrix.stacking import unstacked
from mcdocs.calculus.referee.claims import Claim, Equal
from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display, Slide
from mcdocs.documents.mapping import coloured
from mcdocs.documents.pieces.derivatives import head_of, result
from mcdocs.documents.pieces.examples import beside, scale
from mcdocs.documents.pieces.parts import View, equals
from mcdocs.documents.pieces.subjects import Subject, read_subject
from mcdocs.documents.pieces.symbols import Symbols, space, symbols_of
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.errors import Position, SpecError
from mcdocs.language import nodes, shapes
from mcdocs.language.notation import Answer, Applied, Coloured, Map, Name, Quotient, Raw, Relation
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.specs.slides import ElementwiseSlide

_SLOPE = Raw("f'")


@piece("elementwise")
def elementwise(slide: ElementwiseSlide, lesson: Lesson) -> Piece:
    """The general statement, then each function with its Jacobian and what multiplying by it does."""
    slides: list[Slide] = []
    claims: list[Claim] = []
    general = Map("f", space(("n", "k"), "input"), space(("n", "k"), "output"))
    if slide.general:
        slides.append(page(slide, _general(), subtitle=(Formula(general),)))
    for place, spec in enumerate(lesson.course.functions_of(slide)):
        subject = read_subject(spec, spec.variables[0])
        symbols = symbols_of(subject, spec.variables[:1])
        body, said = _one(subject, symbols, slide.position("functions", place))
        subtitle: Inline = (Formula(symbols.map()), *((Text("\u2002·\u2002"), *spec.title) if spec.title else ()))
        slides.append(coloured(page(slide, body, spec.title, subtitle), *symbols.colours()))
        claims += (*subject.claims(), *said)
    return Piece(tuple(slides), tuple(claims))


def _general() -> tuple[Block, ...]:
    """For any function of one variable: entries, the differential of any array, and the Jacobian of a vector."""
    entry = Relation((Name("y_i_j", "output"), Applied(Name("f"), (Name("x_i_j", "input"),))), ("=",))
    whole, vector = Name("X", "input"), Name("x", "input")
    dx, dy = (nodes.Differential(nodes.Symbol(name)) for name in ("X", "Y"))
    differential = Relation((dy, Applied(_SLOPE, (whole,)), dx), ("=", "odot"))
    diagonal = Applied(Raw(r"\mathrm{diag}"), (Applied(_SLOPE, (vector,)),))
    jacobian = Relation((Quotient(Name("y", "output"), vector), diagonal), ("=",))
    colours = frozenset("Y"), frozenset("X")
    words = (Text("One function of a single variable, applied to "), Text("each entry", "strong"), Text("."))
    why = (
        Text("No output depends on another entry than its own: the Jacobian of a vector is "),
        Text("diagonal", "strong"),
        Text(", and multiplying by it is the elementwise product with its diagonal."),
    )
    statements = (
        Display(Coloured(differential, *colours)),
        Display(jacobian),
    )
    return (blocks.Paragraph(words), Display(entry), blocks.Row(statements), blocks.Paragraph(why, quiet=True))


def _one(subject: Subject, symbols: Symbols, at: Position) -> tuple[tuple[Block, ...], tuple[Claim, ...]]:
    """The function, its Jacobian, and `J dx = diagonal * dx`."""
    if len(subject.aspect.input) != 1 or not subject.written_out:
        return _whole(subject, symbols, at)
    value = subject.derivation.solution.value("numerator")
    count = len(subject.aspect.input) == 1 and int(subject.aspect.input[0])
    if not isinstance(value, nodes.Grid) or value.shape != (count, count):
        raise SpecError("an elementwise function takes an array to an array of the same shape", at=at)
    for place, entry in enumerate(value.entries):
        i, j = divmod(place, count)
        if i != j and entry != nodes.ZERO:
            raise SpecError(f"this function is not elementwise: output {i + 1} depends on entry {j + 1}", at=at)
    view = View(subject, symbols, ("numerator",), ("value",))
    wrt = subject.statement.wrt
    dx = nodes.Differential(wrt)
    diagonal = nodes.Grid(value.entries[:: count + 1], (count,))
    product = Relation((head_of(view), dx, Answer(diagonal), dx), ("thin", "=", "odot"))
    question = Display(equals(symbols.output, symbols.applied(), subject.statement.formula))
    jacobian, applied = result(view, "numerator", "numerator"), Display(product)
    ways: list[tuple[Block, ...]] = [(question, jacobian, applied), (question, beside((jacobian,), (applied,)))]
    body = max(ways, key=scale)
    claim = Equal(
        nodes.MatMul(value, dx),
        nodes.Mul(diagonal, dx),
        f"{subject.what} times the differential",
        subject.at,
        subject.statement.facts,
        (wrt.name,),
    )
    return body, (claim,)


def _whole(subject: Subject, symbols: Symbols, at: Position) -> tuple[tuple[Block, ...], tuple[Claim, ...]]:
    """The same of a matrix, or of a vector of any size: the Jacobian of what is stacked, and `dY = f'(X) * dX`."""
    statement = subject.statement
    if statement.formula.shape != statement.wrt.shape or not statement.wrt.shape:
        raise SpecError("an elementwise function takes an array to an array of the same shape", at=at)
    derivation = solve(statement) if is_matrix_notation(statement) else subject.derivation
    jacobian = derivation.vec or derivation.numerator
    slopes = _slopes(jacobian.node, statement.wrt.shape)
    if slopes is None:
        raise SpecError("this function is not elementwise: an output depends on other entries than its own", at=at)
    vector = len(statement.wrt.shape) == 1
    stacked = [nodes.Symbol(name.name, statement.wrt.shape) for name in (symbols.output, statement.wrt)]
    output, input = stacked if vector else [nodes.Structure("vec", (each,)) for each in stacked]
    dx, dy = nodes.Differential(statement.wrt), nodes.Differential(stacked[0])
    count = shapes.times(*statement.wrt.shape)
    flat = Aspect((count,), (count,))
    question = Display(equals(symbols.output, symbols.applied(), statement.formula))
    shown = blocks.Result(
        "numerator layout", equals(Quotient(output, input), Answer(jacobian.node)), flat.axes("numerator")
    )
    applied = Display(equals(dy, Answer(nodes.Mul(slopes, dx))))
    what = f"the differential of {subject.spec.name}"
    claim = Equal(
        nodes.Differential(statement.formula),
        nodes.Mul(slopes, dx),
        what,
        subject.at,
        statement.facts,
        (statement.wrt.name,),
    )
    return (question, applied, shown), (*derivation.claims(subject.what, subject.at), claim)


def _slopes(jacobian: nodes.Node, shape: shapes.Shape) -> nodes.Node | None:
    """The array f'(X) whose stacked entries are the diagonal of a Jacobian; None if that is not diagonal."""
    match jacobian:
        case nodes.Eye():
            return nodes.Ones(shape)
        case nodes.Structure(function="diag", arguments=(diagonal,)):
            return diagonal if len(shape) == 1 else simple(unstacked(diagonal, "vec", shape))
        case nodes.Mul(left=scalar, right=right) if scalar.shape == ():
            inner = _slopes(right, shape)
            return None if inner is None else nodes.Mul(scalar, inner)
        case nodes.Neg(argument=argument):
            inner = _slopes(argument, shape)
            return None if inner is None else nodes.Neg(inner)
        case _:
            return None
