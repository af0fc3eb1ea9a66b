"""Stent thrombosis: a share of patients in the first month, a hazard after it that uncovered struts raise."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Marks, PerSecond, PositivePure, Share

MONTH = 30 * 86400.0


class Thrombosis(NamedTuple):
    """When [s], ∞ for never, and whether it kills or makes an infarction, shape (patients,)."""

    time: Array
    is_fatal: Marks
    is_infarction: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class StentThrombosis:
    """A share ``first_month`` evenly within 30 days, then a hazard ``later``.

    While more than ``uncovered_limit`` of a patient's struts lie bare the later hazard is ``uncovered_ratio`` times as
    high. A share ``fatal`` dies; of the others a share ``infarction`` has an infarction.
    """

    first_month: Share
    later: PerSecond
    uncovered_limit: Share
    uncovered_ratio: PositivePure
    fatal: Share
    infarction: Share

    def happen(self, uncovered: Array, times: Array, lots: Array) -> Thrombosis:
        """Thrombosis of each patient; ``uncovered`` share of struts (patients, times), ``lots`` (patients, 4)."""
        early = np.where(lots[:, 0] < self.first_month, MONTH * lots[:, 1], np.inf)
        hazard = self.later * np.where(uncovered > self.uncovered_limit, self.uncovered_ratio, 1.0)
        steps = np.diff(np.maximum(times, MONTH))
        borne = np.concatenate([np.zeros((len(lots), 1)), np.cumsum(hazard[:, 1:] * steps, axis=1)], axis=1)
        passed = borne >= -np.log1p(-lots[:, 2:3])
        late = np.where(passed.any(axis=1), times[np.argmax(passed, axis=1)], np.inf)
        kills = lots[:, 3] < self.fatal
        spared = (lots[:, 3] - self.fatal) / np.maximum(1 - self.fatal, 1e-12)
        return Thrombosis(np.minimum(early, late), kills, ~kills & (spared < self.infarction))
