"""What is written is read back the same."""

import csv
import io
from math import isnan, nan

import pytest

from neointima.instruments import Reading
from neointima.instruments.layout import apply_layout, read_layout
from neointima.instruments.plate_reader import read_plates
from neointima.instruments.plate_writer import grid_text, layout_text, long_text
from neointima.mistake import Mistake

DRUGS = ("sirolimus", "17AAG", "=cmd()", "+plus", "-minus", "@at", 'a "quoted", name', "µ-drug")


def plate(name="study", rows=8, columns=12, first=0.1):
    """A whole plate: a control column, doses falling along each row, and a last column left empty."""
    readings = []
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            role = "vehicle" if column == 1 else "blank" if column == 2 else "sample"
            dose = 10 ** (1 - column / 3) if role == "sample" else nan
            readings.append(
                Reading(
                    name,
                    row,
                    column,
                    role=role if column < columns else "empty",
                    compound=DRUGS[row % 8] if role == "sample" and column < columns else "",
                    dose=dose if column < columns else nan,
                    unit="uM" if role == "sample" and column < columns else "",
                    signal=round(first + row / 10 + column / 1000, 4),
                    series=str(row) if role == "sample" and column < columns else "",
                )
            )
    return readings


def back(tmp_path, plates, layout, name="study.csv"):
    (tmp_path / name).write_text(plates, encoding="utf-8")
    (tmp_path / "layout.csv").write_text(layout, encoding="utf-8")
    return apply_layout(read_plates([tmp_path / name]), read_layout(tmp_path / "layout.csv"))


def same(left, right):
    """Equal in every field, nan equal to nan."""
    return len(left) == len(right) and all(map(str.__eq__, map(repr, left), map(repr, right)))


@pytest.mark.parametrize("text", [long_text, grid_text])
@pytest.mark.parametrize(("rows", "columns"), [(8, 12), (16, 24)])
def test_a_plate_and_its_layout_come_back_identical(tmp_path, text, rows, columns):
    readings = plate(rows=rows, columns=columns)
    plates = back(tmp_path, text(readings), layout_text(readings))
    assert same(plates.readings, readings)
    assert not plates.notes


def test_several_plates_of_one_layout_come_back_identical(tmp_path):
    readings = [*plate("study one"), *plate("study two", first=0.5)]
    assert layout_text(readings) == layout_text(plate())
    assert same(back(tmp_path, grid_text(readings).replace("study ", ""), layout_text(readings)).readings, readings)


def test_plates_of_different_layouts_come_back_identical(tmp_path):
    second = [one._replace(dose=one.dose / 2) for one in plate("study two")]
    readings = [*plate("study one"), *second]
    assert layout_text(readings).startswith("plate,well,role")
    assert same(back(tmp_path, long_text(readings).replace("study ", ""), layout_text(readings)).readings, readings)


def test_a_missing_signal_comes_back_missing(tmp_path):
    readings = plate()
    readings[5] = readings[5]._replace(signal=nan)
    for text in (long_text, grid_text):
        plates = back(tmp_path, text(readings), layout_text(readings))
        assert isnan(plates.readings[5].signal) and same(plates.readings, readings)
        assert any("A6" in note for note in plates.notes)


def test_no_cell_begins_like_a_formula():
    readings = [one._replace(plate="=plate", series="@1") for one in plate()]
    other = [one._replace(plate="+plate", dose=1.0) for one in readings]
    for text in (long_text, layout_text, grid_text):
        rows = csv.reader(io.StringIO(text([*readings, *other])))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_grid_has_column_numbers_above_letters_at_the_left_and_four_decimals():
    lines = grid_text(plate()).splitlines()
    assert lines[0] == "row,1,2,3,4,5,6,7,8,9,10,11,12" and lines[8].startswith("H,0.9010,0.9020")


def test_a_table_has_one_well_in_each_row():
    assert long_text(plate()).splitlines()[:2] == ["plate,well,absorbance", "study,A1,0.2010"]


def test_readings_without_wells_are_no_plate():
    tidy = [plate()[0]._replace(row=0, column=0)]
    for text in (long_text, grid_text, layout_text):
        with pytest.raises(Mistake, match="wells"):
            text(tidy)
        with pytest.raises(Mistake, match="wells"):
            text([])
