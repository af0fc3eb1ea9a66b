"""Patches are covered at the rate of the whole, and their nitric oxide leans towards high shear."""

import numpy as np
import pytest

from neointima.submodels.cells.endothelial_patches import EndothelialPatches
from neointima.submodels.cells.endothelium import Endothelium

DAY = 86400.0


@pytest.fixture
def patches():
    names = {"regrowth_rate": 0.2 / DAY, "denuded_share": 0.9, "drug_slowing": 0.5}
    endothelium = Endothelium(**{name: np.asarray(value) for name, value in names.items()})
    return EndothelialPatches(
        endothelium=endothelium, half_shear=np.asarray(0.3), nitric_oxide_reach=np.asarray(100e-6)
    )


@pytest.mark.parametrize(("block", "slowed"), [(0.0, 1.0), (0.8, 0.6)])
def test_the_covered_share_follows_the_law_of_the_endothelium(patches, block, slowed):
    luck = (np.arange(100_000) + 0.5) / 100_000
    now = patches.start(luck)
    assert now.covered().mean() == pytest.approx(0.1, abs=1e-5)
    for _ in range(5 * 24):
        now = patches.step(now, np.full(luck.size, block), 3600.0)
    # 1 − 0.9 exp(−k (1 − ν block) t); evenly spread luck leaves one patch in 10⁵ of error.
    assert now.covered().mean() == pytest.approx(1 - 0.9 * np.exp(-0.2 * slowed * 5), abs=2e-5)


def test_what_is_covered_stays_covered(patches):
    now = patches.start(np.random.default_rng(1).random(1000))
    before = now.covered()
    now = patches.step(now, np.zeros(1000), 5 * DAY)
    assert (now.covered() >= before).all()


def test_whole_endothelium_brakes_with_one_in_the_mean_and_more_under_high_shear(patches):
    covered = patches.start(np.zeros(720))
    spacing = 2 * np.pi * 1.4e-3 / 720
    even = patches.brake(covered, np.full(720, 1.3), spacing)
    np.testing.assert_allclose(even, 1.0, rtol=1e-12)
    angles = np.arange(720) * 2 * np.pi / 720
    lean = patches.brake(covered, 1.0 + 0.8 * np.cos(angles), spacing)
    assert lean.mean() == pytest.approx(1.0, rel=1e-12)
    assert lean[0] > 1.1 and lean[360] < 0.8


def test_nitric_oxide_of_one_patch_reaches_as_far_as_it_should(patches):
    """A Gaussian of the reach: at one reach aside exp(−1/2) of its peak, and as much in all as the patch made."""
    spacing, luck = 10e-6, np.ones(720)
    luck[360] = 0.0
    found = patches.brake(patches.start(luck), np.ones(720), spacing)
    assert found[370] / found[360] == pytest.approx(np.exp(-0.5), rel=1e-6)
    assert found.sum() == pytest.approx(1.0, rel=1e-6)
