"""MTT: a blank without cells, and a signal in proportion to cells."""

import numpy as np

from neointima.submodels.viability.mtt import Mtt

TEST = Mtt(blank=0.06, per_cell=7e-5, uptake=0.5 / 3600, incubation=4 * 3600.0)


def test_no_cells_are_blank():
    assert TEST.absorbance(np.zeros(1))[0] == 0.06


def test_signal_above_blank_is_in_proportion_to_cells():
    few, many = TEST.absorbance(np.array([1000.0, 3000.0])) - 0.06
    np.testing.assert_allclose(many / few, 3.0)
