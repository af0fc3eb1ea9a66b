"""Drug that the blood carries past a strut, against Balakrishnan 2005 and the theory of thin layers.

B. Balakrishnan, A.R. Tzafriri, P. Seifert, A. Groothuis, C. Rogers, E.R. Edelman, Circulation 2005;111:2958. Read in its
abstract: the abluminal surface gives 11 % of the deposition and the adluminal 43 %; overlapping struts deposit far less
than the sum of their loads; fibrin behind a strut is twice that before it. Recalled: the two diffusivities of paclitaxel.
Assumed, because the full text could not be read: everything else in ``SETUP`` - a 100 µm square strut lying on the wall,
a lumen of 1.5 mm radius, a wall of 300 µm without loss outside, 0.2 m/s, blood of 3.5 mPa s and 1060 kg/m³, and 5 mm of
wall behind the strut over which deposition is averaged.

"Gives 11 % of the deposition" can be read in two ways whose shares add up to 1, and both are asked: all faces coated and
the drug of one tagged; or each face coated alone, over the sum of the four.
"""

from dataclasses import replace

import numpy as np
import pytest

from neointima.mistake import Mistake
from neointima.numerics.axial_flow import leveque_coefficient
from neointima.numerics.carried import steady_concentration
from neointima.simulation.flow_past_struts import (
    FlowPastStruts,
    Grid,
    deposition,
    flow_field,
    split,
    transfer_coefficient,
)

FINE = Grid(finest=0.5e-6, growth=0.15, near=3e-6, far=80e-6)
SETUP = FlowPastStruts(
    strut_width=100e-6,
    strut_thickness=100e-6,
    struts=1,
    spacing=1e-3,
    layers=1,
    embedded=0.0,
    lumen_radius=1.5e-3,
    wall_thickness=300e-6,
    mean_velocity=0.2,
    kinematic_viscosity=3.5e-3 / 1060,
    blood_diffusivity=3.89e-11,
    wall_diffusivity_along=3.65e-12,
    wall_diffusivity_across=3.65e-12,
    outer_transfer=0.0,
    upstream=1.5e-3,
    downstream=5e-3,
    grid=FINE.coarser(1.4),
)


@pytest.fixture(scope="module")
def strut():
    return flow_field(SETUP)


@pytest.fixture(scope="module")
def finer():
    return flow_field(replace(SETUP, grid=FINE))


@pytest.fixture(scope="module")
def coated(strut):
    return deposition(strut)


@pytest.mark.parametrize("tagged", [True, False])
def test_surfaces_share_deposition_as_published(finer, tagged, claim):
    """Limit 6 points: the paper prints whole percents, but strut, velocity and averaging length are assumed here."""
    share = split(finer, tagged=tagged, central=True)
    reading = "tagged in all" if tagged else "coated alone"
    for name, published in (("abluminal", 0.11), ("adluminal", 0.43)):
        text = f"Balakrishnan 2005, share of the {name} surface in deposition, {reading}"
        claim(text, share[name], f"{published} +- 0.06", abs(share[name] - published) <= 0.06)


def test_shares_hold_on_a_coarser_grid(strut, finer, claim):
    """Limit 1 point from cells 1.4 times wider, the step that halves a second-order error."""
    here, there = split(strut, central=True), split(finer, central=True)
    worst = max(abs(here[name] - there[name]) for name in ("abluminal", "adluminal"))
    claim("change of the published shares with 1.4 times finer cells", worst, "0.01", worst <= 0.01)


def test_the_scheme_without_negative_drug_shares_alike(finer, claim):
    """Limit 4 points: the limiter still smears the layers that leave the strut. With cells 1.4 times wider the worst
    share is 4.01 points off, which misses; so the shares above are asked of central differences.
    """
    positive, central = split(finer), split(finer, central=True)
    worst = max(abs(positive[name] - central[name]) for name in positive)
    claim("shares by the scheme without negative drug against central differences", worst, "0.04", worst <= 0.04)


def test_drug_is_conserved_and_never_negative(coated, claim):
    lowest = float(coated.carried.concentration.min())
    claim(
        "drug given by a strut less drug lost to blood and outside",
        abs(coated.budget),
        "1e-8",
        abs(coated.budget) < 1e-8,
    )
    claim("lowest concentration past a strut", lowest, ">= -1e-12 of the strut's", lowest >= -1e-12)
    assert coated.carried.concentration.max() <= 1.02


def test_tagged_drug_of_the_surfaces_adds_up(strut):
    """The equations are linear, so the parts make the whole to the round-off of the solves."""
    names = ("proximal", "distal", "adluminal", "abluminal")
    parts = [deposition(strut, (name,), tagged=True, central=True).mean for name in names]
    np.testing.assert_allclose(sum(parts), deposition(strut, central=True).mean, rtol=1e-9)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"layers": 2}, "overlapping struts"),
        ({"struts": 2, "spacing": 0.2e-3}, "struts 0.1 mm apart"),
        ({"struts": 2, "spacing": 1e-3}, "struts 0.9 mm apart"),
    ],
)
def test_two_struts_deposit_far_less_than_their_sum(strut, change, what, claim):
    """Limit 1.75 of one strut for twice the load: "far less than the sum" must leave a quarter of the second unused."""
    two = deposition(flow_field(replace(SETUP, **change)), central=True).mean
    ratio = two / deposition(strut, central=True).mean
    claim(f"deposition of two {what} over that of one", ratio, "1.75", ratio < 1.75)


def test_more_drug_lies_behind_a_strut_than_before_it(strut, coated, claim):
    """One strut width to either side. The published factor of two is fibrin, not drug: only the order is asked."""
    ratio = coated.distal / coated.proximal
    claim("drug behind a strut over drug before it, all faces coated", ratio, "> 1", ratio > 1)
    top = deposition(strut, ("adluminal",))
    claim("the same, only the adluminal face coated", top.distal / top.proximal, "> 1", top.distal > top.proximal)


def test_smooth_wall_washes_out_as_leveque_says(claim):
    """Limit 4 %: 20 cells across the layer where it is thinnest, and shear falling 1 % through the layer.

    The strut is sunk flush with the wall, so that the wall before it is smooth.
    """
    flush = flow_field(replace(SETUP, embedded=100e-6))
    x, k = transfer_coefficient(flush)
    ahead = (x > -1.2e-3) & (x < -0.1e-3)
    expected = leveque_coefficient(3.89e-11, 3 * 0.2 / 1.5e-3, x[ahead] + 1.5e-3)
    worst = float(np.abs(k[ahead] / expected - 1).max())
    claim("mass-transfer coefficient of a smooth wall against Leveque", worst, "4 %", worst < 0.04)


def test_wash_out_is_poor_beside_a_strut_and_returns_behind_it(strut):
    x, k = transfer_coefficient(strut)
    beside = np.interp([-10e-6, 110e-6], x, k)
    assert np.all(beside < 0.5 * np.interp([-0.3e-3, 1e-3], x, k))


def test_without_flow_the_wall_fills_as_a_slab_does():
    """Held at 1 over its whole face and cleared outside with k: c at the outside is 1 / (1 + k L / D)."""
    field = flow_field(replace(SETUP, embedded=100e-6))
    medium = field.medium._replace(along_flow=0 * field.medium.along_flow, across_flow=0 * field.medium.across_flow)
    lumen = ~field.wall & ~field.metal
    medium = medium._replace(
        along_diffusivity=np.where(lumen | field.metal, 0.0, 3.65e-12),
        across_diffusivity=np.where(lumen | field.metal, 0.0, 3.65e-12),
    )
    held = np.full(medium.across_flow.shape, np.nan)
    held[~field.metal[:, field.floor - 1], field.floor] = 1.0
    clearance = 3.65e-12 / 300e-6
    carried = steady_concentration(
        medium, held_along=np.full(medium.along_flow.shape, np.nan), held_across=held, outer=clearance
    )
    per_length = carried.to_outer / np.ptp(medium.x_edges)
    far = carried.concentration[0, 0] - clearance * np.diff(medium.y_edges)[0] / 2 / 3.65e-12 * 0.5
    np.testing.assert_allclose(far, 0.5, rtol=1e-3)
    assert per_length < clearance * 0.5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"struts": 2, "spacing": 50e-6}, "touch"),
        ({"embedded": 150e-6}, "embedded"),
        ({"layers": 14}, "fill the lumen"),
    ],
)
def test_impossible_struts_are_refused(change, reason):
    with pytest.raises(Mistake, match=reason):
        replace(SETUP, **change)
