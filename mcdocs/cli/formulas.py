"""The command about one formula."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from mcdocs.cli.app import app


class Layout(StrEnum):
    """The layouts `derive` prints."""

    numerator = "numerator"
    denominator = "denominator"
    both = "both"


# A formula may begin with a minus sign.
@app.command(context_settings={"ignore_unknown_options": True})
def derive(
    expr: Annotated[str, typer.Argument(help="The formula; [f, g] is a vector, [[f, g], [h, k]] a matrix.")],
    inputs: Annotated[list[str], typer.Option("-i", "--input", metavar="NAME=SPACE", help="An input: x=R^n.")],
    wrt: Annotated[
        str | None, typer.Option(help="The input to differentiate with respect to; not needed if there is one.")
    ] = None,
    layout: Annotated[Layout, typer.Option(help="The layout printed.")] = Layout.both,
    steps: Annotated[bool, typer.Option("--steps", help="Show the working.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    let: Annotated[list[str] | None, typer.Option(metavar="NAME=EXPR", help="A name for an intermediate.")] = None,
    assume: Annotated[list[str] | None, typer.Option(metavar="NAME=FACT", help="A fact: A=symmetric.")] = None,
    order: Annotated[int, typer.Option(metavar="N", min=1, max=2, help="2 for the second derivative.")] = 1,
    at: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="Show the value there: x=0.")] = None,
) -> None:
    """Derive one formula and print its derivative."""
    import mcdocs
    from mcdocs import arguments

    named = arguments.pairs("--let", let or ())
    spaces = arguments.pairs("-i", inputs)
    facts = arguments.facts(assume or ())
    values = arguments.point(arguments.pairs("--at", at or ()))
    found = mcdocs.derive(arguments.formula(expr), inputs=spaces, wrt=wrt, let=named, assume=facts, order=order)
    layouts = [Layout.numerator, Layout.denominator] if layout is Layout.both else [layout]
    data = arguments.as_data(found, [each.value for each in layouts], values)
    if as_json:
        import json

        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        typer.echo(arguments.as_text(data, steps))
