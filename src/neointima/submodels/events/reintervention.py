"""Clinically driven reintervention: each patient bears a narrowing up to a limit of his own."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, PositivePure, Pure, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reintervention:
    """A patient is treated again once the diameter stenosis has passed what he tolerates, after a delay.

    The tolerated stenosis is logistic: median ``tolerated``, scale ``tolerated_scale``, both in percent of the
    reference diameter, so P(treated) = 1 / (1 + exp(−(s − median) / scale)) at a stenosis of s percent. Delays are
    exponential with mean ``symptom_delay``. A film by protocol lowers what is tolerated by ``lowered_by_film``.
    """

    tolerated: Pure
    tolerated_scale: PositivePure
    symptom_delay: Seconds
    lowered_by_film: Pure

    def limit(self, lot: Array) -> Array:
        """Tolerated stenosis [percent] from a lot between 0 and 1."""
        return self.tolerated + self.tolerated_scale * np.log(lot / (1 - lot))

    def time(self, stenosis: Array, times: Array, *, limit: Array, delay_lot: Array) -> Array:
        """When each patient is treated again [s], ∞ for never; ``stenosis`` [percent] has shape (patients, times)."""
        passed = stenosis >= limit[:, None]
        first = times[np.argmax(passed, axis=1)] - self.symptom_delay * np.log1p(-delay_lot)
        return np.where(passed.any(axis=1), first, np.inf)

    def after_film(self, stenosis: Array, day: float, *, limit: Array) -> Array:
        """When a film at ``day`` [s] leads to treatment [s], ∞ for not; ``stenosis`` [percent] is what the film shows.

        A film that shows less than 50 percent leads to nothing.
        """
        treated = (stenosis >= limit - self.lowered_by_film) & (stenosis >= 50.0)
        return np.where(treated, day, np.inf)
