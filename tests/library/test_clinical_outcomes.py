"""Outcomes in patients: complete, cited, on the device shelf, and the same as in the evidence where that is at hand."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from neointima import menu
from neointima.laboratory import published
from neointima.library import clinical_outcomes as shelf
from neointima.library.clinical_outcomes import chosen_outcomes, clinical_outcomes
from neointima.library.shelf import load, sources
from neointima.mistake import Mistake
from neointima.quantities.units import convert

SHARED = Path(__file__).parents[2].parent / "shared" / "evidence" / "clinical.csv"
ROWS = clinical_outcomes()
DEVICES = menu.choices("library/devices", ".toml")
DRUGS = menu.choices("library/drugs", ".toml")
SEVERAL_DRUGS = ("mixed", "Cypher or Xience", "polymer-free sirolimus+probucol")
WANTED = {"diameter": "mm", "loss": "mm", "area": "mm**2", "index": "mm**2", "volume": "mm**3", "thickness": "mm"}
# The evidence writes percent; its own note, or the name of the endpoint, says what is meant.
UNITS = {"%": "percent", "mm": "mm", "mm2": "mm**2", "mm3": "mm**3", "mm3/mm": "mm**3/mm"}
MEANT = {
    "delayed_LLL_8mo_to_5y": "mm",
    "DS_progression_per_year_first_interval": "percent/year",
    "DS_progression_per_year_second_interval": "percent/year",
}
WORDS = {
    "LLL_in_stent": "in_stent_late_lumen_loss",
    "LLL_in_segment": "in_segment_late_lumen_loss",
    "delayed_LLL_8mo_to_5y": "late_lumen_loss_from_8_months_to_5_years",
    "MLD_in_stent": "in_stent_minimal_lumen_diameter",
    "DS_in_stent": "in_stent_diameter_stenosis",
    "DS_progression_per_year_first_interval": "diameter_stenosis_progression_first_interval",
    "DS_progression_per_year_second_interval": "diameter_stenosis_progression_second_interval",
    "restenosis_in_stent": "in_stent_binary_restenosis",
    "restenosis_in_segment": "in_segment_binary_restenosis",
    "NI_area": "neointimal_area",
    "NI_volume": "neointimal_volume",
    "NI_volume_index": "neointimal_volume_index",
    "NI_obstruction": "neointimal_obstruction",
    "NI_thickness": "neointimal_thickness",
    "uncovered_struts": "uncovered_struts",
    "malapposed_struts": "malapposed_struts",
    "TLR": "target_lesion_revascularisation",
    "TVR": "target_vessel_revascularisation",
    "TLF": "target_lesion_failure",
    "TVF": "target_vessel_failure",
    "MACE": "major_adverse_cardiac_events",
    "ST": "stent_thrombosis",
}
NUMBERS = {
    "n": "n",
    "day": "followup_days",
    "value": "value",
    "sd": "sd",
    "n_analysed": "n_analysed",
    "reference_diameter": "rvd_mean",
    "reference_diameter_sd": "rvd_sd",
    "post_lumen": "mld_post",
    "lesion_length": "lesion_length_mm",
    "diabetics": "diabetics_pct",
}


def test_a_stent_is_on_the_shelf_or_a_note_says_why_not():
    for row in ROWS:
        assert row.stent in DEVICES or (not row.stent and row.note), row


def test_a_stent_gives_the_drug_of_its_arm():
    for row in ROWS:
        if row.stent:
            assert row.drug == load("devices", row.stent).words["drug"], row
        assert row.drug in DRUGS or row.device in SEVERAL_DRUGS, row


def test_a_device_is_one_stent_wherever_it_is_printed():
    pairs = {(row.device, row.drug, row.stent) for row in ROWS}
    assert max(Counter((device, drug) for device, drug, _ in pairs).values()) == 1


@pytest.mark.parametrize("endpoint", sorted({row.endpoint for row in ROWS}))
def test_every_unit_converts_to_what_the_endpoint_is(endpoint):
    units = {row.unit for row in ROWS if row.endpoint == endpoint}
    assert len(units) == 1
    wanted = next((unit for word, unit in WANTED.items() if word in endpoint and "stenosis" not in endpoint), "")
    convert(1.0, units.pop(), "1/year" if "progression" in endpoint else wanted)


def test_numbers_are_possible():
    for row in ROWS:
        assert row.day >= 0
        assert row.reports
        assert not row.sd <= 0, row
        assert not row.n <= 0
        # Kimura 1996 counts 147 lesions of 143 patients.
        assert not row.n_analysed > row.n * 1.03 or row.subset, row
        if row.unit == "percent":
            assert 0 <= row.value <= 100
        assert not (row.lesion_length <= 0 or row.reference_diameter <= 0 or row.diabetics > 100)


def test_no_figure_stands_twice():
    keys = Counter((row.trial, row.arm, row.endpoint, row.day, row.subset) for row in ROWS)
    assert max(keys.values()) == 1


def test_published_results_of_the_same_trial_are_the_same():
    """Of those that stand beside studies and of the outcomes here; numbers of patients have notes of their own there."""
    ours = {(row.trial, row.endpoint, row.day, row.value): row for row in ROWS if not row.subset}
    both = [
        (published.study(name), row)
        for name in menu.choices("library/published", ".toml")
        for row in published.study(name)["result"]
        if published.study(name)["title"] in {row.trial for row in ROWS}
    ]
    assert {study["title"] for study, _ in both} >= {"RESOLUTE All Comers", "ENDEAVOR II", "RESTENT-ISR"}
    for study, row in both:
        told = ours[study["title"], row["endpoint"], row["day"], row["mean"]]
        assert (told.drug, told.split, told.seen, told.reports[0]) == (
            *(row[key] for key in ("drug", "split", "seen")),
            study["source"],
        )
        assert row.get("sd", np.nan) == pytest.approx(told.sd, nan_ok=True, rel=0)
        assert convert(1.0, told.unit, row["unit"]) == 1.0


def test_other_lesions_are_never_among_the_chosen():
    chosen = chosen_outcomes(split="validation", endpoint="in_stent_late_lumen_loss")
    assert "REALITY" in {row.trial for row in chosen}
    assert not {row.trial for row in chosen} & {"PRISON III", "RESTENT-ISR"}
    occluded = chosen_outcomes(split="validation", endpoint="in_stent_late_lumen_loss", lesion="occlusion")
    assert {row.trial for row in occluded} == {"PRISON III"}


def test_parts_of_an_arm_are_never_among_the_chosen():
    ravel = [
        row for row in chosen_outcomes(split="calibration", endpoint="in_stent_late_lumen_loss") if row.trial == "RAVEL"
    ]
    assert [(row.arm, row.value) for row in ravel] == [("SES", -0.01), ("BMS", 0.8)]


def test_calibration_and_validation_share_no_row_and_leave_none():
    """Subsets and other lesions aside."""
    chosen = Counter(
        row
        for endpoint in {row.endpoint for row in ROWS}
        for lesion in shelf.LESIONS
        for split in shelf.SPLITS
        for row in chosen_outcomes(split=split, endpoint=endpoint, lesion=lesion)
    )
    assert max(chosen.values()) == 1
    assert len(chosen) == sum(not row.subset for row in ROWS)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"split": "training"}, "'training' is not a split; choose one of calibration, validation"),
        ({"endpoint": "restenosis"}, "'restenosis' is not a clinical endpoint"),
        ({"lesion": "bifurcation"}, "'bifurcation' is not a lesion"),
    ],
)
def test_what_is_not_there_is_refused(wrong, said):
    with pytest.raises(Mistake, match=said):
        chosen_outcomes(**({"split": "validation", "endpoint": "stent_thrombosis"} | wrong))


def test_a_line_without_a_known_source_is_refused(tmp_path, monkeypatch):
    text = (shelf.LIBRARY / shelf.PLACE).read_text(encoding="utf-8")
    (tmp_path / "clinical").mkdir()
    (tmp_path / shelf.PLACE).write_text(text.replace("schofer_2003", "schofer_1903"), encoding="utf-8")
    monkeypatch.setattr(shelf, "LIBRARY", tmp_path)
    with pytest.raises(Mistake, match="E-SIRIUS › SES: source 'schofer_1903' is not in"):
        clinical_outcomes.__wrapped__()


def number(text):
    return float(text) if text else np.nan


@pytest.mark.skipif(not SHARED.exists(), reason="the tables of evidence are not beside this repository")
class TestAgainstTheEvidence:
    def rows(self):
        with SHARED.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_every_row_is_there_with_the_same_numbers_and_words(self):
        assert len(ROWS) == len(self.rows()) == 423
        for row, told in zip(ROWS, self.rows(), strict=True):
            ours = [getattr(row, key) for key in NUMBERS]
            np.testing.assert_array_equal(ours, [number(told[key]) for key in NUMBERS.values()], err_msg=str(row))
            assert (row.trial, row.arm, row.device, row.split) == tuple(
                told[key] for key in ("trial", "arm", "device", "split")
            )
            assert (row.seen, row.seen_at) == (told["source_status"], told["seen_at"])
            assert row.unit == MEANT.get(told["endpoint"], UNITS[told["unit"]])
            assert row.note.startswith(told["note"])

    def test_each_endpoint_is_written_out_in_words(self):
        pairs = {(told["endpoint"], row.endpoint) for row, told in zip(ROWS, self.rows(), strict=True)}
        assert pairs == set(WORDS.items())

    def test_drugs_are_those_of_the_evidence(self):
        pairs = {(told["drug"], row.drug) for row, told in zip(ROWS, self.rows(), strict=True)}
        assert {pair for pair in pairs if pair[0] != pair[1]} == {
            ("biolimus", "biolimus_a9"),
            ("mixed", ""),
            ("sirolimus+probucol", ""),
            ("sirolimus/everolimus", ""),
        }

    def test_the_first_authors_of_the_reports_are_those_of_the_evidence(self):
        """By surname, where a citation begins with one."""
        for row, told in zip(ROWS, self.rows(), strict=True):
            first = sources()[row.reports[0]]["citation"].split(" et al.")[0]
            if " et al." in sources()[row.reports[0]]["citation"]:
                assert first.split()[0].casefold() in told["citation"].casefold(), row
