"""Outlines of pixels have the area of the pixels, exactly, and are filled by the same pixels."""

import time

import numpy as np
import pytest
import shapely

from neointima.geometry import pixel_outlines as module
from neointima.geometry.pixel_outlines import pixel_outlines
from neointima.geometry.pixels_within import pixels_within
from neointima.mistake import Mistake


def polygons(found):
    return [shapely.Polygon(outer, holes) for outer, *holes in found]


@pytest.mark.parametrize("seed", range(30))
def test_every_ring_is_valid_and_areas_are_counts(seed):
    luck = np.random.default_rng(seed)
    labels = luck.integers(0, 2 + seed % 4, tuple(luck.integers(1, 30, 2))) * luck.integers(1, 60_000)
    for number, found in pixel_outlines(labels).items():
        shapes = polygons(found)
        assert all(shape.is_valid for shape in shapes)
        assert sum(shape.area for shape in shapes) == (labels == number).sum()
        rings = [ring for polygon in found for ring in polygon]
        assert np.array_equal(pixels_within(rings, *labels.shape), labels == number)


def test_each_patch_that_hangs_together_by_sides_is_one_polygon():
    from scipy.ndimage import label

    labels = np.random.default_rng(4).integers(0, 2, (60, 60))
    assert len(pixel_outlines(labels)[1]) == label(labels)[1]


def test_only_corners_are_kept_and_holes_belong_to_what_is_around_them():
    labels = np.zeros((9, 12), int)
    labels[1:8, 1:11] = 3
    labels[2:7, 2:10] = 7
    labels[4, 5] = 3
    found = pixel_outlines(labels)
    assert sorted(len(polygon) for polygon in found[3]) == [1, 2]
    assert [len(ring) for ring in found[7][0]] == [4, 4]
    assert np.array_equal(np.sort(found[7][0][1], axis=0), [[5, 4], [5, 4], [6, 5], [6, 5]])


def test_labels_may_be_negative_and_reach_the_border():
    found = pixel_outlines(np.array([[-1, 0], [2**31, 2**31]]))
    assert {number: shapely.Polygon(ring[0][0]).area for number, ring in found.items()} == {-1: 1.0, 2**31: 2.0}
    assert pixel_outlines(np.zeros((4, 4), np.uint8)) == {}


def test_four_million_pixels_take_half_a_second(claim):
    y, x = np.mgrid[:2000, :2000] - 1000
    far = np.hypot(x, y)
    labels = (far < 900).astype(np.uint8) + (far < 600) + (far < 400)
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        pixel_outlines(labels)
        times.append(time.perf_counter() - begun)
    claim("label image of 2000 × 2000 pixels outlined [s]", min(times), "0.5", min(times) < 0.5)


def test_a_photograph_is_refused_before_it_is_linked(monkeypatch):
    monkeypatch.setattr(module, "MOST_SIDES", 1000)
    with pytest.raises(Mistake, match="photograph"):
        pixel_outlines(np.random.default_rng(1).integers(0, 255, (40, 40)))
    monkeypatch.undo()
    monkeypatch.setattr(module, "MOST_RINGS", 100)
    with pytest.raises(Mistake, match="patches"):
        pixel_outlines(np.random.default_rng(1).integers(0, 2, (80, 80)))


def test_pixels_are_those_whose_middle_lies_within():
    luck = np.random.default_rng(2)
    ring = luck.uniform(-5, 35, (7, 2))
    y, x = np.mgrid[:30, :30] + 0.5
    # shapely knows valid polygons only, so even-odd is made of it by its own means.
    known = shapely.make_valid(shapely.Polygon(ring))
    assert np.array_equal(pixels_within([ring], 30, 30), shapely.contains_xy(known, x, y))
