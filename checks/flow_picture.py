"""Draw docs/flow.png and print the figures of docs/flow.md: ``python -m checks.flow_picture``."""

from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np

from neointima.simulation.flow_past_struts import (
    SURFACES,
    FlowPastStruts,
    Grid,
    deposition,
    flow_field,
    split,
    transfer_coefficient,
)

mpl.use("Agg")
import matplotlib.pyplot as plt

PICTURE = Path(__file__).parents[1] / "docs" / "flow.png"
# Diffusivities recalled from Balakrishnan 2005; the rest assumed, see tests/verification/test_flow_past_struts.py.
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
    grid=Grid(finest=0.5e-6, growth=0.15, near=3e-6, far=80e-6),
)
CHANGES = [
    {},
    {"mean_velocity": 0.1},
    {"mean_velocity": 0.4},
    {"wall_thickness": 100e-6},
    {"wall_thickness": 1e-3},
    {"outer_transfer": np.inf},
    {"downstream": 1e-3},
    {"downstream": 10e-3},
    {"embedded": 25e-6},
    {"embedded": 50e-6},
    {"strut_thickness": 150e-6},
    {"strut_width": 200e-6},
]


def draw(panels):
    figure, axes = plt.subplots(len(panels), 1, figsize=(7, 6.4), sharex=True, layout="constrained")
    for axis, (field, coated, title) in zip(axes, panels, strict=True):
        x, y = field.medium.x_edges * 1e6, field.medium.y_edges * 1e6
        concentration = np.ma.masked_array(deposition(field, coated).carried.concentration, field.metal)
        shown = axis.pcolormesh(x, y, np.log10(np.maximum(concentration, 1e-3)).T, cmap="magma_r", vmin=-3, vmax=0)
        levels = np.max(field.stream[0]) * np.array([2e-4, 1e-3, 3e-3, 6e-3, 1e-2])
        axis.contour(x, y[field.floor :], field.stream.T, levels=levels, colors="0.35", linewidths=0.5)
        eddies = np.linspace(field.stream.min(), 0, 6)[1:-1]
        axis.contour(x, y[field.floor :], field.stream.T, levels=eddies, colors="teal", linewidths=0.6, linestyles="-")
        axis.axhline(0, color="0.2", linewidth=0.6)
        axis.pcolormesh(x, y, np.ma.masked_equal(field.metal.T.astype(float), 0), cmap="Greys", vmin=0, vmax=2)
        axis.set(xlim=(-200, 600), ylim=(-120, 230), title=title, ylabel="µm", aspect="equal")
    axes[-1].set_xlabel("along the artery, µm; blood flows to the right, wall below the line")
    figure.colorbar(shown, ax=axes, label="drug, log₁₀ of that at the coating", shrink=0.6)
    figure.savefig(PICTURE, dpi=90)


def main():
    for change in CHANGES:
        field = flow_field(replace(SETUP, **change))
        tagged, alone = (split(field, tagged=way, central=True) for way in (True, False))
        shares = [f"{100 * way[name]:.1f}" for way in (tagged, alone) for name in ("abluminal", "adluminal")]
        print(
            change or "as assumed", field.metal.size, f"{deposition(field, central=True).mean:.4f}", *shares, flush=True
        )
    one = flow_field(SETUP)
    x, k = transfer_coefficient(one)
    for place in (-1e-3, -100e-6, -10e-6, 110e-6, 200e-6, 300e-6, 1e-3, 4e-3):
        print(f"k at {place * 1e6:.0f} µm: {np.interp(place, x, k):.2e} m/s")
    two = flow_field(replace(SETUP, layers=2, grid=SETUP.grid.coarser(1.4)))
    draw(
        [
            (one, SURFACES, "all faces coated"),
            (one, ("adluminal",), "only the lumen face coated"),
            (two, SURFACES, "two struts on top of one another"),
        ]
    )


if __name__ == "__main__":
    main()
