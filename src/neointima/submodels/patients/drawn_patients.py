"""Patients of a trial, drawn from distributions that belong together."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import poisson

from neointima.quantities.kinds import Array, Marks, Metres, Numbers, PositivePure, Share


class Luck(NamedTuple):
    """What decides who a patient is: normal numbers for diameter, length and healing, lots (0 to 1) for the rest."""

    diameter: Array
    length: Array
    healing: Array
    diabetes: Array
    lesions: Array


class Drawn(NamedTuple):
    """One entry a patient: vessel and lesion [m], stented length of each lesion [m], lesions treated, and healing.

    ``reaction`` is how strongly this patient's wall is inflamed by the same injury, 1 in the middle.
    """

    reference_diameter: Array
    lesion_length: Array
    stented_length: Array
    lesions: Numbers
    is_diabetic: Marks
    reaction: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPatients:
    """Log-normal diameter and lesion length with given means and SDs; diabetes and number of lesions by lot.

    The normal number of the length is −ρ z_D + √(1 − ρ²) z_L with ρ = ``shorter_in_large``. Diameters beyond
    ``smallest`` and ``largest`` are set to them, as entry criteria do. Lesions: 1 + Poisson(``lesions_treated`` − 1),
    ``most_lesions`` at most. In diabetics vessels are ``diabetes_narrower``, lesions ``diabetes_longer``, and the
    reaction is multiplied by ``diabetes_reaction``; patients differ in it by the geometric SD ``reaction_spread``.
    """

    reference_diameter: Metres
    reference_diameter_sd: Metres
    smallest_diameter: Metres
    largest_diameter: Metres
    lesion_length: Metres
    lesion_length_sd: Metres
    shorter_in_large: Share
    stented_over_lesion: PositivePure
    lesions_treated: PositivePure
    most_lesions: PositivePure
    diabetics: Share
    diabetes_narrower: Metres
    diabetes_longer: Metres
    diabetes_reaction: PositivePure
    reaction_spread: PositivePure

    def draw(self, luck: Luck) -> Drawn:
        """Patients from their luck, arrays of shape (patients,)."""
        tie, is_diabetic = self.shorter_in_large, luck.diabetes < self.diabetics
        tied = np.sqrt(1 - tie**2) * luck.length - tie * luck.diameter
        length = log_normal(self.lesion_length, self.lesion_length_sd, tied) + self.diabetes_longer * is_diabetic
        diameter = log_normal(self.reference_diameter, self.reference_diameter_sd, luck.diameter)
        diameter = diameter - self.diabetes_narrower * is_diabetic
        more = poisson.ppf(luck.lesions, np.maximum(self.lesions_treated - 1, 0.0))
        return Drawn(
            np.clip(diameter, self.smallest_diameter, self.largest_diameter),
            length,
            length * self.stented_over_lesion,
            np.minimum(1 + more, self.most_lesions).astype(np.int64),
            is_diabetic,
            self.reaction_spread**luck.healing * np.where(is_diabetic, self.diabetes_reaction, 1.0),
        )


def log_normal(mean: Array, sd: Array, luck: Array) -> Array:
    """Log-normal numbers with this mean and SD from normal ones."""
    spread = np.sqrt(np.log1p((sd / mean) ** 2))
    found: Array = mean * np.exp(spread * luck - spread**2 / 2)
    return found
