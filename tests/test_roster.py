"""Rosters as spreadsheets and learning systems write them, and what is wrong with them at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcdocs.errors import Errors, SpecError
from mcdocs.specs.roster import MOST_REPORTED, Student, is_student_id, read_roster

ADA, EMMY = Student("a1", "Ada Example"), Student("e2", "Noether, Emmy")

READ = {
    "plain": ("id,name\na1,Ada Example\n", [ADA]),
    "without names": ("id\na1\ne2\n", [Student("a1"), Student("e2")]),
    "a comma in quotes": ('id,name\na1,Ada Example\ne2,"Noether, Emmy"\n', [ADA, EMMY]),
    "semicolons": ("id;name\na1;Ada Example\ne2;Noether, Emmy\n", [ADA, EMMY]),
    "tabs": ("id\tname\na1\tAda Example\n", [ADA]),
    "a byte order mark": ("\ufeffid,name\na1,Ada Example\n", [ADA]),
    "CRLF": ("id,name\r\na1,Ada Example\r\n\r\n", [ADA]),
    "no line break at the end": ("id,name\na1,Ada Example", [ADA]),
    "other columns": ("group,Full Name,Student_ID,mail\n7,Ada Example,a1,\n", [ADA]),
    "quoted ids and blank lines": ('"id","name"\n\n"a1","Ada Example"\n   \n', [ADA]),
    "quotes in quotes": ('id,name\na1,"Ada ""A"" Example"\n', [Student("a1", 'Ada "A" Example')]),
    "names of any script": ("id,name\na1,李明\na2,Łukasz\n", [Student("a1", "李明"), Student("a2", "Łukasz")]),
    "signs that TeX reads": ("id,name\na1,Öz & Co_{}\\%$\n", [Student("a1", "Öz & Co_{}\\%$")]),
    "blanks around": ("id , name\n a1 ,  Ada Example \n", [ADA]),
    "an empty name": ("id,name\na1,\n", [Student("a1", "")]),
    "empty fields at the end": ("id,name\na1,Ada Example,,\n,,\n ,\ne2,,\n", [ADA, Student("e2")]),
    "a column without a name": ("id,name,\na1,Ada Example,\n", [ADA]),
    "names in two columns": ("First name,Last name,ID number,Email\nAda,Example,a1,a@b.c\n", [ADA]),
    "students by name beside their ids": ('Student,ID,SIS User ID\n"Noether, Emmy",e2,7\n', [EMMY]),
    "as Excel is told the separator": ("sep=;\nid;name\na1;Ada Example\n", [ADA]),
    "marks of direction": ("\u200eid,name\na1\u200f,\u200fAda Example\u200e\n", [ADA]),
    "letters that are joined": ("id,name\na1,👩\u200d🎓 ش\u200cم\n", [Student("a1", "👩\u200d🎓 ش\u200cم")]),
    "what cannot be printed, in another column": ("id,note\na1,\x07\n", [Student("a1")]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_roster_is_read(name: str, tmp_path: Path) -> None:
    text, expected = READ[name]
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode())
    assert list(read_roster(path)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_roster_is_read_in_what_spreadsheets_call_unicode(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.txt"
    path.write_bytes("id\tname\na1\tŁukasz Öz\n".encode(encoding))
    assert list(read_roster(path)) == [Student("a1", "Łukasz Öz")]


WRONG = {
    "nothing at all": ("", "1:1: the roster is empty"),
    "no rows": ("id,name\n\n", "1:1: the roster has no students"),
    "no ids": ("matriculation,name\n1,Ada\n", "1:1: no column is called 'id'; there is 'matriculation', 'name'"),
    "an id twice": ("id,name\na1,Ada\na2,Bo\n a1,Cy\n", "4:2: the id 'a1' is given twice, first in line 2"),
    "an id twice but for case": ("id\nada\nAda\n", "3:1: the id 'Ada' is given twice, first in line 2"),
    "an empty id": ("id,name\na1,Ada\n,Bo\n", "3:1: the id is missing"),
    "an id that climbs": ("id,name\n../key,Ada\n", "2:1: '../key' cannot be an id"),
    "an id that hides": ("name,id\nAda,.a1\n", "2:5: '.a1' cannot be an id"),
    "a name that runs the other way": ("id,name\na1,\u202eAda\n", "2:4: the character U+202E cannot be printed"),
    "a folder of Windows": ("id\nNUL\n", "2:1: 'NUL' cannot be an id"),
    "a separator without quotes": ("id,name\ne2,Noether, Emmy\n", "2:13: this row has 3 fields, the first line has 2"),
    "a missing field": ("id,name\na1\n", "2:1: this row has 1 field, the first line has 2"),
    "an id of a million digits": ("id\n" + "9" * 1_000_000, f"2:1: '{'9' * 60}'... cannot be an id"),
    "a first line of a million letters": ("x" * 1_000_000, f"1:1: no column is called 'id'; there is '{'x' * 60}'..."),
    "two columns of ids": ("id,id\na1,a2\n", "1:4: two columns are called 'id'"),
    "a number cut short": ("id\n1.23E+11\n", "2:1: '1.23E+11' is a number that a spreadsheet has shortened"),
    "a name of a page": ("id,name\na1," + "Ada " * 60, "2:4: this name has 239 characters, at most 200 fit on a sheet"),
    "an open quote": ('id,name\na1,"Ada\n', "2:4: this quote is not closed"),
    "text behind a quote": ('id,name\na1,"Ada" Example\n', "2:10: something follows the closing quote"),
    "a control character": ("id,name\na1,Ada\x07\n", "2:4: the character U+0007 cannot be printed"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_shown_at_its_place(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode())
    with pytest.raises(SpecError) as caught:
        read_roster(path)
    assert str(caught.value).splitlines()[0] == f"{path}:{expected}"


def test_all_wrong_rows_are_reported_up_to_a_page_of_them(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("id\n" + "a1\n?\n" * 40)
    with pytest.raises(Errors) as caught:
        read_roster(path)
    assert len(caught.value.errors) == MOST_REPORTED


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,name\na1,Jos\xe9\n", "2:7: the byte 0xe9 is not UTF-8"),
        (b"PK\x03\x04" + bytes(200), "1:1: this is a workbook, not a CSV file"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "1:1: this is a workbook, not a CSV file"),
        (b"\xff\xfea", "1:1: no column is called 'id'"),
        (None, "1:1: cannot be read: No such file"),
    ],
)
def test_files_that_are_no_text_are_refused(data: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SpecError, match=message):
        read_roster(path)


@pytest.mark.parametrize("text", ["a", "ada.example@school", "7", "a" * 40, "b-a_c+d", "conny", "com10", "a-"])
def test_an_id_can_name_a_folder(text: str) -> None:
    assert is_student_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "-a",
        ".a",
        "a.",
        "a" * 41,
        "Ä",
        "a\n",
        "a/b",
        "a\\b",
        "a:b",
        "con",
        "COM1",
        "nul.txt",
        "..",
        "lpt9.a.b",
    ],
)
def test_what_cannot_name_a_folder_is_no_id(text: str) -> None:
    assert not is_student_id(text)
