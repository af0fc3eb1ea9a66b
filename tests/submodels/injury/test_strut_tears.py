"""Struts score one at a time as the mean says, and openings lie where the lamina is open."""

import numpy as np
import pytest

from neointima.geometry.section_frame import SectionFrame
from neointima.submodels.injury.macrophages import Macrophages
from neointima.submodels.injury.strut_depth import StrutDepth
from neointima.submodels.injury.strut_tears import StrutTears

DAY = 86400.0
MARGIN = 20e-6


@pytest.fixture
def tears():
    values = {
        "embedding": 0.6,
        "first_tear": 0.5,
        "tear_interval": 0.3,
        "tear_spread": 0.25,
        "stimulus_per_score": 1.0,
    }
    deployment = StrutDepth(**{name: np.asarray(value) for name, value in values.items()})
    return StrutTears(deployment=deployment, tear_margin=np.asarray(MARGIN), fenestra_spacing=np.asarray(80e-6))


def frame(struts=10, depth=90e-6):
    return SectionFrame(1.5e-3, np.arange(struts) * 2 * np.pi / struts + 0.1, 140e-6, 140e-6, depth)


def test_a_score_counts_the_thresholds_that_were_passed(tears):
    shape = frame()
    # depth / media + stretch − 1 = 0.5 + 0.15; thresholds at 0.5, 0.8 and 1.1, one normal number 0.25.
    found = tears.injure(shape, stretch=1.15, media=180e-6, luck=np.array([-1.0, 0.0, 1.0, 2.0]))
    np.testing.assert_allclose(found.strain, [0.4, 0.65, 0.9, 1.15], rtol=1e-12)
    np.testing.assert_array_equal(found.score, [0, 1, 2, 3])


def test_the_mean_over_many_struts_is_that_of_the_radial_world(tears):
    luck = np.random.default_rng(2).standard_normal(200_000)
    found = tears.injure(frame(), stretch=1.15, media=180e-6, luck=luck)
    expected = tears.deployment.score(np.array([[1.15]]), np.array([[90e-6]]), np.array([[180e-6]]))
    # Four standard errors.
    assert abs(found.score.mean() - float(np.squeeze(expected))) < 4 * found.score.std() / np.sqrt(luck.size)


def test_openings_are_fenestrae_between_struts_and_the_edges_of_tears(tears):
    shape = frame()
    whole = tears.injure(shape, stretch=1.0, media=180e-6, luck=np.full(10, -9.0))
    torn = whole._replace(score=np.where(np.arange(10) == 3, 2, 0))
    intact, holed = tears.openings(shape, whole), tears.openings(shape, torn)
    assert (np.diff(intact) > 0).all() and not shape.under_strut(intact).any()
    new = np.setdiff1d(holed.round(12), intact.round(12))
    beside = (70e-6 + MARGIN) / 1.5e-3
    np.testing.assert_allclose(new, shape.angles[3] + np.array([-beside, beside]), atol=1e-9)
    at = shape.angles[[3, 4]]
    np.testing.assert_array_equal(tears.torn(shape, torn, at), [True, False])
    assert not tears.torn(shape, torn, at[:1] + 1.1 * beside).any()


def test_macrophages_come_with_inflammation_and_stay_for_a_polymer_that_stays():
    bare = Macrophages(per_strut=np.asarray(20.0), durable_polymer=np.asarray(0.0), foreign_body=np.asarray(14 * DAY))
    coated = Macrophages(per_strut=np.asarray(20.0), durable_polymer=np.asarray(0.3), foreign_body=np.asarray(14 * DAY))
    inflammation = np.array([0.0, 0.5, 1.0])
    np.testing.assert_array_equal(bare.wanted(inflammation, 90 * DAY), [0, 10, 20])
    np.testing.assert_array_equal(coated.wanted(inflammation, 0.0), [0, 10, 20])
    # 20 × 0.3 × (1 − 1/e) = 3.79 after one time constant, 6 in the end.
    np.testing.assert_array_equal(coated.wanted(inflammation, 14 * DAY), [4, 14, 24])
    np.testing.assert_array_equal(coated.wanted(inflammation, 900 * DAY), [6, 16, 26])
