"""The dose where the measured means themselves cross a level, with no curve assumed."""

from math import inf

import numpy as np

from neointima.analysis.dose_response.potency import ABOVE, BELOW, INSIDE, UNDEFINED, Potency
from neointima.quantities.kinds import Array


def interpolated(doses: Array, responses: Array, level: float = 0.5) -> Potency:
    """First fall of the means through ``level``, straight between neighbours in log dose; doses of 0 are left out.

    Means that begin below ``level`` passed it below the range; means that never fall through it did not reach it.
    """
    tested = np.unique(doses[doses > 0])
    means = np.array([responses[doses == dose].mean() for dose in tested])
    if means[-1] > means[0] and means[0] < level:
        return Potency(np.nan, np.nan, np.nan, UNDEFINED, "the response rises with the dose")
    if means[0] < level:
        return Potency(np.nan, 0.0, float(tested[0]), BELOW, "passed below the range tested")
    below = np.flatnonzero(means < level)
    if below.size == 0:
        return Potency(np.nan, float(tested[-1]), inf, ABOVE, "not reached in the range tested")
    after = int(below[0])
    before = after - 1
    share = (means[before] - level) / (means[before] - means[after])
    place = np.log(tested[before]) + share * (np.log(tested[after]) - np.log(tested[before]))
    return Potency(float(np.exp(place)), float(tested[before]), float(tested[after]), INSIDE, "between two doses")
