"""Lists with dots, `[2x_1, ..., 2x_n]`: what their entries have in common, at an index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mcdocs.grading.tokens import Token

_INDICES = "ijklpqrst"
_OPENING, _CLOSING = "([{", ")]}"


def without_dots(found: Sequence[Token], sizes: Iterable[str]) -> list[Token]:
    """The tokens with every list `[f_1, f_2, ..., f_n]` written as `[f_i]_i`; `sizes` are the letters it may end with.

    A list whose entries do not go on like this stays as it is.
    """
    letters = set(sizes)
    used = {token.text for token in found}
    index = next((letter for letter in _INDICES if letter not in used | letters), "")
    line = list(found)
    for begin in reversed([place for place, token in enumerate(line) if token.kind == "begin"]):
        line = _without_dots_in_matrix(line, begin, letters, index)
    for begin in reversed([place for place, token in enumerate(line) if _is(token, "([")]):
        end = _closing(line, begin)
        general = _general(_entries(line[begin + 1 : end]), letters, index) if end and index else None
        if general is not None:
            inside = [Token("sign", "["), *general, Token("sign", "]"), Token("sign", "_"), Token("word", index)]
            line[begin : end + 1] = inside
    return line


def _without_dots_in_matrix(line: list[Token], begin: int, sizes: set[str], index: str) -> list[Token]:
    """The same for a matrix of one row or column from `begin` on, which says whether it is a row or a column."""
    end = next((place for place in range(begin, len(line)) if line[place].kind == "end"), 0)
    inside = line[begin + 1 : end]
    separators = {token.text for token in inside if (token.kind, token.text) in (("sign", "&"), ("command", "\\"))}
    if not end or not index or len(separators) != 1:
        return line
    commas = [Token("sign", ",") if token.text in separators else token for token in inside]
    general = _general(_entries(commas), sizes, index)
    if general is None:
        return line
    listed = [Token("sign", "["), *general, Token("sign", "]"), Token("sign", "_"), Token("word", index)]
    turned = [Token("sign", "'")] if "&" in separators else []
    matrix = [Token("sign", "("), line[begin], *listed, line[end], *turned, Token("sign", ")")]
    return [*line[:begin], *matrix, *line[end + 1 :]]


def _general(entries: list[list[Token]], sizes: set[str], index: str) -> list[Token] | None:
    """The entry at the index, if the last but one are dots, and the others differ in 1, 2, ... and the size alone."""
    if len(entries) < 3 or [token.text for token in entries[-2]] not in (["dots"], ["ldots"], ["cdots"], ["vdots"]):
        return None
    first, last = entries[0], entries[-1]
    general = [
        Token("word", index, one.spaced) if (one.text, place > 0 and _is_index(first, place)) == ("1", True) else one
        for place, one in enumerate(first)
    ]
    counts = [str(number) for number in range(1, len(entries) - 1)]
    for entry, allowed in (*zip(entries[:-2], ([count] for count in counts), strict=True), (last, sizes)):
        if len(entry) != len(general) or not all(
            other.text in allowed if mine.text == index else (mine.kind, mine.text) == (other.kind, other.text)
            for mine, other in zip(general, entry, strict=True)
        ):
            return None
    return general


def _is_index(entry: list[Token], place: int) -> bool:
    before = [token.text for token in entry[:place]]
    return before[-1:] == ["_"] or before[-2:] == ["_", "{"]


def _entries(inside: list[Token]) -> list[list[Token]]:
    entries: list[list[Token]] = [[]]
    depth = 0
    for token in inside:
        depth += _is(token, _OPENING) - _is(token, _CLOSING)
        if _is(token, ",;") and depth == 0:
            entries.append([])
        else:
            entries[-1].append(token)
    return entries


def _closing(line: list[Token], begin: int) -> int:
    """The place of the bracket that closes; 0 if there is none."""
    depth = 0
    for place in range(begin, len(line)):
        depth += _is(line[place], _OPENING) - _is(line[place], _CLOSING)
        if depth == 0:
            return place
    return 0


def _is(token: Token, signs: str) -> bool:
    return token.kind == "sign" and token.text in signs
