"""Tables of sections and animals, however their headings are spelled, and every table that is refused."""

from math import isnan

import openpyxl
import pytest

from neointima.instruments.animal_headings import Heading, animal_heading, endpoint_name, unit
from neointima.instruments.animal_table import animal_table, checked_design, is_measurements
from neointima.mistake import Mistake

WIDE = "Pig No.,Artery,Device,Day,Section,NIA (mm2),% area stenosis\n1,LAD,BMS,28,a,2.5,33\n1,LCX,ZES,28 d,b,1.5,\n"


def read(tmp_path, text, name="table.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return animal_table(path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pig no.", Heading("animal")),
        ("animal_ID", Heading("animal")),
        ("Device", Heading("group")),
        ("Vessel", Heading("artery")),
        ("Stent number", Heading("stent")),
        ("follow-up [day]", Heading("day", unit="day")),
        ("neointimal area [mm^2]", Heading("", "neointimal_area", "mm²")),
        ("NIA_mm2", Heading("", "neointimal_area", "mm²")),
        ("Neointimal thickness (µm)", Heading("", "neointimal_thickness", "µm")),
        ("neointimal thickness um", Heading("", "neointimal_thickness", "µm")),
        ("% area stenosis", Heading("", "percent_area_stenosis", "%")),
        ("Area stenosis (%)", Heading("", "percent_area_stenosis", "%")),
        ("PAS", Heading("", "percent_area_stenosis", "%")),
        ("Endothelialization [%]", Heading("", "endothelialisation", "%")),
        ("Fibrin score (0–3)", Heading("", "fibrin_score", "")),
        ("Inflammation", Heading("", "inflammation_score", "")),
        ("Schwartz injury score", Heading("", "injury_score", "")),
        ("macrophages (n/mm²)", Heading("", "macrophages", "n/mm²")),
        ("date", Heading("")),
        ("", Heading("")),
        ("x" * 200, Heading("")),
    ],
)
def test_headings_are_known_however_they_are_spelled(text, found):
    assert animal_heading(text) == found


def test_units_are_printed_alike():
    assert {unit(text) for text in ("mm2", "mm^2", "mm**2", "mm²")} == {"mm²"}
    assert (unit("percent"), unit("0-3"), unit("")) == ("%", "", "")
    assert endpoint_name("Percent area stenosis") == "percent_area_stenosis"


def test_a_wide_table_gives_a_value_for_each_number_and_none_for_an_empty_cell(tmp_path):
    table = checked_design(read(tmp_path, WIDE))
    assert [(one.animal, one.artery, one.group, one.day) for one in table.rows] == [
        ("1", "LAD", "BMS", 28),
        ("1", "LCX", "ZES", 28),
    ]
    assert [(one.row, one.endpoint, one.value, one.unit) for one in table.entries] == [
        (0, "neointimal_area", 2.5, "mm²"),
        (0, "percent_area_stenosis", 33, "%"),
        (1, "neointimal_area", 1.5, "mm²"),
    ]


def test_a_tidy_table_says_the_same(tmp_path):
    text = "animal,stent,group,endpoint,value,unit\n1,a,BMS,Neointimal area,2.5,mm**2\n1,b,ZES,PAS,20 %,percent\n"
    table = checked_design(read(tmp_path, text))
    assert [(one.endpoint, one.value, one.unit) for one in table.entries] == [
        ("neointimal_area", 2.5, "mm²"),
        ("percent_area_stenosis", 20, "%"),
    ]


def test_semicolons_decimal_commas_and_a_title_above_the_header_do_not_matter(tmp_path):
    text = "Study 12\n\nPig;Stent;Group;Lumen area [mm²];remark\n1;a;BMS;4,5;good\n2;a;ZES;5,25;\n"
    table = read(tmp_path, text)
    assert [one.value for one in table.entries] == [4.5, 5.25]
    assert any("passed by: 'remark'" in note for note in table.notes)
    assert any("decimal comma" in note for note in table.notes)


def test_a_workbook_is_read_like_text(tmp_path):
    book = openpyxl.Workbook()
    for row in (["animal", "stent", "group", "injury score"], ["07", "a", "BMS", 1.25]):
        book.active.append(row)
    book.save(tmp_path / "study.xlsx")
    table = animal_table(tmp_path / "study.xlsx")
    assert table.rows[0].animal == "07" and table.entries[0].value == 1.25


def test_measurements_are_told_from_animals(tmp_path):
    table = read(
        tmp_path, "file,section,endpoint,value,unit,basis\na.tif,1,lumen_area,3.2,mm**2,\na.tif,2,lumen_area,,mm**2,\n"
    )
    assert is_measurements(table) and len(table.entries) == 1 and len(table.rows) == 2
    assert not is_measurements(read(tmp_path, WIDE))


@pytest.mark.parametrize(("said", "days"), [("28", 28), ("28 days", 28), ("Day 28", 28), ("4 weeks", 28), ("D 7", 7)])
def test_days_are_read_with_their_unit(tmp_path, said, days):
    assert read(tmp_path, f"animal,group,day,nia\n1,BMS,{said},2\n").rows[0].day == days


def test_without_a_column_of_days_there_is_no_day(tmp_path):
    assert isnan(read(tmp_path, "animal,group,nia\n1,BMS,2\n").rows[0].day)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "no table of sections and animals; name the columns"),
        ("animal,stent,group,nia\n", "nothing stands under the header"),
        ("animal,group,pig,nia\n1,a,2,3\n", "'animal' and 'pig' are both the animal"),
        ("animal,group,NIA,neointimal area\n1,a,2,3\n", "two columns are the neointimal_area"),
        ("animal,group,nia\n1,BMS,large\n", "line 2, neointimal_area: 'large' is not a number"),
        ("animal,group,nia\n1,BMS,<0.1\n", "'<0.1' is not a number"),
        ("animal,group,nia\n1,BMS,=1+1\n", "formulas are not worked out"),
        ("animal,group,nia\n1,BMS,1e300\n", "beyond what is measured"),
        ("animal,group,nia\n1,BMS,inf\n", "'inf' is not a number"),
        ("animal,group,day,nia\n1,BMS,soon,2\n", "'soon' is not a day"),
        ("animal,group,day,nia\n1,BMS,,2\n", "'' is not a day"),
        ("animal,group,endpoint,value\n1,BMS,,2\n", "line 2: no endpoint is written"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path, text, said):
    with pytest.raises(Mistake) as told:
        read(tmp_path, text)
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("animal,stent,nia\n1,a,2\n", "no column of groups"),
        ("stent,group,nia\na,BMS,2\n", "no column of animals"),
        (
            "animal,stent,group,nia\n1,a,BMS,2\n,b,ZES,3\n",
            "line 3: no animal is written; write it in every line (merged",
        ),
        ("animal,stent,group,nia\n1,a,BMS,2\n1,,ZES,3\n", "line 3: no stent is written"),
        ("animal,stent,group,nia\n1,a,,2\n", "line 2: no group is written"),
    ],
)
def test_a_design_that_is_not_whole_is_refused(tmp_path, text, said):
    with pytest.raises(Mistake) as told:
        checked_design(read(tmp_path, text))
    assert said in str(told.value)
