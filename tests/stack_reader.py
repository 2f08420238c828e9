"""A question of STACK as the plugin imports it: its inputs, its trees, and its own tests, which hang together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from tests.moodle_parts import Imported, Node, demand, html_of, one_of, plain

_OPTIONS = {
    "questionsimplify": ("0 1", "1"),
    "assumepositive": ("0 1", "0"),
    "assumereal": ("0 1", "0"),
    "decimals": (". ,", "."),
    "multiplicationsign": ("dot cross onum space none", "dot"),
    "sqrtsign": ("0 1", "1"),
    "complexno": ("i j symi symj", "i"),
    "inversetrig": ("cos-1 acos arccos arccos-arcosh", "cos-1"),
    "logicsymbol": ("lang symbol", "lang"),
    "matrixparens": ("[ ( { |", "["),
}
_INPUT = {
    "type": ("algebraic numerical matrix varmatrix units boolean string textarea equiv", ""),
    "strictsyntax": ("0 1", "1"),
    "insertstars": ("0 1 2 3 4 5", "0"),
    "syntaxattribute": ("0 1", "0"),
    "forbidfloat": ("0 1", "1"),
    "requirelowestterms": ("0 1", "0"),
    "checkanswertype": ("0 1", "0"),
    "mustverify": ("0 1", "1"),
    "showvalidation": ("0 1 2 3", "1"),
}
_KEPT = ("tans", "boxsize", "syntaxhint", "forbidwords", "allowwords", "options")


def stack(question: Element, read: Imported) -> Imported:
    """The question with what only STACK has."""
    options = {tag: one_of(question, tag, *known) for tag, known in _OPTIONS.items()}
    options["questionvariables"] = plain(question, "questionvariables")
    options["questionnote"] = plain(question, "questionnote")
    shown = {
        tag: html_of(question, tag) for tag in ("specificfeedback", "prtcorrect", "prtpartiallycorrect", "prtincorrect")
    }
    inputs = dict(map(_input, question.findall("input")))
    trees = dict(_tree(each, inputs) for each in question.findall("prt"))
    demand(len(inputs) == len(question.findall("input")), "every input has a name of its own")
    for what, names in (("input", inputs), ("validation", inputs)):
        demand(_placed(what, read.text) == sorted(names), f"each {what} is placed in the text once")
    demand(_placed("feedback", read.text + shown["specificfeedback"]) == sorted(trees), "each tree is placed once")
    for text in (read.text, read.feedback, *shown.values()):
        unknown = re.search(r"\[\[(?!(?:input|validation|feedback):\w+\]\])", text)
        demand(unknown is None and not re.search(r"\{[@#]", text), "a block of STACK is one of these")
    for test in question.findall("qtest"):
        _test(test, inputs, trees)
    demand(sum(float(each.findtext("value", "1")) for each in question.findall("prt")) > 0, "a tree is worth something")
    return replace(read, options=options, inputs=inputs, trees=trees)


def _placed(what: str, text: str) -> list[str]:
    return sorted(re.findall(rf"\[\[{what}:(\w+)\]\]", text))


def _input(element: Element) -> tuple[str, Mapping[str, str]]:
    name = element.findtext("name", "")
    demand(re.fullmatch(r"[A-Za-z]\w{0,17}", name) is not None, "an input has a name")
    found = {tag: one_of(element, tag, *known) for tag, known in _INPUT.items()}
    found |= {tag: element.findtext(tag) or "" for tag in _KEPT}
    demand(bool(found["tans"]) and int(found["boxsize"]) > 0, "an input has a model answer and a width")
    for word in filter(None, f"{found['forbidwords']},{found['allowwords']}".split(",")):
        demand(re.fullmatch(r"[A-Za-z]\w*", word) is not None, f"{word!r} is no name")
    both = set(found["forbidwords"].split(",")) & set(found["allowwords"].split(",")) - {""}
    demand(not both, f"{both} are allowed and forbidden")
    demand(found["options"] in ("", "consolidatesubscripts"), "an option is one that both kinds of input have")
    return name, found


def _tree(element: Element, inputs: Mapping[str, object]) -> tuple[str, tuple[Node, ...]]:
    """Its nodes in order; they are named by numbers, none leads back, and all are reached."""
    name = element.findtext("name", "")
    demand(re.fullmatch(r"[A-Za-z]\w{0,17}", name) is not None, "a tree has a name")
    nodes = element.findall("node")
    demand(
        [each.findtext("name") for each in nodes] == [str(place) for place in range(len(nodes))], "nodes are counted"
    )
    variables = [line.partition(":")[0] for line in plain(element, "feedbackvariables").splitlines()]
    demand(not set(variables) & set(inputs), "a variable is called like nothing else")
    found, reached = [], {"0"}
    for place, node in enumerate(nodes):
        answers = [_node_answer(node, side, place, len(nodes)) for side in ("true", "false")]
        reached |= {following for _, following in answers}
        demand(node.findtext("sans") in (*inputs, *variables), "a test is about an input, or what is made of one")
        found.append(
            Node(
                one_of(node, "answertest", "AlgEquiv EqualComAss CasEqual SubstEquiv NumAbsolute", ""),
                node.findtext("sans", ""),
                node.findtext("tans", ""),
                (answers[0][0], answers[1][0]),
                (answers[0][1], answers[1][1]),
                html_of(node, "truefeedback") + html_of(node, "falsefeedback"),
            )
        )
    demand({str(place) for place in range(len(nodes))} <= reached, "every node is reached")
    demand(float(element.findtext("value", "1")) > 0, "a tree is worth something")
    one_of(element, "feedbackstyle", "0 1 2 3", "1")
    return name, tuple(found)


def _node_answer(node: Element, side: str, place: int, count: int) -> tuple[float, str]:
    """The score of a side of a node, and the node after it."""
    one_of(node, f"{side}scoremode", "= + -", "=")
    score, following = float(node.findtext(f"{side}score", "1")), node.findtext(f"{side}nextnode", "-1")
    demand(0 <= score <= 1, "a score is a part of the points")
    demand(following == "-1" or place < int(following) < count, "a tree goes on, and ends")
    demand(bool(node.findtext(f"{side}answernote")), "a side of a node has a note")
    penalty = node.findtext(f"{side}penalty") or "0"
    demand(0 <= float(penalty) <= 1, "a penalty is a part of the points")
    return score, following


def _test(test: Element, inputs: Mapping[str, object], trees: Mapping[str, tuple[Node, ...]]) -> None:
    """STACK's own tests of a question are about its inputs and trees, all of them."""
    demand({each.findtext("name") for each in test.findall("testinput")} == set(inputs), "a test fills in all inputs")
    demand({each.findtext("name") for each in test.findall("expected")} == set(trees), "a test is about all trees")
    for each in test.findall("expected"):
        demand(0 <= float(each.findtext("expectedscore", "")) <= 1, "a score is a part of the points")
