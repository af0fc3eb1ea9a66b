"""The ternary complex against its analytic table: 1 % or 0.002 absolute, the rounding of the printed values."""

import numpy as np
import pytest

from neointima.submodels.target.mtorc1_ternary import Mtorc1Ternary

FREE = (0.001, 0.01, 0.1, 1, 10)
TABLE = {
    100: ((0.040, 0.278, 0.721, 0.864, 0.882), (0.009, 0.074, 0.381, 0.848, 0.982)),
    1000: ((0.293, 0.797, 0.965, 0.986, 0.988), (0.008, 0.055, 0.340, 0.835, 0.981)),
    3300: ((0.577, 0.929, 0.989, 0.996, 0.996), (0.007, 0.050, 0.335, 0.834, 0.981)),
}
HALF = {100: 0.0289, 1000: 0.00244, 3300: 0.00073}
NM = 1e-6
TARGET = Mtorc1Ternary(ternary_dissociation=12 * NM, lipid_competition=0.0, mtorc1_density=10 * NM)


@pytest.mark.parametrize("fkbp12", TABLE)
@pytest.mark.parametrize("column", range(5))
def test_occupancy(fkbp12, column, claim):
    ours = TARGET.occupancy(np.array(FREE[column] * NM), np.array(fkbp12 * NM), np.array(0.2 * NM))
    printed = [TABLE[fkbp12][kind][column] for kind in (0, 1)]
    miss = max(abs(a - b) - max(0.01 * b, 0.002) for a, b in zip(ours, printed, strict=True))
    text = f"ternary table, FKBP12 {fkbp12} nM, free {FREE[column]} nM: mTORC1 and FKBP12 occupancy"
    claim(text, f"{ours[0]:.4f} and {ours[1]:.4f}", f"{printed[0]} and {printed[1]}, 1 % or 0.002", miss <= 0)


@pytest.mark.parametrize("fkbp12", HALF)
def test_half_occupancy(fkbp12, claim):
    levels = np.geomspace(1e-4, 1, 4000)
    ours = float(np.interp(0.5, TARGET.occupancy(levels * NM, np.array(fkbp12 * NM), np.array(0.2 * NM))[0], levels))
    claim(
        f"free drug that takes half of mTORC1, FKBP12 {fkbp12} nM",
        ours,
        f"{HALF[fkbp12]} nM, 1 %",
        abs(ours / HALF[fkbp12] - 1) < 0.01,
    )


def test_complex_and_free_drug_tell_the_same():
    """The artery counts the complex, the bench holds free drug; at equilibrium both give one occupancy."""
    blocked, fkbp12 = TARGET.occupancy(np.array(0.1 * NM), np.array(3300 * NM), np.array(0.2 * NM))
    again = TARGET.block(fkbp12 * 3300 * NM * np.ones((1, 1)), np.zeros((1, 1))).mtorc1
    assert again == pytest.approx(blocked, rel=1e-12)


def test_no_drug_blocks_nothing():
    assert TARGET.block(np.zeros((2, 3)), np.zeros((2, 3))).mtorc1.max() == 0
