"""What an order of papers comes to: who gets which, what is made already, and where it goes."""

from __future__ import annotations

import difflib
import importlib.metadata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from math import prod
from pathlib import Path

from mcdocs.build.fingerprints import Fingerprints, code_files, digest
from mcdocs.build.folder import publish
from mcdocs.build.packages import tex_missing
from mcdocs.build.report import Noted, Report
from mcdocs.documents.formats import shipped_templates
from mcdocs.errors import UsageError, raise_all
from mcdocs.papers.chunk import KINDS, Chunk, Made, Request, printable
from mcdocs.papers.parcel import Parcel, sources
from mcdocs.papers.records import Records
from mcdocs.papers.wanted import Wanted
from mcdocs.problems.draws import space
from mcdocs.problems.manifest import Manifest
from mcdocs.problems.seed import Seed
from mcdocs.problems.sets import paper_seed
from mcdocs.problems.versions import Version
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec
from mcdocs.specs.roster import Roster, Student

MOST_REPORTED = 20
ROOM = 4
"""A set with fewer versions than so many for each student gives nobody another one because somebody has the same."""


@dataclass(frozen=True)
class Order:
    """Papers of the set `name` for these students, below `output`; `away` where workers do not see the course."""

    course: Path
    name: str
    output: Path
    students: Iterable[Student]
    secret: bytes
    formats: tuple[str, ...] = ("pdf",)
    away: bool = False

    @property
    def folder(self) -> Path:
        """Where the manifest is, and below it the folders of the students."""
        return self.output / "problems" / self.name

    @cached_property
    def roster(self) -> Roster:
        """The students, on disk."""
        return self.students if isinstance(self.students, Roster) else Roster.of(self.students)

    @cached_property
    def root(self) -> Seed:
        """The seed of everything."""
        return Seed.of(self.secret)

    def seed(self, student: str, retry: int = 0) -> Seed:
        """The seed of a student's paper; with `retry` that of another version, since somebody else has the first."""
        own = paper_seed(self.root, self.name, student)
        return own.at("again", retry) if retry else own


@dataclass(frozen=True)
class Desk:
    """An order with what it takes: the set, and the hashes of the files it is made from (`common` is that of all)."""

    order: Order
    spec: ProblemSetSpec
    files: dict[str, bytes]
    common: str

    @classmethod
    def of(cls, order: Order) -> Desk:
        """Read the set. Raises what is wrong with it, and MissingToolError when PDFs are wanted and there is no TeX."""
        if "pdf" in order.formats and (missing := tex_missing()):
            missing.hint += "; or make Markdown only: --format md"
            raise missing
        spec = Course(order.course).problem_set(order.name)
        files = sources(order.course, order.name, spec)
        shipped = (path for path in shipped_templates().rglob("*") if path.is_file())
        code = Fingerprints({}).of_all([*code_files(), *shipped])
        own = "\n".join(f"{name} {digest(content)}" for name, content in files.items())
        return cls(order, spec, files, digest(f"{code}\n{own}".encode()))

    def records(self) -> Records:
        """What was recorded.

        Raises UsageError when that was with another secret, SpecError for no manifest, and where the secret is known
        for records that were changed since they were written.
        """
        records = Records(self.order.folder)
        if not self.order.secret:
            return records
        if records.before and records.before.secret != self.order.root.code():
            hint = "name its file: --secret FILE; or move the manifest away, and everybody gets another paper"
            raise UsageError(f"the secret is not the one that {records.manifest} was made with", hint=hint)
        changed = (each.student for each in records.versions.values() if each != each.sealed(self.order.root))
        raise_all([records.changed(student) for student in islice(changed, MOST_REPORTED)])
        return records

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {name: digest(content) for name, content in self.files.items()}

    def manifest(self) -> Manifest:
        """What is true of all students."""
        return Manifest(
            set_name=self.order.name,
            spec=f"specs/problems/{self.order.name}.yaml",
            tool=importlib.metadata.version("mcdocs"),
            secret=self.order.root.code(),
            sources=self._sources,
            versions={},
        )

    def wanted(self, records: Records, only: str = "") -> Wanted:
        """Who gets papers, by id, so that the order of the roster does not matter: one student, or all without papers.

        Raises UsageError for nobody.
        """
        roster = self.order.roster
        if only and roster.name(only) is None and only not in records.versions:
            raise _unknown(only, [*roster.ids(), *records.versions])
        wanted = Wanted()
        for student in [only] if only else roster.ids():
            if not self.is_made(self.request(student, records), records):
                wanted.add(student)
        return wanted

    def request(self, student: str, records: Records, again: bool = False) -> Request:
        """The papers of a student, or those of the records `again`, with the name that is on them.

        Who has a version keeps it. The number of draws passed over is kept as long as the set is the same.
        """
        before = records.versions.get(student)
        name = before.name if before and again else self.order.roster.name(student) or ""
        seed = before.seed if before else self.order.seed(student)
        attempts = before.attempts if before and not self.has_changed(records) else ()
        return Request(student, name, seed, attempts)

    def has_changed(self, records: Records) -> bool:
        """Whether the set is another one than when the manifest was written."""
        return records.before is not None and records.before.sources != self._sources

    def is_made(self, request: Request, records: Records) -> bool:
        """Whether the papers are in place as they were recorded, from what there is now."""
        version = records.versions.get(request.student)
        if version is None or version.inputs != self._inputs(request):
            return False
        folder = self.folder_of(request.student)
        return all(
            name in version.files and _holds(folder / name, version.files[name])
            for name in (f"{kind}.{format}" for kind in KINDS for format in self.order.formats)
        )

    def _inputs(self, request: Request) -> str:
        words = [self.common, request.student, request.name, request.seed.key.hex()]
        return digest("\n".join(words).encode())

    def note(self, records: Records, wanted: int, report: Report) -> None:
        """Tell what may surprise: names that cannot be printed, papers made anew, versions that are too few."""
        roster = self.order.roster
        unprinted = (each.id for each in roster if each.name and not printable(each.name))
        if "pdf" in self.order.formats and (some := list(islice(unprinted, 5))):
            count = len(some) + sum(1 for _ in unprinted)
            many = f"{count} names" if count > 1 else "a name"
            who = ", ".join(some) + (", ..." if count > len(some) else "")
            report(Noted(f"TeX cannot print {many}: the id alone is on the papers of {who}"))
        if self.has_changed(records) and (again := sum(each in records.versions for each in roster.ids())):
            report(Noted(f"the set has changed since the manifest was written: {again} papers are made anew"))
        if not self.is_roomy() and wanted:
            report(Noted(f"there are at most {self._versions} versions for {len(roster)} students"))

    @cached_property
    def _versions(self) -> int:
        """In how many ways the set can be drawn, conditions aside."""
        return prod(space(exercise) for exercise in self.spec.exercises)

    @cached_property
    def _size(self) -> int:
        return len(self.order.roster)

    def is_roomy(self) -> bool:
        """Whether there are enough versions for everybody to have one of their own."""
        return self._versions >= ROOM * self._size

    def ids(self, records: Records) -> frozenset[str]:
        """All students of the class, now and before.

        They are in the memory of every worker, since no paper may name another student: 100 bytes each.
        """
        return frozenset(chain(self.order.roster.ids(), records.versions))

    def chunk(self, requests: Sequence[Request], ids: frozenset[str], work: Path) -> Chunk:
        """The task of making these papers."""
        parcel = Parcel(self.order.course, self.files if self.order.away else {})
        place = None if self.order.away else work
        return Chunk(parcel, self.order.name, tuple(requests), ids, self.order.formats, place, self.common)

    def hand_out(self, papers: Sequence[Made], records: Records) -> None:
        """Put papers in place, then record them. Raises OutputError."""
        for made in papers:
            publish(self.folder_of(made.request.student), made.files)
        records.add([self._version(made, records) for made in papers])

    def _version(self, made: Made, records: Records) -> Version:
        request, inputs = made.request, self._inputs(made.request)
        before = records.versions.get(request.student)
        files = dict(before.files) if before and before.inputs == inputs else {}
        files |= {name: digest(content) for name, content in made.files.items()}
        version = Version(
            request.student, request.name, made.code, request.seed, made.attempts, made.draws, files, inputs
        )
        return version.sealed(self.order.root)

    def folder_of(self, student: str) -> Path:
        """Where a student's papers go."""
        return self.order.folder / "students" / student

    def changes(self, records: Records) -> str:
        """What has changed since the manifest was written, in words."""
        then, now = records.before, self.manifest()
        changed = [name for name, content in self._sources.items() if then and then.sources.get(name) != content]
        if then and then.tool != now.tool:
            changed.append(f"mcdocs (it was {then.tool})")
        return ", ".join(changed) or "mcdocs or TeX"


def _holds(place: Path, content: str) -> bool:
    try:
        return digest(place.read_bytes()) == content
    except OSError:
        return False


def _unknown(student: str, known: Sequence[str]) -> UsageError:
    near = difflib.get_close_matches(student, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "name a student of the roster or of the manifest"
    return UsageError(f"nobody is called {student!r}", hint=hint)
