"""An arm of another trial: moved on the scale on which arms differ, and never to where no arm can be."""

import numpy as np
import pytest

from neointima.analysis import Summary
from neointima.laboratory.between_trials import BetweenTrials, between_trials
from neointima.laboratory.checks import check_table

APART = BetweenTrials(late_loss=0.06, log_odds=0.27, relative=0.15)
UNITS = ("mm", "percent", "mm**3/mm")
LUCK = np.random.default_rng(4).standard_normal(4000)


def means(arm, unit):
    return np.array([APART.moved(arm, unit, luck).mean for luck in LUCK])


@pytest.mark.parametrize("unit", UNITS)
def test_without_luck_an_arm_stays(unit):
    """1e-15: a share is taken to odds and back."""
    assert APART.moved(Summary(7.9, 3.0, 598), unit, 0.0) == pytest.approx(Summary(7.9, 3.0, 598), rel=1e-15)


# Four errors of an SD from 4000 draws are 4.5 %.
def test_arms_differ_by_what_the_library_says_on_the_scale_it_says_it_for():
    assert between_trials() == APART
    assert means(Summary(0.6, 0.4, 100), "mm").std() == pytest.approx(0.06, rel=0.045)
    share = means(Summary(8.0, 27.0, 100), "percent") / 100
    assert np.log(share / (1 - share)).std() == pytest.approx(0.27, rel=0.045)
    assert means(Summary(0.5, 0.4, 100), "mm**3/mm").std() == pytest.approx(0.15 * 0.5, rel=0.045)


@pytest.mark.parametrize("share", [1e-3, 0.5, 8.0, 50.0, 99.9])
def test_no_luck_takes_a_share_below_nothing_or_beyond_all(share):
    for luck in (-40.0, 40.0):
        assert 0 <= APART.moved(Summary(share, 1.0, 600), "percent", luck).mean <= 100


@pytest.mark.parametrize("share", [0.0, 100.0])
def test_what_befell_nobody_or_everybody_still_does(share):
    arm = Summary(share, 0.0, 600)
    assert APART.moved(arm, "percent", 2.0) == arm


def test_a_percentage_that_is_no_share_stays():
    arm = Summary(-2.0, 12.0, 90)
    assert APART.moved(arm, "percent", 1.0) == arm


def test_the_spread_of_a_share_stays_that_of_a_lot():
    """0.1 % of n − 1 against n."""
    moved = APART.moved(Summary(10.0, 30.0, 1000), "percent", 1.5)
    share = moved.mean / 100
    assert moved.sd == pytest.approx(100 * np.sqrt(share * (1 - share)), rel=1e-3)


def test_spread_follows_a_volume_and_not_a_late_loss():
    assert APART.moved(Summary(0.6, 0.4, 100), "mm", 2.0).sd == 0.4
    volume = APART.moved(Summary(0.5, 0.4, 100), "mm**3/mm", 2.0)
    assert volume.sd / volume.mean == pytest.approx(0.8)


def test_the_noise_floor_is_below_what_the_fit_misses_its_own_arms_by():
    """As the library's note says it: 0.081 mm, root mean square over the calibration arms of the fit."""
    misses = [
        float(row["after"]) - float(row["before_or_published"])
        for row in check_table("fit_clinic")
        if " in_stent_late_lumen_loss day " in row["what"] and "since" not in row["what"]
    ]
    assert len(misses) == 22
    found = np.sqrt(np.mean(np.square(misses)))
    assert found == pytest.approx(0.081, abs=0.0005)
    assert between_trials().late_loss < found
