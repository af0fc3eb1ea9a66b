"""Measured release curves: every way they are written down, and every way they cannot be."""

import csv

import numpy as np
import openpyxl
import pytest

from neointima.instruments.elution_curve import read_curves
from neointima.instruments.elution_headings import elution_heading
from neointima.mistake import Mistake

DAY, HOUR = 86400.0, 3600.0
DAYS = (0, 1, 7, 14, 28)
PERCENTS = (0, 20, 45, 60, 80)


def write(path, rows, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.fixture
def curve(tmp_path):
    def read(head, *rows, dose=float("nan")):
        curves, notes = read_curves(write(tmp_path / "mine.csv", [head, *rows]), dose=dose)
        assert len(curves) == 1
        return curves[0], notes

    return read


@pytest.fixture
def refused(tmp_path):
    def read(head, *rows, dose=float("nan")):
        with pytest.raises(Mistake) as told:
            read_curves(write(tmp_path / "mine.csv", [head, *rows]), dose=dose)
        assert "mine.csv" in str(told.value)
        return str(told.value)

    return read


HEADINGS = {
    "time [day]": ("time", "day", ""),
    "Time (h)": ("time", "hour", ""),
    "hours": ("time", "hour", ""),
    "Days": ("time", "day", ""),
    "time_min": ("time", "min", ""),
    "elapsed time, weeks": ("time", "week", ""),
    "time": ("time", "", ""),
    "time [fortnight]": ("time", "?fortnight", ""),
    "released [%]": ("released", "percent", "cumulative"),
    "% released": ("released", "percent", "cumulative"),
    "Cumulative release (% of dose)": ("released", "percent", "cumulative"),
    "fraction_released": ("released", "fraction", "cumulative"),
    "released (µg)": ("released", "ug", "cumulative"),
    "drug eluted [ng]": ("released", "ng", "cumulative"),
    "remaining [ug]": ("released", "ug", "remaining"),
    "drug left on stent (%)": ("released", "percent", "remaining"),
    "released per interval [%]": ("released", "percent", "interval"),
    "replicate 2 [%]": ("released", "percent", "cumulative"),
    "stent 3 (%)": ("released", "percent", "cumulative"),
    "rep 1": ("released", "", "cumulative"),
    "released [furlong]": ("released", "?furlong", "cumulative"),
    "SD": ("sd", "", ""),
    "std dev [%]": ("sd", "percent", ""),
    "SEM": ("unused", "", ""),
    "device": ("series", "", ""),
    "replicate": ("replicate", "", ""),
    "operator": ("", "", ""),
    "x" * 5000: ("", "", ""),
}


@pytest.mark.parametrize("text", HEADINGS, ids=lambda text: text[:30])
def test_a_heading_is_understood(text):
    assert tuple(elution_heading(text)) == HEADINGS[text]


WAYS = {
    "percent": (("time [day]", "released [%]"), DAYS, PERCENTS),
    "fraction": (("day", "fraction released"), DAYS, [p / 100 for p in PERCENTS]),
    "hours": (("hours", "% released"), [24 * d for d in DAYS], PERCENTS),
    "remaining": (("time (d)", "remaining [%]"), DAYS, [100 - p for p in PERCENTS]),
    "interval": (("time [day]", "released per interval [%]"), DAYS, np.diff(PERCENTS, prepend=0)),
    "mass": (("time [day]", "released [ug]"), DAYS, [1.8 * p for p in PERCENTS]),
    "mass left": (("time [day]", "remaining (ng)"), DAYS, [1800 * (100 - p) for p in PERCENTS]),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_one_curve_gives_the_same(curve, way):
    """Sums and products of a few decimals: 1e-12. The dose is 180 ug."""
    head, times, values = WAYS[way]
    got, _ = curve(head, *zip(times, values, strict=True), dose=180e-9)
    np.testing.assert_allclose(got.times, np.array(DAYS) * DAY)
    np.testing.assert_allclose(got.fractions, np.array(PERCENTS) / 100, atol=1e-12)
    assert got.notes == ()


def test_replicate_columns_are_averaged_with_their_sd(curve):
    got, _ = curve(
        ("time [h]", "rep 1 [%]", "rep 2 [%]", "rep 3 [%]"), (1, 10, 12, 14), (2, 20, 22, ""), (3, 40, "", "")
    )
    np.testing.assert_allclose(got.fractions, [0, 0.12, 0.21, 0.40])
    np.testing.assert_allclose(got.sds, [0, 0.02, np.sqrt(2) / 100, np.nan])
    np.testing.assert_array_equal(got.replicates, [1, 3, 2, 1])
    assert any("replicates" in note for note in got.notes)


def test_a_column_of_replicates_is_averaged_too(curve):
    rows = [
        (rep, day, share)
        for rep, shares in (("a", (10, 30)), ("b", (14, 34)))
        for day, share in zip((1, 2), shares, strict=True)
    ]
    got, _ = curve(("replicate", "day", "released [%]"), *rows)
    np.testing.assert_allclose(got.times, [0, DAY, 2 * DAY])
    np.testing.assert_allclose(got.fractions, [0, 0.12, 0.32])
    np.testing.assert_allclose(got.sds[1:], np.sqrt(8) / 100)


def test_a_stated_sd_is_read(curve):
    got, _ = curve(("day", "released [%]", "SD"), (0, 0, 0), (1, 20, 2), (2, 40, 3))
    np.testing.assert_allclose(got.sds, [0, 0.02, 0.03])


def test_devices_are_curves_of_their_own(tmp_path):
    rows = [("device", "day", "released [%]"), ("b", 1, 20), ("b", 2, 30), ("a", 1, 40), ("a", 5, 60)]
    curves, _ = read_curves(write(tmp_path / "mine.csv", rows))
    assert [one.name for one in curves] == ["b", "a"]
    np.testing.assert_allclose(curves[1].fractions, [0, 0.4, 0.6])


def test_semicolons_decimal_commas_and_lines_above_are_read(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("Elution, batch 7\n\nZeit-Nr;time [day];released [%]\n1;0,5;10,5\n2;1,0;20,25\n", encoding="utf-8")
    curves, notes = read_curves(path)
    np.testing.assert_allclose(curves[0].fractions, [0, 0.105, 0.2025])
    assert any("Zeit-Nr" in note for note in notes)
    assert any("decimal comma" in note for note in notes)


def test_a_workbook_is_read_and_other_sheets_passed_by(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["about", "this"])
    sheet = book.create_sheet("release")
    for row in (["time [day]", "released [%]"], *zip(DAYS, PERCENTS, strict=True)):
        sheet.append(list(row))
    book.save(tmp_path / "mine.xlsx")
    curves, notes = read_curves(tmp_path / "mine.xlsx")
    np.testing.assert_allclose(curves[0].fractions, np.array(PERCENTS) / 100)
    assert any("passed by" in note for note in notes)


LEVELLED = {
    "a dip of a point": ([0, 20, 45, 44, 80], [0, 0.20, 0.45, 0.45, 0.80], "levelled"),
    "two points over": ([0, 20, 45, 100, 102], [0, 0.20, 0.45, 1, 1], "limit"),
    "a blank at the start": ([0.8, 20, 45, 60, 80], [0, 0.20, 0.45, 0.60, 0.80], "set to 0"),
}


@pytest.mark.parametrize("fault", LEVELLED)
def test_what_an_assay_misses_by_is_levelled_and_said(curve, fault):
    values, fractions, word = LEVELLED[fault]
    got, _ = curve(("time [day]", "released [%]"), *zip(DAYS, values, strict=True))
    np.testing.assert_allclose(got.fractions, fractions)
    assert any(word in note for note in got.notes)


def test_a_missing_start_is_added_and_said(curve):
    got, _ = curve(("time [day]", "released [%]"), (1, 20), (2, 30))
    assert (got.times[0], got.fractions[0]) == (0, 0)
    assert any("start at 0 % was added" in note for note in got.notes)


def test_a_line_without_an_amount_is_left_out_and_said(curve):
    got, _ = curve(("time [day]", "released [%]"), (0, 0), (1, "n.d."), (2, 30))
    assert got.times.size == 2
    assert any("line 3" in note for note in got.notes)


HEAD = ("time [day]", "released [%]")
REFUSED = {
    "falls": (HEAD, [(0, 0), (1, 30), (2, 28.5)], ["falls from 30 % to 28.5 % at 2 day", "interval"]),
    "passes 100 %": (HEAD, [(0, 0), (1, 50), (2, 102.5)], ["102.5 % released at 2 day passes 100 %"]),
    "percent for a fraction": (("day", "fraction released"), [(0, 0), (1, 30)], ["passes 100 %"]),
    "time not rising": (HEAD, [(0, 0), (2, 10), (1, 20)], ["line 4", "does not come after 2"]),
    "a time twice": (HEAD, [(0, 0), (2, 10), (2, 12)], ["does not come after 2", "replicate"]),
    "negative amount": (HEAD, [(0, 0), (1, -3)], ["line 3", "negative"]),
    "negative time": (HEAD, [(-1, 0), (1, 3)], ["line 2", "not a time"]),
    "time in words": (HEAD, [(0, 0), ("day one", 3)], ["line 3", "'day one' is not a time"]),
    "amount in words": (HEAD, [(0, 0), (1, "much")], ["line 3", "'much'", "not a number"]),
    "no unit of time": (("time", "released [%]"), [(0, 0), (1, 3)], ["'time'", "no unit", "[day]"]),
    "unknown unit of time": (("time [moon]", "released [%]"), [(0, 0), (1, 3)], ["'moon' is not a unit"]),
    "no unit of drug": (("day", "released"), [(0, 0), (1, 3)], ["'released'", "no unit", "[percent]"]),
    "unknown unit of drug": (("day", "released [IU]"), [(0, 0), (1, 3)], ["'iu' is not a unit"]),
    "mass without a dose": (("day", "released [ug]"), [(0, 0), (1, 3)], ["whole dose", "--dose"]),
    "released and left mixed": (("day", "released [%]", "remaining [%]"), [(0, 0, 100), (1, 3, 97)], ["differ"]),
    "percent and mass mixed": (("day", "released [%]", "released [ug]"), [(0, 0, 0), (1, 3, 9)], ["differ"]),
    "sd in another unit": (("day", "released [%]", "sd [ug]"), [(0, 0, 0), (1, 3, 9)], ["not in the unit"]),
    "a hole in a sum": (
        ("day", "released per interval [%]"),
        [(1, 5), (2, ""), (3, 6)],
        ["line 3", "interval is empty"],
    ),
    "burst at time zero": (HEAD, [(0, 12), (1, 30)], ["12 % are released at time zero"]),
    "nothing released": (HEAD, [(0, 0), (1, 0), (2, 0)], ["no drug is released"]),
    "more left than loaded": (("day", "remaining [%]"), [(0, 100), (1, 110)], ["more remains at 1 day"]),
    "no lines": (HEAD, [], ["no lines under its headings"]),
    "no amounts": (HEAD, [(0, ""), (1, "")], ["no amounts"]),
    "no such table": (("well", "signal"), [("A1", 3)], ["no release curve found", "time [day]"]),
    "infinite": (HEAD, [(0, 0), (1, "1e999")], ["not a number"]),
    "too many points": (HEAD, [(k, 0) for k in range(2_100)], ["more than"]),
    "too many curves": (("device", *HEAD), [(f"s{k}", 1, 5) for k in range(30)], ["more than 24 curves"]),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_a_curve_is_refused_with_the_reason(refused, fault):
    head, rows, words = REFUSED[fault]
    told = refused(head, *rows)
    for word in words:
        assert word in told, told


def test_an_empty_or_absent_file_is_refused(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    for name, word in (("empty.csv", "is empty"), ("none.csv", "no such file")):
        with pytest.raises(Mistake, match=word):
            read_curves(tmp_path / name)
