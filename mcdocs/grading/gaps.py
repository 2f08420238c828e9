"""The entries that were typed for several gaps: `2x; 0; cos(y)`, one on each line, or with the numbers of the gaps."""

from __future__ import annotations

import re

# The sheet numbers its gaps (1), (2), ...
_LABEL = re.compile(r"(?:^|(?<=[\s;,|]))(?:gap\s*)?(?:\((\w)\):?|(\w)\s*(?:[):=]|\.(?!\d)))\s*", re.IGNORECASE)
_NUMBERS, _LETTERS = "123456789", "abcdefghi"


def separated(answer: str, count: int) -> list[str] | None:
    """The entries, in the order of the gaps; None where there are not as many."""
    text = answer.strip()
    if (found := _labelled(text, count)) is not None:
        return found
    if count == 1:
        return [text]
    bare = text[1:-1] if text[:1] + text[-1:] in ("[]", "()", "{}") else text
    for line, separator in ((text, "\n"), *((line, sign) for sign in ";,|" for line in dict.fromkeys((text, bare)))):
        parts = _split(line.rstrip(separator), separator)
        if len(parts) == count:
            return parts
    return None


def _labelled(text: str, count: int) -> list[str] | None:
    """The entries behind the numbers of the gaps, if each number is there once."""
    labels = list(_LABEL.finditer(text))
    if len(labels) != count or labels[0].start() > 0:
        return None
    ends = [label.start() for label in labels[1:]] + [len(text)]
    entries = {
        (label[1] or label[2]).lower(): text[label.end() : end].strip(" \t\r\n;,|")
        for label, end in zip(labels, ends, strict=True)
    }
    for names in (_NUMBERS[:count], _LETTERS[:count]):
        if set(entries) == set(names) and any(entries.values()):
            return [entries[name] for name in names]
    return None


def _split(answer: str, separator: str) -> list[str]:
    parts, depth = [""], 0
    for character in answer:
        depth += (character in "([{") - (character in ")]}")
        if character == separator and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts
