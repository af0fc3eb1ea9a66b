"""Tables of angiography: every way they are written down, and every way they cannot be."""

import csv

import numpy as np
import openpyxl
import pytest

from neointima.instruments.qca_headings import moment_of, qca_heading
from neointima.instruments.qca_table import film_of, read_qca
from neointima.mistake import Mistake


def write(path, rows, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.fixture
def read(tmp_path):
    return lambda *rows, delimiter=",": read_qca(write(tmp_path / "mine.csv", rows, delimiter))


@pytest.fixture
def refused(tmp_path):
    def read(*rows):
        with pytest.raises(Mistake) as told:
            read_qca(write(tmp_path / "mine.csv", rows))
        assert "mine.csv" in str(told.value)
        return str(told.value)

    return read


HEADINGS = [
    ("mld_pre", "mld", "pre", "", 0.0),
    ("MLD post (mm)", "mld", "post", "", 1e-3),
    ("In-stent MLD post [mm]", "mld", "post", "in_stent", 1e-3),
    ("%DS FU", "ds", "follow_up", "", 0.01),
    ("RVD 9 months", "rvd", "follow_up", "", 0.0),
    ("in_segment_mld_fu", "mld", "follow_up", "in_segment", 0.0),
    ("MLD post-stent in-stent", "mld", "post", "in_stent", 0.0),
    ("Minimal lumen diameter, before (mm)", "mld", "pre", "", 1e-3),
    ("Post-procedure in-segment %DS", "ds", "post", "in_segment", 0.01),
    ("inStentMLDpost", "mld", "post", "in_stent", 0.0),
    ("MLDpre", "mld", "pre", "", 0.0),
    ("Reference vessel diameter at follow-up, µm", "rvd", "follow_up", "", 1e-6),
    ("Follow-up MLD in-lesion", "mld", "follow_up", "in_segment", 0.0),
    ("Diameter stenosis day 270, %", "ds", "follow_up", "", 0.01),
    ("late loss in-stent", "loss", "", "in_stent", 0.0),
    ("Lesion ID", "lesion", "", "", 0.0),
    ("Lesion length", "", "", "", 0.0),
    ("stent diameter", "", "", "in_stent", 0.0),
    ("MLD hyperaemia", "?", "", "", 0.0),
]


@pytest.mark.parametrize("case", HEADINGS, ids=[case[0] for case in HEADINGS])
def test_headings_as_people_write_them(case):
    found = qca_heading(case[0])
    assert tuple(found[:4]) == case[1:]


@pytest.mark.parametrize(
    ("text", "moment"),
    [("pre", "pre"), ("Post-PCI", "post"), ("follow-up", "follow_up"), ("9 months", "follow_up"), ("baseline", "")],
)
def test_times_as_people_write_them(text, moment):
    assert moment_of(text)[0] == moment


def test_wide_table(read):
    lesions, _ = read(
        ("lesion", "mld_pre", "rvd_pre", "in_stent_mld_post", "in_segment_mld_post", "rvd_post", "in_stent_mld_fu"),
        ("A", 0.8, 2.8, 2.6, 2.3, 2.9, 2.1),
        ("B", 0, 2.9, 2.7, 2.2, 2.9, ""),
    )
    assert film_of(lesions[0], "pre", "in_stent").mld == pytest.approx(0.8e-3)
    assert film_of(lesions[0], "post", "in_segment")[:2] == pytest.approx((2.3e-3, 2.9e-3))
    assert film_of(lesions[1], "pre", "in_segment").mld == 0
    assert np.isnan(film_of(lesions[1], "follow_up", "in_stent").mld)


def test_long_table_says_the_same_as_the_wide_one(read):
    lesions, _ = read(
        ("Lesion", "Time", "Segment", "MLD (mm)", "RVD (mm)", "DS (%)"),
        ("A", "pre", "", 0.8, 2.8, 71.4),
        ("A", "post", "in-stent", 2.6, 2.9, 10.3),
        ("A", "post", "in-segment", 2.3, 2.9, 20.7),
        ("A", "9 months", "in-stent", 2.1, 2.9, 27.6),
    )
    wide, _ = read(
        ("lesion", "mld_pre", "rvd_pre", "in_stent_mld_post", "in_segment_mld_post", "rvd_post", "in_stent_mld_fu"),
        ("A", 0.8, 2.8, 2.6, 2.3, 2.9, 2.1),
    )
    for place in (("pre", "in_stent"), ("post", "in_stent"), ("post", "in_segment"), ("follow_up", "in_stent")):
        assert film_of(lesions[0], *place).mld == film_of(wide[0], *place).mld


def test_decimal_commas_and_a_workbook(read, tmp_path):
    rows = (("lesion", "mld_post", "mld_fu"), ("A", "2,61", "2,13"))
    lesions, notes = read(*rows, delimiter=";")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "mine.xlsx")
    again, _ = read_qca(tmp_path / "mine.xlsx")
    assert film_of(lesions[0], "post", "in_stent").mld == film_of(again[0], "post", "in_stent").mld == 2.61e-3
    assert any("decimal comma" in note for note in notes)


def test_what_one_number_says_of_another(read):
    (lesion,), _ = read(("lesion", "mld_pre", "ds_pre", "rvd_post", "ds_post"), ("A", 1.4, 50, 3.0, 20))
    assert film_of(lesion, "pre", "in_stent").rvd == pytest.approx(2.8e-3)
    assert film_of(lesion, "post", "in_stent").mld == pytest.approx(2.4e-3)


def test_printed_numbers_that_do_not_fit_are_told(read):
    head = ("lesion", "mld_post", "rvd_post", "ds_post", "mld_fu", "late loss")
    assert not [note for note in read(head, ("A", 2.41, 2.87, 16, 2.1, 0.31))[1] if "lesion 'A'" in note]
    notes = " ".join(read(head, ("A", 2.41, 2.87, 25, 2.1, 0.51))[1])
    assert "printed stenosis 25.0 %, but 16.0 %" in notes
    assert "late loss is printed as 0.51 mm, but 0.31 mm" in notes
    assert "wider than the reference" in " ".join(read(head, ("A", 3.0, 2.8, "", 2.1, ""))[1])


REFUSED = [
    ((("lesion", "mld_baseline"), ("A", 1)), "may be before or after stenting"),
    ((("lesion", "mld"), ("A", 1)), "does not say when"),
    ((("lesion", "mld_pre", "MLD before"), ("A", 1, 1)), "mean the same"),
    ((("lesion", "mld_post", "in_stent_mld_post"), ("A", 1, 1)), "does not say its segment"),
    ((("lesion", "mld 6 months", "rvd 9 months"), ("A", 1, 3)), "follow-ups at 6months, 9months"),
    ((("lesion", "mld_pre", "mld_post_tb"), ("A", 1, 1)), "more than a known quantity"),
    ((("lesion", "mld_pre (%)"), ("A", 1)), "written in mm"),
    ((("lesion", "mld_pre"), ("A", -1)), "row 2, column 'mld_pre': -1 is not a diameter"),
    ((("lesion", "mld_pre"), ("A", 1), ("B", "wide")), "row 3, column 'mld_pre': 'wide' is not a number"),
    ((("lesion", "mld_pre"), ("A", 2500)), "wider than any coronary artery"),
    ((("lesion", "mld_pre", "rvd_pre"), ("A", 1, 0)), "column 'rvd_pre': 0 is not a diameter"),
    ((("lesion", "mld_pre", "ds_pre"), ("A", 1, 120)), "120 % is no diameter stenosis"),
    ((("lesion", "mld_pre"), ("A", "=1+1")), "a formula"),
    ((("lesion", "mld_pre"), ("A", 1), ("A", 2)), "earlier row"),
    ((("lesion", "time", "mld"), ("A", "baseline", 1)), "write pre, post or follow-up"),
    ((("lesion", "time", "mld"), ("", "pre", 1)), "no lesion is named"),
    ((("lesion", "time", "mld"), ("A", "pre", 1), ("A", "before", 1)), "earlier row for the same film"),
    ((("lesion", "time", "mld"), ("A", "6 months", 1), ("A", "9 months", 1)), "6months and 9months"),
    ((("lesion", "time", "segment", "mld"), ("A", "pre", "distal", 1)), "not a segment"),
    ((("lesion", "age"), ("A", 66)), "no table of angiography"),
    ((("lesion", "mld_pre"),), "no rows"),
]


@pytest.mark.parametrize(("rows", "reason"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_cannot_be_is_refused_with_its_place(refused, rows, reason):
    assert reason in refused(*rows)
