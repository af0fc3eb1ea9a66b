"""Metal in cells and on faces of a grid: exact, whatever the raster and wherever the grid begins."""

from time import perf_counter

import numpy as np
import pytest

from neointima.geometry.relief import (
    TURN,
    Relief,
    angular_faces,
    axial_faces,
    footprint,
    metal_share,
    radial_faces,
    section,
    volume,
)

MM = 1e-3


def cell_volumes(radii, angles, heights):
    return np.diff(radii**2)[:, None, None] / 2 * np.diff(angles)[:, None] * np.diff(heights)


@pytest.fixture
def rough():
    """A raster of uneven columns, four in ten of them metal of any thickness."""
    luck = np.random.default_rng(7)
    angles = np.concatenate([[0], np.sort(luck.uniform(0, TURN, 96)), [TURN]])
    heights = np.concatenate([[0], np.sort(luck.uniform(0, 2 * MM, 40)), [2 * MM]])
    inner = luck.uniform(1.2 * MM, 1.4 * MM, (97, 41))
    inner[luck.uniform(size=inner.shape) > 0.4] = np.nan
    return Relief(angles, heights, inner, inner + luck.uniform(0.01 * MM, 0.2 * MM, inner.shape))


@pytest.fixture
def block():
    """Metal from 1.4 to 1.5 mm, a quarter turn across angle 0, half the height."""
    inner = np.full((4, 2), np.nan)
    inner[[0, 3], 0] = 1.4 * MM
    angles = np.array([0, TURN / 8, TURN / 2, 7 * TURN / 8, TURN])
    return Relief(angles, np.array([0, 1, 2]) * MM, inner, inner + 0.1 * MM)


@pytest.mark.parametrize("start", [0.0, -1.0, 2.5, -7.0, 20.0])
def test_metal_is_conserved_wherever_the_grid_begins(rough, start):
    """Sums of some thousand pieces: 1e-12."""
    radii, heights = np.linspace(1.0, 2.0, 23) * MM, np.linspace(-1, 3, 29) * MM
    angles = start + TURN * np.linspace(0, 1, 37) ** 1.5
    share = metal_share(rough, radii=radii, angles=angles, heights=heights)
    assert share.min() >= 0
    assert share.max() <= 1 + 1e-9
    np.testing.assert_allclose((share * cell_volumes(radii, angles, heights)).sum(), volume(rough), rtol=1e-12)


def test_a_grid_of_half_a_turn_takes_half_of_a_ring():
    ring = Relief(np.array([0, TURN]), np.array([0, MM]), np.full((1, 1), 1.4 * MM), np.full((1, 1), 1.5 * MM))
    radii, angles, heights = np.array([1, 2]) * MM, np.array([-np.pi / 2, np.pi / 2]), np.array([0, MM])
    share = metal_share(ring, radii=radii, angles=angles, heights=heights)
    np.testing.assert_allclose(share, (1.5**2 - 1.4**2) / 3, rtol=1e-12)


def test_the_same_metal_on_a_finer_raster_is_the_same_metal(rough):
    fine = Relief(
        np.sort(np.concatenate([rough.angles, (rough.angles[1:] + rough.angles[:-1]) / 2])),
        np.sort(np.concatenate([rough.heights, (rough.heights[1:] + rough.heights[:-1]) / 2])),
        *(np.repeat(np.repeat(side, 2, axis=0), 2, axis=1) for side in (rough.inner, rough.outer)),
    )
    grid = {"radii": np.linspace(1.1, 1.7, 9) * MM, "angles": np.linspace(1, 1 + TURN, 12), "heights": [0, MM, 2 * MM]}
    grid["heights"] = np.array(grid["heights"])
    for share in (metal_share, radial_faces, axial_faces):
        np.testing.assert_allclose(share(fine, **grid), share(rough, **grid), rtol=1e-10, atol=1e-14)


def test_a_block_that_fills_cells_closes_their_faces(block):
    """Six faces of a quarter-turn block that lies on cells of the grid, across angle 0."""
    grid = {"radii": np.array([1.3, 1.4, 1.5, 1.6]) * MM, "heights": np.array([0, 1, 2]) * MM}
    grid["angles"] = np.array([-TURN / 8, TURN / 8, TURN / 2, 7 * TURN / 8])
    metal = np.zeros((3, 3, 2))
    metal[1, 0, 0] = 1
    np.testing.assert_allclose(metal_share(block, **grid), metal, atol=1e-12)
    radial, angular, axial = np.zeros((4, 3, 2)), np.zeros((3, 4, 2)), np.zeros((3, 3, 3))
    # The grid goes round, so its first and last faces across the angle are one face.
    radial[1:3, 0, 0], angular[1, [0, 1, 3], 0], axial[1, 0, :2] = 1, 1, 1
    np.testing.assert_allclose(radial_faces(block, **grid), radial, atol=1e-12)
    np.testing.assert_allclose(angular_faces(block, **grid), angular, atol=1e-12)
    np.testing.assert_allclose(axial_faces(block, **grid), axial, atol=1e-12)


def test_faces_that_metal_half_covers_are_half_closed(block):
    """Radial: half the angle. Angular: half the radius. Axial: the half of the ring's area, not of its width."""
    grid = {
        "radii": np.array([1.45, 1.55]) * MM,
        "angles": np.array([0.0, TURN / 4]),
        "heights": np.array([0.5, 0.7]) * MM,
    }
    np.testing.assert_allclose(radial_faces(block, **grid)[:, 0, 0], [0.5, 0], rtol=1e-12)
    np.testing.assert_allclose(angular_faces(block, **grid)[0, :, 0], [0.5, 0], rtol=1e-12)
    ring = (1.5**2 - 1.45**2) / (1.55**2 - 1.45**2)
    np.testing.assert_allclose(axial_faces(block, **grid)[0, 0], ring / 2, rtol=1e-12)


def test_a_face_between_two_columns_is_closed_by_either(rough):
    """At an edge of the raster the union of both neighbours counts: 1.4–1.5 and 1.45–1.6 close 1.4–1.6."""
    step = Relief(np.array([0, 1, 2, TURN]), np.array([0, MM]), *np.full((2, 3, 1), np.nan))
    step.inner[:2, 0], step.outer[:2, 0] = [1.4 * MM, 1.45 * MM], [1.5 * MM, 1.6 * MM]
    grid = {
        "radii": np.array([1.3, 1.7]) * MM,
        "angles": np.array([0.5, 1.0, 1.5, 2.0, 3.0]),
        "heights": np.array([0, MM]),
    }
    np.testing.assert_allclose(
        angular_faces(step, **grid)[0, :, 0], [0.25, 0.5, 0.375, 0.375, 0], rtol=1e-9, atol=1e-12
    )


def test_a_section_is_cut_where_it_is_asked_for(block):
    assert np.isnan(section(block, 1.5 * MM).inner).all()
    cut = section(block, 0.5 * MM)
    np.testing.assert_allclose(volume(cut), TURN / 8 * (1.5**2 - 1.4**2) * MM**2, rtol=1e-12)


def test_the_footprint_is_the_covered_share(block):
    np.testing.assert_allclose(footprint(block), 1 / 8, rtol=1e-12)


def test_a_large_raster_on_a_large_grid_takes_seconds():
    """Sixteen million columns, a fifth metal, into two million cells: about a second here, ten allowed for noise."""
    side = np.arange(4000)
    metal = (side[:, None] + side) % 500 < 100
    inner = np.where(metal, 1.4 * MM, np.nan)
    large = Relief(np.linspace(0, TURN, 4001), np.linspace(0, 10 * MM, 4001), inner, inner + 0.1 * MM)
    grid = {
        "radii": np.linspace(1.3, 1.7, 51) * MM,
        "angles": np.linspace(0, TURN, 201),
        "heights": np.linspace(0, 10, 201) * MM,
    }
    metal_share(section(large, MM), **{**grid, "heights": np.array([0.0, 1.0])})
    begin = perf_counter()
    share = metal_share(large, **grid)
    assert perf_counter() - begin < 10
    np.testing.assert_allclose((share * cell_volumes(**grid)).sum(), volume(large), rtol=1e-12)
