"""Endpoints of tables of angiography, by hand and by the code that measures simulated patients."""

import csv
import pickle

import numpy as np
import openpyxl
import pytest
from scipy import stats

from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.qca_tables import measured, recognises

HEAD = ("lesion", "group", "mld_pre", "rvd_pre", "in_stent_mld_post", "in_segment_mld_post", "rvd_post")
HEAD += ("in_stent_mld_fu", "in_segment_mld_fu", "rvd_fu")
ROWS = [
    ("A", "x", 0.80, 2.80, 2.60, 2.30, 2.90, 2.10, 1.90, 2.80),
    ("B", "x", 1.00, 2.60, 2.50, 2.20, 2.60, 1.30, 1.25, 2.60),
    ("C", "y", 0.90, 2.70, 2.70, 2.40, 2.80, 2.75, 2.30, 2.80),
    ("D", "y", 2.50, 2.70, 2.40, 2.30, 2.80, "", "", ""),
]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "films.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *ROWS])
    return path


def of(found, section, endpoint, basis=None):
    return [
        v.value for v in found.values if (v.section, v.endpoint) == (section, endpoint) and basis in (None, v.basis)
    ]


def test_every_lesion_by_hand(table):
    found = measured(table, Wish())
    by_hand = {
        ("A", "in_stent_acute_gain"): 1.8,
        ("A", "in_stent_late_lumen_loss"): 0.5,
        ("A", "in_segment_late_lumen_loss"): 0.4,
        ("A", "in_stent_net_gain"): 1.3,
        ("A", "in_stent_loss_index"): 0.5 / 1.8,
        ("A", "diameter_stenosis_before_stenting"): 100 * (1 - 0.8 / 2.8),
        ("A", "in_stent_diameter_stenosis"): 25.0,
        ("B", "in_stent_binary_restenosis"): 100.0,
        ("C", "in_stent_late_lumen_loss"): -0.05,
    }
    for key, expected in by_hand.items():
        assert of(found, *key) == pytest.approx([expected], abs=1e-9)


def test_missing_films_and_gains_of_nothing_have_no_value_and_are_told(table):
    found = measured(table, Wish())
    assert not of(found, "D", "in_stent_late_lumen_loss")
    assert not of(found, "D", "in_stent_loss_index")
    notes = " ".join(found.notes)
    assert "gained nothing: D" in notes
    assert "1 of 4 lesions have no film" in notes
    assert "50 % diameter stenosis or more" in notes


def test_groups_have_mean_and_interval(table):
    found = measured(table, Wish())
    losses = np.array([0.5, 1.2, -0.05])
    reach = stats.t.ppf(0.975, 2) * losses.std(ddof=1) / np.sqrt(3)
    name = "in_stent_late_lumen_loss"
    assert of(found, "all lesions", name, "mean") == pytest.approx([losses.mean()])
    assert of(found, "all lesions", name, "upper 95 % limit (t)") == pytest.approx([losses.mean() + reach])
    assert of(found, "all lesions", name, "lesions without it") == [1]
    assert of(found, "x", name, "mean") == pytest.approx([0.85])
    rate = "in_stent_binary_restenosis"
    exact = stats.binomtest(1, 3).proportion_ci(0.95, method="exact")
    assert of(found, "all lesions", rate, "upper 95 % limit (Clopper-Pearson, exact)") == pytest.approx(
        [100 * exact.high]
    )


def test_each_segment_has_its_own_reference(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(
        "lesion,in_stent_mld_fu,in_segment_mld_fu,in_stent_rvd_fu,in_segment_rvd_fu\nA,1.5,1.2,3.0,2.0\n", "utf-8"
    )
    found = measured(path, Wish())
    assert of(found, "A", "in_stent_diameter_stenosis") == pytest.approx([50.0])
    assert of(found, "A", "in_segment_diameter_stenosis") == pytest.approx([40.0])


# Half of the reference, as written with two decimals: restenosis must not hang on round-off.
def test_half_of_the_reference_is_restenosis(tmp_path):
    path = tmp_path / "half.csv"
    references = np.round(np.arange(1.0, 4.5, 0.02), 2)
    rows = [f"{row},{reference / 2:.2f},{reference:.2f}" for row, reference in enumerate(references)]
    path.write_text("\n".join(["lesion,mld_fu,rvd_fu", *rows]), "utf-8")
    found = measured(path, Wish())
    assert all(of(found, str(row), "in_stent_binary_restenosis") == [100.0] for row in range(len(references)))


def test_only_tables_of_angiography_are_recognised(table, tmp_path):
    assert recognises(table)
    book = openpyxl.Workbook()
    book.active.append(["lesion", "MLD post"])
    book.save(tmp_path / "mine.xlsx")
    assert recognises(tmp_path / "mine.xlsx")
    (tmp_path / "other.csv").write_text("well,dose,absorbance\nA1,1,2\n", "utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    for name in ("other.csv", "broken.xlsx", "gone.csv"):
        assert not recognises(tmp_path / name)


def test_what_is_measured_can_be_sent_between_workers(table):
    found = measured(table, Wish())
    again = pickle.loads(pickle.dumps(found))
    assert again.values == found.values
