"""What the build asks of the floors above it, as functions that may be replaced.

They run in worker processes, so they and their answers are picklable; nothing heavy is imported before it is used.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mcdocs.errors import Errors, McdocsError


@dataclass(frozen=True)
class Composed:
    """A lecture or problem set as text, not yet verified.

    `texts` are the documents by file name, `support` the files TeX needs beside them, `files` all that were read,
    `claims` the statements to be verified (pickled: only the referee's process needs to know what they are), `refused`
    why there is no text of a document whose format cannot show the author's letters.
    """

    texts: Mapping[str, str]
    support: Mapping[str, bytes]
    files: tuple[Path, ...]
    claims: bytes
    refused: Mapping[str, McdocsError] = field(default_factory=dict)


@dataclass(frozen=True)
class Engine:
    """`compose(spec, course)` derives a lecture or a problem set, `examine(spec, course)` a single function.

    `judge(claims)` verifies what any of them says, `warm()` loads the referee.
    """

    compose: Callable[[Path, Path], Composed]
    examine: Callable[[Path, Path], bytes]
    judge: Callable[[bytes], None]
    warm: Callable[[], None]


def compose(spec: Path, course: Path) -> Composed:
    """Derive and render one lecture or problem set, by the folder it stands in. Raises McdocsError."""
    # Imported here: a build with nothing to do stays fast.
    from mcdocs.documents import lectures
    from mcdocs.documents.formats import load_format
    from mcdocs.problems import compose as problems

    made = problems if spec.parent.name == "problems" else lectures
    composition = made.compose(spec, course)
    support = load_format("beamer", course).files
    return Composed(
        texts=dict(composition.documents),
        support={path.name: path.read_bytes() for path in support},
        files=(*composition.files, *support),
        claims=pickle.dumps(composition.claims),
        refused=dict(composition.refused),
    )


def examine(spec: Path, course: Path) -> bytes:
    """Derive one function on its own and give its claims. Raises McdocsError."""
    # Imported here: a build with nothing to do stays fast.
    from mcdocs.documents.lectures import compose_function

    return pickle.dumps(compose_function(spec, course).claims)


def judge(claims: bytes) -> None:
    """Verify the statements a lecture or problem set makes. Raises RefereeError."""
    # Imported here: SymPy takes half a second.
    from mcdocs.calculus.referee import judge as judge_claims

    judge_claims(pickle.loads(claims))


def warm() -> None:
    """Load the referee in a worker that has nothing else to do yet."""
    import mcdocs.calculus.referee  # noqa: F401


ENGINE = Engine(compose, examine, judge, warm)


def flat(error: McdocsError) -> list[McdocsError]:
    """The single errors in an error, in order."""
    return [single for part in error.errors for single in flat(part)] if isinstance(error, Errors) else [error]
