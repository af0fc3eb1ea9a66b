"""All trials of a network joined: every treatment against every other."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.network.contrasts import Arms, Contrasts, contrasts
from neointima.analysis.network.least_squares import least_squares, restricted
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

Between = Callable[[Contrasts, Array], float]


class Difference(NamedTuple):
    """First minus second treatment: value, error, interval and P; ``new`` is the interval for a next trial."""

    first: str
    second: str
    value: float
    error: float
    lower: float
    upper: float
    p_value: float
    new_lower: float
    new_upper: float


class Network(NamedTuple):
    """Treatments with their effects up to a constant, the covariance of these, τ², and Cochran's Q of the whole with
    its degrees of freedom and P (at τ² = 0).
    """

    treatments: tuple[str, ...]
    effects: Array
    covariance: Array
    tau_squared: float
    q: float
    freedom: int
    p_value: float

    def place(self, name: str) -> int:
        """Where a treatment stands; a Mistake lists them."""
        if name not in self.treatments:
            raise Mistake(f"'{name}' is not in the network; it has {', '.join(self.treatments)}")
        return self.treatments.index(name)

    def difference(self, first: str, second: str, *, level: float = 0.95) -> Difference:
        """By direct and indirect evidence together; normal interval, prediction with t on one less than Q's freedom."""
        one, other = self.place(first), self.place(second)
        value = float(self.effects[one] - self.effects[other])
        error = variance_of(self.covariance, one, other) ** 0.5
        reach = float(stats.norm.ppf((1 + level) / 2)) * error
        p_value = float(2 * stats.norm.sf(abs(value) / error)) if error > 0 else np.nan
        freedom = self.freedom - 1
        far = float(stats.t.ppf((1 + level) / 2, freedom)) if freedom > 0 else np.nan
        far *= float(np.hypot(error, self.tau_squared**0.5))
        return Difference(first, second, value, error, value - reach, value + reach, p_value, value - far, value + far)

    def against(self, reference: str, *, level: float = 0.95) -> list[Difference]:
        """Every other treatment minus ``reference``."""
        self.place(reference)
        return [self.difference(name, reference, level=level) for name in self.treatments if name != reference]


def join(of: Arms, between: Between = restricted) -> Network:
    """Least squares of all contrasts; two treatments give the pairwise meta-analysis.

    Equal to the graph-theoretical form. Source: Rücker, Res Synth Methods 2012;3:312; White et al., same 2012;3:111.
    """
    data = contrasts(of)
    tau_squared = between(data, data.design)
    fit, alike = least_squares(data, data.design, tau_squared), least_squares(data, data.design)
    p_value = float(stats.chi2.sf(alike.q, alike.freedom)) if alike.freedom else np.nan
    return Network(of.treatments, fit.parameters, fit.covariance, tau_squared, alike.q, alike.freedom, p_value)


def variance_of(covariance: Array, first: int, second: int) -> float:
    """Of the difference of two parameters."""
    own = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    return max(float(own), 0.0)


def p_scores(network: Network, *, lower_is_better: bool) -> dict[str, float]:
    """Share of other treatments each is better than, on average, by its errors: 1 surely best, 0 surely worst.

    Says nothing of how much better. Source: Rücker and Schwarzer, BMC Med Res Methodol 2015;15:58.
    """
    sign, scores = -1.0 if lower_is_better else 1.0, {}
    for name in network.treatments:
        others = [network.difference(name, other) for other in network.treatments if other != name]
        scores[name] = float(np.mean([stats.norm.cdf(sign * one.value / one.error) for one in others]))
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))
