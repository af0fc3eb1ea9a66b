"""Films err by as much as they say, and ultrasound passes thin tissue by."""

import numpy as np
import pytest

from neointima.submodels.imaging.intravascular_ultrasound import IntravascularUltrasound
from neointima.submodels.imaging.quantitative_angiography import Film, QuantitativeAngiography

MM = 1e-3
MANY = 20_000


@pytest.fixture
def angiography():
    return QuantitativeAngiography(
        lumen_error=np.array(0.15 * MM), reference_error=np.array(0.2 * MM), attendance=np.array(0.85)
    )


def test_readings_lie_around_the_truth_by_their_error(angiography):
    """Four standard errors of 20,000: 3 % of an SD."""
    true = Film(*(np.full(MANY, one * MM) for one in (2.5, 2.2, 2.8)))
    read = angiography.film(true, np.random.default_rng(3).standard_normal((MANY, 2)))
    for one, mean, error in ((read.in_stent, 2.5, 0.15), (read.in_segment, 2.2, 0.15), (read.reference, 2.8, 0.2)):
        assert one.mean() == pytest.approx(mean * MM, abs=0.03 * error * MM)
        assert one.std() == pytest.approx(error * MM, rel=0.03)


def test_the_segment_is_never_wider_than_its_stent(angiography):
    luck = np.random.default_rng(4)
    stent = luck.uniform(0, 3 * MM, MANY)
    true = Film(stent, stent * luck.random(MANY), np.full(MANY, 2.8 * MM))
    read = angiography.film(true, luck.standard_normal((MANY, 2)))
    assert np.all(read.in_segment <= read.in_stent)
    assert np.all(read.in_segment >= 0)


def test_a_share_returns(angiography):
    np.testing.assert_array_equal(angiography.attends(np.array([0.0, 0.84, 0.86])), [True, True, False])


def test_ultrasound_sees_tissue_from_its_resolution_on():
    """A stent of radius 1.4 mm with 0.09 and with 0.11 mm of tissue."""
    ultrasound = IntravascularUltrasound(resolution=np.array(0.1 * MM))
    stent = np.full(2, np.pi * (1.4 * MM) ** 2)
    lumen = np.pi * (np.array([1.31, 1.29]) * MM) ** 2
    np.testing.assert_array_equal(ultrasound.lumen(stent, lumen), [stent[0], lumen[1]])
