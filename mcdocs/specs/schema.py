"""JSON Schema of the specs, for editors: completion, descriptions on hover, red lines before anything is run.

An editor finds it by the first line of a spec, `# yaml-language-server: $schema=../.schema/function.json`.
"""

from __future__ import annotations

import json
from typing import Any

from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.problems import ProblemSetSpec
from mcdocs.specs.records import Record

# The kinds of specs, by the name that `mcdocs schema` and `mcdocs new` give them.
KINDS: dict[str, type[Record]] = {"function": FunctionSpec, "lecture": LectureSpec, "problems": ProblemSetSpec}

FOLDER = ".schema"
_CALLED = {"problems": "problem set"}
_DIALECT = "http://json-schema.org/draft-07/schema#"  # the newest that the editors' language servers read in full


def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of spec. It lets pass what only mcdocs can see to be wrong, such as an unknown input."""
    made = KINDS[kind].model_json_schema(ref_template="#/definitions/{model}")
    tidied = _tidied(made)
    tidied["definitions"] = tidied.pop("$defs", {})
    return {"$schema": _DIALECT, "title": f"mcdocs: a {_CALLED.get(kind, kind)}", **tidied}


def folder_of(kind: str) -> str:
    """The folder of `specs/` that specs of a kind stand in."""
    return kind if kind.endswith("s") else f"{kind}s"


def schema_text(kind: str) -> str:
    """The same as the content of a file."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


def comment(kind: str) -> str:
    """The line with which a spec of a kind tells an editor where its schema is."""
    return f"# yaml-language-server: $schema=../{FOLDER}/{kind}.json"


def _tidied(node: Any) -> Any:
    """Without what pydantic says about Python: titles made of names, empty defaults, and null for what is left out."""
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        given = [each for each in node["anyOf"] if each != {"type": "null"}]
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        node = {**given[0], **rest} if len(given) == 1 else {"anyOf": given, **rest}
    kept = {key: value for key, value in node.items() if not (key == "default" and value in ([], {}, "", None))}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    found = {key: _tidied(value) for key, value in kept.items() if key != "discriminator"}
    for tag in {"slide", "ask"}.intersection(found.get("properties", {})):
        found["properties"][tag]["description"] = found["description"]
    return found
