"""The simulated plate: budgets, limits, and the pharmacology it must show, on plates without errors of handling."""

import numpy as np
import pytest
from tests.artery import line
from tests.plate import ic50, plates, simulate

from neointima.endpoints.proliferation_ic50 import ProliferationIc50
from neointima.endpoints.s6k_ic50 import S6kIc50
from neointima.geometry.dish import BLANK, DOSED, UNTREATED, VEHICLE
from neointima.library.shelf import load
from neointima.protocols.cell_assay import CellAssay
from neointima.simulation import plate_record

LIMUS = ("sirolimus", "zotarolimus", "everolimus", "biolimus_a9", "novolimus")


@pytest.mark.parametrize("drug", LIMUS)
def test_s6k_falls_at_a_third_of_the_dose_or_less(drug, claim):
    ratio = ic50(ProliferationIc50, drug) / ic50(S6kIc50, drug)
    claim(f"plate: {drug}, proliferation IC50 over S6K IC50", ratio, "at least 3", ratio >= 3)


def test_the_drug_budget_closes_in_every_well_at_every_time(claim):
    values = simulate("sirolimus").values
    volume = 1e-7
    dosed = values["role"] == DOSED
    total = (values["medium_drug"] + values["complexed_drug"] + values["degraded_drug"])[dosed]
    worst = float(np.abs(total / (values["dose"][dosed] * volume)[:, None] - 1).max())
    claim("plate: drug budget, every well and time", worst, "1e-8", worst < 1e-8)


def test_cells_born_less_cells_died_is_the_change():
    batch = plates("paclitaxel")
    dish = CellAssay().dish(batch, 0, batch.design.plate())
    now = start = dish.dose(dish.start())
    for _ in range(72):
        now = dish.step(now, 3600.0)
    change = now.cells.neointima() - start.cells.neointima()
    np.testing.assert_array_equal(change, now.cells.born - now.cells.died)
    assert now.cells.migrated.max() == 0


def test_half_steps_move_no_half_dose(claim, monkeypatch):
    """Steps of half the length: an IC50 moves by less than 2 %, a fiftieth of the factor of two."""
    coarse = ic50(ProliferationIc50, "sirolimus")
    hourly = plate_record.hourly

    def finer(hours, *, marks=()):
        times = hourly(hours, marks=marks)
        return np.sort(np.append(times, (times[1:] + times[:-1]) / 2))

    monkeypatch.setattr(plate_record, "hourly", finer)
    moved = abs(ic50(ProliferationIc50, "sirolimus") / coarse - 1)
    claim("plate: sirolimus IC50 with half the steps' length", moved, "2 %", moved < 0.02)


def test_vehicle_and_no_drug_are_the_same_but_for_the_solvent():
    values = simulate("sirolimus", values={"dish.vehicle_slowing": line(0.0)}).values
    vehicle, untreated = (values["cells"][0, values["role"][0] == role, -1] for role in (VEHICLE, UNTREATED))
    np.testing.assert_array_equal(vehicle, untreated)
    assert np.all(values["cells"][0, values["role"][0] == BLANK] == 0)


def test_a_limus_holds_cells_in_g1_and_lets_s_and_g2_finish():
    """All mTORC1 blocked: no cell enters S, cells already there divide as if nothing were there (Rosner 2005)."""
    batch = plates("sirolimus", highest_dose="1 mmol/L", values={"target.lipid_competition": line(0.0)})
    dish = CellAssay().dish(batch, 0, batch.design.plate())
    now = dish.start()
    for _ in range(16):
        now = dish.step(now, 3600.0)
    treated = dish.dose(now)
    free, held = now, treated
    for _ in range(36):
        free, held = dish.step(free, 900.0), dish.step(held, 900.0)
    top = dish.nominal[:, 0] == dish.nominal.max()
    in_s = held.cells.phases[top, 5]
    # What was in S/G2/M leaves it at the division rate, whatever the drug: exp(−k t) of it is left, but for stragglers.
    rate = float(dish.muscle.division_rate + dish.muscle.death_rate)
    expected = treated.cells.phases[top, 5] * np.exp(-rate * 9 * 3600.0)
    assert np.all(in_s < 1.25 * expected)
    assert np.all(in_s > 0.99 * expected)
    assert np.all(held.cells.phases[top, 5] < free.cells.phases[top, 5])


@pytest.mark.parametrize("mitogen", [0.7, 0.85])
def test_mitogen_does_not_move_paclitaxel(mitogen, claim):
    """PDGF, bFGF and thrombin do not attenuate paclitaxel (Axel 1997): half dose within a quarter of its own."""
    moved = ic50(ProliferationIc50, "paclitaxel", mitogen=mitogen) / ic50(ProliferationIc50, "paclitaxel")
    claim(f"plate: paclitaxel IC50 at mitogen {mitogen:g} over that at 1", moved, "0.8 to 1.25", 0.8 < moved < 1.25)


def test_no_mitogen_attenuates_paclitaxel():
    """The half dose never rises with mitogen; below 0.4 cells hardly divide, so there is little left to stop."""
    rising = [ic50(ProliferationIc50, "paclitaxel", mitogen=mitogen) for mitogen in (0.4, 0.6, 0.8, 1.0)]
    assert np.all(np.diff(rising) <= 0)


def test_tacrolimus_in_excess_takes_sirolimus_off_its_receptor(claim):
    """1 µmol/L of tacrolimus: FKBP12 is its own, and the curve of sirolimus moves right at least tenfold."""
    alone = ic50(S6kIc50, "sirolimus")
    arm = {"competitor": "tacrolimus", "competitor_dose": "1 umol/L"}
    against = ic50(S6kIc50, "sirolimus", arm=arm)
    ratio = against / alone
    claim("plate: S6K IC50 of sirolimus under 1 umol/L tacrolimus over that alone", ratio, "at least 10", ratio > 10)


def test_more_cells_need_more_drug():
    """Depletion: the nominal half dose rises with the cells that share the well."""
    few, many = (
        ic50(S6kIc50, "sirolimus", values={"dish.cells_per_well": line(cells), "dish.confluent": line(1e6)})
        for cells in (500.0, 50_000.0)
    )
    assert many > 1.5 * few


def test_serum_raises_the_nominal_dose():
    bare, full = (ic50(S6kIc50, "sirolimus", values={"medium.serum": line(serum)}) for serum in (0.0, 0.2))
    assert full > 3 * bare


def test_cells_without_p27_are_nearly_as_sensitive():
    """p27 grip of zero is a cell without p27: its half dose is within 80 to 125 % of the wild type's (Roque 2001)."""
    wild, null = (
        ic50(ProliferationIc50, "sirolimus", values={"signalling.p27_grip": line(grip)})
        for grip in (float(load("biology", "signalling").numbers["signalling.p27_grip"].value), 0.0)
    )
    assert 0.8 < null / wild < 1.25


@pytest.mark.parametrize("drug", ["paclitaxel", "tacrolimus"])
def test_what_does_not_touch_s6k_has_no_half_dose_there(drug):
    assert np.isnan(ic50(S6kIc50, drug))
