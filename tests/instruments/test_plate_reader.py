"""Exports of plate readers and tables of dose and response: the same record, whatever the form."""

import contextlib
import time
from math import isnan
from pathlib import Path

import openpyxl
import pytest

from neointima.instruments.plate_reader import read_plates
from neointima.mistake import Mistake

CASES = Path(__file__).parents[3] / "shared" / "cases"
LETTERS = "ABCDEFGH"


def read(tmp_path, text, name="plate.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_plates([path])


def refusal(tmp_path, text):
    with pytest.raises(Mistake) as told:
        read(tmp_path, text)
    return str(told.value)


def case(name):
    folder = CASES / name / "inputs"
    if not folder.exists():
        pytest.skip(f"{folder} is not at hand")
    return folder


def grid(rows, columns, *, corner="", first=0.0, labels=None, delimiter=","):
    """A block whose wells hold first, first + 1, ..."""
    lines = [[corner, *map(str, range(1, columns + 1))]]
    for row in range(rows):
        label = labels[row] if labels else chr(65 + row) if row < 26 else "A" + chr(39 + row)
        lines.append([label, *(f"{first + row * columns + column}" for column in range(columns))])
    return "\n".join(delimiter.join(line) for line in lines) + "\n"


@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (3, 4), (4, 6), (6, 8), (8, 12), (16, 24), (32, 48)])
def test_a_grid_of_every_usual_plate_is_read_in_full(tmp_path, rows, columns):
    plates = read(tmp_path, grid(rows, columns))
    assert [(one.row, one.column) for one in plates.readings] == [
        (row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)
    ]
    assert [one.signal for one in plates.readings] == list(map(float, range(rows * columns)))
    assert not plates.notes


@pytest.mark.parametrize("corner", ["", "row", "<>", "Well", "Row\\Column"])
@pytest.mark.parametrize("labels", [None, "12345678"])
def test_the_corner_and_the_labels_may_be_written_in_every_usual_way(tmp_path, corner, labels):
    plates = read(tmp_path, grid(8, 12, corner=corner, labels=labels))
    assert len(plates.readings) == 96 and {one.plate for one in plates.readings} == {"plate"}
    assert {(one.role, one.compound, one.unit) for one in plates.readings} == {("sample", "", "")}
    assert all(isnan(one.dose) for one in plates.readings)


def test_a_utf_16_export_with_metadata_and_decimal_commas_is_read(tmp_path):
    rows = "\r\n".join("\t".join([letter, *["0,534"] * 12]) for letter in LETTERS)
    header = "\t".join(["<>", *map(str, range(1, 13))])
    text = f"Application: Tecan i-control\r\nWavelength\t490\tnm\r\n\r\n{header}\r\n{rows}\r\n\r\nEnd Time:\t11:02\r\n"
    plates = read(tmp_path, text.encode("utf-16"), "tecan.txt")
    assert [one.signal for one in plates.readings] == [0.534] * 96
    assert "tecan: 3 lines around the blocks were not read as signals" in plates.notes


def test_two_wavelengths_under_one_label_are_two_plates(tmp_path):
    lines = [",1,2,3,"]
    for letter in "AB":
        lines += [f"{letter},1,2,3,490", ",10,20,30,650"]
    plates = read(tmp_path, "\n".join(lines))
    assert {(one.plate, one.signal) for one in plates.readings if one.column == 2} == {
        ("plate 490", 2.0),
        ("plate 650", 20.0),
    }


def test_a_row_of_means_without_a_label_is_no_well(tmp_path):
    plates = read(tmp_path, grid(2, 3) + ",7,7,7\n")
    assert len(plates.readings) == 6 and "line 4: rows without a label were skipped" in plates.notes[0]


def test_blocks_are_named_after_the_line_above_or_numbered(tmp_path):
    text = f"Plate: A549\n{grid(8, 12)}\nPlate: H322\n\n{grid(8, 12, first=100)}\n{grid(8, 12, first=200)}"
    plates = read(tmp_path, text)
    assert list(dict.fromkeys(one.plate for one in plates.readings)) == [
        "plate Plate: A549",
        "plate Plate: H322",
        "plate 3",
    ]
    assert [one.signal for one in plates.readings if (one.row, one.column) == (1, 1)] == [0.0, 100.0, 200.0]


def test_blocks_of_the_same_name_are_numbered(tmp_path):
    plates = read(tmp_path, f"Results\n{grid(2, 3)}\nResults\n{grid(2, 3)}")
    assert {one.plate for one in plates.readings} == {"plate Results 1", "plate Results 2"}


def test_blocks_side_by_side_are_both_read(tmp_path):
    text = "".join(f"{line},,{line}\n" for line in grid(8, 12).splitlines())
    plates = read(tmp_path, text)
    assert len(plates.readings) == 192 and len({one.plate for one in plates.readings}) == 2


def test_sheets_that_hold_plates_are_named_and_others_passed_by(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["made by", "the reader"])
    for name in ("day 1", "day 2"):
        sheet = book.create_sheet(name)
        for line in grid(8, 12).splitlines():
            sheet.append(line.split(","))
    book.save(tmp_path / "run.xlsx")
    plates = read_plates([tmp_path / "run.xlsx"])
    assert {one.plate for one in plates.readings} == {"run day 1", "run day 2"} and len(plates.readings) == 192
    assert "run: sheet 'About' holds no plate and was passed by" in plates.notes


def test_a_layout_beside_the_signals_is_not_taken_for_signals(tmp_path):
    text = (
        f"Layout\n,1,2,3\nA,BLK,SPL1,SPL2\nB,BLK,SPL1,SPL2\n\nDose (nM)\n{grid(2, 3)}\nResults\n{grid(2, 3, first=7)}"
    )
    plates = read(tmp_path, text)
    assert [one.signal for one in plates.readings] == [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]
    assert any("block 'Dose (nM)'" in note for note in plates.notes)


def test_a_part_of_a_plate_keeps_its_wells_and_is_noted(tmp_path):
    plates = read(tmp_path, "<>,2,3,4\nB,1,2,3\nC,4,5,6\n")
    assert [(one.row, one.column) for one in plates.readings][:2] == [(2, 2), (2, 3)]
    assert plates.notes == ("plate: the block has 6 wells; it was read as part of a plate of 3 x 4",)


@pytest.mark.parametrize("word", ["OVER", "OVRFLW", ">4.0", "****", "#N/A", "NaN", "NA", ""])
def test_a_well_out_of_range_is_missing_and_named(tmp_path, word):
    plates = read(tmp_path, f",1,2,3\nA,0.1,{word},0.3\nB,1,2,3\n")
    assert isnan(plates.readings[1].signal) and plates.readings[2].signal == 0.3
    (note,) = plates.notes
    assert note.startswith("plate: no signal in A2") and word in note


def test_text_in_a_number_cell_is_missing_and_quoted_in_part(tmp_path):
    plates = read(tmp_path, ",1,2,3\nA,0.1,see my notebook on page 12,0.3\nB,1,2,3\n")
    assert isnan(plates.readings[1].signal)
    assert plates.notes == ("plate: no signal in A2; not a number: 'see my notebook on p'",)


@pytest.mark.parametrize("word", ["inf", "-Infinity", "1e999"])
def test_an_infinite_signal_is_missing_and_noted(tmp_path, word):
    plates = read(tmp_path, f",1,2,3\nA,0.1,{word},0.3\nB,1,2,3\n")
    assert isnan(plates.readings[1].signal) and "infinite" in plates.notes[0]


def test_many_missing_wells_are_counted_after_the_first_twelve(tmp_path):
    words = read(tmp_path, grid(8, 12, first=1.0).replace(".0", "x").replace("1x", "1.0", 1))
    (note,) = words.notes
    assert "and 83 more; not a number: '2x'" in note and len(note) < 300
    blank = read(tmp_path, "\n".join([",1,2,3,4", "A,1,2,3,4", *(f"{letter},,,," for letter in "BCDEF")]))
    assert "and 8 more" in blank.notes[1]


@pytest.mark.parametrize("header", ["well,signal", "Well Position,OD 490", "WELL,Absorbance (490 nm)", "position,A490"])
def test_a_table_of_wells_is_read_under_every_usual_heading(tmp_path, header):
    plates = read(tmp_path, f"{header}\nA1,0.1\na02,0.2\nH12,0.3\n")
    assert [(one.row, one.column, one.signal) for one in plates.readings] == [(1, 1, 0.1), (1, 2, 0.2), (8, 12, 0.3)]


@pytest.mark.parametrize("row", ["B", "b", "2"])
def test_a_table_of_rows_and_columns_is_a_table_of_wells(tmp_path, row):
    (one,) = read(tmp_path, f"Row,Col,RLU\n{row},03,7\n").readings
    assert (one.row, one.column, one.signal) == (2, 3, 7.0)


def test_a_table_of_wells_may_say_what_they_hold(tmp_path):
    text = (
        "Plate ID,Well,Type,Drug,Conc (µM),Rep,Count,note 1,note 2\n"
        "P1,A1,Sample,sirolimus,0.1,1,900,x,\n"
        "P1,A2,DMSO control,,,1,1000,,\n"
        "P1,A3,no treatment,,,1,1010,,\n"
        "P1,A4,No cells,,,1,10,y,z\n"
        "P2,A1,day 0,,,1,500,,\n"
        "P2,A2,unused,,,,,,\n"
    )
    plates = read(tmp_path, text)
    assert [one.role for one in plates.readings] == [
        "sample",
        "vehicle",
        "untreated",
        "blank",
        "time_zero",
        "empty",
    ]
    first = plates.readings[0]
    assert (first.plate, first.compound, first.dose, first.unit, first.series) == (
        "plate P1",
        "sirolimus",
        0.1,
        "uM",
        "1",
    )
    assert plates.readings[4].plate == "plate P2"
    assert "plate: columns that were not used: 'note 1', 'note 2'" in plates.notes


def test_numbered_roles_of_readers_are_roles(tmp_path):
    plates = read(tmp_path, "Well,Content,OD\nA1,Sample X1,1\nA2,Blank B,2\nA3,BLK2,3\nA4,Negative control N,4\n")
    assert [one.role for one in plates.readings] == ["sample", "blank", "blank", "vehicle"]


def test_an_unknown_role_is_refused_with_the_list(tmp_path):
    told = refusal(tmp_path, "well,role,signal\nA1,sample,1\nA2,positive control,2\n")
    assert "A2: 'positive control' is not a role; write one of sample, vehicle, untreated" in told


def test_a_column_called_type_that_holds_no_roles_is_no_role(tmp_path):
    plates = read(tmp_path, "well,type,signal\nA1,smooth muscle,1\nA2,smooth muscle,2\n")
    assert {one.role for one in plates.readings} == {"sample"}


def test_lines_that_name_no_well_are_skipped_and_noted(tmp_path):
    plates = read(tmp_path, "Plate reader 7\n\nwell,signal\nA1,1\n\nMean,1\nA0,3\nAG1,4\n")
    assert len(plates.readings) == 1
    assert "plate: lines that name no well were skipped: 6, 7, 8" in plates.notes


def test_a_well_that_stands_twice_is_refused_by_name(tmp_path):
    told = refusal(tmp_path, "well,signal\nA1,1\nB2,2\nA01,3\nB2,4\n")
    assert "A1, B2 stand more than once" in told and "column 'plate'" in told


def test_the_same_well_on_two_plates_is_no_duplicate(tmp_path):
    assert len(read(tmp_path, "plate,well,signal\n1,A1,1\n2,A1,2\n").readings) == 2


def test_several_columns_that_could_be_the_signal_are_asked_about(tmp_path):
    told = refusal(tmp_path, "well,first,second\nA1,1,2\nA2,3,4\n")
    assert "'first', 'second' could each be the signal" in told


def test_the_only_column_of_numbers_is_the_signal_and_noted(tmp_path):
    plates = read(tmp_path, "conc,rootl\n0,7.58\n0.94,8.3\n")
    assert [one.signal for one in plates.readings] == [7.58, 8.3]
    assert plates.notes == ("plate: column 'rootl' was taken for the signal",)


def test_the_first_of_two_columns_of_signal_is_taken_and_noted(tmp_path):
    plates = read(tmp_path, "well,OD,RLU\nA1,1,2\n")
    assert plates.readings[0].signal == 1.0 and "'OD', 'RLU' could each be the signal" in plates.notes[0]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("conc_M", "M"),
        ("conc_uM", "uM"),
        ("dose_nM", "nM"),
        ("concentration (nM)", "nM"),
        ("dose [µM]", "uM"),
        ("Dose [μM]", "uM"),
        ("Conc. mM", "mM"),
        ("dose (pmol/L)", "pM"),
        ("conc_ng/mL", "ng/mL"),
        ("conc (µg/ml)", "ug/mL"),
        ("concentration (mg per mL)", "mg/mL"),
        ("dose", ""),
    ],
)
def test_the_unit_of_dose_is_read_from_the_heading(tmp_path, heading, unit):
    (one,) = read(tmp_path, f"{heading},response\n10,0.5\n").readings
    assert (one.dose, one.unit) == (10.0, unit)


def test_the_unit_of_dose_is_read_from_its_own_column(tmp_path):
    plates = read(tmp_path, "dose,unit,response\n10,nM,0.5\n1,µM,0.2\n")
    assert [one.unit for one in plates.readings] == ["nM", "uM"]
    assert "'furlong' is not a unit" in refusal(tmp_path, "dose,unit,response\n10,furlong,0.5\n")
    assert "the heading of the dose says uM" in refusal(tmp_path, "dose_uM,unit,response\n10,nM,0.5\n")


def test_an_unknown_unit_in_the_heading_is_noted(tmp_path):
    plates = read(tmp_path, "dose (g/ha),response\n10,0.5\n")
    assert plates.readings[0].unit == "" and "'g/ha'" in plates.notes[0]


@pytest.mark.parametrize("heading", ["log conc", "log10 dose", "conc (log M)"])
def test_logarithms_of_dose_are_refused(tmp_path, heading):
    assert "logarithms" in refusal(tmp_path, f"{heading},response\n-9,0.5\n-8,0.2\n")


def test_a_dose_below_zero_is_refused_with_its_row(tmp_path):
    assert "row 3: the dose is -9, below zero" in refusal(tmp_path, "conc,response\n1,0.5\n-9,0.2\n")


def test_dose_zero_is_a_vehicle_of_its_compound(tmp_path):
    plates = read(tmp_path, "Dose,Herbicide,DryMatter\n0,Glyphosate,4.7\n10,Glyphosate,3.1\n0,Bentazone,4.6\n")
    assert [(one.role, one.compound, one.dose) for one in plates.readings] == [
        ("vehicle", "Glyphosate", 0.0),
        ("sample", "Glyphosate", 10.0),
        ("vehicle", "Bentazone", 0.0),
    ]


def test_a_compound_called_dmso_is_the_vehicle_of_all(tmp_path):
    plates = read(tmp_path, "compound,dose,signal\nDMSO,,1.0\nsirolimus,3,0.4\n")
    assert (plates.readings[0].role, plates.readings[0].compound) == ("vehicle", "")


def test_the_only_column_of_text_is_the_compound_and_noted(tmp_path):
    plates = read(tmp_path, "weedkiller,dose,signal\nX,1,1.0\nY,3,0.4\n")
    assert [one.compound for one in plates.readings] == ["X", "Y"]
    assert "plate: column 'weedkiller' was taken for the compound" in plates.notes


def test_x_is_a_dose_only_beside_y(tmp_path):
    assert [one.dose for one in read(tmp_path, "y,x\n16.08,1\n33.83,2\n").readings] == [1.0, 2.0]
    assert "no plate found" in refusal(tmp_path, "x,response\n1,2\n")


def test_cell_lines_are_part_of_the_compound_only_where_there_are_several(tmp_path):
    several = read(tmp_path, "cell_line,drug,conc,count\nMCF10A,drugA,1,5\nA549,drugA,1,6\n")
    assert [one.compound for one in several.readings] == ["MCF10A drugA", "A549 drugA"]
    assert read(tmp_path, "cell_line,drug,conc,count\nMCF10A,drugA,1,5\n").readings[0].compound == "drugA"


def test_compounds_whose_names_are_formulas_are_kept(tmp_path):
    plates = read(tmp_path, "compound,dose,signal\n=1+1,1,1\n'@x,1,2\n")
    assert [one.compound for one in plates.readings] == ["=1+1", "@x"]


def test_numbers_that_name_compounds_and_plates_stay_whole(tmp_path):
    one = read(tmp_path, "plate,compound,dose,signal,rep\n007,17,1,1,2\n").readings[0]
    assert (one.plate, one.compound, one.series) == ("plate 007", "17", "2")


def test_a_row_without_a_signal_is_kept_and_noted(tmp_path):
    plates = read(tmp_path, "dose,signal\n1,0.5\n2,\n3,abc\n,0.4\nMean,\n")
    assert [one.signal for one in plates.readings][:1] == [0.5] and isnan(plates.readings[1].signal)
    notes = " ".join(plates.notes)
    for said in ("row 3: nothing", "row 4; not a number: 'abc'", "without a dose: row 5", "were skipped: 6"):
        assert said in notes


@pytest.mark.parametrize("text", ["hello\nworld\n", "a,b\n1,2\n", "1,2,3\n4,5,6\n", "well,comment\nA1,good\n"])
def test_a_file_without_a_plate_names_the_forms_understood(tmp_path, text):
    told = refusal(tmp_path, text)
    assert "no plate found" in told and "column numbers above" in told and "dose and response" in told


def test_files_of_the_same_name_are_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plate.csv").write_text(grid(2, 3))
    (tmp_path / "plate.txt").write_text(grid(2, 3))
    paths = [tmp_path / "a" / "plate.csv", tmp_path / "b" / "plate.csv", tmp_path / "plate.txt"]
    names = list(dict.fromkeys(one.plate for one in read_plates(paths).readings))
    assert names == ["a/plate.csv", "b/plate.csv", "plate.txt"]
    with pytest.raises(Mistake, match="given twice"):
        read_plates([paths[0], paths[0]])
    with pytest.raises(Mistake, match="no plate file"):
        read_plates([])


def test_paired_counts_of_a_growth_rate_table_are_read():
    plates = read_plates([case("DR18_gr_metrics_A") / "data.csv"])
    assert len(plates.readings) == 288 and {one.compound for one in plates.readings} == {
        "drugA",
        "drugB",
        "drugC",
        "drugD",
    }
    first = plates.readings[0]
    assert (first.signal, first.control, first.time_zero, first.series) == (1131.0, 1212.5, 299.5, "1")


def test_published_tables_of_dose_and_response_are_read_in_full():
    rows = {
        "DR01_ryegrass_4pl": 24,
        "DR03_salba_two_drugs": 68,
        "DR05_lettuce_hormesis": 14,
        "DR07_nist_rat43": 15,
        "DR11_mcf7_viability": 45,
    }
    for name, count in rows.items():
        plates = read_plates([case(name) / "data.csv"])
        assert len(plates.readings) == count
        assert all(one.signal == one.signal and one.dose == one.dose for one in plates.readings)


@pytest.mark.parametrize("name", ["DR14_plate384_A549", "DR16_plate384_H322"])
def test_published_384_well_plates_are_read_in_full(name):
    folder = case(name)
    plates = read_plates([folder / "plate1.csv", folder / "plate2.csv"])
    assert len(plates.readings) == 768 and not plates.notes
    table = [line.split(",") for line in (folder / "plate2.csv").read_text().splitlines()]
    for one in plates.readings[384:]:
        assert one.plate == "plate2" and one.signal == float(table[one.row][one.column])


@pytest.mark.parametrize("filler", [" ", "-", "( ", "A", "1", "#", "a b "])
def test_a_cell_as_long_as_a_book_costs_no_time(tmp_path, filler):
    long = "x" + filler * 20_000 + "x"
    start = time.perf_counter()
    with contextlib.suppress(Mistake):
        read(tmp_path, f"{long},1,2,3\nA,{long},2,3\nB,1,2,3\n")
    for header in (f"well,signal,{long}", "well,role,signal"):
        with contextlib.suppress(Mistake):
            read(tmp_path, f"{header}\nA1,{long},{long}\n{long},3,4\n")
    assert time.perf_counter() - start < 1
