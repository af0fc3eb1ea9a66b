"""Quantitative coronary angiography: diameters with the error of a film."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Marks, Metres, Share


class Film(NamedTuple):
    """Least diameters in stent and segment and the reference [m] of each patient, shape (patients,)."""

    in_stent: Array
    in_segment: Array
    reference: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantitativeAngiography:
    """Measured = true + normal error; one error serves the stent and its segment, as both are read from one frame.

    A share ``attendance`` of patients returns for a film.
    """

    lumen_error: Metres
    reference_error: Metres
    attendance: Share

    def film(self, true: Film, luck: Array) -> Film:
        """The readings of ``true`` diameters; ``luck`` is normal, (patients, 2)."""
        error = self.lumen_error * luck[:, 0]
        in_stent, in_segment = (np.maximum(one + error, 0.0) for one in true[:2])
        return Film(in_stent, in_segment, true.reference + self.reference_error * luck[:, 1])

    def attends(self, lot: Array) -> Marks:
        """Who returns, from a lot between 0 and 1."""
        found: Marks = lot < self.attendance
        return found
