"""The protocol of the plate: its layout, its luck, and the same bytes alone, in a batch and on two workers."""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.artery import line
from tests.plate import ic50, plates

from neointima.endpoints.proliferation_ic50 import ProliferationIc50
from neointima.geometry.dish import BLANK, DOSED, UNTREATED, VEHICLE
from neointima.laboratory.assay.analyse import analyse
from neointima.laboratory.assay.compound import Wish
from neointima.laboratory.plan import plan
from neointima.laboratory.run import run
from neointima.laboratory.study import load
from neointima.mistake import Mistake
from neointima.protocols.cell_assay import CellAssay, Design

STUDY = Path(__file__).parents[2] / "studies" / "plate_seven_drugs_3_days.toml"
SHORT = ['arms={sirolimus={drug="sirolimus"}}', "conditions.plates=2"]
SHORT += ['compare=[{endpoint="proliferation_ic50",test="arm_mean",arms=["sirolimus"]}]']


def test_the_plate_has_ninety_six_wells_in_their_places():
    layout = Design(1e-2, 6.0, 9, 72.0, 1.0, 0.0).plate()
    assert layout.row.size == 96
    assert {role: int((layout.role == role).sum()) for role in (BLANK, VEHICLE, UNTREATED, DOSED)} == {
        BLANK: 8,
        VEHICLE: 8,
        UNTREATED: 8,
        DOSED: 72,
    }
    assert np.unique(layout.dose[layout.role == DOSED]).size == 9
    assert layout.dose.max() == 1e-2
    assert np.all(layout.column[layout.role == BLANK] == 1)


def test_fewer_doses_leave_wells_out():
    assert Design(1e-2, 10.0, 3, 72.0, 1.0, 0.0).plate().row.size == 8 * 6


def test_a_plate_gives_the_same_bytes_alone_and_in_a_batch():
    one, three = (CellAssay().simulate(plates("sirolimus", count=count)) for count in (1, 3))
    for name, values in one.values.items():
        np.testing.assert_array_equal(values[0], three.values[name][0], err_msg=name)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folders = [tmp_path_factory.mktemp("plates") / name for name in ("one", "two")]
    return [run(STUDY, folder, changes=SHORT, workers=workers) for workers, folder in enumerate(folders, start=1)]


def test_one_and_two_workers_give_the_same_files(finished):
    one, two = finished
    for name in ("measurements.csv", "findings.csv", "plates/sirolimus_0002_long.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


@pytest.mark.parametrize("form", ["long", "grid"])
def test_the_files_of_a_simulated_plate_are_read_like_real_ones(finished, form, tmp_path):
    """IC50 from the files against the endpoint: 1 % for four decimals of absorbance."""
    folder = finished[0]
    layout = folder / "plates" / "sirolimus_layout.csv"
    analyse([folder / "plates" / f"sirolimus_0001_{form}.csv"], tmp_path / "out", layout=layout, wish=Wish("4PL"))
    with (tmp_path / "out" / "fits.csv").open() as file:
        rows = [
            row for row in csv.DictReader(file) if (row["quantity"], row["interval"]) == ("relative IC50", "profile")
        ]
    with (folder / "measurements.csv").open() as file:
        measured = {
            row["case"]: float(row["value"]) for row in csv.DictReader(file) if row["endpoint"] == "proliferation_ic50"
        }
    assert float(rows[0]["estimate"]) == pytest.approx(measured["sirolimus_0001"], rel=0.01)
    assert rows[0]["unit"] == "nM"


def test_plates_differ_in_their_handling(finished):
    with (finished[0] / "measurements.csv").open() as file:
        values = [row["value"] for row in csv.DictReader(file) if row["endpoint"] == "proliferation_ic50"]
    assert len(set(values)) == 2


def test_sirolimus_halves_proliferation_in_its_band():
    """1 to 4 nmol/L, a plate without errors; the other drugs are in the validation of the plate."""
    assert 1 <= ic50(ProliferationIc50, "sirolimus") <= 4


def test_plates_can_differ_in_their_cells():
    """Any number with a spread may be varied between plates, as between animals."""
    spread = {"value": 0.0625, "unit": "1/hour", "grade": "assumed", "note": "test", "spread": 1.2}
    adhesion = {"value": 16, "unit": "hour", "grade": "assumed", "note": "test", "spread": 1.1}
    changes = [
        *SHORT,
        f"values.muscle.passage_rate={toml(spread)}",
        f"values.dish.adhesion={toml(adhesion)}",
        'vary.muscle.passage_rate="from its spread"',
        'vary.dish.adhesion="from its spread"',
    ]
    study, _ = load(STUDY, changes)
    batch = plan(study, "test").batches[0]
    cells = CellAssay().simulate(batch).values["cells"][:, -1, -1]
    assert cells[0] != cells[1]


def toml(number):
    return "{ " + ", ".join(f"{key} = {value!r}" for key, value in number.items()) + " }"


def test_what_the_medium_holds_may_differ_between_plates():
    bound = {"value": 0.9, "unit": "", "grade": "assumed", "note": "test", "spread": 1.5}
    changes = [*SHORT, f"values.medium.plasma_bound={toml(bound)}", 'vary.medium.plasma_bound="from its spread"']
    study, _ = load(STUDY, changes)
    batch = plan(study, "test").batches[0]
    assert batch.varied["medium.plasma_bound"].max() < 1
    free = CellAssay().simulate(batch).values["free_drug"][:, 10, 0]
    assert free[0] != free[1] and np.all(np.isfinite(free))


def test_drug_that_is_all_bound_is_refused():
    with pytest.raises(Mistake, match=r"at most 0\.9999"):
        plates("sirolimus", values={"medium.plasma_bound": line(1.0)})
