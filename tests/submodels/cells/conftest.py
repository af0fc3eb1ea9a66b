"""The smooth muscle that the tests of cells share."""

import numpy as np
import pytest

from neointima.submodels.cells.smooth_muscle import SmoothMuscle

HOUR, DAY = 3600.0, 86400.0


@pytest.fixture
def muscle():
    values = {
        "media_density": 1.6e14,
        "cell_volume": 2.5e-15,
        "activation_rate": 1 / DAY,
        "passage_rate": 1 / (16 * HOUR),
        "return_rate": 1 / (16 * HOUR),
        "division_rate": 1 / (16 * HOUR),
        "death_rate": 0.005 / DAY,
        "mitotic_death": 0.5 / DAY,
        "migration_rate": 0.1 / DAY,
        "migration_block": 0.5,
        "media_response": 0.2,
    }
    return SmoothMuscle(**{name: np.asarray(value) for name, value in values.items()})
