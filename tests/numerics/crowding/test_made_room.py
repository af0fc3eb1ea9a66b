"""Tissue that grows moves what lies inside it as an annulus that keeps its area would."""

from itertools import pairwise

import numpy as np
import pytest

from neointima.geometry.section_frame import SectionFrame
from neointima.numerics.crowding.made_room import LAYERS, SECTORS, Laid, made_room

LAMINA = 1.5e-3
NO_METAL = np.zeros((SECTORS, LAYERS))


def ring(inner, outer, size=8e-6):
    """Bodies that fill an annulus evenly: rows of arcs, each body the area that is its own."""
    positions, areas = [], []
    edges = np.linspace(outer, inner, round((outer - inner) / size) + 1)
    for far, near in pairwise(edges):
        middle = np.sqrt((far**2 + near**2) / 2)
        n = round(2 * np.pi * middle / size)
        angles = (np.arange(n) + 0.5) * 2 * np.pi / n
        positions.append(middle * np.stack([np.cos(angles), np.sin(angles)], axis=-1))
        areas.append(np.full(n, np.pi * (far**2 - near**2) / n))
    return Laid(np.concatenate(positions), np.concatenate(areas))


def radius(position):
    return np.hypot(*position.T)


def test_tissue_that_fills_its_place_and_does_not_grow_stays():
    tissue = ring(1.2e-3, LAMINA)
    moved = made_room(tissue, tissue, metal=NO_METAL, lamina=LAMINA)
    # A layer is 10 um deep: where a body lies in it is known to half of that, and a fifth of the error is closed.
    np.testing.assert_allclose(moved, tissue.position, atol=0.2 * 10e-6)


@pytest.mark.parametrize("growth", [1.02, 0.97])
def test_an_even_ring_grows_and_shrinks_as_its_area_does(growth):
    tissue = ring(1.2e-3, LAMINA)
    moved = radius(made_room(tissue, tissue._replace(area=growth * tissue.area), metal=NO_METAL, lamina=LAMINA))
    expected = np.sqrt(LAMINA**2 - growth * (LAMINA**2 - radius(tissue.position) ** 2))
    # 2 to 3 % of 300 um are 6 to 9 um at the lumen: an error of half a layer's growth and of a fifth of half a layer.
    np.testing.assert_allclose(moved, expected, atol=1.2e-6)
    assert np.abs(moved - radius(tissue.position)).max() > 5e-6


def test_growth_next_to_the_lamina_moves_what_is_inside_and_growth_at_the_lumen_moves_nothing_outside():
    tissue, grown = ring(1.2e-3, LAMINA), ring(1.2e-3, LAMINA)
    deep = radius(tissue.position) > 1.47e-3
    grown.area[deep] *= 1.1
    moved = radius(made_room(tissue, grown, metal=NO_METAL, lamina=LAMINA)) - radius(tissue.position)
    assert moved[radius(tissue.position) < 1.25e-3].max() < -2e-6
    near, grown = radius(tissue.position) < 1.23e-3, ring(1.2e-3, LAMINA)
    grown.area[near] *= 1.1
    moved = radius(made_room(tissue, grown, metal=NO_METAL, lamina=LAMINA)) - radius(tissue.position)
    assert np.abs(moved[~near]).max() < 1.5e-6


def test_nothing_turns_around_the_lumen_and_no_body_passes_its_middle():
    tissue = ring(0.2e-3, LAMINA)
    moved = made_room(tissue, tissue._replace(area=2 * tissue.area), metal=NO_METAL, lamina=LAMINA)
    cross = moved[:, 0] * tissue.position[:, 1] - moved[:, 1] * tissue.position[:, 0]
    np.testing.assert_allclose(cross, 0, atol=1e-20)
    assert radius(moved).min() >= 0.05 * LAMINA * (1 - 1e-12)


def test_gaps_close_towards_the_lamina_and_metal_keeps_its_room():
    loose = ring(1.2e-3, LAMINA)
    loose = loose._replace(area=0.9 * loose.area)
    moved = radius(made_room(loose, loose, metal=NO_METAL, lamina=LAMINA)) - radius(loose.position)
    # A tenth of the room is empty: a fifth of 30 um at the lumen.
    assert moved[radius(loose.position) < 1.21e-3] == pytest.approx(0.2 * 25e-6, rel=0.4)
    frame = SectionFrame(LAMINA, np.arange(10) * 2 * np.pi / 10, 140e-6, 140e-6, 70e-6)
    metal = frame.metal(SECTORS, LAYERS)
    # Ten struts of 140 by 70 um within the lamina, to the twelfth of a strut's width that samples resolve.
    assert metal.sum() == pytest.approx(10 * 140e-6 * 70e-6, rel=0.1)
    assert (
        radius(made_room(loose, loose, metal=metal, lamina=LAMINA)).mean()
        < radius(made_room(loose, loose, metal=NO_METAL, lamina=LAMINA)).mean()
    )


def test_no_tissue_is_no_harm():
    none = Laid(np.zeros((0, 2)), np.zeros(0))
    assert made_room(none, none, metal=NO_METAL, lamina=LAMINA).shape == (0, 2)
