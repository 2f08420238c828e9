"""STACK questions for Moodle: Maxima decides whether an answer is equal, whatever its form.

The elements are those of the sample questions and the documentation of the STACK plugin, "Import and Export"; there is
no published schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mcdocs.exports.assumed import Assumed, Same, assumed
from mcdocs.exports.elements import element
from mcdocs.exports.moodle import bank, head, html_of, question, text_of
from mcdocs.exports.stems import intermediates, names_typed, repeated, scalars, unwritten
from mcdocs.exports.table import Bundle, Item, Losses, exports
from mcdocs.exports.writing import Rows, written_out
from mcdocs.language import nodes
from mcdocs.printers.maxima import maxima, maxima_matrix
from mcdocs.problems.model import Chosen, Drawn, Filled, Sizes, Value

# Names that mean something to Maxima or STACK, and cannot be variables of a question there: constants, words of its
# language, and what the question itself is made of.
RESERVED = frozenset(
    str.split(
        "e i j pi phi gamma beta zeta psi inf minf infinity und ind true false all any if then else elseif do for "
        "from in step next thru while unless and or not at del diff int integrate sum product limit matrix lambda "
        "values labels log asin acos atan signum abs max min mod floor ceiling round factorial binomial det "
        "transpose rank border columns context dim domain tab terminal title tr"
    )
)
_SUBSCRIPTED = re.compile(r"\w+_\d\w*")
_OWN = re.compile(r"(?:ta|sa|st|ans|prt)\d+")
_ROWS = "Type each row of the matrix on a line of its own, with spaces between the entries and none inside them."


@dataclass(frozen=True)
class Test:
    """One comparison of an answer: what it is compared with, the part of the points, and what the student is told."""

    against: str
    score: str
    feedback: str


@exports("stack", "Moodle XML with STACK questions: any equivalent form is right, the other layout is told")
def stack(versions: Sequence[Drawn]) -> Bundle:
    """Formulas of given sizes as STACK questions; everything else as in the format `moodle`."""
    return bank(versions, f"{versions[0].sheet.set_name}-stack", _question)


def _question(item: Item, losses: Losses) -> Element:
    match item.solution.answer:
        case Value(node=node):
            answers = [written_out(node)]
        case Filled(values=values):
            answers = [written_out(value) for value in values]
        case Chosen() | Sizes():
            return question(item, losses)
    known = [answer for answer in answers if answer is not None]
    if len(known) < len(answers):
        losses.add(item, f"STACK compares entry by entry, and {unwritten(item)}: they are essays, marked by hand")
        return question(item, Losses())
    if clash := sorted({*filter(_is_taken, _names(known)), *repeated(item)}):
        why = f"Maxima takes {', '.join(clash)} for something else: they are essays, marked by hand; rename them"
        losses.add(item, why)
        return question(item, Losses())
    facts = assumed(item)
    if facts.beyond:
        losses.add(item, f"STACK does not know that {' and '.join(facts.beyond)}: they are essays, marked by hand")
        return question(item, Losses())
    return _stack(item, known, facts)


def _is_taken(name: str) -> bool:
    return name in RESERVED or _OWN.fullmatch(name) is not None


def _names(answers: Sequence[Rows]) -> set[str]:
    parts = (part for answer in answers for row in answer.rows for entry in row for part in nodes.walk(entry))
    return {part.name for part in parts if isinstance(part, nodes.Symbol | nodes.Entry)}


def _stack(item: Item, answers: Sequence[Rows], facts: Assumed) -> Element:
    """A question with an input and a tree of tests for each answer: one, or one for each gap."""
    numbers = range(1, len(answers) + 1)
    inputs = "".join(
        f"<p>{f'({number}) ' if len(answers) > 1 else ''}[[input:ans{number}]] [[validation:ans{number}]]</p>"
        for number in numbers
    )
    made = head(item, "stack", _typed(item, answers) + inputs)
    drawn = item.drawn.draws[item.exercise.number - 1]
    variables = [f"assume({name}>0);" for name in sorted(facts.positive)]
    variables += [f"ta{number}:{_maxima(answer)};" for number, answer in zip(numbers, answers, strict=True)]
    feedback = "".join(f"[[feedback:prt{number}]]" for number in numbers)
    for child in (
        element("stackversion", text_of("")),
        element("questionvariables", text_of("\n".join([*_drawn(drawn, scalars(item)), *variables]))),
        html_of("specificfeedback", f"<p>{feedback}</p>"),
        element("questionnote", text_of(", ".join(f"{name} = {value}" for name, value in drawn.items()) or item.name)),
        *_options(),
    ):
        made.append(child)
    for number, answer in zip(numbers, answers, strict=True):
        made.append(_input(number, answer, item))
    for number, answer in zip(numbers, answers, strict=True):
        made.append(_tree(number, answer, 1 / len(answers), facts.same))
    made.append(_test(len(answers)))
    return made


def _typed(item: Item, answers: Sequence[Rows]) -> str:
    """Which names there are, and how a matrix is typed: the hint of an input would be read as a formula of Maxima."""
    rows = "" if all(answer.is_scalar for answer in answers) else f" {_ROWS}"
    return f"<p>{names_typed(item)}{rows}</p>"


def _maxima(answer: Rows) -> str:
    return maxima(answer.rows[0][0]) if answer.is_scalar else maxima_matrix(answer.rows)


def _drawn(drawn: Mapping[str, str], known: Sequence[str]) -> list[str]:
    """What was drawn, as variables, where it is a number: authors go on from there. Names of the answer stay names."""
    numbers = {name: value for name, value in drawn.items() if value.lstrip("-").replace("/", "", 1).isdigit()}
    return [f"{name}:{value};" for name, value in numbers.items() if not _is_taken(name) and name not in known]


def _tests(name: str, answer: Rows) -> list[Test]:
    """What is compared in turn with the answer, which has this name."""
    tests = [Test(name, "1.0000000", "")]
    if not answer.is_scalar and answer != answer.transposed():
        said = "<p>This is right in the other layout: its transpose is asked for.</p>"
        tests.append(Test(f"transpose({name})", "0.5000000", said))
    tests.append(Test(f"-{name}" if answer.is_scalar else f"(-1)*{name}", "0.5000000", "<p>The sign is wrong.</p>"))
    return tests


def _options() -> list[Element]:
    right, partly, wrong = "Correct.", "Not quite.", "Incorrect."
    plain = {
        "decimals": ".",
        "multiplicationsign": "dot",
        "sqrtsign": "1",
        "complexno": "i",
        "inversetrig": "arccos",
        "logicsymbol": "lang",
        "matrixparens": "[",
        "variantsselectionseed": "",
    }
    return [
        element("questionsimplify", "1"),
        element("assumepositive", "0"),
        element("assumereal", "1"),
        html_of("prtcorrect", f"<p>{right}</p>"),
        html_of("prtpartiallycorrect", f"<p>{partly}</p>"),
        html_of("prtincorrect", f"<p>{wrong}</p>"),
        *(element(name, value) for name, value in plain.items()),
    ]


def _input(number: int, answer: Rows, item: Item) -> Element:
    """An input; `varmatrix` lets a student choose the size, which is part of what is asked.

    Names of several letters are refused unless they are allowed. What would be called wrong though it is not is refused
    before it is marked: a rounded number for an exact one, and the name of an intermediate, which Maxima does not know.
    x_1 is taken for x1, unless an author gives that name.
    """
    known, hidden = scalars(item), intermediates(item)
    values = {
        "name": f"ans{number}",
        "type": "algebraic" if answer.is_scalar else "varmatrix",
        "tans": f"ta{number}",
        "boxsize": "25",
        "strictsyntax": "1",
        "insertstars": "1",
        "syntaxhint": "",
        "syntaxattribute": "0",
        "forbidwords": ",".join(["diff", "int", *hidden]),
        "allowwords": ",".join(known),
        "forbidfloat": "1" if item.question.kind == "value" else "0",
        "requirelowestterms": "0",
        "checkanswertype": "0",
        "mustverify": "1",
        "showvalidation": "1",
        "options": "" if any(map(_SUBSCRIPTED.fullmatch, known)) else "consolidatesubscripts",
    }
    return element("input", *(element(name, value) for name, value in values.items()))


def _tree(number: int, answer: Rows, value: float, same: Same) -> Element:
    """A tree that asks one test after the other until one is passed.

    Entries that others tell are replaced before: `sa1` is the student's answer then, `st1` the right one.
    """
    given, right = (f"sa{number}", f"st{number}") if same else (f"ans{number}", f"ta{number}")
    tests = _tests(right, answer)
    equations = ",".join(f"{name}={maxima(node)}" for name, node in same.items())
    settle = [f"{name}:subst([{equations}],{of});" for name, of in ((given, f"ans{number}"), (right, f"ta{number}"))]
    tree = element("prt", element("name", f"prt{number}"), element("value", f"{value:.7f}"))
    tree.extend([element("autosimplify", "1"), element("feedbackstyle", "1")])
    tree.append(element("feedbackvariables", text_of("\n".join(settle) if same else "")))
    for place, test in enumerate(tests):
        following = str(place + 1) if place + 1 < len(tests) else "-1"
        values = {
            "name": str(place),
            "description": "",
            "answertest": "AlgEquiv",
            "sans": given,
            "tans": test.against,
            "testoptions": "",
            "quiet": "0",
            "truescoremode": "=",
            "truescore": test.score,
            "truepenalty": "",
            "truenextnode": "-1",
            "trueanswernote": f"prt{number}-{place + 1}-T",
        }
        node = element("node", *(element(name, content) for name, content in values.items()))
        node.append(html_of("truefeedback", test.feedback))
        values = {
            "falsescoremode": "=",
            "falsescore": "0.0000000",
            "falsepenalty": "",
            "falsenextnode": following,
            "falseanswernote": f"prt{number}-{place + 1}-F",
        }
        for name, content in values.items():
            node.append(element(name, content))
        node.append(html_of("falsefeedback", ""))
        tree.append(node)
    return tree


def _test(count: int) -> Element:
    """STACK's own test of the question: the answer is right."""
    test = element("qtest", element("testcase", "1"), element("description", "the answer"))
    for number in range(1, count + 1):
        test.append(element("testinput", element("name", f"ans{number}"), element("value", f"ta{number}")))
    for number in range(1, count + 1):
        expected = {
            "expectedscore": "1.0000000",
            "expectedpenalty": "0.0000000",
            "expectedanswernote": f"prt{number}-1-T",
        }
        test.append(
            element(
                "expected",
                element("name", f"prt{number}"),
                *(element(name, content) for name, content in expected.items()),
            )
        )
    return test
