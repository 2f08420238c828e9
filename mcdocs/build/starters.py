"""The specs that `mcdocs new` writes: short, commented, and right as they are."""

from __future__ import annotations

from pathlib import Path

from mcdocs.build.folder import writing
from mcdocs.errors import UsageError

FUNCTION = """\
{schema}
# A function of the course. Check it with `mcdocs check`; show it on a slide of a lecture with
#   - slide: example
#     function: {name}

title: {title}

# Where the inputs come from: R is a number, R^3 a column vector, R^{{2x3}} a matrix, R^n a vector of any size.
inputs:
  x: R^3

# The formula in Python's notation: x1, x2, x3 are the components of x, ** is a power, ln the natural logarithm.
# A list of formulas is a vector, a list of lists a matrix.
expr: x1**2 + x1 * ln(x2) + exp(x2 * x3)

# More you can say:
# output: R              the space of the output, checked against the formula
# wrt: x                 the inputs to differentiate with respect to (all, if left out)
# at: {{x: [1, 1, 0]}}     a point at which the derivative is shown too
# show: [...]            the final form you want to see; it is proved equal before it is printed
"""

LECTURE = """\
{schema}
# A lecture. Build it with `mcdocs build {name}`: its documents come to build/lectures/{name}/.
# Text may have *emphasis*, `code` and $mathematics$ in it.

title: {title}
subtitle: Derivatives in both layouts
# author: Your name
# date: Spring term

slides:
  - slide: title

  - slide: agenda
    items:
      - What a derivative is
      - An example

  - slide: bullets
    title: What is a derivative?
    items:
      - the response of the output to a small change of the input

  # A function with its working and its derivative. Instead of the function itself, give the name of a file in
  # specs/functions: `function: my-function` (`mcdocs new function my-function` begins one).
  - slide: example
    title: An example
    function:
      inputs: {{x: R}}
      expr: x**2 * ln(x**2)
"""

PROBLEMS = """\
{schema}
# A problem set. Build it with `mcdocs build {name}`: worksheet, key and solutions come to build/problems/{name}/.

title: {title}
instructions: Show your working. Write derivatives in numerator layout unless a question says otherwise.
layout: numerator

exercises:
  - title: A function of three variables
    # What is drawn: a new number for each version of the paper. Other kinds: rational, choice, size, permutation.
    draw:
      a: {{integer: 2 to 6}}
      b: {{integer: -4 to 4, except: 0}}
      f: {{choice: [sin, cos]}}
    where: a != b
    # The function, with the drawn names where they belong; or the name of a file in specs/functions.
    function:
      inputs: {{x: R^3}}
      expr: a*x1**2 + b*x2*x3 + f(x3)
    # What is asked: shape, derivative, partial, value, hessian, layout, error, blanks, vec.
    parts:
      - {{ask: shape, points: 1}}
      - {{ask: derivative, points: 4}}
      - {{ask: value, at: {{x: [1, 2, 0]}}, points: 2}}

  - title: Find the mistake
    draw: {{n: {{integer: 2 to 5}}}}
    function:
      inputs: {{x: R}}
      expr: x**n * exp(x**2)
    parts:
      - {{ask: error, points: 2}}
"""

_TEXTS = {"function": FUNCTION, "lecture": LECTURE, "problems": PROBLEMS}


def begin(what: str, name: str, course: Path) -> Path:
    """Write the first version of a `function`, a `lecture` or `problems`, and the schema its first line names.

    Gives its path. Raises UsageError for a name that cannot be one or is taken, OutputError when it cannot be written.
    """
    # Imported here: only this command needs to know what a name is.
    from mcdocs.build.schemas import write_schemas
    from mcdocs.specs.readers import spec_name_problem
    from mcdocs.specs.schema import comment, folder_of

    if problem := spec_name_problem(name):
        raise UsageError(problem.message, hint=problem.hint)
    path = course / "specs" / folder_of(what) / f"{name}.yaml"
    title = name.replace("-", " ").replace("_", " ").strip().capitalize() or name
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(_TEXTS[what].format(name=name, title=title, schema=comment(what)))
        except FileExistsError:
            hint = "choose another name, or change that file"
            raise UsageError(f"{path} is there already", hint=hint) from None
    write_schemas([what], None, course)
    return path
