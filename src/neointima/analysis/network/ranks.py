"""Which treatment is best, and how sure is that?"""

import numpy as np
from scipy.special import ndtr

from neointima.analysis.network.network import Network, variance_of
from neointima.analysis.statements.direction import Direction
from neointima.quantities.kinds import Array


def p_scores(of: Network, direction: Direction) -> Array:
    """Mean over all others of the chance Φ((θ_j − θ_i)/s) that treatment i is better: 1 surely best, 0 surely worst.

    Source: Rücker and Schwarzer, BMC Med Res Methodol 2015;15:58.
    """
    count = len(of.treatments)
    harm = direction.sign() * of.effects
    scores = np.zeros(count)
    for one in range(count):
        others = [other for other in range(count) if other != one]
        errors = np.array([variance_of(of.covariance, one, other) ** 0.5 for other in others])
        scores[one] = np.mean(ndtr((harm[others] - harm[one]) / errors))
    return scores
