"""Benchmark A2: drug soaking into a slab with receptors and nonspecific sites.

Computed for this project by 400 cells and BDF at 1e-7: L = 300 um, surface held, sink outside, diffusivity of
sirolimus in the media and the binding table of McGinty and Pontrelli 2016, Tzafriri 2012.
"""

DENSITY, MOLAR_MASS = 1060.0, 0.91417
DIFFUSIVITY, THICKNESS = 7e-12, 300e-6
B_S, B_N = 3.3e-3, 0.363
SIROLIMUS = {
    **{"specific_density": B_S, "specific_on_rate": 800.0, "specific_off_rate": 1.6e-4},
    **{"nonspecific_density": B_N, "nonspecific_on_rate": 2.0, "nonspecific_off_rate": 5.2e-3},
}
# Surface [uM], day, mean free [uM], occupancy of receptors and of nonspecific sites, content [ng/mg].
SLAB = [
    (1.0, 0.25, 0.12674, 0.3724, 0.03964, 13.58),
    (1.0, 1, 0.25324, 0.7405, 0.07941, 27.19),
    (1.0, 3, 0.42167, 0.9976, 0.13152, 44.38),
    (1.0, 28, 0.5000, 0.9985, 0.15390, 51.45),
    (0.1, 1, 0.018832, 0.4425, 0.00706, 3.487),
    (0.1, 3, 0.032612, 0.7661, 0.01224, 6.041),
    (0.1, 7, 0.047005, 0.9861, 0.01764, 8.369),
    (0.1, 28, 0.0500, 0.9877, 0.01875, 8.724),
    (0.01, 1, 9.429e-4, 0.1847, 0.00036, 0.6397),
    (0.01, 7, 2.493e-3, 0.4891, 0.00096, 1.694),
    (0.01, 28, 4.877e-3, 0.9171, 0.00187, 3.200),
]


def content(bound_and_free):
    """Drug [mol/m³] as ng in each mg of tissue."""
    return bound_and_free * MOLAR_MASS / DENSITY * 1e6
