"""Published results: complete, and the same as in the tables of evidence where those are at hand."""

import csv
import re
from pathlib import Path

import pytest

from neointima import menu
from neointima.laboratory import published
from neointima.quantities.units import convert

SHARED = Path(__file__).parents[2].parent / "shared" / "evidence"
STUDIES = menu.choices("library/published", ".toml")
ROWS = [(name, row) for name in STUDIES for row in published.study(name)["result"]]
UNITS = {
    "%": "percent",
    "% of neointima": "percent",
    "mm2": "mm**2",
    "mm3/mm": "mm**3/mm",
    "ng/artery": "ng",
    "score": "",
    "r": "",
    "yes/no": "",
}
# Given otherwise in the tables; what they say instead, in words that must stand there.
ELSEWHERE = {
    ("carter_2004", 30): "area lower at 30 d",
    ("carter_2004", 180): "no longer at 90 and 180 d",
    ("suzuki_2001", 7, "prb_reduction"): "retinoblastoma protein reduced 50%",
    ("suzuki_2001", 7, "pcna_positive_fraction"): "PCNA_reduction_vs_metal,%,60,",
}
# Read in their own abstracts and in no table of evidence; what must stand is written here again.
READ_OURSELVES = {("isar_desire_2", 210): (0.40, 0.65, 225), ("ribs_2", 270): (0.13, None, 76)}
needs_evidence = pytest.mark.skipif(not SHARED.exists(), reason="the tables of evidence are not beside this repository")


def label(pair):
    name, row = pair
    return f"{name}-{row['endpoint']}-{row['arm']}-{row['day']}"


def number(text):
    return float(text) if text else None


def evidence():
    """Rows of both tables under one set of names."""
    names = {
        "preclinical.csv": ("study", "day", "mean", "n"),
        "clinical.csv": ("trial", "followup_days", "value", "n_analysed"),
    }
    for table, (study, day, mean, n) in names.items():
        with (SHARED / table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                try:
                    yield row | {"study": row[study], "day": float(row[day]), "mean": float(row[mean]), "n": row[n]}
                except ValueError:
                    continue


def tissue_levels():
    """Drug in the wall as the tables of reference say it: first author, day, words with the figure, how seen."""
    with (SHARED.parent / "reference" / "tissue_pk.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["citation"].split()[0], row["day"], f"{row['tissue_level']} {row['unit']}", row["source_status"]


def same_study(shelf, table):
    title = published.study(shelf)["title"].split(",")[0]
    return table in (title, f"{title} schema")


@pytest.mark.parametrize("pair", ROWS, ids=label)
def test_every_result_is_complete(pair):
    _, row = pair
    assert {"endpoint", "arm", "device", "drug", "day", "mean", "unit", "split", "seen"} <= row.keys()
    assert row["split"] in ("calibration", "validation")
    assert row["seen"] in ("read", "recalled", "guide_only")
    assert row["day"] >= 0
    assert row.get("sd", 0) >= 0
    convert(row["mean"], row["unit"], row["unit"])
    if row["endpoint"] in menu.choices("endpoints"):
        convert(row["mean"], row["unit"], menu.choose("endpoints", row["endpoint"])().unit)


@pytest.mark.parametrize("name", STUDIES)
def test_every_comparison_is_between_arms_of_the_study(name):
    study = published.study(name)
    known = {(row["endpoint"], row["arm"]) for row in study["result"]}
    for comparison in study.get("comparison", []):
        assert {(comparison["endpoint"], arm) for arm in comparison["arms"]} <= known
        assert comparison["test"]


@pytest.mark.parametrize("name", STUDIES)
def test_no_result_stands_twice(name):
    keys = [(row["endpoint"], row["arm"], row["day"]) for row in published.study(name)["result"]]
    assert len(keys) == len(set(keys))


def test_a_missing_result_lists_what_there_is():
    with pytest.raises(published.Mistake, match="'ZES' at day 28"):
        published.result("garcia_touchard_2006", "neointimal_area", "ZES", day=29)


@pytest.mark.parametrize(("where", "known"), READ_OURSELVES.items(), ids=str)
def test_what_was_read_for_the_fit_stands_and_may_be_fitted(where, known):
    name, day = where
    row = published.result(name, "in_stent_late_lumen_loss", "SES", day=day)
    assert (row["mean"], row.get("sd"), row["n"], row["split"]) == (*known, "calibration")


@needs_evidence
@pytest.mark.parametrize("pair", [one for one in ROWS if one[0] not in {name for name, _ in READ_OURSELVES}], ids=label)
def test_every_result_agrees_with_the_evidence(pair):
    name, row = pair
    said = ELSEWHERE.get((name, row["day"]), ELSEWHERE.get((name, row["day"], row["endpoint"])))
    if row["device"] == "culture":
        with (SHARED.parent / "reference" / "drugs.csv").open(encoding="utf-8", newline="") as file:
            known = [(one["drug"], one["value"], one["source_status"]) for one in csv.DictReader(file)]
        assert (row["drug"], f"{row['mean']:.1f}", row["seen"]) in known
        return
    if name == "zun_2019":
        notes = (SHARED.parent / "isr3d.md").read_text(encoding="utf-8")
        assert f"| {row['day']} d | {row['mean']} +- 3 % | Zun 2019" in notes
        return
    if said:
        assert said in (SHARED / "preclinical.csv").read_text(encoding="utf-8")
        return
    if row["endpoint"] == "wall_content":
        author = published.study(name)["title"].split()[0]
        words = [text for *key, text, seen in tissue_levels() if [*key, seen] == [author, f"{row['day']}", row["seen"]]]
        assert any(re.search(rf"(^|\D){row['mean']:g} .*ng/mg", text) for text in words)
        assert row["unit"] == "ng/mg"
        return
    found = [
        one
        for one in evidence()
        if same_study(name, one["study"]) and (one["day"], one["mean"]) == (row["day"], row["mean"])
    ]
    assert found, "no row of the evidence has this study, day and mean"
    known = [
        (number(one["sd"]), UNITS.get(one["unit"], one["unit"]), one["split"], one["source_status"]) for one in found
    ]
    assert (row.get("sd"), row["unit"], row["split"], row["seen"]) in known
    printed = {number(one["n"]) for one in found} - {None}
    assert not printed or row.get("n") in printed


@needs_evidence
def test_pcna_on_the_shelf_is_the_printed_reduction_turned_round():
    rows = {
        row["arm"]: row["mean"]
        for name, row in ROWS
        if row["endpoint"] == "pcna_positive_fraction" and name == "suzuki_2001"
    }
    assert 1 - rows["SES"] / rows["metal"] == pytest.approx(0.60)


@needs_evidence
def test_every_row_of_the_target_tables_is_on_the_shelf():
    with (SHARED / "target_tables.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shelf = {
        (published.study(name)["title"], re.split(r"[ ,]", row["arm"])[0], row["day"], row["mean"], row.get("sd"))
        for name, row in ROWS
    }
    missing = [
        (row["study_corrected"], row["arm"])
        for row in rows
        if (
            row["study_corrected"],
            row["arm"].split()[0],
            int(row["followup_days"]),
            float(row["mean_or_rate"]),
            number(row["sd"]),
        )
        not in shelf
    ]
    assert rows
    assert missing == []


def target_rows(table):
    with (SHARED / "target_tables.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["guide_table"] == table]


def on_shelf(target):
    """Name of the study and the result that a row of a target table is."""
    (found,) = [
        (name, row)
        for name, row in ROWS
        if published.study(name)["title"] == target["study_corrected"]
        and row["day"] == int(target["followup_days"])
        and row["mean"] == float(target["mean_or_rate"])
        and row["arm"].split()[0] == target["arm"].split()[0]
    ]
    return found


@needs_evidence
def test_patients_of_the_clinical_target_rows_are_those_of_the_table():
    """Where the table has no number, the one its P implies."""
    rows = target_rows("2")
    assert len(rows) == 15
    for target in rows:
        _, row = on_shelf(target)
        implied = re.search(r"implied about (\d+) per arm", target["n_status"] or "")
        if target["n_if_known"] or implied:
            assert row["n"] == int(target["n_if_known"] or implied[1]), target["row"]


@needs_evidence
def test_tests_and_margins_of_the_clinical_target_rows_are_those_of_the_table():
    for target in target_rows("2"):
        name, row = on_shelf(target)
        given = [
            one
            for one in published.study(name).get("comparison", [])
            if one["endpoint"] == row["endpoint"] and row["arm"] in one["arms"]
        ]
        if target["test_kind"] == "none":
            assert given == []
            continue
        (comparison,) = given
        kind = "non_inferiority" if target["test_kind"].startswith("non-inferiority") else "superiority"
        margin = re.search(r"margin ([\d.]+) (points|mm)", target["test_kind"])
        told = margin and {"value": float(margin[1]), "unit": {"points": "percent"}.get(margin[2], margin[2])}
        assert (comparison["test"], comparison.get("margin")) == (kind, told), target["row"]
        assert target["p_value_guide"].split()[0] == comparison["p_printed"]
