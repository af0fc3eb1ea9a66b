"""Developed flow along lumens with exact solutions, and the wash-out that follows from the shear."""

import numpy as np
import pytest

from neointima.mistake import Mistake
from neointima.numerics.axial_flow import axial_flow, leveque_coefficient

FLOW_RATE = 1e-6
LONG, SHORT = 2e-3, 1e-3


def ellipse(angles):
    return LONG * SHORT / np.hypot(SHORT * np.cos(angles), LONG * np.sin(angles))


def exact_ellipse(flow):
    """w = 2U (1 − x²/a² − y²/b²), so the shear rate on the wall is 4U √(x²/a⁴ + y²/b⁴)."""
    x, y = flow.radius * np.cos(flow.angles), flow.radius * np.sin(flow.angles)
    return 4 * FLOW_RATE / (np.pi * LONG * SHORT) * np.hypot(x / LONG**2, y / SHORT**2)


def test_circle_has_four_mean_velocities_over_the_radius(claim):
    flow = axial_flow(lambda angles: np.full(angles.shape, 1.5e-3), flow_rate=FLOW_RATE)
    worst = float(np.abs(flow.shear_rate * 1.5e-3 / (4 * flow.mean_velocity) - 1).max())
    claim("wall shear rate in a circle against 4U/R, 64 rings", worst, "1e-3", worst < 1e-3)


def test_ellipse_agrees_with_its_exact_solution_to_second_order(claim):
    errors = []
    for rings in (16, 32, 64):
        flow = axial_flow(ellipse, flow_rate=FLOW_RATE, rings=rings, sectors=2 * rings)
        errors.append(float(np.abs(flow.shear_rate / exact_ellipse(flow) - 1).max()))
    order = float(np.log2(errors[1] / errors[2]))
    claim("wall shear rate in a 2:1 ellipse, worst angle, 64 rings", errors[2], "0.5 %", errors[2] < 5e-3)
    claim("wall shear rate in a 2:1 ellipse, observed order", order, ">= 1.8", order >= 1.8)


def test_a_radius_that_is_negative_somewhere_is_refused():
    with pytest.raises(Mistake, match="positive"):
        axial_flow(np.cos, flow_rate=FLOW_RATE)


def test_leveque_by_hand():
    """D 4e-11, γ 500, x 1 mm: (1.6e-21 × 500 / 9e-3)^⅓ = 4.4629e-6, over Γ(4/3) = 0.89298: 4.9978e-6."""
    np.testing.assert_allclose(leveque_coefficient(4e-11, np.array([500.0]), 1e-3), 4.9978e-6, rtol=1e-4)
