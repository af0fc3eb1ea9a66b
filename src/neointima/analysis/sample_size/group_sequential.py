"""Boundaries for looks at accumulating data that keep the chance of a false claim, and the price in patients."""

from typing import NamedTuple

import numpy as np
from numpy.polynomial import legendre
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from neointima.analysis.sample_size.size import Risks
from neointima.analysis.sample_size.spending import Spending
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

PLACES, WEIGHTS = legendre.leggauss(256)
FARTHEST = 9.0


class Boundaries(NamedTuple):
    """At each share of the information (``times``) the z at which to stop, and the alpha spent by then."""

    times: Array
    z: Array
    spent: Array
    sides: int

    def nominal(self) -> Array:
        """P below which each look stops, on as many sides."""
        return self.sides * ndtr(-self.z)

    def stops(self, drift: float) -> Array:
        """Chance to stop at each look for an effect whose expected final z is ``drift``."""
        return exit_chances(self.z, self.times, drift=drift, sides=self.sides)

    def drift(self, power: float) -> float:
        """The expected final z that gives ``power`` over all looks."""
        alpha = float(self.spent[-1])
        if not alpha < power < 1:
            raise Mistake(f"power: a share between alpha and 1 expected, {power:g} given")
        return float(brentq(lambda drift: float(self.stops(drift).sum()) - power, 0.0, 2 * FARTHEST, xtol=1e-10))

    def inflation(self, power: float) -> float:
        """Largest size over that of a trial with one look, at the same alpha and power."""
        fixed = Risks(float(self.spent[-1]), power, self.sides)
        return (self.drift(power) / (fixed.z_alpha() + fixed.z_power())) ** 2

    def expected_information(self, power: float) -> float:
        """Mean share of the largest size used when the effect is the one assumed."""
        stops = self.stops(self.drift(power))
        return float(stops @ self.times + (1 - stops.sum()) * self.times[-1])


def lan_demets(times: Array, spending: Spending, *, alpha: float, sides: int) -> Boundaries:
    """Each look spends what its time allows; looks may come at any times. Two sides spend half each, symmetrically."""
    times = _checked(times, alpha, sides)
    spent = spending(times, alpha / sides) * sides
    z, path = np.empty(times.size), START
    for look, (time, step) in enumerate(zip(times, np.diff(spent, prepend=0.0), strict=True)):
        here = _Look(path, float(time), 0.0, sides)

        def excess(last: float, here: _Look = here, step: float = float(step)) -> float:
            return here.exit(last) - step

        lowest = -2.0 if sides == 1 else 1e-9
        z[look] = FARTHEST if excess(FARTHEST) > 0 else brentq(excess, lowest, FARTHEST, xtol=1e-11)
        path = here.carried(z[look])
    return Boundaries(times, z, spent, sides)


def wang_tsiatis(times: Array, shape: float, *, alpha: float, sides: int) -> Boundaries:
    """z_k = c t_k^(Δ − ½), c found so that all looks spend alpha. Source: Wang & Tsiatis, Biometrics 1987;43:193."""
    times = _checked(times, alpha, sides)
    path = times ** (shape - 0.5)

    def excess(c: float) -> float:
        return float(exit_chances(c * path, times, drift=0.0, sides=sides).sum()) - alpha

    fixed = float(-ndtri(alpha / sides))
    z = float(brentq(excess, fixed / 2, fixed + 3, xtol=1e-11)) * path
    return Boundaries(times, z, np.cumsum(exit_chances(z, times, drift=0.0, sides=sides)), sides)


def pocock(looks: int, *, alpha: float, sides: int) -> Boundaries:
    """The same z at every one of equally spaced looks. Source: Pocock, Biometrika 1977;64:191."""
    return wang_tsiatis(_even(looks), 0.5, alpha=alpha, sides=sides)


def obrien_fleming(looks: int, *, alpha: float, sides: int) -> Boundaries:
    """z_k = c / √t_k at equally spaced looks. Source: O'Brien & Fleming, Biometrics 1979;35:549."""
    return wang_tsiatis(_even(looks), 0.0, alpha=alpha, sides=sides)


def exit_chances(z: Array, times: Array, *, drift: float, sides: int) -> Array:
    """Chance that the score first passes its boundary at each look.

    B_k = Z_k √t_k moves by independent normal steps with mean drift Δt and variance Δt; its density inside the
    boundaries is carried from look to look on Gauss-Legendre nodes. Source: Armitage, McPherson & Rowe 1969.
    """
    chances, path = np.empty(times.size), START
    for k, time in enumerate(times):
        look = _Look(path, float(time), drift, sides)
        chances[k] = look.exit(z[k])
        if k < times.size - 1:
            path = look.carried(z[k])
    return chances


class _Path(NamedTuple):
    """Where the score may be, with the chance of each place, at a time."""

    at: Array
    mass: Array
    time: float


START = _Path(np.zeros(1), np.ones(1), 0.0)


class _Look(NamedTuple):
    """The next look after a path that has not stopped."""

    path: _Path
    time: float
    drift: float
    sides: int

    def exit(self, z: float) -> float:
        """Chance to stop here."""
        middle, spread, upper = self._middle(), self._spread(), z * self.time**0.5
        out = ndtr((middle - upper) / spread)
        if self.sides == 2:
            out = out + ndtr((-upper - middle) / spread)
        return float(self.path.mass @ out)

    def carried(self, z: float) -> _Path:
        """The path of those who go on."""
        upper, farthest = z * self.time**0.5, FARTHEST * self.time**0.5
        low = -upper if self.sides == 2 else min(self.drift * self.time - farthest, upper)
        inside = low + (upper - low) * (PLACES + 1) / 2
        density = np.exp(-(((inside[:, None] - self._middle()) / self._spread()) ** 2) / 2)
        scale = (upper - low) / (2 * self._spread() * (2 * np.pi) ** 0.5)
        return _Path(inside, scale * WEIGHTS * (density @ self.path.mass), self.time)

    def _middle(self) -> Array:
        return self.path.at + self.drift * (self.time - self.path.time)

    def _spread(self) -> float:
        return float((self.time - self.path.time) ** 0.5)


def _even(looks: int) -> Array:
    if looks < 1:
        raise Mistake(f"looks: at least one expected, {looks} given")
    return np.arange(1, looks + 1) / looks


def _checked(times: Array, alpha: float, sides: int) -> Array:
    times = np.asarray(times, float)
    if times.size == 0 or times[0] <= 0 or np.any(np.diff(times) <= 0) or abs(times[-1] - 1) > 1e-12:
        raise Mistake("times: shares of the information that rise from above 0 to 1 are expected, such as 0.5, 1")
    if sides not in (1, 2):
        raise Mistake(f"sides: 1 or 2 expected, {sides} given")
    if not 0 < alpha < 0.5:
        raise Mistake(f"alpha: a share between 0 and 0.5 expected, {alpha:g} given; 2.5 % is 0.025")
    return times
