"""Formats and rendering: one document in every format, escapes, overrides, errors at their place, TeX that runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from kitchen_sink import SCENE, SINK, SPECIAL, slide, words

from mcdocs.documents import blocks, escapes
from mcdocs.documents.filters import rather_outside
from mcdocs.documents.formats import find, format_names, load_format, shipped_templates
from mcdocs.documents.render import render, template_name
from mcdocs.errors import DocumentError
from mcdocs.language.notation import Raw
from mcdocs.language.prose import Text

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


def one_slide(*body: blocks.Block, title: str = "A title") -> blocks.Document:
    return blocks.Document(words("A lecture"), (slide(title, *body, line=7),))


def paragraph(text: str) -> blocks.Document:
    return one_slide(blocks.Paragraph(words(text)))


def course(folder: Path, format: str, **files: str) -> Path:
    """A course folder whose templates override files of a format."""
    own = folder / "templates" / format
    own.mkdir(parents=True)
    for name, text in files.items():
        (own / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def typeset(document: blocks.Document, folder: Path) -> tuple[subprocess.CompletedProcess[str], str]:
    """A single run of pdfLaTeX with no access outside its folder; the run and its log."""
    (folder / "slides.tex").write_text(render(document, load_format("beamer")), encoding="utf-8")
    run = subprocess.run(
        ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "slides.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        env=os.environ
        | {"openin_any": "p", "openout_any": "p", "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
        | {"max_print_line": "1000"},
    )
    return run, (folder / "slides.log").read_text(errors="replace")


def writes_documents(name: str) -> bool:
    """Whether a format writes whole documents; others are pages around them."""
    format = load_format(name)
    return find(format.folders, f"document.{format.extension}") is not None


DOCUMENT_FORMATS = [name for name in format_names() if writes_documents(name)]


# ── every block in every format ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", DOCUMENT_FORMATS)
def test_every_format_has_a_template_for_every_block(name: str) -> None:
    format = load_format(name)
    kinds = [*blocks.Block.__args__, blocks.Slide, blocks.Document]
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in kinds} | {"text", "formula"}
    present = {path.name.split(".")[0] for path in format.sources()}
    assert names <= present


@pytest.mark.parametrize("name", DOCUMENT_FORMATS)
def test_the_kitchen_sink_renders_in_every_format(name: str) -> None:
    text = render(SINK, load_format(name))
    for expected in ("product rule", "numerator layout", "second", "layout", "frac", "lecturer", "slowly"):
        assert expected in text.lower()
    harmless = r"\input{/etc" if load_format(name).escape == "html" else r"\\input{/etc"
    assert r"\input{/etc" not in text.replace(harmless, "")


def test_an_unknown_block_is_an_error() -> None:
    with pytest.raises(DocumentError, match="no template for 'line'"):
        render(one_slide(blocks.Line(Raw("x"))), load_format("beamer"))  # type: ignore[arg-type]


def test_slides_are_marked_with_their_place() -> None:
    text = render(SINK, load_format("beamer"))
    assert re.findall(r"^%% mcdocs: slide (\d+) (.*)$", text, re.M) == [
        (str(n), f"specs/lectures/sink.yaml:{n}:5") for n in range(1, len(SINK.slides) + 1)
    ]


def test_a_line_break_in_a_file_name_stays_in_its_comment() -> None:
    document = one_slide()
    at = replace(document.slides[0].at, file="a\n\\input{b}")
    text = render(replace(document, slides=(replace(document.slides[0], at=at),)), load_format("beamer"))
    assert "%% mcdocs: slide 1 a?\\input{b}:7:5\n" in text


def test_pages_have_the_colours_of_the_pdf() -> None:
    tex, css = shipped_templates() / "beamer/theme/colours.tex", shipped_templates() / "html/theme/colours.css"
    defined = re.findall(r"\\definecolor\{mc(\w+)\}\{HTML\}\{(\w{6})\}", tex.read_text(encoding="utf-8"))
    by_day = re.findall(r"--(\w+): light-dark\(#(\w{6}),", css.read_text(encoding="utf-8"))
    assert by_day == [(name, colour.lower()) for name, colour in defined]


# ── escaping ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("50% & #1_a $5 ^ ~", r"50\% \& \#1\_a \$5 \textasciicircum{} \textasciitilde{}"),
        ("a--b---c ,, ''", "a-{}-b-{}-{}-c ,{}, '{}'"),
        ("well-known isn't", "well-known isn't"),
        ("α ≤ ℝ → x²", r"\ensuremath{\alpha} \ensuremath{\leq} \ensuremath{\mathbb{R}} "
         r"\ensuremath{\rightarrow} x\ensuremath{{}^{2}}"),
        ("e\u0301", "é"),
        ("Łódź\n–", "Łódź --{}"),
    ],
)  # fmt: skip
def test_tex_escapes_in_one_pass(text: str, expected: str) -> None:
    assert escapes.tex(text) == expected


@pytest.mark.parametrize("char", ["中", "\u200b", "\x07", "ħ", "🙂"])
def test_what_pdflatex_cannot_show_is_an_error_at_its_slide(char: str) -> None:
    with pytest.raises(DocumentError, match=f"U\\+{ord(char):04X}") as caught:
        render(paragraph(f"a {char}"), load_format("beamer"))
    assert str(caught.value.at) == "specs/lectures/sink.yaml:7:5"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*b_c [d] <e> & `f` $g$ ~h~ |i| \\", r"a\*b\_c \[d\] &lt;e&gt; &amp; \`f\` \$g\$ \~h\~ \|i\| " + "\\\\"),
        ("- a-b", r"\- a-b"),
        ("12. May", r"12\. May"),
        ("a\n# b", r"a \# b"),
    ],
)
def test_markdown_escapes_in_one_pass(text: str, expected: str) -> None:
    assert escapes.markdown(text) == expected


def test_github_mathematics_avoids_what_github_refuses() -> None:
    assert escapes.github_mathematics(r"\operatorname{vec} |x| < \|y\|") == (
        r"\mathrm{vec} \vert x\vert  \lt  \Vert y\Vert "
    )


def test_strings_are_escaped_unless_marked_safe(tmp_path: Path) -> None:
    template = "<%= 'a_b' %>|<%= 'a_b' | safe %>|<%= 3 %>|<%= block.text[0].text %>"
    folder = course(tmp_path, "beamer", paragraph__tex=template)
    assert r"a\_b|a_b|3|x\&y" in render(paragraph("x&y"), load_format("beamer", folder))


# ── overrides and their errors ───────────────────────────────────────────────────────────────────────────────────────


def test_a_course_overrides_single_files(tmp_path: Path) -> None:
    folder = course(tmp_path, "markdown", paragraph__md="<%# mine %>!<%= block.text | inline %>!")
    text = render(SINK, load_format("markdown", folder))
    assert "!after the working!" in text
    assert "# Every block" in text


def test_a_course_adds_a_format_by_a_folder(tmp_path: Path) -> None:
    settings = "extension: txt\nescape: none\nmath: latex\n"
    folder = course(tmp_path, "plain", format__yaml=settings, document__txt="<%= document.title | inline %>",
                    text__txt="<%= block.text %>")  # fmt: skip
    assert "plain" in format_names(folder)
    assert render(SINK, load_format("plain", folder)) == "Every block & more\n"


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("ok\n<%= block.nothing %>", 2, "nothing"),
        ("ok\n\n<% if %>", 3, "Expected an expression"),
        ("<%= 1 / 0 %>", 1, "division"),
        ("<%= none %>", 1, "prints None"),
        ("<%= block %>", 1, "needs a filter"),
        ("\n<% include 'missing.tex' %>", 2, "missing.tex"),
        ("<%= ''.__class__.__mro__ %>", 1, "unsafe"),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(tmp_path: Path, template: str, line: int, message: str) -> None:
    folder = course(tmp_path, "beamer", paragraph__tex=template)
    with pytest.raises(DocumentError, match=message) as caught:
        render(paragraph("x"), load_format("beamer", folder))
    assert caught.value.at is not None
    assert caught.value.at.file.endswith("templates/beamer/paragraph.tex")
    assert caught.value.at.line == line


def test_an_error_of_the_printer_is_not_blamed_on_a_template() -> None:
    def broken(math: object) -> str:
        raise ZeroDivisionError("in the printer")

    with pytest.raises(ZeroDivisionError, match="in the printer"):
        render(one_slide(blocks.Display(Raw("x"))), load_format("beamer"), broken)


@pytest.mark.parametrize(
    ("settings", "place", "message"),
    [
        ("extension: tex\nescpae: tex\nmath: latex\n", ":2:1", "'escpae' is not a key"),
        ("extension: tex\nescape: teX\nmath: latex\n", ":2:1", "no way to escape"),
        ("escape: tex\nmath: latex\n", ":1:1", "'extension' must be given"),
        ("extension: [\n", ":2:1", "not YAML"),
        ("extension: tex\nescape: tex\nmath: latex\nfiles: [../x]\n", ":4:1", "not a file of this format"),
    ],
)
def test_a_wrong_format_yaml_is_an_error_at_its_place(tmp_path: Path, settings: str, place: str, message: str) -> None:
    folder = course(tmp_path, "mine", format__yaml=settings)
    with pytest.raises(DocumentError, match=message) as caught:
        load_format("mine", folder)
    assert str(caught.value.at).endswith(f"format.yaml{place}")


def test_an_unknown_format_suggests_a_known_one() -> None:
    with pytest.raises(DocumentError, match="no format 'beamr'") as caught:
        load_format("beamr")
    assert "beamer" in caught.value.hint


def test_sources_are_the_files_in_force(tmp_path: Path) -> None:
    folder = course(tmp_path, "beamer", paragraph__tex="mine")
    own = [path for path in load_format("beamer", folder).sources() if path.is_relative_to(tmp_path)]
    assert [path.name for path in own] == ["paragraph.tex"]


# ── Markdown that GitHub renders ─────────────────────────────────────────────────────────────────────────────────────


def test_markdown_has_one_section_per_slide_and_closed_fences() -> None:
    text = render(SINK, load_format("markdown"))
    assert text.count("\n---\n") == len(SINK.slides) - 1
    assert text.count("```math\n") * 2 == text.count("```")
    assert "\n\n\n" not in text
    assert "~~struck out words~~" in text
    assert not re.search(r"\\(mc|operatorname|phantom|mbox)", text)
    fences = re.findall(r"```math\n(.*?)\n```", text, re.S)
    assert not any("\n\n" in fence for fence in fences)


def test_marks_of_a_style_touch_their_words() -> None:
    text = render(one_slide(blocks.Paragraph((Text("a "), Text("b ", "strong"), Text("c")))), load_format("markdown"))
    assert "a **b** c" in text


def test_template_names_are_class_names_in_snake_case() -> None:
    assert template_name(blocks.Picture(SCENE)) == "picture"


# ── TeX ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@needs_tex
@pytest.mark.parametrize("reveal", [True, False])
def test_the_kitchen_sink_is_typeset_in_one_run_without_complaints(tmp_path: Path, reveal: bool) -> None:
    run, log = typeset(replace(SINK, reveal=reveal), tmp_path)
    assert run.returncode == 0, log[-2000:]
    assert not re.findall(r"^(?:Overfull|Underfull|.*Missing character|LaTeX Font Warning).*", log, re.M)
    pages = int(re.findall(r"Output written on slides.pdf \((\d+) pages", log)[0])
    assert pages == (len(SINK.slides) + 3 if reveal else len(SINK.slides))


@needs_tex
def test_pdfs_are_identical_from_run_to_run_and_folder_to_folder(tmp_path: Path) -> None:
    pdfs = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        typeset(SINK, tmp_path / name)
        pdfs.append((tmp_path / name / "slides.pdf").read_bytes())
    assert pdfs[0] == pdfs[1]


@needs_tex
@pytest.mark.parametrize(
    "document",
    [
        one_slide(blocks.Bullets((words("many words " * 40),) * 6)),
        one_slide(blocks.Display(Raw("x+" * 200 + "x"))),
        paragraph("unbreakable" * 30),
        one_slide(title="An endless title " * 20),
    ],
    ids=["tall", "wide", "one word", "title"],
)
def test_a_slide_that_does_not_fit_stops_tex_with_its_number(tmp_path: Path, document: blocks.Document) -> None:
    run, log = typeset(document, tmp_path)
    assert run.returncode != 0
    assert "Package mcdocs Error: slide 1 does not fit" in log


@needs_tex
def test_every_escaped_character_has_a_glyph(tmp_path: Path) -> None:
    printable = "".join(chr(code) for code in range(32, 127)) + escapes.shown()
    lines = [words(" ".join(printable[i : i + 60])) for i in range(0, len(printable), 60)]
    document = one_slide(*(blocks.Paragraph(line, quiet=True) for line in lines))
    run, log = typeset(document, tmp_path)
    assert run.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert SPECIAL.isprintable()


@pytest.mark.parametrize(
    ("latex", "weighed"),
    [
        (r"p - (a + b)c", r"p - (a + \mcwithin{2000} b)c"),
        (r"f(z \odot (1 - z))A", r"f(z \odot \mcwithin{2000} (1 - \mcwithin{4000} z))A"),
        (r"(-x - -y) + [2 = z]", r"(-x - \mcwithin{2000} -y) + [2 = \mcwithin{2000} z]"),
        (r"\frac{(a + b)}{c} + x^{(1 - 2)}", r"\frac{(a + b)}{c} + x^{(1 - 2)}"),
        (r"\{a + b\} (a \cdotp b)", r"\{a + b\} (a \cdotp b)"),
    ],
)
def test_a_formula_is_broken_outside_brackets_if_it_can_be(latex: str, weighed: str) -> None:
    assert rather_outside(latex) == weighed
