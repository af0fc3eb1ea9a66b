"""What goes in must be somewhere: drug, cells, matrix; and limits that must hold exactly."""

import numpy as np
import pytest

from artery import batch, line, simulate
from neointima.laboratory.measure import measure
from neointima.numerics.schedule import DAY
from neointima.protocols.implant import Implant
from neointima.simulation.record import record

ARMS = [
    ("endeavor", "zotarolimus"),
    ("resolute", "zotarolimus"),
    ("cypher", "sirolimus"),
    ("taxus_express", "paclitaxel"),
    ("biomatrix", "biolimus_a9"),
    ("cypher", "tacrolimus"),
]


@pytest.mark.parametrize(("device", "drug"), ARMS)
def test_drug_budget(device, drug, claim):
    """Limit 1e-8 of the dose: four orders above the Newton tolerance, summed over a hundred steps."""
    values = simulate(device, drug).values
    parts = ("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug")
    total = sum(values[part] for part in parts)
    dose = values["coating_drug"][:, :1]
    worst = float(np.abs(total / dose - 1).max())
    claim(f"drug budget at every output time, {device} with {drug}", worst, "1e-8 of the dose", worst <= 1e-8)


@pytest.mark.parametrize(
    ("device", "drug"), [("endeavor", "zotarolimus"), ("taxus_express", "paclitaxel"), ("driver", "none")]
)
def test_cell_budget(device, drug, claim):
    values = simulate(device, drug, animals=25).values
    cells = values["media_cells"] + values["neointima_cells"]
    worst = float(np.abs(cells - cells[:, :1] - (values["cells_born"] - values["cells_died"])).max())
    claim(f"cells now - cells at the start - (born - died), {device} with {drug}", worst, "exactly 0", worst == 0)
    assert values["cells_born"].max() > 1e6


def test_bare_metal_is_a_coated_stent_without_dose(claim):
    """Endeavor with no dose, and Endeavor given no drug, against its own bare platform, in the same animals."""
    zero = {"release.dose_per_length": line(0.0, "ug/mm")}
    runs = [
        measure_all("endeavor", "zotarolimus", zero),
        measure_all("endeavor", "none"),
        measure_all("driver", "none"),
    ]
    same = runs[0] == runs[1] == runs[2]
    claim(
        "bare metal against a coated stent with zero dose, every endpoint",
        "identical" if same else "different",
        "identical",
        same,
    )


def measure_all(device, drug, values=()):
    one = batch(device, drug, values=values)
    return [row[2:] for row in measure(one, Implant().simulate(one))]


def test_p27_null_cells_stay_sensitive(claim):
    """Fall of G1 passage under full block without p27's hold on CDK2, over the fall with it (Roque 2001)."""
    falls = []
    for grip in (None, 0.0):
        own = {} if grip is None else {"signalling.p27_grip": line(grip)}
        one = batch("cypher", "sirolimus", values=own)
        signalling = Implant().artery(one.recipe, one.varied, 3).signalling
        for occupied in (0.9, 0.99, 0.999):
            drive = np.array([[0.6]])
            free = signalling.start(drive).passage
            held = signalling.start(drive * (1 - occupied)).passage
            falls.append(float((1 - held / free)[0, 0]))
    kept = [null / wild for wild, null in zip(falls[:3], falls[3:], strict=True)]
    shown = ", ".join(f"{100 * share:.0f}" for share in kept)
    passes = all(0.8 <= share <= 1.0 for share in kept)
    claim(
        "p27-null sensitivity to sirolimus at 90, 99, 99.9 % of mTORC1 blocked, % of wild type",
        shown,
        "80 to 100",
        passes,
    )


def test_p27_null_artery_stays_sensitive(claim):
    """The same asked of the artery, as Roque 2001 asked it of cells: how far proliferation falls under the stent."""
    falls = []
    for own in ({}, {"signalling.p27_grip": line(0.0)}):
        arms = (("cypher", "sirolimus"), ("bx_velocity", "none"))
        cycling = [simulate(*arm, days=7, animals=10, values=own).last("cycling_share").mean() for arm in arms]
        falls.append(1 - cycling[0] / cycling[1])
    share = float(100 * falls[1] / falls[0])
    claim("p27-null run: fall of proliferating cells at day 7, % of wild type", share, "80 to 100", 80 <= share <= 100)


def test_only_g1_is_held():
    """Rosner 2005: a limus drug changes no rate of division, paclitaxel does."""
    for drug, device, blocked in (("sirolimus", "cypher", False), ("paclitaxel", "taxus_express", True)):
        assert (simulate(device, drug, days=3).values["mitosis_blocked"].max() > 0) == blocked


def test_tacrolimus_leaves_mtorc1_alone_and_does_little():
    """Human smooth muscle is slowed a little through calcineurin; a limus at the same dose does far more."""
    tacrolimus, bare, sirolimus = (
        simulate(device, drug)
        for device, drug in (("cypher", "tacrolimus"), ("bx_velocity", "none"), ("cypher", "sirolimus"))
    )
    assert tacrolimus.values["receptor_occupancy"].max() > 0.1
    assert tacrolimus.values["mtorc1_blocked"].max() == 0
    np.testing.assert_array_equal(tacrolimus.values["s6k"][:, 0], bare.values["s6k"][:, 0])
    lost, most = (bare.last("neointimal_area") - one.last("neointimal_area") for one in (tacrolimus, sirolimus))
    assert np.all((lost > 0) & (lost < most / 2))


def test_sequestered_drug_never_leaves():
    values = simulate("taxus_express", "paclitaxel", days=400, animals=1).values
    assert values["coating_drug"][:, -1] / values["coating_drug"][:, 0] == pytest.approx(0.9, abs=1e-9)


def test_more_drug_never_means_more_neointima():
    areas = [
        simulate("cypher", "sirolimus", values={"release.dose_per_length": line(dose, "ug/mm")})
        .last("neointimal_area")
        .mean()
        for dose in (0.0, 0.01, 0.1, 1.0, 10.0)
    ]
    assert np.all(np.diff(areas) <= 0)


def test_the_schedule_is_fine_enough(claim):
    """Half-length steps, arms with and without drug: each endpoint within 2 %, a seventh of the 15 % asked of means."""
    worst = 0.0
    for device, drug in (("endeavor", "zotarolimus"), ("driver", "none")):
        one = batch(device, drug)
        artery = Implant().artery(one.recipe, one.varied, 3)
        coarse, fine = (record(artery, 28, refine=refine) for refine in (1, 2))
        for name in ("neointimal_area", "lumen_area", "thickness_at_struts", "cycling_share"):
            worst = max(worst, float(np.abs(coarse.last(name) / fine.last(name) - 1).max()))
    claim("endpoints at day 28 with half the steps' length", worst, "2 %", worst < 0.02)


def test_a_case_gives_the_same_bytes_in_any_batch():
    """Alone or among 25: the step schedule and every operation belong to the case."""
    many = simulate("endeavor", "zotarolimus", animals=25)
    few = simulate("endeavor", "zotarolimus", animals=3)
    assert many.times[-1] == 28 * DAY
    for name, values in few.values.items():
        np.testing.assert_array_equal(values, many.values[name][:3], err_msg=name)
