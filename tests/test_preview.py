"""The preview without a browser: what is served and to whom, what follows a save, what bounds a question."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from mcdocs import cli
from mcdocs.errors import MissingToolError, Position, UsageError
from mcdocs.preview import app, serve
from mcdocs.preview.clerks import Clerk, Clerks, Overtaxed, nursery
from mcdocs.preview.faults import faults
from mcdocs.preview.guard import content_policy
from mcdocs.preview.pages import Pages
from mcdocs.preview.playground import answer
from mcdocs.preview.stage import Show, Stage
from mcdocs.preview.versions import compose, listing, verify

ROOT = Path(__file__).parent.parent
LECTURE = "specs/lectures/talk.yaml"
FUNCTION = "specs/functions/square.yaml"
COURSE = {
    FUNCTION: "inputs: {x: R^3}\nexpr: x1**2 + x2*x3\n",
    LECTURE: """\
title: Talk
slides:
  - slide: title
  - slide: example
    function: square
    layout: numerator
  - slide: bullets
    title: Points
    items: [One]
""",
}


def course_at(folder: Path) -> Path:
    for name, text in COURSE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return course_at(tmp_path)


def change(course: Path, name: str, old: str, new: str) -> None:
    path = course / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ── a lecture from save to save ──────────────────────────────────────────────────────────────────────────────────────


def test_somebody_who_waits_for_a_long_lecture_is_told_so(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "SOON", 0.0)

    class Slow(Stage):
        """What is made when the test says so."""

        def __init__(self) -> None:
            self.course, self.ready = course, asyncio.Event()

        async def show(self, name: str) -> Show:
            await self.ready.wait()
            found = Show()
            found.version = compose(str(course), *name.split("/"))
            return found

    async def visits() -> list[str]:
        stage = Slow()
        served = app.application(stage, Pages(course), Clerks([], 0), asyncio.Event())
        told = [await page_of(served, "/lectures/talk/", "navigate")]
        waiting = asyncio.create_task(page_of(served, "/lectures/talk/", "cors"))
        stage.ready.set()
        return [*told, await waiting]

    told, whole = asyncio.run(visits())
    assert "shown here when it is ready" in told
    assert 'data-show="lectures/talk"' in told, "the page is replaced by the lecture"
    assert whole.count("<section data-key") == 3, "scripts that ask for a page get the whole of it"


async def page_of(served: Starlette, path: str, mode: str) -> str:
    """What a browser gets that goes to a page (`navigate`), or a script that asks for it (`cors`)."""
    headers = [(b"host", b"localhost"), (b"sec-fetch-mode", mode.encode()), (b"sec-fetch-site", b"same-origin")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    body: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        body.append(message.get("body", b""))

    await served(scope, receive, send)
    return b"".join(body).decode()


def test_only_the_slide_that_changed_is_another(course: Path) -> None:
    before = compose(str(course), "lectures", "talk")
    assert before.faults == ()
    assert before.page.count('<section class="slide') == len(before.slides) == 3
    change(course, FUNCTION, "x2*x3", "x2**3")
    after = compose(str(course), "lectures", "talk")
    assert after.frame == before.frame
    assert [a == b for a, b in zip(before.keys, after.keys, strict=True)] == [True, False, True]


def test_a_template_of_the_course_is_followed(course: Path) -> None:
    before = compose(str(course), "lectures", "talk")
    own = course / "templates/html/bullets.html"
    own.parent.mkdir(parents=True)
    for text in ("<p>one way</p>", "<p>another way</p>"):
        own.write_text(text, encoding="utf-8")
        after = compose(str(course), "lectures", "talk")
        assert [text in slide for slide in after.slides] == [False, False, True]
    own.write_text("<%= block.nothing %>", encoding="utf-8")
    (fault,) = compose(str(course), "lectures", "talk").faults
    assert (fault.file, fault.line) == ("templates/html/bullets.html", 1)
    own.unlink()
    assert compose(str(course), "lectures", "talk").keys == before.keys


def test_slides_show_the_title_of_their_lecture(course: Path) -> None:
    before = compose(str(course), "lectures", "talk")
    change(course, LECTURE, "title: Talk", "title: Speech")
    after = compose(str(course), "lectures", "talk")
    assert all("Speech" in slide for slide in after.slides)
    change(course, LECTURE, "title: Speech", "title: Talk")
    assert compose(str(course), "lectures", "talk").keys == before.keys


def test_a_slide_that_moved_is_told_at_its_new_place(course: Path) -> None:
    compose(str(course), "lectures", "talk")
    change(course, LECTURE, "    function: square\n", "    function: {inputs: {x: R}, expr: x**3, show: 3*x**2}\n")
    compose(str(course), "lectures", "talk")
    change(course, LECTURE, "slides:\n", "slides:\n  - slide: section\n    title: New\n")
    after = compose(str(course), "lectures", "talk")
    assert len(after.slides) == 4
    found = pickled_places(after.claims)
    assert found == {(f"{course}/{LECTURE}", 7)}


def pickled_places(claims: bytes) -> set[tuple[str, int]]:
    import pickle

    return {(claim.at.file, claim.at.line) for claim in pickle.loads(claims)}


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "message"),
    [
        (FUNCTION, "x2*x3", "x2*x4", "2:18", "is not an entry of x"),
        (LECTURE, "function: square", "function: sqare", "5:15", "there is no function called 'sqare'"),
        (LECTURE, "items: [One]", "items: [", "9:13", "a value is missing"),
        (LECTURE, "title: Talk", "titel: Talk", "1:1", "unknown key 'titel'"),
        (LECTURE, "    items: [One]", "    items: ['$a_b_c$']", "9:18", "a second _"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_vanishes(
    course: Path, name: str, old: str, new: str, where: str, message: str
) -> None:
    good = compose(str(course), "lectures", "talk")
    change(course, name, old, new)
    (fault,) = compose(str(course), "lectures", "talk").faults
    assert (fault.file, f"{fault.line}:{fault.column}") == (name, where)
    assert message in fault.message
    assert fault.source in (course / name).read_text(encoding="utf-8")
    change(course, name, new, old)
    assert compose(str(course), "lectures", "talk").keys == good.keys


def test_several_faults_are_told_at_once(course: Path) -> None:
    change(course, FUNCTION, "expr: x1**2 + x2*x3", "exrp: x1\noutputt: R")
    assert len(compose(str(course), "lectures", "talk").faults) == 2


def test_a_wrong_form_is_found_by_the_referee_after_it_was_shown(course: Path) -> None:
    change(course, FUNCTION, "expr:", "show: [2*x1, x3, 2*x2]\nexpr:")
    version = compose(str(course), "lectures", "talk")
    assert version.slides
    (fault, *_) = verify(str(course), version.claims)
    assert (fault.file, fault.line) == (FUNCTION, 2)
    assert "but what is displayed gives" in fault.message
    change(course, FUNCTION, "2*x2]", "x2]")
    assert verify(str(course), compose(str(course), "lectures", "talk").claims) == ()


def test_the_list_of_lectures_tells_of_files_that_cannot_be_read(course: Path) -> None:
    (course / "specs/lectures/broken.yaml").write_text("title: [", encoding="utf-8")
    broken, talk = listing(str(course))
    assert (talk.name, talk.title, talk.size, talk.faults) == ("talk", "Talk", "3 slides", ())
    assert broken.faults[0].file == "specs/lectures/broken.yaml"


def test_a_long_line_is_shown_around_its_place() -> None:
    from mcdocs.errors import SpecError

    (fault,) = faults(SpecError("wrong", at=Position("f", 1, 900, "a" * 899 + "!" + "b" * 600, 1)))
    assert fault.source[fault.column - 1] == "!"
    assert len(fault.source) <= 400


# ── the server ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Server:
    """A preview that runs, its course, and its port."""

    process: subprocess.Popen[str]
    course: Path
    port: int

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host="Host" in sent)
        for name, value in {**sent, **({"Content-Length": str(len(body))} if body is not None else {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        return connection.getresponse()

    def answer(self, **question: object) -> dict[str, Any]:
        body = json.dumps(question).encode()
        found: dict[str, Any] = json.loads(
            self.ask("POST", "/playground/answer", body, Content_Type="application/json").read()
        )
        return found


@contextmanager
def running(course: Path, *words: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "mcdocs", "preview", "-C", str(course), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://localhost:(\d+)/", line)
            assert found, line + process.stdout.read()
            yield Server(process, course, int(found[1]))
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(course_at(tmp_path_factory.mktemp("served"))) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/lectures/talk/", 200),
        ("/playground/", 200),
        ("/assets/site.css", 200),
        ("/assets/fonts/heros-bold.woff2", 200),
        ("/favicon.ico", 204),
        ("/lectures/none/", 404),
        ("/lectures/..%2f..%2fsecret/", 404),
        ("/assets/..%2fformat.yaml", 404),
        ("/assets/../page.html", 404),
        ("/assets/%2fetc%2fpasswd", 404),
        ("/specs/lectures/talk.yaml", 404),
        ("/nothing", 404),
    ],
)
def test_only_its_own_pages_are_served(server: Server, path: str, status: int) -> None:
    answered = server.ask("GET", path)
    assert answered.status == status
    page = answered.read().decode(errors="replace")
    assert "http://" not in page.replace("http://www.w3.org", "")
    policy = answered.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert answered.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:8200"}, 200),
        ({"Host": "127.0.0.1"}, 200),
        ({"Host": "[::1]:8200"}, 200),
        ({"Host": "LOCALHOST"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost.evil.example"}, 403),
        ({"Host": "evil.example:8200"}, 403),
        ({"Host": "localhost@evil.example"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "[::1"}, 403),
        ({"Host": "localhost", "Origin": "http://localhost"}, 200),
        ({"Host": "localhost", "Origin": "http://evil.example"}, 403),
        ({"Host": "localhost:8200", "Origin": "http://localhost:9999"}, 403),
        ({"Host": "localhost", "Origin": "null"}, 403),
        ({"Host": "localhost", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ({"Host": "localhost", "Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "cors"}, 200),
        ({"Host": "localhost", "Sec_Fetch_Site": "none", "Sec_Fetch_Mode": "navigate"}, 200),
    ],
)
def test_only_this_machines_browser_is_answered(server: Server, headers: dict[str, str], status: int) -> None:
    assert server.ask("GET", "/", **headers).status == status


def test_it_listens_on_the_loopback_address_only(server: Server) -> None:
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    listening = [line.split()[1] for line in lines if line.split()[3] == "0A"]
    assert [each for each in listening if each.endswith(f":{server.port:04X}")] == [f"0100007F:{server.port:04X}"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"expr=x", "application/x-www-form-urlencoded", 415),
        (b'"' + b"x" * 100_000 + b'"', "application/json", 413),
        (b"null", "application/json", 200),
    ],
)
def test_a_body_that_is_no_question_is_refused(server: Server, body: bytes, kind: str, status: int) -> None:
    assert server.ask("POST", "/playground/answer", body, Content_Type=kind).status == status
    assert server.ask("GET", "/playground/").status == 200


def events(server: Server, lecture: str) -> Iterator[dict[str, Any]]:
    response = server.ask("GET", f"/events?show={lecture}")
    while line := response.readline():
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


def test_a_save_is_told_with_the_changed_slide_alone(tmp_path: Path) -> None:
    with running(course_at(tmp_path)) as server:
        told = events(server, "lectures/talk")
        first = next(told)
        assert (len(first["keys"]), first["faults"]) == (3, [])
        # an editor that saves by renaming
        fresh = server.course / "specs/functions/.square.yaml.tmp"
        fresh.write_text("inputs: {x: R^3}\nexpr: x1**2 + x2**3\n", encoding="utf-8")
        fresh.replace(server.course / FUNCTION)
        second = next(event for event in told if event["keys"] != first["keys"])
        assert [a == b for a, b in zip(first["keys"], second["keys"], strict=True)] == [True, False, True]
        assert list(second["fresh"]) == [second["keys"][1]]
        assert next(event for event in told if event["checked"])["faults"] == []
        # half a file, then none, then the whole again
        for content, message in (("inputs: {x: R^3}\nexpr: x1 +", "operand is missing"), (None, "no function called")):
            if content is None:
                (server.course / FUNCTION).unlink()
            else:
                (server.course / FUNCTION).write_text(content, encoding="utf-8")
            wrong = next(event for event in told if any(message in fault["message"] for fault in event["faults"]))
            assert wrong["keys"] == second["keys"], "what was good stays in sight"
        (server.course / FUNCTION).write_text(COURSE[FUNCTION], encoding="utf-8")
        assert next(event for event in told if event["checked"])["keys"] == first["keys"]
        # the whole folder moves away and comes back
        (server.course / "specs").rename(server.course / "away")
        assert next(event for event in told if event["faults"])
        (server.course / "away").rename(server.course / "specs")
        assert next(event for event in told if event["checked"])["keys"] == first["keys"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_told_with_pages_open(tmp_path: Path, number: signal.Signals) -> None:
    with running(course_at(tmp_path)) as server:
        told = events(server, "lectures/talk")
        next(told)
        server.answer(expr="x", inputs="x: R")
        server.process.send_signal(number)
        assert server.process.wait(20) == 0
        assert server.process.stdout
        assert server.process.stdout.read().strip() == ""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_nothing_is_written_to_the_course(tmp_path: Path) -> None:
    before = sorted(path for path in course_at(tmp_path).rglob("*"))
    with running(tmp_path) as server:
        server.ask("GET", "/lectures/talk/").read()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_port_in_use_is_told_or_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve.listening(None) as first:
        port = first.getsockname()[1]
        with serve.listening(None) as second:
            assert second.getsockname()[1] != port
        with pytest.raises(UsageError, match=f"port {port} is in use"):
            serve.listening(port)
        monkeypatch.setattr(serve, "PORT", port)
        monkeypatch.setattr(serve, "TRIED", 1)
        with pytest.raises(UsageError, match="all in use"):
            serve.listening(None)


def test_a_folder_that_is_no_course_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["mcdocs", "preview", "-C", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "watchfiles"])
def test_what_is_not_installed_is_named(course: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingToolError, match=f"the preview needs {name}"):
        serve.preview(course, None, print)


# ── clerks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    {"expr": "x**" * 3000 + "x"},
    {"expr": "(" * 5000 + "x" + ")" * 5000},
    {"expr": "+".join(["x"] * 4000)},
    {"expr": "*".join(["(x+1)"] * 300)},
    {"expr": "x**200**200"},
    {"expr": "9" * 4000},
    {"expr": "1e999999999"},
    {"expr": "exp(" * 55 + "x" + ")" * 55},
    {"expr": "sin(cos(" * 8 + "x" + "))" * 8, "order": 2},
    {"expr": "__import__('os').system('id')"},
    {"expr": "x.__class__.__mro__"},
    {"expr": "lambda: 0"},
    {"expr": "[x for x in x]"},
    {"expr": "f'{x}'"},
    {"expr": "x" * 10_001},
    {"expr": "\x00\x01"},
    {"expr": "\u202e x"},
    {"expr": "x; x"},
    {"expr": "x\nx"},
    {"expr": "[[[[[[[[x]]]]]]]]"},
    {"expr": "[" * 9000},
    {"expr": "[x, [x, x]]"},
    {"expr": "<script>alert(1)</script>"},
    {"expr": "$\\input{/etc/passwd}$"},
    {"expr": "det(X)", "inputs": "X: R^{10000 x 10000}"},
    {"expr": "X @ X", "inputs": "X: R^{300 x 300}"},
    {"expr": "kron(X, X)", "inputs": "X: R^{100 x 100}"},
    {"expr": "[X11, X12]", "inputs": "X: R^{99 x 99}"},
    {"expr": "sum(exp(x))", "inputs": "x: R^10000"},
    {"expr": "inv(X)", "inputs": "X: R^{7 x 7}", "order": 2},
    {"expr": "matpow(X, 150)", "inputs": "X: R^{n x n}"},
    {"expr": "x", "inputs": "x: R^{" + "2x" * 500 + "2}"},
    {"expr": "x", "inputs": "\n".join(f"x{i}: R" for i in range(2000))},
    {"expr": "x", "inputs": "x: R\nx: R"},
    {"expr": "x", "inputs": ":::"},
    {"expr": "z", "let": "z: z"},
    {"expr": "a", "let": "a: b; b: a"},
    {"expr": "z", "let": "\n".join(f"z{i}: z{i + 1} * z{i + 1}" for i in range(40)) + "\nz: z0\nz40: x"},
    {"expr": "z", "let": "z: [x, x"},
    {"expr": "x", "assume": "x: " + "symmetric " * 900},
    {"expr": "x", "assume": "q: positive"},
    {"expr": "x", "wrt": "x.y"},
    {"expr": "x", "wrt": "\n"},
    {"expr": "x", "order": 3},
    {"expr": "x", "order": True},
    {"expr": "x", "order": "1"},
    {"expr": None},
    {"expr": ["x"]},
    {"expr": {"x": "x"}, "inputs": []},
    {"inputs": 5},
    {"check": True},
    {},
]


def resident(process: int) -> int:
    """The memory of a process in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) // 1024


def test_hostile_questions_leave_it_alive_and_small(server: Server) -> None:
    for question in HOSTILE:
        found = server.answer(**{"inputs": "x: R", "check": True, **question})
        assert found.get("faults") or found["html"]["results"], question
        for fault in found.get("faults", ()):
            assert fault["message"], question
            assert "Traceback" not in fault["message"]
    assert server.answer(expr="x**2", inputs="x: R")["numerator"]["text"] == "2*x"
    assert resident(server.process.pid) < 200


def spin() -> None:
    while True:
        pass


def hoard() -> int:
    return len(b"x" * (4 << 30))


def leave() -> None:
    os._exit(3)


def test_a_clerk_that_is_overtaxed_is_replaced() -> None:
    async def ask() -> None:
        context = nursery(["mcdocs.errors"])
        hasty, patient = Clerk(context, 0.5), Clerk(context, 60.0, stranger=True)
        try:
            for clerk, function, message in (
                (hasty, spin, "longer than 0.5 seconds"),
                (patient, hoard, "more memory"),
                (patient, leave, "more memory"),
            ):
                with pytest.raises(Overtaxed, match=message):
                    await clerk.ask(function)
                assert await patient.ask(abs, -3) == 3
            with pytest.raises(ZeroDivisionError):
                await patient.ask(divmod, 1, 0)
            crowd = Clerks([patient], most_waiting=1)
            found = await asyncio.gather(*(crowd.ask(abs, -n) for n in range(3)), return_exceptions=True)
            assert [each for each in found if not isinstance(each, Overtaxed)] == [0, 1]
        finally:
            hasty.close()
            patient.close()

    asyncio.run(ask())


# ── the playground ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "field", "where", "message"),
    [
        ({"expr": "x +"}, "expr", "1:3", "operand is missing"),
        ({"expr": "[x,\n  q]"}, "expr", "2:3", "unknown name 'q'"),
        ({"expr": ""}, "expr", "1:1", "a formula is missing"),
        ({"expr": "[x, (x"}, "expr", "1:6", "a bracket is not closed"),
        ({"inputs": "x: R\ny: R2"}, "inputs", "2:4", "'R2' is not a space"),
        ({"inputs": "x: R\ny"}, "inputs", "2:1", "a name, a colon and a value"),
        ({"inputs": "x: R; x: R"}, "inputs", "1:7", "x stands here twice"),
        ({"inputs": "x: R; y: R"}, "wrt", "1:1", "with respect to what?"),
        ({"inputs": ""}, "inputs", "1:1", "at least one input"),
        ({"let": "z: x *"}, "let", "1:6", "operand is missing"),
        ({"let": "a: x\nz: x * q"}, "let", "2:8", "unknown name 'q'"),
        ({"assume": "x: prime"}, "assume", "1:4", "not a fact"),
        ({"wrt": "y"}, "wrt", "1:1", "'y' is not an input"),
    ],
)
def test_a_mistake_is_told_at_its_place_in_its_field(
    question: dict[str, str], field: str, where: str, message: str
) -> None:
    found = answer({"expr": "x**2", "inputs": "x: R", **question})
    (fault,) = found["faults"]
    assert (fault["file"], f"{fault['line']}:{fault['column']}") == (field, where)
    assert message in fault["message"]


def test_what_is_copied_as_a_spec_is_read_as_one() -> None:
    from mcdocs.specs.function import FunctionSpec
    from mcdocs.specs.validate import read

    question = {
        "expr": "[[z.T @ x, norm(x)],\n [1, x.T @ A @ x]]",
        "inputs": "x: R^2\nA: R^{2 x 2}",
        "let": "z: A @ x",
        "assume": "A: symmetric, invertible",
        "wrt": "x",
    }
    spec = read(answer(question)["yaml"], "spec.yaml", FunctionSpec)
    assert spec.inputs == {"x": "R^2", "A": "R^{2 x 2}"}
    assert spec.let == {"z": "A @ x"}
    assert spec.assume == {"A": ("symmetric", "invertible")}
    assert spec.wrt == ("x",)
    assert spec.expr == (("z.T @ x", "norm(x)"), ("1", "x.T @ A @ x"))


def test_the_policy_lets_run_what_a_page_was_sent_with_and_nothing_else() -> None:
    policy = content_policy(["<script>one()</script><script src='/a.js'></script>", "<script>two()</script>"])
    assert policy.count("'sha256-") == 2
    assert "script-src 'self' 'sha256-" in policy
