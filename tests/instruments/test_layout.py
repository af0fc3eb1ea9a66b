"""A layout says what the wells held, whatever form it has; what it gets wrong is refused by well."""

import time
from math import isnan
from pathlib import Path

import openpyxl
import pytest

from neointima.instruments.layout import apply_layout, read_layout
from neointima.instruments.plate_reader import read_plates
from neointima.mistake import Mistake

CASES = Path(__file__).parents[3] / "shared" / "cases"
GRID = ",1,2,3\nA,0.1,0.2,0.3\nB,0.4,0.5,0.6\n"


def laid(tmp_path, layout, plate=GRID):
    (tmp_path / "plate.csv").write_text(plate, encoding="utf-8")
    (tmp_path / "layout.csv").write_text(layout, encoding="utf-8")
    return apply_layout(read_plates([tmp_path / "plate.csv"]), read_layout(tmp_path / "layout.csv"))


def refusal(tmp_path, layout, plate=GRID):
    with pytest.raises(Mistake) as told:
        laid(tmp_path, layout, plate)
    return str(told.value)


def held(plates):
    return [(one.role, one.compound, one.dose, one.unit) for one in plates.readings if one.role != "empty"]


def case(name):
    folder = CASES / name / "inputs"
    if not folder.exists():
        pytest.skip(f"{folder} is not at hand")
    return folder


LONG = "well,role,compound,dose,unit,series\nA1,DMSO,,,,\nA2,drug,sirolimus,10,nM,1\nA3,blank,,,,\n"
LONG_BY_ROW = "Row,Col,Type,Drug,Series,Conc_nM\nA,1,vehicle,,,\n1,2,sample,sirolimus,1,10\na,3,no cells,,,\n"
CELLS = "row,1,2,3\nA,DMSO,sirolimus 10 nM,blank\nB,,,\n"
NAMED = (
    "role\n,1,2,3\nA,vehicle,sample,blank\nB,,,\n\n"
    "compound\n,1,2,3\nA,,sirolimus,\nB,,,\n\n"
    "dose (nM)\n,1,2,3\nA,,10,\nB,,,\n"
)
UNTITLED_ROLES = "drug\n,1,2,3\nA,DMSO,sirolimus,blank\nB,,,\n\nconc [nM]\n,1,2,3\nA,,10,\nB,,,\n"


@pytest.mark.parametrize("layout", [LONG, LONG_BY_ROW, CELLS, NAMED, UNTITLED_ROLES])
def test_every_form_of_a_layout_says_the_same(tmp_path, layout):
    plates = laid(tmp_path, layout)
    roles = [(one.role, one.compound, one.unit) for one in plates.readings]
    assert roles[0][:2] == ("vehicle", "") and roles[1] == ("sample", "sirolimus", "nM")
    assert roles[2][:2] == ("blank", "") and [role for role, *_ in roles[3:]] == ["empty"] * 3
    assert plates.readings[1].dose == 10.0 and isnan(plates.readings[0].dose)
    assert [one.signal for one in plates.readings] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def test_sheets_may_be_named_role_compound_and_dose(tmp_path):
    book = openpyxl.Workbook()
    for name, cells in (("role", ["sample", "blank"]), ("compound", ["X", None]), ("dose (uM)", [3, None])):
        sheet = book.create_sheet(name)
        sheet.append([None, 1, 2, 3])
        sheet.append(["A", *cells])
        sheet.append(["B"])
    del book["Sheet"]
    book.save(tmp_path / "layout.xlsx")
    layout = read_layout(tmp_path / "layout.xlsx")
    first = layout.wells[0]
    assert (first.role, first.compound, first.dose, first.unit) == ("sample", "X", 3.0, "uM")
    assert [one.role for one in layout.wells] == ["sample", "blank", *["empty"] * 4]


@pytest.mark.parametrize(
    ("cell", "compound", "dose", "unit"),
    [
        ("sirolimus 10 nM", "sirolimus", 10.0, "nM"),
        ("sirolimus 10", "sirolimus", 10.0, ""),
        ("sirolimus (10 nM)", "sirolimus", 10.0, "nM"),
        ("sirolimus @ 1e-3 µM", "sirolimus", 1e-3, "uM"),
        ("sirolimus 10nM", "sirolimus", 10.0, "nM"),
        ('"sirolimus 0,5 ng/mL"', "sirolimus", 0.5, "ng/mL"),
        ("17AAG 0.1 uM", "17AAG", 0.1, "uM"),
        ("compound 7 0.1 uM", "compound 7", 0.1, "uM"),
    ],
)
def test_a_cell_may_hold_a_compound_and_its_dose(tmp_path, cell, compound, dose, unit):
    assert held(laid(tmp_path, f",1,2,3\nA,{cell},,\nB,,,\n")) == [("sample", compound, dose, unit)]


@pytest.mark.parametrize("cell", ["sirolimus 10 furlongs", "sirolimus", "UO126", "10"])
def test_a_cell_that_says_too_little_is_refused_by_well(tmp_path, cell):
    told = refusal(tmp_path, f",1,2,3\nA,,{cell},\nB,,,\n")
    assert "A2" in told and "write" in told


def test_a_dose_below_zero_is_refused_by_well(tmp_path):
    assert "B2: the dose is -1, below zero" in refusal(tmp_path, "well,role,compound,dose\nB2,drug,X,-1\n")
    assert "A1: the dose is -10" in refusal(tmp_path, ",1,2,3\nA,sirolimus -10 nM,,\nB,,,\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("B2,drug,,1", "B2: a sample without a compound"),
        ("B2,drug,X,", "B2: 'X' without a dose"),
        ("B2,drug,X,much", "B2: the dose 'much' is not a number"),
        ("B2,drug,X,1e999", "B2: the dose is infinite"),
        ("B2,positive control,X,1", "B2: 'positive control' is not a role; write one of sample, vehicle"),
        ("Z99,drug,X,1", "line 2: names no well"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_well(tmp_path, line, said):
    assert said in refusal(tmp_path, f"well,role,compound,dose\n{line}\n")


def test_a_well_named_twice_is_refused(tmp_path):
    told = refusal(tmp_path, "well,role\nA1,blank\nB2,blank\nA01,DMSO\n")
    assert "A1 stand more than once" in told


def test_dose_zero_is_a_vehicle_of_its_compound_and_noted(tmp_path):
    plates = laid(tmp_path, "well,role,compound,dose,unit\nA1,drug,X,0,nM\nA2,drug,X,1,nM\n")
    assert held(plates) == [("vehicle", "X", 0.0, "nM"), ("sample", "X", 1.0, "nM")]
    assert "layout.csv: wells with dose 0 were taken for vehicle: A1" in plates.notes


def test_wells_that_the_layout_passes_over_are_empty_and_counted(tmp_path):
    plates = laid(tmp_path, "well,role\nA1,blank\n")
    assert [one.role for one in plates.readings] == ["blank", *["empty"] * 5]
    assert "plate: 5 wells that the layout does not name were taken for empty" in plates.notes


def test_a_layout_of_a_larger_plate_is_refused_with_both_shapes(tmp_path):
    plate = "\n".join([",".join(["", *map(str, range(1, 13))]), *(f"{row}{',1' * 12}" for row in "ABCDEFGH")])
    told = refusal(tmp_path, "well,role\nA1,blank\nP24,blank\n", plate)
    assert "the layout names P24, the plate 'plate' has 8 x 12 wells" in told and "16 x 24" in told


def test_empty_cells_outside_the_plate_are_no_matter(tmp_path):
    layout = ",1,2,3,4\nA,DMSO,,,\nB,,,,\nC,,,,\n"
    assert [one.role for one in laid(tmp_path, layout).readings] == ["vehicle", *["empty"] * 5]


def test_a_well_that_nobody_read_is_missing_and_noted(tmp_path):
    plates = laid(tmp_path, "well,role\nA1,blank\nA2,blank\nA3,blank\n", "well,signal\nA1,1\nA3,\nB3,2\n")
    assert [(one.row, one.column, one.role) for one in plates.readings][:3] == [
        (1, 1, "blank"),
        (1, 2, "blank"),
        (1, 3, "blank"),
    ]
    assert isnan(plates.readings[1].signal) and isnan(plates.readings[2].signal)
    assert "plate: wells of the layout without a signal: A2, A3" in plates.notes


def test_a_column_plate_gives_each_plate_its_own_layout(tmp_path):
    layout = "plate,well,role\none,A1,blank\ntwo,A1,DMSO\nthree,A1,DMSO\n"
    plates = laid(tmp_path, layout, "plate,well,signal\none,A1,1\ntwo,A1,2\n")
    assert [(one.plate, one.role) for one in plates.readings] == [("plate one", "blank"), ("plate two", "vehicle")]
    assert "layout.csv: no file was read for its plates three" in plates.notes


def test_a_plate_that_the_layout_does_not_know_is_refused(tmp_path):
    assert "says nothing about plate 'plate'" in refusal(tmp_path, "plate,well,role\none,A1,blank\n")


def test_a_table_without_wells_takes_no_layout(tmp_path):
    assert "takes no layout" in refusal(tmp_path, "well,role\nA1,blank\n", "dose,signal\n1,2\n")


def test_blocks_that_do_not_say_what_they_hold_are_refused(tmp_path):
    assert "does not say what it holds" in refusal(tmp_path, f"role\n{GRID}\nthings\n{GRID}")
    assert "2 blocks are called role" in refusal(tmp_path, f"role\n{GRID}\nroles\n{GRID}")
    assert "'furlong' is not a unit" in refusal(tmp_path, f"compound\n{GRID}\ndose (furlong)\n{GRID}")


def test_a_file_without_a_layout_names_the_forms_understood(tmp_path):
    told = refusal(tmp_path, "a,b\n1,2\n")
    assert "no layout found" in told and "sirolimus 10 nM" in told


@pytest.mark.parametrize("name", ["DR14_plate384_A549", "DR16_plate384_H322"])
def test_a_published_layout_pairs_every_drug_with_its_control(name):
    folder = case(name)
    plates = apply_layout(
        read_plates([folder / "plate1.csv", folder / "plate2.csv"]), read_layout(folder / "layout.csv")
    )
    assert [sum(one.role == role for one in plates.readings) for role in ("sample", "vehicle", "empty")] == [
        308,
        308,
        152,
    ]
    wells = {(one.plate, one.row, one.column): one for one in plates.readings}
    for one in plates.readings:
        if one.role == "sample":
            control = wells[one.plate, one.row, one.column + 1]
            assert control.role == "vehicle" and control.signal > 0
            assert (control.compound, control.series, control.dose, control.unit) == (
                one.compound,
                one.series,
                one.dose,
                "uM",
            )
    assert plates.notes == tuple(
        f"plate{number}: 76 wells that the layout does not name were taken for empty" for number in (1, 2)
    )


def test_a_384_well_plate_and_its_layout_are_read_in_less_than_50_ms(tmp_path):
    letters = "ABCDEFGHIJKLMNOP"
    (tmp_path / "plate.csv").write_text(
        "\n".join([",".join(["", *map(str, range(1, 25))]), *(letter + ",0.5" * 24 for letter in letters)])
    )
    lines = [f"{row}{column},drug,X,{column}" for row in letters for column in range(1, 25)]
    (tmp_path / "layout.csv").write_text("\n".join(["well,role,compound,conc_nM", *lines]))
    times = []
    for _ in range(3):
        start = time.process_time()
        apply_layout(read_plates([tmp_path / "plate.csv"]), read_layout(tmp_path / "layout.csv"))
        times.append(time.process_time() - start)
    assert min(times) < 0.05


@pytest.mark.parametrize("filler", [" ", "(", " @", "1 ", "a 1 "])
def test_a_cell_as_long_as_a_book_costs_no_time(tmp_path, filler):
    start = time.perf_counter()
    assert "A1" in refusal(tmp_path, f",1,2,3\nA,x{filler * 20_000}x,,\nB,,,\n")
    assert "A1" in refusal(tmp_path, f"well,role\nA1,x{filler * 20_000}x\n")
    assert time.perf_counter() - start < 1
