"""Files of other programs: what they hold is read, and no file does harm or ends in a crash."""

import codecs
import contextlib
import io
import random
import re
import struct
import zipfile

import openpyxl
import pytest

from neointima.instruments.spreadsheet import cells
from neointima.mistake import Mistake

ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def sheet_of(tmp_path, content, name="plate.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (sheet,) = cells(path)
    return sheet


def book_of(tmp_path, rows, name="plate.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def with_member(path, name, content):
    """The workbook with one part replaced or added."""
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, held in parts.items():
            book.writestr(part, held)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    text = "\n".join(delimiter.join(row) for row in (("well", "signal"), ("A1", "0.5"), ("A2", "7e2")))
    assert sheet_of(tmp_path, text).rows == (("well", "signal"), ("A1", 0.5), ("A2", 700.0))


def test_metadata_with_other_delimiters_does_not_mislead(tmp_path):
    text = "Filter: 490; gain 80; lag 3\nDate: Mon; 3 May\n,1,2\nA,0.5,0.6\n"
    assert sheet_of(tmp_path, text).rows[2:] == ((None, 1.0, 2.0), ("A", 0.5, 0.6))


def test_excels_own_line_names_the_delimiter(tmp_path):
    assert sheet_of(tmp_path, "sep=;\na;b\nc,d;1\n").rows == (("a", "b"), ("c,d", 1.0))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas_are_read_and_noted(tmp_path, delimiter):
    sheet = sheet_of(tmp_path, f"well{delimiter}od\nA1{delimiter}0,534\nA2{delimiter}1,2E-3\n")
    assert [row[1] for row in sheet.rows[1:]] == [0.534, 0.0012]
    assert "'0,534', read as 0.534" in sheet.notes[0]


def test_commas_that_may_group_thousands_are_pointed_out(tmp_path):
    assert "groups thousands" in sheet_of(tmp_path, "well;rlu\nA1;770,190\nA2;777,340\n").notes[0]


def test_points_beside_decimal_commas_are_pointed_out(tmp_path):
    notes = sheet_of(tmp_path, "well;rlu\nA1;770,5\nA2;1.234\n").notes
    assert "'1.234'; if it groups thousands" in notes[1]


def test_a_comma_inside_quotes_is_no_decimal_comma_in_a_comma_file(tmp_path):
    assert sheet_of(tmp_path, 'well,rlu\nA1,"770,190"\n').rows[1] == ("A1", "770,190")


@pytest.mark.parametrize(
    "encoded",
    [
        "dose µM,1".encode(),
        codecs.BOM_UTF8 + "dose µM,1".encode(),
        "dose µM,1".encode("utf-16"),
        codecs.BOM_UTF16_BE + "dose µM,1".encode("utf-16-be"),
        "dose µM,1".encode("latin-1"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian", "latin-1"],
)
def test_every_usual_encoding_gives_the_same_cells(tmp_path, encoded):
    assert sheet_of(tmp_path, encoded).rows == (("dose µM", 1.0),)


def test_line_ends_of_every_system_are_the_same(tmp_path):
    for end in ("\n", "\r\n", "\r"):
        assert sheet_of(tmp_path, f"a,b{end}1,2{end}").rows == (("a", "b"), (1.0, 2.0))


def test_names_with_leading_zeros_and_words_like_nan_stay_text(tmp_path):
    assert sheet_of(tmp_path, "00123,nan,inf,1_000,٣\n").rows == (("00123", "nan", "inf", "1_000", "٣"),)


def test_a_true_minus_sign_is_a_minus(tmp_path):
    assert sheet_of(tmp_path, "\u22120.5,1\n").rows == ((-0.5, 1.0),)


def test_a_workbook_gives_its_values(tmp_path):
    path = book_of(tmp_path, [["well", "signal", "flag"], ["A1", 0.5, True], ["A2", "0.75", None], [None, "0,25"]])
    (sheet,) = cells(path)
    assert sheet.rows == (("well", "signal", "flag"), ("A1", 0.5, "TRUE"), ("A2", 0.75), (None, 0.25))


def test_empty_rows_of_a_workbook_keep_their_place(tmp_path):
    book = openpyxl.Workbook()
    book.active["C5"] = 7
    book.save(tmp_path / "gap.xlsx")
    assert cells(tmp_path / "gap.xlsx")[0].rows == ((), (), (), (), (None, None, 7.0))


def test_a_formula_without_a_value_is_empty_and_named(tmp_path):
    path = book_of(tmp_path, [["A1", 0.5], ["A2", "=B1*2"], ["A3", "=1+1"]])
    (sheet,) = cells(path)
    assert sheet.rows == (("A1", 0.5), ("A2",), ("A3",))
    assert "B2, B3" in sheet.notes[0]


def test_a_formula_with_a_stored_value_gives_that_value(tmp_path):
    path = book_of(tmp_path, [["A1", "=1+1"]])
    with zipfile.ZipFile(path) as book:
        xml = book.read("xl/worksheets/sheet1.xml").replace(b"<v></v>", b"<v>9</v>").replace(b"<v />", b"<v>9</v>")
    (sheet,) = cells(with_member(path, "xl/worksheets/sheet1.xml", xml))
    assert sheet.rows == (("A1", 9.0),) and not sheet.notes


def test_hidden_sheets_and_macros_are_passed_by_with_a_note(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["A1", 1])
    book.create_sheet("old").append(["A1", 2])
    book["old"].sheet_state = "hidden"
    book.save(tmp_path / "plate.xlsm")
    sheets = cells(with_member(tmp_path / "plate.xlsm", "xl/vbaProject.bin", b"macro"))
    assert [sheet.rows for sheet in sheets] == [(("A1", 1.0),)]
    assert any("old" in note for note in sheets[0].notes) and any("macros" in note for note in sheets[0].notes)


def test_a_false_size_in_a_sheet_is_not_believed(tmp_path):
    path = book_of(tmp_path, [["A1", 1]])
    with zipfile.ZipFile(path) as book:
        xml = book.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in xml
    assert cells(with_member(path, "xl/worksheets/sheet1.xml", xml))[0].rows == (("A1", 1.0),)


def refusal(path):
    with pytest.raises(Mistake) as told:
        cells(path)
    assert str(path) in str(told.value)
    return str(told.value)


def test_what_is_no_file_is_said_so(tmp_path):
    assert "no such file" in refusal(tmp_path / "absent.csv")
    assert "not a file" in refusal(tmp_path)
    assert "cannot be read" in refusal(tmp_path / ("x" * 5000))


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b",,,\n,,,\n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(tmp_path, content):
    (tmp_path / "empty.csv").write_bytes(content)
    assert re.search("is empty|holds no values", refusal(tmp_path / "empty.csv"))


def test_an_empty_workbook_is_refused(tmp_path):
    assert "holds no values" in refusal(book_of(tmp_path, []))


def test_a_file_of_60_mb_is_refused_unread(tmp_path):
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(60_000_000)
    assert "60 MB" in refusal(tmp_path / "huge.csv")


def test_too_many_rows_columns_or_cells_are_refused(tmp_path, monkeypatch):
    (tmp_path / "long.csv").write_text("1,2\n" * 200_001)
    assert "200000 rows" in refusal(tmp_path / "long.csv")
    (tmp_path / "wide.csv").write_text("1," * 2_001)
    assert "2000 columns" in refusal(tmp_path / "wide.csv")
    monkeypatch.setattr("neointima.instruments.spreadsheet.MOST_CELLS", 10)
    (tmp_path / "many.csv").write_text("1,2,3,4\n" * 3)
    assert "10 cells" in refusal(tmp_path / "many.csv")


def test_a_workbook_with_a_cell_far_down_or_far_right_is_refused(tmp_path):
    for cell in ("A200001", "CXZ1"):
        book = openpyxl.Workbook()
        book.active[cell] = 1
        book.save(tmp_path / "far.xlsx")
        assert "more than" in refusal(tmp_path / "far.xlsx")


@pytest.mark.parametrize("name", ["noise.csv", "noise.txt", "noise.xlsx"])
def test_binary_garbage_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(random.Random(1).randbytes(5000))
    assert "not a " in refusal(tmp_path / name)


def test_utf_16_without_its_mark_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "plate.txt").write_bytes("A1\t0.5\n".encode("utf-16-le"))
    assert "UTF-8" in refusal(tmp_path / "plate.txt")


def test_an_open_quotation_mark_does_not_swallow_rows(tmp_path):
    (tmp_path / "quote.csv").write_text('well,signal\nA1,"0.5\nA2,0.6\n')
    assert "quotation marks" in refusal(tmp_path / "quote.csv")


def test_the_old_excel_format_names_the_way_out(tmp_path):
    (tmp_path / "plate.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert "save it as .xlsx or .csv" in refusal(tmp_path / "plate.xls")


def test_a_workbook_with_a_password_is_refused(tmp_path):
    content = bytearray(book_of(tmp_path, [["A1", 1]]).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.xlsx").write_bytes(content)
    assert "password" in refusal(tmp_path / "locked.xlsx")


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = book_of(tmp_path, [["A1", 1]])
    assert "times its size" in refusal(with_member(path, "xl/worksheets/sheet2.xml", bytes(30_000_000)))
    assert "parts, too much" in refusal(with_member(path, "xl/worksheets/sheet2.xml", bytes(210_000_000)))


def test_a_workbook_of_many_parts_is_refused(tmp_path):
    path = book_of(tmp_path, [["A1", 1]])
    with zipfile.ZipFile(path, "a") as book:
        for number in range(2_000):
            book.writestr(f"part{number}", "")
    assert "parts, too much" in refusal(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = with_member(book_of(tmp_path, [["A1", 1]]), "xl/worksheets/sheet1.xml", bytes(30_000_000))
    content = bytearray(path.read_bytes())
    start = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    content[start + 24 : start + 28] = struct.pack("<I", 1000)
    path.write_bytes(content)
    assert refusal(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_an_entity_bomb_is_refused(tmp_path, part):
    path = book_of(tmp_path, [["A1", 1]])
    with zipfile.ZipFile(path) as book:
        xml = book.read(part).decode()
    xml = ENTITY_BOMB + xml[xml.index("<", xml.index("?>") if xml.startswith("<?xml") else 0) :]
    assert "not a workbook that can be read" in refusal(with_member(path, part, xml))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as file:
        file.writestr("readme.txt", "hello")
    assert "not a workbook that can be read" in refusal(tmp_path / "other.xlsx")


def test_no_damage_to_a_file_gives_anything_but_cells_or_a_mistake(tmp_path):
    luck = random.Random(20)
    whole = book_of(tmp_path, [["row", 1, 2, 3], ["A", 0.1, "=B2", "x"], ["B", 0.1, 0.2, 0.3]]).read_bytes()
    path = tmp_path / "damaged.xlsx"
    for _ in range(100):
        content = bytearray(whole)
        for _ in range(luck.randint(1, 8)):
            content[luck.randrange(len(content))] = luck.randrange(256)
        path.write_bytes(content[: luck.choice([len(content), luck.randrange(1, len(content))])])
        with contextlib.suppress(Mistake):
            cells(path)


def test_no_damage_to_the_inside_of_a_workbook_gives_anything_but_cells_or_a_mistake(tmp_path):
    luck = random.Random(21)
    path = book_of(tmp_path, [["row", 1, 2, 3], ["A", 0.1, "=B2", "x"]])
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for _ in range(60):
        name = luck.choice(sorted(parts))
        content = bytearray(parts[name])
        for _ in range(luck.randint(1, 4)):
            content[luck.randrange(len(content))] = luck.choice(b'<>"=/ 0A&\x00')
        with contextlib.suppress(Mistake):
            cells(with_member(path, name, bytes(content)))
        with_member(path, name, parts[name])
