"""A plate from file to page: what a pharmacologist reads, and what is said of files that cannot be read."""

import csv
import re
import time
import zipfile

import numpy as np
import openpyxl
import pytest

from neointima.interfaces.cli import main

DOSES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
COLUMNS = ["compound", "model", "quantity", "estimate", "lower", "upper", "interval", "note"]
FORMULA = ("=", "+", "-", "@")


def well_name(row, column):
    return f"{'ABCDEFGHIJKLMNOP'[row]}{column + 1}"


def plan(compounds=("sirolimus", "tacrolimus"), rows=8):
    """Layout lines: blanks or untreated in column 1, vehicle in 2 and 3, a dose in each other column."""
    lines = []
    for row in range(rows):
        name = compounds[row * len(compounds) // rows]
        for column in range(12):
            role = ("blank" if row < rows // 2 else "untreated") if column == 0 else "vehicle"
            dosed = column > 2
            dose = f"{DOSES[column - 3]:g}" if dosed else ""
            lines.append((well_name(row, column), *(("sample", name, dose, "nM") if dosed else (role, "", "", ""))))
    return lines


def response(role, compound, dose, halves):
    if role == "blank":
        return 0.0
    return 0.3 + 0.7 / (1 + (float(dose) / halves[compound]) ** 1.2) if role == "sample" else 1.0


def signals(lines, halves, seed=1, noise=0.03):
    draws = np.random.default_rng(seed)
    return {
        well: 0.06 + response(role, compound, dose, halves) * (1 + noise * draws.standard_normal())
        for well, role, compound, dose, _ in lines
    }


LINES = plan()
HALVES = {"sirolimus": 3.0, "tacrolimus": 60.0}
SIGNALS = signals(LINES, HALVES)


def write(path, rows, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def grid_rows(values, rows=8):
    head = ["row", *range(1, 13)]
    return [head, *[["ABCDEFGH"[r], *(values.get(well_name(r, c), "") for c in range(12))] for r in range(rows)]]


def text(values):
    return {well: f"{value:.4f}" for well, value in values.items()}


@pytest.fixture
def plate(tmp_path):
    return write(tmp_path / "plate.csv", grid_rows(text(SIGNALS)))


@pytest.fixture
def layout(tmp_path):
    return write(tmp_path / "layout.csv", [("well", "role", "compound", "dose", "unit"), *LINES])


def table(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def done(capsys, *arguments):
    assert main(["assay", *map(str, arguments)]) == 0, capsys.readouterr().err
    seen = capsys.readouterr()
    assert seen.err == ""
    return seen.out


def refused(capsys, out, *arguments, words=()):
    try:
        status = main(["assay", *map(str, arguments), "--out", str(out)])
    except SystemExit as stopped:
        status = stopped.code
    seen = capsys.readouterr()
    assert status == 2, seen.out
    assert "Traceback" not in seen.err
    for word in words:
        assert word in seen.err, seen.err
    assert not (out / "fits.csv").exists()
    return seen.err


def line_of(folder, compound, quantity, interval="profile", model=None):
    lines = [one for one in table(folder, "fits.csv") if (one["compound"], one["quantity"]) == (compound, quantity)]
    chosen = model or next(one["model"] for one in table(folder, "fits.csv") if one["quantity"] == "chosen")
    return next(one for one in lines if one["model"] in (chosen, "growth rate") and one["interval"] == interval)


def ic50_is_about(folder, compound, value):
    line = line_of(folder, compound, "relative IC50", model="log_logistic_4")
    assert float(line["lower"]) < value * 1.1
    assert float(line["upper"]) > value / 1.1
    assert float(line["estimate"]) == pytest.approx(value, rel=0.3)
    assert line["unit"] == "nM"


def no_number(folder, compound=None):
    """No potency of any model has a number."""
    lines = [one for one in table(folder, "fits.csv") if compound in (None, one["compound"])]
    potent = [one for one in lines if "IC" in one["quantity"] and one["quantity"] != "AICc"]
    assert potent
    assert [one for one in potent if one["estimate"]] == []


def notes(folder):
    return " ".join(one["note"] for one in table(folder, "notes.csv"))


# Good input


def test_a_grid_with_its_layout(plate, layout, tmp_path, capsys):
    out = tmp_path / "out"
    said = done(capsys, plate, "--layout", layout, "--out", out)
    for compound, half in HALVES.items():
        ic50_is_about(out, compound, half)
        assert f"{compound}: relative IC50" in said
    assert list(table(out, "fits.csv")[0])[:8] == COLUMNS
    assert {path.name for path in out.iterdir()} == {
        *("fits.csv", "wells.csv", "quality.csv", "curves.csv", "notes.csv", "assay.html", "figures"),
    }
    assert len(list((out / "figures").iterdir())) == 2
    assert len(table(out, "wells.csv")) == 96
    assert "Z′ 0." in said


def test_a_long_table_needs_no_layout(tmp_path, capsys):
    rows = [(*line, f"{SIGNALS[line[0]]:.4f}") for line in LINES]
    path = write(tmp_path / "long.csv", [("well", "role", "compound", "dose", "unit", "absorbance"), *rows])
    done(capsys, path, "--out", tmp_path / "out")
    for compound, half in HALVES.items():
        ic50_is_about(tmp_path / "out", compound, half)


def test_the_order_of_rows_changes_nothing(tmp_path, capsys):
    rows = [(*line, f"{SIGNALS[line[0]]:.4f}") for line in LINES]
    head = ("well", "role", "compound", "dose", "unit", "absorbance")
    found = []
    for name, order in (("a", range(96)), ("b", np.random.default_rng(1).permutation(96))):
        path = write(tmp_path / f"{name}.csv", [head, *(rows[k] for k in order)])
        done(capsys, path, "--out", tmp_path / name)
        found.append({compound: line_of(tmp_path / name, compound, "relative IC50") for compound in HALVES})
    for compound in HALVES:
        for key in ("estimate", "lower", "upper"):
            one, other = (float(each[compound][key]) for each in found)
            assert one == pytest.approx(other, rel=1e-3)


def workbook(path, formula=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "signal"
    for row in grid_rows(SIGNALS):
        sheet.append(row)
    if formula:
        sheet["D5"] = formula
    for title, place in (("role", 1), ("compound", 2), ("dose (nM)", 3)):
        held = book.create_sheet(title)
        values = {line[0]: float(line[place]) if place == 3 and line[place] else line[place] for line in LINES}
        for row in grid_rows({well: value or None for well, value in values.items()}):
            held.append(row)
    book.save(path)
    return path


def test_a_workbook_with_matrix_sheets_for_the_layout(tmp_path, capsys):
    path = workbook(tmp_path / "plate.xlsx")
    book = openpyxl.load_workbook(path)
    del book["signal"]
    book.save(tmp_path / "layout.xlsx")
    done(capsys, path, "--layout", tmp_path / "layout.xlsx", "--out", tmp_path / "out")
    for compound, half in HALVES.items():
        ic50_is_about(tmp_path / "out", compound, half)


def test_several_plates_are_normalised_each_and_compared(layout, tmp_path, capsys):
    paths = [
        write(tmp_path / f"p{k}.csv", grid_rows(text({w: k * v for w, v in signals(LINES, HALVES, k).items()})))
        for k in (1, 5)
    ]
    out = tmp_path / "out"
    done(capsys, *paths, "--layout", layout, "--out", out)
    ic50_is_about(out, "sirolimus", 3.0)
    effects = [one for one in table(out, "fits.csv") if one["quantity"] == "plate effect"]
    assert [one["compound"] for one in effects] == list(HALVES)
    assert {one["plate"] for one in table(out, "quality.csv")} == {"p1", "p5"}


def test_potency_ratios_over_the_reference(plate, layout, tmp_path, capsys):
    out = tmp_path / "out"
    said = done(capsys, plate, "--layout", layout, "--out", out, "--reference", "sirolimus")
    lines = [one for one in table(out, "fits.csv") if "over that of sirolimus" in one["quantity"]]
    assert [one["interval"] for one in lines] == ["profile", "delta", "Fieller"]
    for one in lines:
        assert one["compound"] == "tacrolimus"
        assert float(one["lower"]) < 20 < float(one["upper"])
    assert "over that of sirolimus" in said
    assert "over that of sirolimus" in (out / "assay.html").read_text()


def test_a_time_zero_plate_gives_growth_rates(plate, layout, tmp_path, capsys):
    zero = [(well_name(0, c), role, f"{v:.3f}") for c, (role, v) in enumerate([("blank", 0.06), *[("t0", 0.35)] * 5])]
    path = write(tmp_path / "zero.csv", [("well", "role", "signal"), *zero])
    rows = [(*line, f"{SIGNALS[line[0]]:.4f}") for line in LINES]
    long = write(tmp_path / "long.csv", [("well", "role", "compound", "dose", "unit", "signal"), *rows])
    out = tmp_path / "out"
    said = done(capsys, long, path, "--out", out)
    found = {one["quantity"]: one for one in table(out, "fits.csv") if one["model"] == "growth rate"}
    assert set(found) == {"GR50", "GEC50", "GRinf", "GR slope", "GRmax", "GR AOC", "control doublings"}
    assert float(found["control doublings"]["estimate"]) == pytest.approx(np.log2(1 / 0.29), rel=0.05)
    assert "sirolimus: GR50" in said
    assert "GRinf" in (out / "assay.html").read_text()


def spoiled(layout, tmp_path):
    values = dict(SIGNALS) | {"B6": 0.1, "C11": 1.05}
    return write(tmp_path / "spoiled.csv", grid_rows(text(values))), layout


def test_robust_flags_spoiled_wells_and_keeps_the_ic50(layout, tmp_path, capsys):
    path, plan_ = spoiled(layout, tmp_path)
    out = tmp_path / "out"
    said = done(capsys, path, "--layout", plan_, "--out", out, "--variance", "robust", "--model", "4PL")
    flagged = [(one["row"], one["column"]) for one in table(out, "wells.csv") if one["flag"]]
    assert {("2", "6"), ("3", "11")} <= set(flagged)
    assert "stand out" in said
    ic50_is_about(out, "sirolimus", 3.0)
    assert len(table(out, "wells.csv")) == 96


def test_power_variance(plate, layout, tmp_path, capsys):
    done(capsys, plate, "--layout", layout, "--out", tmp_path / "out", "--variance", "power")
    ic50_is_about(tmp_path / "out", "tacrolimus", 60.0)


def test_percents_are_reported_in_table_terminal_and_page(plate, layout, tmp_path, capsys):
    out = tmp_path / "out"
    said = done(capsys, plate, "--layout", layout, "--out", out, "--percent", 10, 90)
    ten, ninety = (float(line_of(out, "sirolimus", f"relative IC{p}")["estimate"]) for p in (10, 90))
    # For a 4PL, IC90 / IC10 = 81^(1/b).
    slope = float(line_of(out, "sirolimus", "b", "delta")["estimate"])
    assert ninety / ten == pytest.approx(81 ** (1 / slope), rel=1e-3)
    page = (out / "assay.html").read_text()
    for word in ("elative IC10", "elative IC90"):
        assert word in said
        assert word in page


def test_an_absolute_level(plate, layout, tmp_path, capsys):
    out = tmp_path / "out"
    done(capsys, plate, "--layout", layout, "--out", out, "--absolute", 0.65, "--model", "4PL")
    # 0.3 + 0.7 / (1 + (x / 3)^1.2) = 0.65 at the middle itself.
    line = line_of(out, "sirolimus", "absolute IC50")
    assert float(line["lower"]) < 3.3
    assert float(line["upper"]) > 2.7


HOSTILE = ["=cmd()", "<script>alert(1)</script>", "Σ-сиролимус µ", "$\\frac{1}$", "@sum(A1)", "-2+3", '"; drop', "雷帕"]


@pytest.mark.filterwarnings("error")
def test_names_are_data_and_nothing_else(tmp_path, capsys):
    lines = [
        (name, dose, replicate, response("sample", "x", dose, {"x": 3.0}) + 0.01 * replicate)
        for name in HOSTILE
        for dose in DOSES
        for replicate in (1, 2)
    ]
    path = write(tmp_path / "_names.csv", [("compound", "dose", "replicate", "response"), *lines])
    out = tmp_path / "out"
    done(capsys, path, "--out", out)
    for name in ("fits.csv", "wells.csv", "curves.csv", "notes.csv", "quality.csv"):
        with (out / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        numeric = re.compile(r"-?[0-9.e+-]+|-inf")
        assert [cell for cell in cells if cell.startswith(FORMULA) and not numeric.fullmatch(cell)] == []
        assert "-2+3" not in cells
    page = (out / "assay.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert ">=cmd()<" in page
    assert "'=cmd()" not in page
    assert "Σ-сиролимус µ" in page


def test_the_page_asks_nothing_of_the_network(plate, layout, tmp_path, capsys):
    done(capsys, plate, "--layout", layout, "--out", tmp_path / "out")
    page = (tmp_path / "out" / "assay.html").read_text()
    assert re.findall(r'(?:src|href|action|data)\s*=\s*["\']?\s*(?:https?:|//)', page) == []
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []
    assert "<script" not in page


def test_a_384_well_plate_takes_under_three_seconds(tmp_path, capsys):
    lines, values = [], {}
    draws = np.random.default_rng(1)
    for row in range(16):
        for column in range(24):
            name, sample = f"drug {row // 2}", 1 < column < 22
            dose = 10 ** (-2 + 5 * (column - 2) / 19) if sample else 0
            role = "sample" if sample else "blank" if column < 2 else "vehicle"
            level = 0.2 + 0.8 / (1 + dose / (1 + row)) if sample else float(role == "vehicle")
            values[row, column] = 1000 * (level + 0.1) * (1 + 0.03 * draws.standard_normal())
            lines.append((well_name(row, column), role, name if sample else "", f"{dose:.6g}" if sample else "", "nM"))
    grid = [["row", *range(1, 25)]]
    grid += [["ABCDEFGHIJKLMNOP"[r], *(f"{values[r, c]:.1f}" for c in range(24))] for r in range(16)]
    path = write(tmp_path / "big.csv", grid)
    plan_ = write(tmp_path / "plan.csv", [("well", "role", "compound", "dose", "unit"), *lines])
    took = []
    for name in ("cold", "warm"):
        begun = time.perf_counter()
        done(capsys, path, "--layout", plan_, "--out", tmp_path / name)
        took.append(time.perf_counter() - begun)
    assert len({one["compound"] for one in table(tmp_path / "warm", "fits.csv")}) == 8
    assert took[1] < 3


# Bad input: a result with its warning


def test_missing_wells_and_text_are_noted_and_left_out(layout, tmp_path, capsys):
    values = text(SIGNALS) | {"B5": "", "C6": "n/a", "D7": "spilled", "E8": "OVER"}
    path = write(tmp_path / "plate.csv", grid_rows(values))
    done(capsys, path, "--layout", layout, "--out", tmp_path / "out")
    for word in ("B5", "C6", "D7", "spilled", "E8", "4 wells"):
        assert word in notes(tmp_path / "out")
    assert len(table(tmp_path / "out", "wells.csv")) == 92
    ic50_is_about(tmp_path / "out", "sirolimus", 3.0)


def test_decimal_commas_are_read_and_noted(layout, tmp_path, capsys):
    values = {well: value.replace(".", ",") for well, value in text(SIGNALS).items()}
    path = write(tmp_path / "plate.csv", grid_rows(values), delimiter=";")
    done(capsys, path, "--layout", layout, "--out", tmp_path / "out")
    assert "decimal comma" in notes(tmp_path / "out")
    ic50_is_about(tmp_path / "out", "sirolimus", 3.0)


@pytest.mark.parametrize("variance", ["constant", "power", "robust"])
def test_a_flat_compound_has_no_ic50(variance, layout, tmp_path, capsys):
    values = signals(LINES, HALVES | {"tacrolimus": 1e9})
    path = write(tmp_path / "plate.csv", grid_rows(text(values)))
    out = tmp_path / "out"
    options = ("--out", out, "--variance", variance, "--reference", "sirolimus")
    said = done(capsys, path, "--layout", layout, *options)
    no_number(out, "tacrolimus")
    ic50_is_about(out, "sirolimus", 3.0)
    assert "tacrolimus: no curve: flat" in said
    assert "tacrolimus is flat" in said
    assert {one["chosen"] for one in table(out, "curves.csv") if one["compound"] == "tacrolimus"} == {"flat"}


def test_a_plate_of_one_number_has_no_ic50(tmp_path, capsys):
    rows = [(dose, 0.1) for dose in DOSES for _ in range(3)]
    path = write(tmp_path / "flat.csv", [("dose", "response"), *rows])
    done(capsys, path, "--out", tmp_path / "out")
    no_number(tmp_path / "out")


def test_a_flat_reference_is_said(layout, tmp_path, capsys):
    path = write(tmp_path / "plate.csv", grid_rows(text(signals(LINES, HALVES | {"tacrolimus": 1e9}))))
    out = tmp_path / "out"
    done(capsys, path, "--layout", layout, "--out", out, "--reference", "tacrolimus")
    (line,) = [one for one in table(out, "fits.csv") if "over that of" in one["quantity"]]
    assert line["estimate"] == ""
    assert "tacrolimus is flat" in line["note"]


def tidy(tmp_path, half, lower=0.0, doses=DOSES):
    draws = np.random.default_rng(5)
    rows = [(d, lower + (1 - lower) / (1 + d / half) + 0.02 * draws.standard_normal()) for d in doses for _ in range(3)]
    return write(tmp_path / "tidy.csv", [("dose (nM)", "response"), *rows])


@pytest.mark.parametrize(("half", "sign"), [(30_000.0, ">"), (0.002, "<")])
def test_beyond_the_range_there_is_an_inequality(half, sign, tmp_path, capsys):
    out = tmp_path / "out"
    said = done(capsys, tidy(tmp_path, half), "--out", out, "--absolute", 0.5)
    lines = [one for one in table(out, "fits.csv") if one["quantity"] == "absolute IC50"]
    chosen = table(out, "fits.csv")[0]["model"]
    found = [one for one in lines if one["model"] == chosen]
    assert chosen == "none" or all(one["interval"] == "inequality" for one in found)
    no_number(out)
    assert chosen == "none" or sign in said


def test_a_plateau_above_half_is_not_reached(tmp_path, capsys):
    out = tmp_path / "out"
    said = done(capsys, tidy(tmp_path, 5.0, lower=0.7), "--out", out)
    assert "absolute IC50 > 1000 nM" in said
    assert "relative IC50 > " not in said


def test_a_compound_that_cannot_be_fitted_is_named_and_the_others_are_fitted(tmp_path, capsys):
    rows = [("good", dose, value) for dose, value in zip(DOSES, np.linspace(1, 0.1, 9), strict=True)]
    path = write(tmp_path / "two.csv", [("compound", "dose", "response"), *rows, ("single", 1, 0.5)])
    said = done(capsys, path, "--out", tmp_path / "out", "--reference", "single")
    assert "warning: single: not fitted; 1 dose above zero" in said
    assert "reference single was not fitted" in notes(tmp_path / "out")
    assert "single: not fitted" in (tmp_path / "out" / "assay.html").read_text()


def test_dose_zero_is_a_control_not_a_dose(tmp_path, capsys):
    done(capsys, tidy(tmp_path, 5.0, doses=(0.0, *DOSES)), "--out", tmp_path / "out")
    assert "dose zero" in notes(tmp_path / "out")
    line = line_of(tmp_path / "out", "", "relative IC50")
    assert float(line["lower"]) < 5 < float(line["upper"])


def test_a_formula_without_a_value_is_not_worked_out(layout, tmp_path, capsys):
    path = workbook(tmp_path / "plate.xlsx", formula='=HYPERLINK("http://example.org","x")')
    done(capsys, path, "--layout", layout, "--out", tmp_path / "out")
    assert "formulas without a stored value" in notes(tmp_path / "out")
    assert "example.org" not in (tmp_path / "out" / "assay.html").read_text()


def test_macros_are_passed_by(layout, tmp_path, capsys):
    path = workbook(tmp_path / "plate.xlsx")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    done(capsys, path, "--layout", layout, "--out", tmp_path / "out")
    assert "macros were passed by" in notes(tmp_path / "out")


# Bad input: a sentence and exit 2


def all_role(role):
    return [("well", "role", "compound", "dose", "unit"), *((line[0], role, "", "", "") for line in LINES)]


def test_an_all_blank_plate(plate, tmp_path, capsys):
    layout = write(tmp_path / "layout.csv", all_role("blank"))
    refused(capsys, tmp_path / "out", plate, "--layout", layout, words=["no well holds a compound"])


def test_a_plate_where_everything_reads_as_the_blank(layout, tmp_path, capsys):
    draws = np.random.default_rng(1)
    values = {well: 0.06 + 0.002 * draws.standard_normal() for well in SIGNALS}
    path = write(tmp_path / "plate.csv", grid_rows(text(values)))
    refused(capsys, tmp_path / "out", path, "--layout", layout, words=["plate", "no higher than their noise"])


def test_a_grid_without_a_layout(plate, tmp_path, capsys):
    refused(capsys, tmp_path / "out", plate, words=["--layout"])


def test_a_layout_that_does_not_fit(plate, tmp_path, capsys):
    layout = write(tmp_path / "l.csv", [("well", "role", "compound", "dose"), ("P24", "sample", "x", 1)])
    refused(capsys, tmp_path / "out", plate, "--layout", layout, words=["P24", "8 x 12"])


def test_a_well_that_stands_twice(tmp_path, capsys):
    rows = [("well", "compound", "dose", "signal"), ("A1", "x", 1, 0.5), ("A1", "x", 1, 0.6), ("A2", "x", 2, 0.4)]
    path = write(tmp_path / "p.csv", rows)
    refused(capsys, tmp_path / "out", path, words=["A1", "more than once"])


def test_a_well_that_stands_twice_in_the_layout(plate, tmp_path, capsys):
    path = write(tmp_path / "l.csv", [("well", "role", "compound", "dose", "unit"), *LINES, LINES[5]])
    refused(capsys, tmp_path / "out", plate, "--layout", path, words=[LINES[5][0], "more than once"])


def test_a_dose_below_zero(tmp_path, capsys):
    path = write(tmp_path / "p.csv", [("dose", "response"), (-1, 1.0), (1, 0.5), (2, 0.4), (3, 0.1)])
    refused(capsys, tmp_path / "out", path, words=["-1", "below zero"])


@pytest.mark.parametrize("doses", [(0.0,), (1.0,), (0.0, 1.0)])
def test_doses_that_carry_no_curve(doses, tmp_path, capsys):
    rows = [(dose, value) for dose in doses for value in (1.0, 0.5, 0.7)]
    path = write(tmp_path / "p.csv", [("dose", "response"), *rows])
    refused(capsys, tmp_path / "out", path, words=["dose"])


def test_a_dose_that_is_text(plate, tmp_path, capsys):
    lines = [(*line[:3], "ten" if line[3] == "10" else line[3], line[4]) for line in LINES]
    layout = write(tmp_path / "l.csv", [("well", "role", "compound", "dose", "unit"), *lines])
    refused(capsys, tmp_path / "out", plate, "--layout", layout, words=["'ten' is not a number"])


def test_a_large_file(tmp_path, capsys):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    refused(capsys, tmp_path / "out", path, words=["large.csv", "60 MB"])


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b",,,\n,,,\n"])
def test_an_empty_file(content, tmp_path, capsys):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    refused(capsys, tmp_path / "out", path, words=["empty.csv"])


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03" * 100, b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0old"])
def test_a_file_that_is_no_table(content, tmp_path, capsys):
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    refused(capsys, tmp_path / "out", path, words=["odd.xlsx"])


def test_a_folder_a_missing_file_and_a_file_twice(plate, tmp_path, capsys):
    refused(capsys, tmp_path / "out", tmp_path, words=["not a file"])
    refused(capsys, tmp_path / "out", tmp_path / "none.csv", words=["no such file"])
    refused(capsys, tmp_path / "out", plate, plate, words=["given twice"])


def test_an_out_folder_that_holds_something(plate, layout, tmp_path, capsys):
    out = tmp_path / "full"
    out.mkdir()
    (out / "mine.txt").write_text("keep me")
    refused(capsys, out, plate, "--layout", layout, words=["full", "--out"])
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_an_unknown_model_and_an_unknown_reference(plate, layout, tmp_path, capsys):
    out = tmp_path / "out"
    said = refused(capsys, out, plate, "--layout", layout, "--model", "9PL", words=["'9PL'", "choose one of 3PL"])
    assert "not fitted" not in said
    refused(capsys, out, plate, "--layout", layout, "--reference", "aspirin", words=["'aspirin'", "sirolimus"])


@pytest.mark.parametrize(
    "options", [("--percent", "0"), ("--percent", "x"), ("--absolute", "nan"), ("--variance", "x")]
)
def test_options_that_mean_nothing(options, plate, layout, tmp_path, capsys):
    refused(capsys, tmp_path / "out", plate, "--layout", layout, *options, words=[options[0]])
