"""Diameters of rendered vessels on seeds that no constant was chosen on. The long table is in tests/validation."""

import numpy as np
import pytest
from tests.instruments.angiogram.phantoms import errors_of, phantom

from neointima.geometry.tube_projection import Tube, projected_depth
from neointima.instruments.angiogram.chest import EMPTY
from neointima.instruments.angiogram.lumen import lumen_along
from neointima.instruments.angiogram.reading import read_lumen
from neointima.instruments.angiogram.rendered import Camera, render
from neointima.mistake import Mistake

# The limit for a diameter on a rendered frame [mm].
WITHIN = 0.05
QUIET = 0.005


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"pixel": 0.25},
        {"pixel": 0.12},
        {"reference": 4.0, "least": 2.0},
        {"bend": 2.0, "bits": 16},
    ],
    ids=str,
)
def test_every_diameter_is_within_the_limit(kind):
    found = errors_of(phantom(2101, noise=QUIET, **kind))
    assert np.abs(found.diameters).max() < WITHIN
    assert abs(found.least) < WITHIN


def test_noise_is_told_by_the_standard_error():
    quiet, loud = (errors_of(phantom(2102, noise=noise)) for noise in (QUIET, 0.03))
    assert np.median(loud.stated) > 2 * np.median(quiet.stated)
    # Errors over what is stated have an SD near 1; a single frame has some thirty independent diameters.
    assert 0.6 < np.std(loud.diameters / loud.stated) < 1.5


def test_a_side_branch_is_marked_and_bridged():
    with_branch = errors_of(phantom(2103, noise=QUIET))
    assert with_branch.lumen.is_disturbed.any()
    assert np.abs(with_branch.diameters).max() < WITHIN


def test_a_thin_vessel_needs_the_blur_of_a_catheter():
    made = phantom(2104, reference=0.6, least=0.6, noise=QUIET, has_branch=False)
    guessed, told = lumen_along(made.frame, made.drawn), errors_of(made, blur=np.hypot(0.15 / 0.2, 12**-0.5))
    assert guessed.is_thin
    assert not told.lumen.is_thin
    assert np.sqrt(np.mean(told.diameters**2)) < WITHIN / 2
    assert np.median(guessed.error) > 2 * np.median(told.lumen.error)


def test_a_stent_and_its_segment_are_read():
    made = phantom(2105, noise=QUIET, has_branch=False)
    lumen = lumen_along(made.frame, made.drawn)
    middle = lumen.along[-1] / 2
    found = read_lumen(lumen, (middle - 30, middle + 30))
    assert found.in_segment.end - found.in_segment.start == pytest.approx(60 + 2 * 25)
    assert found.in_stent.least * 0.2 == pytest.approx(made.diameters.min(), abs=WITHIN)
    assert found.reference == pytest.approx((found.proximal + found.distal) / 2)


def test_the_depth_of_a_straight_tube_is_its_chord():
    tube = Tube(np.array([[0.0, 5e-3], [10e-3, 5e-3]]), np.array([2e-3, 2e-3]))
    depth = projected_depth(tube, size=(100, 100), fine=0.1e-3)
    away = np.abs((np.arange(100) + 0.5) * 0.1e-3 - 5e-3)
    np.testing.assert_allclose(depth[:, 50], 2 * np.sqrt(np.maximum(4e-6 - away**2, 0)), atol=1e-9)


def test_light_through_a_tube_follows_beer_and_lambert():
    tube = Tube(np.array([[-1e-3, 10e-3], [21e-3, 10e-3]]), np.array([3e-3, 3e-3]), 200.0)
    frame = render(
        [[tube]], shape=(100, 100), camera=Camera(0.2e-3, 0.01e-3, 0.0, 0.0, 0.0, 16), chest=EMPTY, luck=np.random.default_rng(1)
    )  # fmt: skip
    # One of 16 bits, and a pixel of 0.2 mm beside the middle of 6 mm.
    assert frame.pixels[50, 50] / frame.pixels[5, 50] == pytest.approx(np.exp(-200 * 6e-3), rel=2e-3)


def test_an_empty_frame_has_no_vessel():
    frame = render([], shape=(150, 150), camera=Camera(), chest=EMPTY, luck=np.random.default_rng(5))
    with pytest.raises(Mistake, match=r"no dark vessel|no vessel to be seen"):
        lumen_along(frame, np.array([[20.0, 75.0], [70.0, 70.0], [130.0, 75.0]]))


def test_a_huge_frame_is_not_rendered():
    with pytest.raises(Mistake, match="at most"):
        render([], shape=(100_000, 100_000), camera=Camera(), chest=EMPTY, luck=np.random.default_rng(5))
