"""A course: the folder with `specs/functions`, `specs/lectures` and `specs/problems` in it."""

from __future__ import annotations

import os
from pathlib import Path

from mcdocs.errors import Errors, McdocsError, Position, SpecError, raise_all
from mcdocs.specs.function import FunctionSpec, load_function
from mcdocs.specs.lecture import LectureSpec, load_lecture
from mcdocs.specs.problems import ExerciseSpec, ProblemSetSpec, load_problem_set
from mcdocs.specs.readers import spec_name_problem
from mcdocs.specs.report import suggestion
from mcdocs.specs.slides import ElementwiseSlide, ExampleSlide, NetworkSlide, SlideRecord


class Course:
    """The specs of a folder by name. What was read once is kept; make a new Course to see changes."""

    def __init__(self, folder: Path | str = ".") -> None:
        self.folder = Path(folder)
        self._functions: dict[str, FunctionSpec] = {}

    def functions(self) -> list[str]:
        """The names of the function specs, sorted."""
        return self._names("functions")

    def lectures(self) -> list[str]:
        """The names of the lecture specs, sorted."""
        return self._names("lectures")

    def problem_sets(self) -> list[str]:
        """The names of the problem sets, sorted."""
        return self._names("problems")

    def path(self, kind: str, name: str) -> Path:
        """Where the spec of a name is; raises SpecError for a name that is none, such as `../secret`."""
        if problem := spec_name_problem(name):
            raise problem
        return self.folder / "specs" / kind / f"{name}.yaml"

    def function(self, name: str, *, at: Position | None = None) -> FunctionSpec:
        """The function spec of a name; `at` is where it is asked for. Raises SpecError if there is none."""
        if name not in self._functions:
            self._functions[name] = load_function(self._existing("functions", name, at))
        return self._functions[name]

    def lecture(self, name: str, *, at: Position | None = None) -> LectureSpec:
        """The lecture spec of a name, every function it names read and found.

        Raises what is wrong with the lecture and with its functions, all of it at once.
        """
        lecture = load_lecture(self._existing("lectures", name, at))
        errors: list[McdocsError] = []
        broken: set[str] = set()
        for slide, function, place in lecture.references():
            if function in broken:
                continue
            try:
                self.function(function, at=slide.position(*place))
            except McdocsError as error:
                # A missing file is reported wherever it is named, a broken one only once.
                if self.path("functions", function).exists():
                    broken.add(function)
                errors += error.errors if isinstance(error, Errors) else [error]
        for slide in lecture.slides:
            errors += self._misuses(slide, broken)
        raise_all(errors)
        return lecture

    def problem_set(self, name: str, *, at: Position | None = None) -> ProblemSetSpec:
        """The problem set of a name, every function it names read and found.

        Raises what is wrong with the set and with its functions, all of it at once.
        """
        found = load_problem_set(self._existing("problems", name, at))
        errors: list[McdocsError] = []
        for exercise in found.exercises:
            try:
                errors += exercise.misuses(self.function_of(exercise))
            except McdocsError as error:
                errors += error.errors if isinstance(error, Errors) else [error]
        raise_all(list({id(error): error for error in errors}.values()))
        return found

    def function_of(self, exercise: ExerciseSpec) -> FunctionSpec:
        """The function of an exercise, before anything is drawn for it."""
        if isinstance(exercise.function, FunctionSpec):
            return exercise.function
        return self.function(exercise.function, at=exercise.position("function"))

    def functions_of(self, slide: SlideRecord) -> tuple[FunctionSpec, ...]:
        """The functions a slide shows, in order; none for slides that show no function."""
        match slide:
            case ExampleSlide() | NetworkSlide():
                if isinstance(slide.function, FunctionSpec):
                    return (slide.function,)
                return (self.function(slide.function, at=slide.position("function")),)
            case ElementwiseSlide():
                at = slide.position
                return tuple(self.function(name, at=at("functions", i)) for i, name in enumerate(slide.functions))
            case _:
                return ()

    def _misuses(self, slide: SlideRecord, broken: set[str]) -> list[McdocsError]:
        """What a slide asks of its function that the function does not say."""
        if not isinstance(slide, ExampleSlide | NetworkSlide):
            return []
        if isinstance(slide.function, str) and slide.function not in self._functions:
            return []
        (function,) = self.functions_of(slide)
        errors: list[McdocsError] = []
        for index, name in enumerate(slide.wrt):
            if name not in function.inputs:
                hint = suggestion(name, function.inputs)
                errors.append(SpecError(f"{name!r} is not an input", at=slide.position("wrt", index), hint=hint))
            elif name in slide.wrt[:index]:
                hint = "name each input once"
                errors.append(SpecError(f"{name!r} is there twice", at=slide.position("wrt", index), hint=hint))
        if isinstance(slide, ExampleSlide) and "point" in slide.parts and not function.at:
            hint = "the function says it with  at: {x: 0}"
            at = slide.position("parts", slide.parts.index("point"))
            errors.append(SpecError("this function has no point", at=at, hint=hint))
        return errors

    def _existing(self, kind: str, name: str, at: Position | None) -> Path:
        try:
            path = self.path(kind, name)
        except McdocsError as error:
            raise (error.located(at) if at else error) from None
        # A link that leads nowhere is there, and cannot be read.
        if not os.path.lexists(path):
            names = self._names(kind)
            hint = suggestion(name, names) or f"there is no {self.folder / 'specs' / kind}"
            what = "problem set" if kind == "problems" else kind[:-1]
            raise SpecError(f"there is no {what} called {name!r}", at=at, hint=hint)
        return path

    def _names(self, kind: str) -> list[str]:
        folder = self.folder / "specs" / kind
        return sorted(path.stem for path in folder.glob("*.yaml"))
