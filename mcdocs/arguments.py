"""What stands behind the arguments of `mcdocs derive`: from text to the values `mcdocs.derive` takes, and back."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from mcdocs.errors import FormulaError, Position, UsageError

Nested = str | list["Nested"]
_LAYOUTS = ("numerator", "denominator")


def facts(given: Iterable[str]) -> dict[str, list[str]]:
    """The facts assumed of each input, of which there may be several. Raises UsageError for a word without `=`."""
    found: dict[str, list[str]] = {}
    for word in given:
        ((name, fact),) = pairs("--assume", [word]).items()
        found.setdefault(name, []).append(fact)
    return found


def pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """`name=value` words by name. Raises UsageError for a word without `=`, and for a name given twice."""
    found: dict[str, str] = {}
    for word in given:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not (name and equals and value):
            raise UsageError(f"{option} needs name=value, not {word!r}", hint=f"for example {_EXAMPLES[option]}")
        if name in found:
            raise UsageError(f"{option} gives {name!r} twice")
        found[name] = value
    return found


_EXAMPLES = {
    "-i": "-i x=R^n",
    "--let": "--let z='W @ x'",
    "--assume": "--assume A=symmetric",
    "--at": "--at x=0",
    "--credit": "--credit sign=1/2",
}


def point(given: Mapping[str, str]) -> dict[str, Any]:
    """Numbers and lists of them by name. Raises UsageError."""
    try:
        found = {name: json.loads(value) for name, value in given.items()}
    except (ValueError, RecursionError):
        found = {"": None}
    if not all(map(_numeric, found.values())):
        raise UsageError("--at needs numbers", hint="for example --at x=0.5 or --at 'x=[1, 2, 3]'")
    return found


def _numeric(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_numeric, value))
    # Python's integers may be larger than any number that can be counted with.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def credits(given: Iterable[str]) -> dict[str, Fraction]:
    """The parts of the points by mistake. Raises UsageError for an unknown mistake, or no number from 0 to 1."""
    from mcdocs.grading.diagnoses import DIAGNOSES  # imported here: only grading needs it

    found: dict[str, Fraction] = {}
    for name, value in pairs("--credit", given).items():
        if name not in DIAGNOSES:
            raise UsageError(f"{name!r} is no mistake that grading knows", hint=f"it knows {', '.join(DIAGNOSES)}")
        try:
            found[name] = Fraction(value[:20])
        except (ValueError, ZeroDivisionError):
            found[name] = Fraction(-1)
        if not 0 <= found[name] <= 1:
            raise UsageError(
                f"--credit needs a number from 0 to 1, not {value!r}", hint="for example --credit sign=1/2"
            )
    return found


def formula(text: str) -> Nested:
    """The formula, or the list of formulas when it is written in brackets. Raises FormulaError for open brackets."""
    stripped = text.strip()
    if not stripped.startswith("["):
        return text
    parts: list[str] = [""]
    depth = 0
    for place, character in enumerate(stripped):
        depth += (character in "[(") - (character in ")]")
        if depth == 0 and place < len(stripped) - 1:
            # Something follows the closing bracket, so this is no list: the parser says what is wrong with it.
            return text
        if character == "," and depth == 1:
            parts.append("")
        elif place:
            parts[-1] += character
    if depth:
        at = Position("<expr>", 1, len(stripped), stripped)
        raise FormulaError("a bracket is not closed", at=at, hint="a vector is [a, b], a matrix [[a, b], [c, d]]")
    parts[-1] = parts[-1].removesuffix("]")
    return [formula(part.strip()) for part in parts]


def as_data(derivation: Any, layouts: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """A derivation as JSON data, with the names Python gives its parts; `value` is there when `values` are."""
    data: dict[str, Any] = {}
    layouts = list(layouts)
    for layout in layouts:
        result = getattr(derivation, layout)
        data[layout] = {name: getattr(result, name) for name in ("shape", "latex", "text", "numpy", "form")}
        if values:
            data[layout]["value"] = _finite(result.evaluate(**values).tolist())
    if derivation.vec is not None:
        data["vec"] = {name: getattr(derivation.vec, name) for name in ("shape", "latex", "text", "numpy", "form")}
    if derivation.where:
        names = ("name", "latex", "text")
        data["where"] = [{name: getattr(each, name) for name in names} for each in derivation.where]
    data["steps"] = [_step(step) for step in derivation.steps]
    ends = zip((*_LAYOUTS, "vec"), derivation.read_off, strict=False)
    data["read_off"] = [_step(step) for name, step in ends if name in ("vec", *layouts)]
    data["check"] = {name: getattr(derivation.check, name) for name in ("proved", "points", "max_error")}
    return data


def _step(step: Any) -> dict[str, str]:
    return {name: getattr(step, name) for name in ("rule", "latex", "text")}


def _finite(value: Any) -> Any:
    """The numbers with null for those that are not finite: JSON has no word for them."""
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return value if math.isfinite(value) else None


def _written(value: Any) -> str:
    """The numbers of a value, with a word for those that are not there."""
    return json.dumps(value).replace("null", "undefined")


def as_text(data: Mapping[str, Any], steps: bool) -> str:
    """The same, to be read by a person."""
    lines: list[str] = []
    if steps:
        # Entry by entry the last line is the derivative already: there is nothing to read off.
        grid = any(data[layout]["form"] == "grid" for layout in _LAYOUTS if layout in data)
        shown = [*data["steps"], *([] if grid else data["read_off"])]
        width = max((len(step["rule"]) for step in shown), default=0)
        lines += [f"{step['rule']:<{width}}  {step['text']}" for step in shown] + [""]
    for layout in _LAYOUTS:
        if layout in data:
            result = data[layout]
            shape = " x ".join(map(str, result["shape"])) or "scalar"
            lines += [f"{layout} layout ({shape})", *(f"  {line}" for line in result["text"].splitlines())]
            lines += [f"  = {_written(result['value'])}"] if "value" in result else []
    if "vec" in data:
        shape = " x ".join(map(str, data["vec"]["shape"]))
        lines += [f"vec form, columns stacked ({shape})", f"  {data['vec']['text']}"]
    if "where" in data:
        lines += ["where", *(f"  {each['name']} = {each['text']}" for each in data["where"])]
    check = data["check"]
    points = f"checked at {check['points']} points, largest error {check['max_error']:.1e}"
    return "\n".join([*lines, "", f"proved equal; {points}" if check["proved"] else points])
