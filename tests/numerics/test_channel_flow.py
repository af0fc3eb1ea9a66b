"""Flow in channels: against the parabola, two published benchmarks, and its own budget."""

import numpy as np
import pytest

from neointima.mistake import Mistake
from neointima.numerics.channel_flow import steady_flow, wall_shear_rate

# v on the horizontal midline of the lid-driven cavity: Ghia, Ghia & Shin, J Comput Phys 1982;48:387, table II (read).
GHIA = {
    100: {0.0938: 0.12317, 0.2344: 0.17527, 0.5: 0.05454, 0.8594: -0.22445, 0.9453: -0.10313},
    400: {0.0938: 0.22965, 0.2344: 0.30174, 0.5: 0.05186, 0.8594: -0.44993, 0.9453: -0.22847},
}


def parabola(edges):
    """Cell means of 3/2 (2 y − y²), mean 1 over the half channel."""
    return 1.5 * np.diff(edges**2 - edges**3 / 3) / np.diff(edges)


def rib(*, floats=False):
    x, y = np.linspace(0, 3, 61), np.linspace(0, 1, 21)
    fluid = np.ones((60, 20), dtype=bool)
    fluid[20:24, 2 if floats else 0 : 6] = False
    return x, y, fluid


def test_developed_flow_is_the_parabola_to_second_order(claim):
    """Twice as fine at the wall as at the axis: on a uniform grid the error would vanish."""
    errors = []
    for rows in (10, 20, 40):
        even = np.linspace(0, 1, rows + 1)
        y = (2 * even + even**2) / 3
        flow = steady_flow(np.linspace(0, 6, 31), y, np.ones((30, rows), dtype=bool), inlet=parabola(y), viscosity=0.02)
        errors.append(np.abs(flow.along[-1] - parabola(y)).max())
    order = float(np.log2(errors[1] / errors[2]))
    claim("developed channel flow, observed order", order, ">= 1.9", order >= 1.9)
    claim("developed channel flow, error with 40 rows", float(errors[2]), "1e-3 of the mean", errors[2] < 1e-3)


@pytest.mark.parametrize("reynolds", [100, 400])
def test_lid_driven_cavity_agrees_with_ghia(reynolds, claim):
    """Limit 0.012 of the lid speed: spectral solutions (Botella & Peyret 1998, recalled) put Ghia's extremes 0.004-0.009 low."""
    cells = 64
    even = np.linspace(0, 1, cells + 1)
    edges = (even + 0.5 * (1 - np.cos(np.pi * even))) / 2
    fluid = np.ones((cells + 2, cells), dtype=bool)
    fluid[cells:] = False
    x = np.concatenate([edges, [1.1, 1.2]])
    flow = steady_flow(x, edges, fluid, inlet=np.zeros(cells), viscosity=1 / reynolds, ceiling=1.0)
    v = np.interp(list(GHIA[reynolds]), (edges[1:] + edges[:-1]) / 2, flow.across[:cells, cells // 2])
    worst = float(np.abs(v - list(GHIA[reynolds].values())).max())
    claim(f"lid-driven cavity, Re {reynolds}, midline velocity against Ghia 1982", worst, "0.012", worst <= 0.012)


@pytest.mark.parametrize(("reynolds", "published"), [(100, 2.922), (200, 4.982), (400, 8.237)])
def test_flow_reattaches_behind_a_step_where_erturk_found(reynolds, published, claim):
    """E. Erturk, Comput Fluids 2008;37:633, expansion of two with an inlet channel, in step heights (recalled).

    Limit 2 %: 20 rows over the step, second order.
    """
    x = np.concatenate([np.linspace(-4, -0.5, 36), np.linspace(-0.475, 6, 260), np.linspace(6.1, 15, 90)])
    y = np.linspace(0, 1, 41)
    fluid = np.ones((x.size - 1, 40), dtype=bool)
    fluid[x[1:] < 1e-9, :20] = False
    above = (y - 0.5).clip(0)
    inlet = np.diff(6 * above**2 - 8 * above**3) / np.diff(y)
    flow = steady_flow(x, y, fluid, inlet=inlet, viscosity=1 / reynolds, ceiling=0.0)
    shear = wall_shear_rate(flow, y, 0)
    last = np.flatnonzero((shear < 0) & (x > 0)).max()
    length = 2 * float(x[last] - shear[last] * (x[last + 1] - x[last]) / (shear[last + 1] - shear[last]))
    text = f"reattachment behind a step, Re {reynolds}, in step heights"
    claim(text, length, f"{published} +- 2 %", abs(length / published - 1) <= 0.02)


@pytest.mark.parametrize("viscosity", [0.01, np.inf])
@pytest.mark.parametrize("floats", [False, True])
def test_no_cell_gains_or_loses_blood(viscosity, floats, claim):
    x, y, fluid = rib(floats=floats)
    flow = steady_flow(x, y, fluid, inlet=parabola(y), viscosity=viscosity)
    volume = np.diff(flow.along * np.diff(y), axis=0) + np.diff(flow.across, axis=1) * np.diff(x)[:, None]
    worst = float(np.abs(volume).max())
    claim(
        f"divergence of the flow past a block, viscosity {viscosity}, floating {floats}", worst, "1e-13", worst < 1e-13
    )
    assert np.all(flow.along[20:25][:, 2:6] == 0)
    assert flow.along[22, 0] > 0 if floats else flow.along[22, 0] == 0


def test_stokes_flow_past_a_block_is_the_same_backwards():
    """Without inertia the flow is reversible: a block in the middle sees mirrored shear; with inertia it does not."""
    x, y, fluid = rib()
    fluid[:] = True
    fluid[28:32, :6] = False

    def asymmetry(viscosity):
        shear = wall_shear_rate(steady_flow(x, y, fluid, inlet=parabola(y), viscosity=viscosity), y, 0)
        return np.abs(shear[10:28] - shear[50:32:-1]).max() / np.abs(shear[10:28]).max()

    assert asymmetry(np.inf) < 0.01
    assert asymmetry(0.01) > 0.1


def test_a_closed_channel_is_refused():
    x, y, fluid = rib()
    fluid[20:24] = False
    with pytest.raises(Mistake, match="close the channel"):
        steady_flow(x, y, fluid, inlet=parabola(y), viscosity=0.01)
