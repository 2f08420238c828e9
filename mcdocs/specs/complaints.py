"""What PyYAML complains about, in the words of someone who writes lectures."""

from __future__ import annotations

import re

import yaml

from mcdocs.errors import SpecError
from mcdocs.specs.lines import Lines, Mark

_QUOTE = "put the whole text in quotes"
_STARTERS = {"*": "an asterisk", "`": "a backtick", "@": "an at sign", "%": "a percent sign", "&": "an ampersand"}

# (what PyYAML says, in libyaml's words or its own; our message; our hint), the first match counts.
_COMPLAINTS: tuple[tuple[str, str, str], ...] = (
    (
        r"found unexpected end of stream",
        "a quotation mark opens here and never closes",
        "a quote inside a text in double quotes is written \\\"; inside single quotes ''",
    ),
    (
        r"found unknown escape character|hexa?decimal",
        "this is not an escape that YAML knows",
        "in double quotes a backslash is written \\\\; in single quotes, or without quotes, it stands for itself",
    ),
    (
        r"scanning a block scalar",
        "after | or > the text begins on the next line",
        "put a formula that begins with | or > in quotes; absolute values are written abs(x)",
    ),
    (
        r"sequence entries are not allowed",
        "a list cannot begin on this line",
        "begin the list on a line of its own, or put a text that begins with a dash in quotes",
    ),
    (
        r"could not find expected ':'|expected ':'",
        "a colon is missing after this key",
        "every line of a mapping reads  key: value",
    ),
    (
        r"while parsing a block collection",
        "this line is not an item of the list above",
        "items begin with a dash, all at the same indentation",
    ),
    (
        r"expected the node content|expected node content",
        "a value is missing here",
        "a text that begins with one of , [ ] { } must be in quotes",
    ),
    (
        r"mapping keys are not allowed",
        "the value ended before this",
        "quotes and brackets must enclose the whole value, or put all of it in quotes",
    ),
    (
        r"document start",
        "this line does not continue the one above",
        "a colon is missing above, or a quote or bracket closes too early",
    ),
    # libyaml's own limit, since PyYAML 6.0.4: it looks ahead, and so finds 1000 open brackets before our limit sees 50.
    (r"maximum nesting depth", "too many levels of nesting", "close the brackets, or name parts of the formula in let"),
    (r"incompatible YAML document|directive", "directives are not used in specs", "delete the line"),
    (r"tag", "tags are not used in specs", "put a text that begins with an exclamation mark in quotes"),
    (r"anchor", "this anchor has no name", "put a text that begins with an ampersand in quotes"),
)


def translated(error: yaml.MarkedYAMLError, lines: Lines) -> SpecError:
    """PyYAML's error as ours, at the place an author should look at."""
    problem, context = str(error.problem or "this is not YAML"), str(error.context or "")
    where = error.problem_mark or error.context_mark
    here: Mark = (where.line, where.column) if where else (0, 0)
    opened: Mark = (error.context_mark.line, error.context_mark.column) if error.context_mark else here
    if "cannot start any token" in problem or "while scanning an alias" in context:
        return _bad_start(opened if "alias" in context else here, lines)
    if "mapping values are not allowed" in problem:
        return _second_colon(here, lines)
    if "while parsing a flow" in context and "node content" not in problem:
        return _open_bracket(opened, here, lines)
    if "while parsing a block mapping" in context:
        return _no_key(here, lines)
    # Quotes and keys are to be looked at where they begin, not where the file ended.
    place = opened if "simple key" in context or "unexpected end of stream" in problem else here
    for pattern, message, hint in _COMPLAINTS:
        if re.search(pattern, f"{context} {problem}"):
            return SpecError(message, at=lines.at(place), hint=hint)
    return SpecError(f"this is not YAML: {problem}", at=lines.at(here))


def _bad_start(here: Mark, lines: Lines) -> SpecError:
    at = lines.at(here)
    character = at.source[at.column - 1 : at.column]
    name = _STARTERS.get(character, repr(character))
    return SpecError(f"an unquoted text cannot begin with {name}", at=at, hint=_QUOTE)


def _second_colon(here: Mark, lines: Lines) -> SpecError:
    at = lines.at(here)
    if re.search(r":\s", at.source[: at.column - 1]):
        message = "a second colon in this line"
        return SpecError(message, at=at, hint=f"{_QUOTE}: a colon and a space make a mapping")
    message = "this line does not continue the one above"
    return SpecError(message, at=at, hint="a colon is missing above, or the lines are not indented alike")


def _open_bracket(opened: Mark, here: Mark, lines: Lines) -> SpecError:
    at = lines.at(opened)
    bracket = at.source[at.column - 1 : at.column]
    closing = {"[": "]", "{": "}"}.get(bracket, "bracket")
    met = lines.at(here)
    if here[0] == opened[0] or met.source[met.column - 1 : met.column] in tuple("[]{},\"'"):
        hint = 'inside [ ] and { } a text with any of , [ ] { } must be in quotes: {X: "R^{2x3}"}'
        return SpecError(f"a comma or {closing} is expected here", at=met, hint=hint)
    return SpecError(f"this {bracket} is never closed", at=at, hint=f"add the {closing}")


def _no_key(here: Mark, lines: Lines) -> SpecError:
    at = lines.at(here)
    if at.source[: at.column - 1].strip():
        hint = "quotes and brackets must enclose the whole value, or put all of it in quotes"
        return SpecError("the value ended before this", at=at, hint=hint)
    hint = "keys that belong together are indented alike; begin a list with a dash only below a key"
    return SpecError("a key is expected here, indented like the ones above", at=at, hint=hint)
