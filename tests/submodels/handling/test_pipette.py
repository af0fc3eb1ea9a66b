"""Errors of handling: none where spreads are zero, and of the size stated where they are not."""

import numpy as np
import pytest

from neointima.numerics.random_streams import stream
from neointima.submodels.handling.pipette import Pipette

NAMES = ("seeding_spread", "dilution_spread", "dispensing_spread", "plate_spread", "edge_loss", "edge_slowing")
NAMES += ("reader_spread", "reader_noise")


def pipette(**spreads):
    return Pipette(**{name: np.array(spreads.get(name, 0.0)) for name in NAMES})


def luck(decision):
    return stream(5, decision)


def test_a_perfect_hand_changes_nothing():
    wells = pipette().wells(np.zeros(96), np.zeros(96, dtype=bool), luck)
    for part in wells:
        np.testing.assert_array_equal(part, np.ones(96))
    np.testing.assert_array_equal(pipette().read(np.array([0.5, 1.0]), luck("reader")), [0.5, 1.0])


def test_dilution_errors_add_up_along_the_series():
    """The n-th dose is off by √n spreads: 4,000 series, 10 % of a spread for their number."""
    steps = np.arange(10)
    own = pipette(dilution_spread=0.03)
    series = [own.wells(steps, np.zeros(10, dtype=bool), lambda d, k=k: stream(k, d)).dose for k in range(4000)]
    spread = np.log(series).std(axis=0)
    np.testing.assert_allclose(spread, 0.03 * np.sqrt(steps), rtol=0.1)


def test_every_well_of_a_dose_shares_its_dilution_error():
    wells = pipette(dilution_spread=0.03).wells(np.repeat([1, 2], 8), np.zeros(16, dtype=bool), luck)
    assert np.unique(wells.dose).size == 2


def test_outer_wells_lose_medium_and_growth():
    outer = np.arange(96) % 2 == 0
    wells = pipette(edge_loss=0.08, edge_slowing=0.04).wells(np.zeros(96), outer, luck)
    assert wells.volume[outer] == pytest.approx(0.92)
    assert wells.growth[outer] == pytest.approx(0.96)
    assert np.all(wells.volume[~outer] == 1)


def test_the_reader_is_off_by_its_specification():
    """10,000 readings of 1.0 with 1 % and 0.003: √(0.01² + 0.003²) within 3 %."""
    read = pipette(reader_spread=0.01, reader_noise=0.003).read(np.ones(10_000), luck("reader"))
    assert read.std() == pytest.approx(np.hypot(0.01, 0.003), rel=0.03)
    assert read.mean() == pytest.approx(1.0, abs=1e-3)
