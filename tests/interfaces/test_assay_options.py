"""What the options of neointima assay do, and what the user is told with a number."""

import csv

import numpy as np
import pytest

from neointima.interfaces.cli import main


def two_curves(tmp_path):
    rows = ["compound,dose,response"]
    luck = np.random.default_rng(3)
    for name, middle in (("x", 3.0), ("y", 30.0)):
        for dose in 10.0 ** np.arange(-1, 4, 0.5):
            for _ in range(3):
                rows.append(f"{name},{dose},{0.1 + 0.9 / (1 + dose / middle) + luck.normal(0, 0.03)}")
    path = tmp_path / "table.csv"
    path.write_text("\n".join(rows))
    return path


def test_parameters_are_held_where_the_user_says(tmp_path):
    out = tmp_path / "held"
    assert (
        main(["assay", str(two_curves(tmp_path)), "--out", str(out), "--model", "4PL", "--hold", "d=1", "c=0.1"]) == 0
    )
    with (out / "fits.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if len(row["quantity"]) == 1]
    assert {row["quantity"] for row in rows if row["interval"] == "delta"} == {"b", "e"}
    assert {(row["quantity"], float(row["estimate"])) for row in rows if row["interval"] == "held"} >= {
        ("d", 1),
        ("c", 0.1),
    }
    assert "1 (held) to 0.1 (held)" in (out / "assay.html").read_text()


def test_compounds_share_what_the_user_says_and_the_sharing_is_tested(tmp_path):
    out = tmp_path / "shared"
    assert main(["assay", str(two_curves(tmp_path)), "--out", str(out), "--share", "bcd"]) == 0
    with (out / "fits.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["model"].startswith("shared")]
    told = {(row["compound"], row["quantity"], row["interval"]): row for row in rows}
    assert "nothing speaks against" in told["all", "shared b, c, d", "F"]["note"]
    for name, middle in (("x", 3.0), ("y", 30.0)):
        row = told[name, "relative IC50", "profile"]
        assert float(row["lower"]) < middle < float(row["upper"])


@pytest.mark.parametrize("option", [["--hold", "e=1"], ["--hold", "c"], ["--share", "e"], ["--share", "cc"]])
def test_what_cannot_be_held_or_shared_is_refused(tmp_path, option, capsys):
    with pytest.raises(SystemExit) as left:
        main(["assay", str(two_curves(tmp_path)), "--out", str(tmp_path / "out"), *option])
    assert left.value.code == 2
    assert "expected" in capsys.readouterr().err


def test_a_control_that_is_not_there_is_refused(tmp_path, capsys):
    assert main(["assay", str(two_curves(tmp_path)), "--out", str(tmp_path / "o"), "--control", "untreated"]) == 2
    assert "no untreated well" in capsys.readouterr().err


def fits(out):
    with (out / "fits.csv").open() as file:
        return list(csv.DictReader(file))


def table(tmp_path, rows, heading="compound,dose,response"):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([heading, *(",".join(map(str, row)) for row in rows)]))
    return path


def test_each_compound_has_its_own_absolute_level(tmp_path):
    """Two compounds of one true curve, one read twice as high: half of its own control is the same dose."""
    luck = np.random.default_rng(1)
    doses = np.repeat([0.0, *(10.0 ** np.arange(-1, 3.1, 0.5))], 3)
    rows = [
        (name, dose, scale * (0.1 + 0.9 / (1 + dose / 5) + luck.normal(0, 0.01)))
        for name, scale in (("p", 1.4), ("q", 0.7))
        for dose in doses
    ]
    out = tmp_path / "out"
    assert main(["assay", str(table(tmp_path, rows)), "--out", str(out), "--model", "4PL"]) == 0
    found = [
        float(row["estimate"])
        for row in fits(out)
        if (row["quantity"], row["interval"]) == ("absolute IC50", "profile")
    ]
    assert found[0] == pytest.approx(found[1], rel=0.1)


def test_percent_inhibition_has_no_absolute_dose(tmp_path):
    luck = np.random.default_rng(2)
    rows = [
        ("r", dose, 95 * dose / (dose + 5) + luck.normal(0, 2)) for dose in np.repeat([0.0, 0.3, 1, 3, 10, 30, 100], 3)
    ]
    out = tmp_path / "out"
    assert main(["assay", str(table(tmp_path, rows)), "--out", str(out)]) == 0
    absolute = [row for row in fits(out) if row["quantity"].startswith("absolute")]
    assert all(not row["estimate"] and not row["lower"] for row in absolute)
    assert all("rises" in row["note"] for row in absolute if row["model"] == "log_logistic_4")


def test_data_without_a_spare_observation_are_not_called_flat(tmp_path, capsys):
    rows = [("j", 1, 1.0), ("j", 10, 0.8), ("j", 100, 0.3)]
    assert main(["assay", str(table(tmp_path, rows)), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert "too few observations to tell" in told and "flat" not in told


def test_a_limit_taken_as_zero_is_told_beside_the_dose(tmp_path, capsys):
    luck = np.random.default_rng(4)
    rows = [("k", dose, 1 / (1 + dose / 5) + luck.normal(0, 0.02)) for dose in np.repeat([0.0, 1, 10], 3)]
    assert main(["assay", str(table(tmp_path, rows)), "--out", str(tmp_path / "out")]) == 0
    assert "lower limit taken as 0" in capsys.readouterr().out


def test_signals_as_they_are_have_no_absolute_dose(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["assay", str(two_curves(tmp_path)), "--out", str(out), "--control", "none"]) == 0
    assert not [row for row in fits(out) if row["quantity"].startswith("absolute")]
    assert "no controls" not in capsys.readouterr().out


def test_every_column_that_the_page_names_is_read(tmp_path):
    heading = "compound,dose,response,replicate,control,time_zero"
    luck = np.random.default_rng(5)
    rows = [
        ("g", dose, 400 / (1 + dose) + 60 + luck.normal(0, 5), k, 460, 100)
        for dose in 10.0 ** np.arange(-2, 3, 0.5)
        for k in (1, 2)
    ]
    out = tmp_path / "out"
    assert main(["assay", str(table(tmp_path, rows, heading)), "--out", str(out)]) == 0
    assert "not used" not in (out / "notes.csv").read_text()
    assert any(row["quantity"] == "GR50" and row["estimate"] for row in fits(out))


def test_what_cannot_be_shared_is_told(tmp_path):
    out = tmp_path / "out"
    rows = [("r", dose, dose / (dose + 5)) for dose in np.repeat([0.3, 1, 3, 10, 30, 100], 2)]
    assert main(["assay", str(table(tmp_path, rows)), "--out", str(out), "--share", "cd"]) == 0
    assert "nothing was shared" in (out / "notes.csv").read_text()
