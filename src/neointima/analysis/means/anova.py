"""Are the means of several groups alike? With one common variance (Fisher) and with a variance each (Welch)."""

from collections.abc import Mapping

import numpy as np
from scipy.special import fdtrc

from neointima.analysis.means.several_groups import Together, checked
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

NULL = "H0: the means of all groups are equal"


def one_way(groups: Mapping[str, Array]) -> Together:
    """F = mean square between over mean square within."""
    found = checked(groups)
    sizes, means = np.array([one.size for one in found]), np.array([one.mean() for one in found])
    between, within = len(found) - 1, int(sizes.sum()) - len(found)
    middle = sizes @ means / sizes.sum()
    squares = sum(float(np.sum((one - one.mean()) ** 2)) for one in found)
    f = float(sizes @ (means - middle) ** 2) / between / (squares / within)
    return Together("one-way ANOVA", NULL, f, between, within, float(fdtrc(between, within, f)))


def welch_one_way(groups: Mapping[str, Array]) -> Together:
    """F with each group weighted by n/s². Source: Welch, Biometrika 1951;38:330."""
    found = checked(groups)
    if still := [name for name, one in groups.items() if np.ptp(one) == 0]:
        raise Mistake(f"{still[0]}: no spread, so Welch's weight is infinite; use the ANOVA with a common variance")
    sizes, means = np.array([one.size for one in found]), np.array([one.mean() for one in found])
    weights, k = sizes / np.array([one.var(ddof=1) for one in found]), len(found)
    middle = weights @ means / weights.sum()
    excess = float(np.sum((1 - weights / weights.sum()) ** 2 / (sizes - 1)))
    f = float(weights @ (means - middle) ** 2) / (k - 1) / (1 + 2 * (k - 2) * excess / (k**2 - 1))
    within = (k**2 - 1) / (3 * excess)
    return Together("Welch's ANOVA", NULL, f, k - 1, within, float(fdtrc(k - 1, within, f)))
