"""Pictures in exports: each format shows them from a file that stands alone, without what students are to find."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from qti_package_maker.common import package_integrity
from test_exports_moodle import assert_moodle_xml
from test_exports_qti import NO_READERS, QTI12, assert_qti_12, assert_qti_21
from test_formats import shipped_templates
from test_pictured_problems import PICTURED
from test_problem_sets import course

from mcdocs.exports import EXPORTS, Bundle
from mcdocs.exports.lettering import letters
from mcdocs.exports.pictures import COLOURS, svg
from mcdocs.language.prose import parse_prose
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from tests.exported import PUBLISHED, assert_valid

SVG = PUBLISHED / "REC-SVG11-20110816" / "svg11.dtd"
PICTURES = 5  # exercises of the set that have one; each asks one question


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    here = course(tmp_path_factory.mktemp("course"), PICTURED)
    return draw_set(here.problem_set("a-set"), here, PUBLIC)


def made(format: str, drawn: Drawn) -> Bundle:
    return EXPORTS[format].make([drawn])


@pytest.mark.skipif(not SVG.exists(), reason=NO_READERS)
def test_pictures_are_valid_svg(drawn: Drawn) -> None:
    for scene in drawn.key.pictures.values():
        assert_valid(svg(scene), SVG)


def test_pictures_have_the_colours_of_slides() -> None:
    css = (shipped_templates() / "html" / "theme" / "colours.css").read_text(encoding="utf-8")
    by_day = dict(re.findall(r"--(\w+): light-dark\((#\w{6}),", css))
    assert {ink: by_day["ink" if ink == "plain" else ink] for ink in COLOURS} == COLOURS


@pytest.mark.parametrize("format", ["moodle", "stack"])
def test_moodle_xml_bears_pictures_within(format: str, drawn: Drawn) -> None:
    (content,) = made(format, drawn).files.values()
    assert_moodle_xml(content)
    texts = [text for text in etree.fromstring(content).iter("questiontext") if text.find("file") is not None]
    assert len(texts) == PICTURES
    for text, exercise in zip(texts, drawn.sheet.exercises, strict=False):
        assert exercise.picture is not None
        assert re.search(r'<img src="@@PLUGINFILE@@/picture.svg" alt="[^"]+" />', text.findtext("text"))
        assert base64.b64decode(text.findtext("file")) == svg(exercise.picture)


@pytest.mark.skipif(not QTI12.exists(), reason=NO_READERS)
@pytest.mark.parametrize("format", ["qti12", "qti21"])
def test_packages_hold_pictures_beside_the_questions_and_list_them(format: str, drawn: Drawn, tmp_path: Path) -> None:
    other = replace(drawn, sheet=replace(drawn.sheet, version="OTHER"))
    (content,) = EXPORTS[format].make([drawn, other]).files.values()
    (tmp_path / "package.zip").write_bytes(content)
    assert package_integrity.check_package(str(tmp_path / "package.zip")) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert len([name for name in files if name.endswith(".svg")]) == 2 * PICTURES
    manifest = etree.fromstring(files.pop("imsmanifest.xml"))
    assert {file.get("href") for file in manifest.iter("{*}file")} == set(files)
    shown = 0
    for name, document in files.items():
        if name.endswith(".xml"):
            shown += document.count(b"picture-")
            assert_qti_12(document) if format == "qti12" else assert_qti_21(document)
    assert shown == (4 if format == "qti12" else 2) * PICTURES  # QTI 1.2 repeats questions where it draws from them


def test_prairielearn_finds_the_picture_of_each_version(drawn: Drawn) -> None:
    files = made("prairielearn", drawn).files
    pictures = [place for place in files if place.endswith(".svg")]
    assert len(pictures) == PICTURES
    for place in pictures:
        folder, _, name = place.partition("/clientFilesQuestion/")
        assert f'pl-figure file-name=\\"{name}\\"' in files[f"{folder}/versions.json"].decode()


def test_notebooks_attach_pictures_those_of_students_without_the_answer(drawn: Drawn) -> None:
    student, key = (json.loads(content) for content in made("notebook", drawn).files.values())
    for notebook, pictures in (
        (student, {exercise.number: exercise.picture for exercise in drawn.sheet.exercises}),
        (key, drawn.key.pictures),
    ):
        attached = [cell for cell in notebook["cells"] if "attachments" in cell]
        assert len(attached) == PICTURES
        for cell in attached:
            scene = pictures[int(cell["id"].removeprefix("exercise_"))]
            assert scene is not None
            assert "](attachment:picture.svg)" in cell["source"]
            assert base64.b64decode(cell["attachments"]["picture.svg"]["image/svg+xml"]) == svg(scene)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("levels 2 apart", "levels 2 apart"),
        ("$x_1^2$", "x12"),
        (r"$\frac{a + b}{2}$", "(a\u2009+\u2009b)/2"),
        (r"$\sqrt{x}$", "√(x)"),
        (r"$\hat{y}$", "y\u0302"),
        (r"$-x = 3$", "−x\u2009=\u20093"),
    ],
)
def test_formulas_stand_in_a_line_of_letters(line: str, expected: str) -> None:
    found = letters(parse_prose(line))
    assert "".join(run.text for run in found) == expected
    if "_" in line:
        assert [run.rise < 0 for run in found] == [False, True, False]
        assert [run.rise > 0 for run in found] == [False, False, True]
