"""Papers taken out of a document for many: the same bytes in any company, and nothing of anybody else."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from mcdocs.errors import DocumentError
from mcdocs.papers import type1
from mcdocs.papers.charstrings import CHARSTRING, EEXEC, decrypt, encrypt
from mcdocs.papers.contents import Used, from_hexadecimal, renamed, unescaped
from mcdocs.papers.fonts import font_files
from mcdocs.papers.ink import Ink, read_ink, weight
from mcdocs.papers.split import split

needs_tex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="TeX is not installed")

PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}\usepackage{lmodern,amsmath,amssymb,xcolor}
\pagestyle{empty}
\begin{document}
\null\clearpage
"""
BODIES = {
    "ada": r"Ada: $\frac{x_1^2}{\alpha}$, \textbf{bold (a) \textbackslash}, fifty \% fi",
    "bo": r"Łukasz \textcolor{red}{Öz} $\sum_{i} A_i^T \mathbb{R}$ \clearpage Page two, "
    r"$\begin{pmatrix}1&2\\3&4\\5&6\end{pmatrix}$",
    "cy": r"Cy $\sqrt{7}$ \textit{slanted} \rule{2cm}{1pt}",
}


def typeset(folder: Path, *students: str, extra: str = "") -> tuple[bytes, dict[str, Path]]:
    """What TeX makes of the papers of some students in one run, and the fonts it embedded."""
    folder.mkdir(exist_ok=True)
    papers = (rf"\global\pdfpageattr{{/McPaper ({each})}}{BODIES[each]}\clearpage " for each in students)
    (folder / "x.tex").write_text(PREAMBLE + "\n".join(papers) + extra + r"\end{document}", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    log = (folder / "x.log").read_text(encoding="utf-8", errors="replace")
    return (folder / "x.pdf").read_bytes(), font_files(log)


def papers_of(folder: Path, *students: str) -> dict[str, bytes]:
    document, files = typeset(folder, *students)
    return dict(zip(students, split(document, students, files), strict=True))


def words(data: bytes) -> str:
    ink = Ink()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            read_ink(page.Contents.read_bytes(), page.Resources, ink)
    return ink.text


@needs_tex
class TestSplitting:
    def test_a_paper_is_the_same_in_any_company(self, tmp_path: Path) -> None:
        together = papers_of(tmp_path / "together", "ada", "bo", "cy")
        assert list(together) == ["ada", "bo", "cy"]
        assert papers_of(tmp_path / "turned", "cy", "bo") == {name: together[name] for name in ("cy", "bo")}
        for student, alone in together.items():
            assert papers_of(tmp_path / student, student) == {student: alone}

    def test_a_paper_holds_its_own_text_and_fonts_and_nothing_else(self, tmp_path: Path) -> None:
        papers = papers_of(tmp_path / "x", "ada", "bo", "cy")
        with pikepdf.open(io.BytesIO(papers["ada"])) as pdf:
            assert len(pdf.pages) == 1
            assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
            assert "/Info" not in pdf.trailer
            fonts = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
            glyphs = "".join(str(each.CharSet) for each in pdf.objects if "/CharSet" in dir_of(each))
        assert "LMRoman10-Italic" not in fonts
        assert "MSBM10" not in fonts
        assert "/Lslash" not in glyphs
        assert "/Odieresis" not in glyphs
        assert "Ada:" in words(papers["ada"])
        assert "Page two" in words(papers["bo"])

    def test_pages_look_as_tex_made_them(self, tmp_path: Path) -> None:
        if not shutil.which("pdftoppm"):
            pytest.skip("poppler is not installed")
        document, files = typeset(tmp_path / "x", "ada", "bo")
        (tmp_path / "whole.pdf").write_bytes(document)
        for student, paper in zip(["ada", "bo"], split(document, ["ada", "bo"], files), strict=True):
            (tmp_path / f"{student}.pdf").write_bytes(paper)
        whole = pixels(tmp_path / "whole.pdf")
        assert whole[1:] == [*pixels(tmp_path / "ada.pdf"), *pixels(tmp_path / "bo.pdf")]

    @pytest.mark.parametrize(
        ("students", "extra", "message"),
        [
            (["ada"], "", "pages of bo"),
            (["bo", "ada"], "", "in another order"),
            (["ada", "bo"], r"\global\pdfpageattr{}stray\clearpage ", "pages of nobody"),
            (["ada", "bo"], r"\global\pdfpageattr{/McPaper (cy)}stray\clearpage ", "pages of cy"),
        ],
    )
    def test_pages_must_be_those_asked_for(self, students: list[str], extra: str, message: str, tmp_path: Path) -> None:
        document, files = typeset(tmp_path / "x", "ada", "bo", extra=extra)
        with pytest.raises(DocumentError, match=message):
            list(split(document, students, files))

    def test_what_a_paper_cannot_have_is_an_error(self, tmp_path: Path) -> None:
        document, files = typeset(tmp_path / "x", "ada")
        with pikepdf.open(io.BytesIO(document)) as pdf:
            pdf.pages[1].obj.Annots = pikepdf.Array()
            buffer = io.BytesIO()
            pdf.save(buffer)
        with pytest.raises(DocumentError, match="/Annots"):
            list(split(buffer.getvalue(), ["ada"], files))
        with pytest.raises(DocumentError, match=r"LMRoman10-Regular cannot be put into a paper"):
            list(split(document, ["ada"], {}))


def dir_of(value: pikepdf.Object) -> list[str]:
    return list(value.keys()) if isinstance(value, pikepdf.Dictionary) else []


def pixels(path: Path) -> list[bytes]:
    command = ["pdftoppm", "-r", "60", "-gray", str(path), str(path.with_suffix(""))]
    subprocess.run(command, check=True)
    return [page.read_bytes() for page in sorted(path.parent.glob(f"{path.stem}-*.pgm"))]


# ── fonts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pfb(name: str) -> Path:
    found = subprocess.run(["kpsewhich", name], capture_output=True, text=True, check=False).stdout.strip()
    if not found:
        pytest.skip(f"{name} is not installed")
    return Path(found)


@needs_tex
@pytest.mark.parametrize("file", ["lmr10.pfb", "cmsy10.pfb", "cmex10.pfb", "uhvr8a.pfb", "uplri8a.pfb", "fplmr.pfb"])
class TestCutting:
    def test_a_cut_font_is_a_font_with_the_glyphs_asked_for(self, file: str, tmp_path: Path) -> None:
        font = type1.read(pfb(file))
        some = sorted(font.glyphs)[3:9]
        again = type1.read(as_pfb(tmp_path / file, font.cut(some, "ABCDEF")))
        assert again.name == f"ABCDEF+{font.name}"
        assert set(again.glyphs) == {".notdef", *some}
        assert len(again.subroutines) <= len(font.subroutines)

    def test_cutting_a_cut_font_changes_nothing(self, file: str, tmp_path: Path) -> None:
        font = type1.read(pfb(file))
        some = sorted(font.glyphs)[5:20]
        once = font.cut(some, "A")
        again = type1.read(as_pfb(tmp_path / file, once)).cut(some, "B")
        assert again.data[again.clear :] == once.data[once.clear :]

    def test_a_glyph_there_is_not_is_an_error(self, file: str, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="no glyph called 'nonsense'"):
            type1.read(pfb(file)).cut(["nonsense"], "ABCDEF")


def as_pfb(path: Path, program: type1.Program) -> Path:
    clear, secret = program.data[: program.clear], program.data[program.clear :]
    parts = (bytes([0x80, kind]) + len(data).to_bytes(4, "little") + data for kind, data in ((1, clear), (2, secret)))
    path.write_bytes(b"".join(parts) + b"\x80\x03")
    return path


@pytest.mark.parametrize("data", [b"", b"\x80\x01", b"%!PS-AdobeFont-1.0: no font at all", b"\x80\x01\x05\0\0\0hello"])
def test_what_is_no_font_is_an_error(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.pfb"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="is not a Type 1 font"):
        type1.read(path)


@pytest.mark.parametrize("key", [EEXEC, CHARSTRING])
def test_decryption_undoes_encryption(key: int) -> None:
    data = bytes(range(256)) * 3
    assert decrypt(encrypt(data, key), key) == data


# ── contents ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "expected", "codes"),
    [
        (b"/F8 10 Tf (ab) Tj", b"/G 10 Tf (ab) Tj", b"ab"),
        (b"/F8 10 Tf [(a)-20(b)]TJ /Cs1 cs", b"/G 10 Tf [(a)-20(b)]TJ /Cs1 cs", b"ab"),
        (rb"/F8 10 Tf (a\)\\\101/F8 9) Tj", rb"/G 10 Tf (a\)\\\101/F8 9) Tj", b"a)\\A/F8 9"),
        (rb"/F8 10 Tf (a\)\\\101/F8 9 Tf) Tj", rb"/G 10 Tf (a\)\\\101\057F8 9 Tf) Tj", b"a)\\A/F8 9 Tf"),
        (b"/F8 10 Tf <4142 4> Tj", b"/G 10 Tf <4142 4> Tj", b"AB@"),
    ],
)
def test_fonts_are_renamed_and_their_characters_known(content: bytes, expected: bytes, codes: bytes) -> None:
    used = Used()
    assert renamed(content, lambda name: name == "F8", lambda _: "G", used) == expected
    assert used.codes == {"G": set(codes)}
    assert used.names == ({"Cs1"} if b"Cs1" in content else set())


@pytest.mark.parametrize(
    ("written", "meant"), [(rb"a\(b\)\\", rb"a(b)\ "[:-1]), (rb"\101\12\7", b"A\n\x07"), (rb"\n\q", b"\nq")]
)
def test_escapes_in_strings_are_read(written: bytes, meant: bytes) -> None:
    assert unescaped(written) == meant
    assert from_hexadecimal(written.hex().encode()) == written


def test_ink_is_the_same_wherever_a_formula_stands() -> None:
    one, other = Ink(), Ink()
    read_ink(b"/F1 11 Tf [(2)-300(x)]TJ /F2 8 Tf (1) Tj", None, one)
    read_ink(b"BT /F9 9 Tf 3 4 Td (2x) Tj 0 -2 Td /F7 7 Tf <31> Tj ET", None, other)
    assert "".join(one.all) == "".join(other.all)
    assert weight("".join(one.all)) == 3
    read_ink(b"/F1 11 Tf (2x1) Tj", None, third := Ink())
    assert "".join(third.all) != "".join(one.all)
    assert re.split(r"\s+", one.text.strip()) == ["2", "x", "1"]
